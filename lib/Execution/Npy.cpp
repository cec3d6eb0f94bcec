// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides which .npy files are read and what is written. The header is a
// Python literal; a parser for just the literal that numpy writes stands
// between it and everything else. Longer than most files here, because
// decoding, reading and writing share one description of the format.

#include "relu/Execution/Npy.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SwapByteOrder.h"
#include <cstring>

using namespace llvm;
using namespace relu;

static constexpr StringLiteral kMagic = "\x93NUMPY";

/// More than any header of an array without fields needs.
static constexpr uint64_t kMaxHeaderSize = 1 << 20;

namespace {

struct Dtype {
  StringLiteral name; // without the byte order
  ElementKind kind;
};

/// What the literal says, unchecked but for its syntax.
struct Header {
  std::string descr;
  bool isFortran = false;
  SmallVector<int64_t> shape;
};

} // namespace

static constexpr Dtype kDtypes[] = {
    {"f2", ElementKind::f16}, {"f4", ElementKind::f32},
    {"f8", ElementKind::f64}, {"i1", ElementKind::i8},
    {"i2", ElementKind::i16}, {"i4", ElementKind::i32},
    {"i8", ElementKind::i64}, {"u1", ElementKind::u8},
    {"u2", ElementKind::u16}, {"u4", ElementKind::u32},
    {"u8", ElementKind::u64}, {"b1", ElementKind::i1},
};

/// Text from a file as a message may show it: printable, and not much of it.
static std::string quote(StringRef text) {
  constexpr size_t kLimit = 40;
  std::string result = "'";
  raw_string_ostream os(result);
  printEscapedString(text.take_front(kLimit), os);
  os << (text.size() > kLimit ? "…'" : "'");
  return result;
}

static Error describe(const Twine &name, Error error) {
  return createStringError("'" + name + "': " + toString(std::move(error)));
}

//===----------------------------------------------------------------------===//
// The header
//===----------------------------------------------------------------------===//

namespace {

/// Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`: the
/// three keys once each in any order, either kind of quotes, and space between
/// the tokens.
class HeaderParser {
public:
  explicit HeaderParser(StringRef text) : text(text), rest(text) {}

  Error parse(Header &header) {
    if (!consume("{"))
      return fail("'{'");
    bool isFirst = true;
    SmallVector<std::string, 3> seen;
    while (!consume("}")) {
      if (!isFirst && !consume(","))
        return fail("',' or '}'");
      if (!isFirst && consume("}"))
        break;
      isFirst = false;
      std::string key;
      if (Error error = parseString(key))
        return error;
      if (is_contained(seen, key))
        return createStringError("expected key " + quote(key) +
                                 " once in the header, got it twice");
      seen.push_back(key);
      if (!consume(":"))
        return fail("':'");
      if (Error error = parseValue(key, header))
        return error;
    }
    if (skipSpace(); !rest.empty())
      return fail("nothing after the dictionary");
    for (StringRef key : {"descr", "fortran_order", "shape"})
      if (!is_contained(seen, key))
        return createStringError("expected key '" + key +
                                 "' in the header, got " + quote(text));
    return Error::success();
  }

private:
  Error fail(const Twine &expected) {
    skipSpace();
    return createStringError(
        "expected " + expected + " at byte " +
        Twine(text.size() - rest.size()) + " of the header, got " +
        (rest.empty() ? std::string("its end") : quote(rest)));
  }

  void skipSpace() { rest = rest.ltrim(" \t\r\n"); }

  bool consume(StringRef token) {
    skipSpace();
    return rest.consume_front(token);
  }

  Error parseValue(StringRef key, Header &header) {
    if (key == "shape")
      return parseShape(header.shape);
    if (key == "fortran_order") {
      header.isFortran = consume("True");
      if (!header.isFortran && !consume("False"))
        return fail("True or False");
      return Error::success();
    }
    if (key != "descr")
      return createStringError("expected the keys 'descr', 'fortran_order' and "
                               "'shape' in the header, got " +
                               quote(key));
    skipSpace();
    if (rest.starts_with("[") || rest.starts_with("("))
      return createStringError("expected one number per element, got a "
                               "structured dtype " +
                               quote(rest));
    return parseString(header.descr);
  }

  Error parseString(std::string &result) {
    skipSpace();
    char mark = rest.empty() ? '\0' : rest.front();
    size_t end = StringRef::npos;
    if (mark == '\'' || mark == '"')
      end = rest.find(mark, 1);
    // An escape is never needed for what a string may say here.
    if (end == StringRef::npos || rest.take_front(end).contains('\\'))
      return fail("a string");
    result = rest.slice(1, end).str();
    rest = rest.drop_front(end + 1);
    return Error::success();
  }

  Error parseShape(SmallVectorImpl<int64_t> &shape) {
    if (!consume("("))
      return fail("'(' before the sizes");
    while (!consume(")")) {
      int64_t size = 0;
      if (Error error = parseSize(size))
        return error;
      if (shape.size() == TensorType::kMaxRank)
        return createStringError("expected at most " +
                                 Twine(TensorType::kMaxRank) +
                                 " dimensions, got more");
      shape.push_back(size);
      if (consume(","))
        continue;
      // To Python (3) is a number, not a tuple.
      if (shape.size() == 1)
        return fail("','");
      if (!consume(")"))
        return fail("',' or ')'");
      break;
    }
    return Error::success();
  }

  Error parseSize(int64_t &size) {
    skipSpace();
    StringRef digits = rest.take_while(isDigit);
    // Python has no numbers such as 03.
    if (digits.empty() || (digits.size() > 1 && digits.front() == '0'))
      return fail("a size of 0 or more");
    if (digits.getAsInteger(10, size))
      return fail("a size below 2^63");
    rest = rest.drop_front(digits.size());
    rest.consume_front("L"); // written by Python 2
    return Error::success();
  }

  StringRef text;
  StringRef rest;
};

} // namespace

/// Why a dtype is not read, for those that people meet.
static StringRef getReason(StringRef name) {
  switch (name.empty() ? '\0' : name.front()) {
  case 'O':
    return " (Python objects, which only Python can load)";
  case 'c':
    return " (complex numbers)";
  case 'S':
  case 'a':
  case 'U':
    return " (strings)";
  case 'M':
  case 'm':
    return " (dates)";
  case 'V':
    return name == "V2" ? " (bytes without a type; if it is bf16, say so: "
                          "'4xbf16=@file.npy')"
                        : " (bytes without a type)";
  default:
    return "";
  }
}

/// The kind of elements, and whether their bytes must be swapped.
static Expected<std::pair<ElementKind, bool>>
decodeDescr(StringRef descr, std::optional<ElementKind> as) {
  char order = '=';
  StringRef name = descr;
  if (!name.empty() && StringRef("<>=|").contains(name.front())) {
    order = name.front();
    name = name.drop_front();
  }
  bool isForeign = order == (sys::IsLittleEndianHost ? '>' : '<');
  if (as == ElementKind::bf16 && name == "V2")
    return std::pair(ElementKind::bf16, false);

  const Dtype *dtype =
      find_if(kDtypes, [&](const Dtype &dtype) { return dtype.name == name; });
  if (dtype == std::end(kDtypes))
    return createStringError(
        "expected a dtype among " +
        join(map_range(kDtypes, [](const Dtype &d) { return d.name; }), ", ") +
        ", got " + quote(descr) + getReason(name));
  ElementKind kind = dtype->kind;
  if (as == ElementKind::bf16 && kind == ElementKind::u16)
    kind = ElementKind::bf16;
  if (as && kind != *as)
    return createStringError(
        "expected elements of " + getName(*as) +
        (as == ElementKind::bf16 ? ", which numpy holds as u2" : "") +
        ", got dtype " + quote(descr));
  return std::pair(kind, isForeign);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

/// Reads elements of which the first dimension is the fastest.
static Error readTransposed(const NpySource &source, Tensor &tensor) {
  ArrayRef<int64_t> shape = tensor.getType().shape;
  int64_t elementSize = relu::getByteSize(tensor.getType().element);
  SmallVector<int64_t> strides(shape.size());
  int64_t stride = elementSize;
  for (size_t i = shape.size(); i-- > 0; stride *= shape[i])
    strides[i] = stride;

  SmallVector<int64_t> index(shape.size(), 0);
  auto *to = static_cast<char *>(tensor.getData());
  char buffer[1 << 14];
  int64_t left = tensor.getByteSize();
  while (left > 0) {
    auto size = std::min<int64_t>(left, sizeof(buffer));
    if (Error error = source.read({buffer, static_cast<size_t>(size)}))
      return error;
    left -= size;
    for (int64_t from = 0; from < size; from += elementSize) {
      std::memcpy(to, buffer + from, elementSize);
      for (size_t i = 0; i < shape.size(); ++i) {
        to += strides[i];
        if (++index[i] < shape[i])
          break;
        to -= strides[i] * shape[i];
        index[i] = 0;
      }
    }
  }
  return Error::success();
}

template <typename T> static void swapBytes(void *data, int64_t count) {
  auto *elements = static_cast<T *>(data);
  for (int64_t i = 0; i < count; ++i)
    sys::swapByteOrder(elements[i]);
}

static void swapElements(Tensor &tensor) {
  int64_t count = tensor.getNumElements();
  switch (relu::getByteSize(tensor.getType().element)) {
  case 2:
    return swapBytes<uint16_t>(tensor.getData(), count);
  case 4:
    return swapBytes<uint32_t>(tensor.getData(), count);
  case 8:
    return swapBytes<uint64_t>(tensor.getData(), count);
  default:
    return; // nothing to swap in a byte
  }
}

static Error readData(const NpySource &source, bool isTransposed, bool swap,
                      Tensor &tensor) {
  if (isTransposed) {
    if (Error error = readTransposed(source, tensor))
      return error;
  } else {
    auto size = static_cast<size_t>(tensor.getByteSize());
    if (Error error =
            source.read({static_cast<char *>(tensor.getData()), size}))
      return error;
  }
  if (swap)
    swapElements(tensor);
  // To numpy every byte but 0 is true; generated code may only see 0 and 1.
  if (tensor.getType().element == ElementKind::i1)
    for (uint8_t &value : tensor.getElements<uint8_t>())
      value = value != 0;
  return Error::success();
}

/// Reads everything before the data. `position` becomes its size.
static Error readHeader(const NpySource &source, uint64_t &position,
                        Header &header) {
  char start[12] = {};
  constexpr size_t kFixed = 8;
  StringRef found(start, std::min<uint64_t>(source.size, kFixed));
  if (Error error = source.read({start, found.size()}))
    return error;
  if (!found.starts_with(kMagic))
    return createStringError(
        "expected an .npy file, which begins with '\\93NUMPY', got " +
        (found.empty() ? std::string("an empty file") : quote(found)) +
        (found.starts_with("PK")
             ? "; an archive needs a name that ends in .npz"
             : "; bytes without a header need a type: '2x3xf32=@x.bin'"));
  if (found.size() < kFixed)
    return createStringError("expected a version after '\\93NUMPY', got the "
                             "end of the file");
  int major = static_cast<uint8_t>(start[6]);
  int minor = static_cast<uint8_t>(start[7]);
  if (major < 1 || major > 3 || minor != 0)
    return createStringError("expected version 1.0, 2.0 or 3.0, got " +
                             Twine(major) + "." + Twine(minor));

  size_t lengthSize = major == 1 ? 2 : 4;
  position = kFixed + lengthSize;
  if (source.size < position)
    return createStringError("expected the size of the header after the "
                             "version, got the end of the file");
  if (Error error = source.read({start + kFixed, lengthSize}))
    return error;
  uint64_t length = major == 1 ? support::endian::read16le(start + kFixed)
                               : support::endian::read32le(start + kFixed);
  if (length > source.size - position)
    return createStringError("expected a header of " + Twine(length) +
                             " bytes, got " + Twine(source.size - position));
  if (length > kMaxHeaderSize)
    return createStringError("expected a header of at most " +
                             Twine(kMaxHeaderSize) + " bytes, got " +
                             Twine(length));
  position += length;
  std::string text(length, '\0');
  if (Error error = source.read({text.data(), text.size()}))
    return error;
  return HeaderParser(text).parse(header);
}

static Expected<Tensor> readNpyUnnamed(const NpySource &source,
                                       std::optional<ElementKind> as) {
  uint64_t position = 0;
  Header header;
  if (Error error = readHeader(source, position, header))
    return error;
  auto decoded = decodeDescr(header.descr, as);
  if (!decoded)
    return decoded.takeError();
  auto [kind, swap] = *decoded;

  TensorType type{kind, header.shape};
  std::optional<int64_t> size = type.getByteSize();
  if (!size)
    return createStringError("expected a shape of less than 2^63 bytes, got " +
                             type.str());
  if (static_cast<uint64_t>(*size) != source.size - position)
    return createStringError(
        "expected " + Twine(*size) + " bytes of data for " + type.str() +
        " after the header, got " + Twine(source.size - position));
  Expected<Tensor> tensor = Tensor::create(std::move(type));
  if (tensor)
    if (Error error = readData(source, header.isFortran, swap, *tensor))
      return error;
  return tensor;
}

Expected<Tensor> relu::readNpy(const NpySource &source,
                               std::optional<ElementKind> as) {
  Expected<Tensor> tensor = readNpyUnnamed(source, as);
  if (!tensor)
    return describe(source.name, tensor.takeError());
  return tensor;
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

namespace {

/// A file that is open for reading. Files are not mapped: one that is cut
/// while it is read would end the process.
class InputFile {
public:
  static Expected<std::unique_ptr<InputFile>> open(StringRef path) {
    auto fail = [&](std::error_code code) {
      return createStringError("'" + path +
                               "': expected a file to read, got '" +
                               code.message() + "'");
    };
    Expected<sys::fs::file_t> handle = sys::fs::openNativeFileForRead(path);
    if (!handle)
      return fail(errorToErrorCode(handle.takeError()));
    std::unique_ptr<InputFile> file(new InputFile(*handle));
    sys::fs::file_status status;
    if (std::error_code code = sys::fs::status(*handle, status))
      return fail(code);
    if (status.type() == sys::fs::file_type::directory_file)
      return fail(std::make_error_code(std::errc::is_a_directory));
    if (status.type() == sys::fs::file_type::regular_file) {
      file->size = status.getSize();
      return file;
    }
    // A pipe does not tell its size: the end has to be seen first.
    if (Error error =
            sys::fs::readNativeFileToEOF(*handle, file->piped, 1 << 20))
      return fail(errorToErrorCode(std::move(error)));
    file->isPipe = true;
    file->size = file->piped.size();
    return file;
  }

  ~InputFile() { sys::fs::closeFile(handle); }

  uint64_t getSize() const { return size; }

  Error read(MutableArrayRef<char> buffer) {
    if (isPipe) {
      llvm::copy(ArrayRef(piped).slice(position, buffer.size()),
                 buffer.begin());
      position += buffer.size();
      return Error::success();
    }
    while (!buffer.empty()) {
      Expected<size_t> count = sys::fs::readNativeFile(handle, buffer);
      if (!count)
        return count.takeError();
      if (*count == 0)
        return createStringError("expected " + Twine(buffer.size()) +
                                 " more bytes, got the end of the file");
      buffer = buffer.drop_front(*count);
    }
    return Error::success();
  }

private:
  explicit InputFile(sys::fs::file_t handle) : handle(handle) {}

  sys::fs::file_t handle;
  uint64_t size = 0;
  bool isPipe = false;
  SmallVector<char, 0> piped;
  size_t position = 0; // in `piped`
};

} // namespace

Expected<Tensor> relu::readNpyFile(StringRef path,
                                   std::optional<ElementKind> as) {
  auto file = InputFile::open(path);
  if (!file)
    return file.takeError();
  auto read = [&](MutableArrayRef<char> buffer) {
    return (*file)->read(buffer);
  };
  return readNpy({path.str(), (*file)->getSize(), read}, as);
}

Expected<Tensor> relu::readRawFile(StringRef path, TensorType type) {
  std::optional<int64_t> size = type.getByteSize();
  if (!size)
    return createStringError("expected sizes that are known and less than 2^63 "
                             "bytes, got " +
                             type.str());
  auto file = InputFile::open(path);
  if (!file)
    return file.takeError();
  char start[8] = {};
  size_t startSize = std::min<uint64_t>((*file)->getSize(), kMagic.size());
  if (Error error = (*file)->read({start, startSize}))
    return describe(path, std::move(error));
  if (StringRef(start, startSize) == kMagic)
    return createStringError(
        "'" + path + "': expected bytes without a header for " + type.str() +
        ", got an .npy file; to read it, write '@" + path + "' without a type");
  if (static_cast<uint64_t>(*size) != (*file)->getSize())
    return createStringError("'" + path + "': expected " + Twine(*size) +
                             " bytes for " + type.str() + ", got " +
                             Twine((*file)->getSize()));
  Expected<Tensor> tensor = Tensor::create(std::move(type));
  if (!tensor)
    return tensor;
  auto *data = static_cast<char *>(tensor->getData());
  std::memcpy(data, start, startSize);
  auto read = [&](MutableArrayRef<char> buffer) {
    // The first bytes are there already.
    return (*file)->read(buffer.drop_front(startSize));
  };
  if (Error error = readData({path.str(), (*file)->getSize(), read},
                             /*isTransposed=*/false, /*swap=*/false, *tensor))
    return describe(path, std::move(error));
  return tensor;
}

Error relu::replaceFile(StringRef path,
                        function_ref<Error(StringRef temporary)> write) {
  SmallString<128> target(path);
  auto fail = [&](const Twine &expected, std::error_code code) {
    return createStringError("'" + path + "': expected " + expected +
                             ", got '" + code.message() + "'");
  };
  sys::fs::file_status status;
  bool exists = !sys::fs::status(path, status);
  if (exists) {
    if (status.type() == sys::fs::file_type::directory_file)
      return fail("a file to write",
                  std::make_error_code(std::errc::is_a_directory));
    if (status.type() != sys::fs::file_type::regular_file) {
      Error error = write(path);
      return error ? describe(path, std::move(error)) : Error::success();
    }
    if (std::error_code code =
            sys::fs::access(path, sys::fs::AccessMode::Write))
      return fail("a file that may be written", code);
    // Renaming onto a link would replace the link.
    if (std::error_code code = sys::fs::real_path(path, target))
      return fail("a file to write", code);
  }

  // A name of its own: one made from `path` could be too long.
  SmallString<128> model = sys::path::parent_path(target);
  sys::path::append(model, ".relu-%%%%%%%%.tmp");
  Expected<sys::fs::TempFile> file = sys::fs::TempFile::create(model);
  if (!file)
    return fail("a directory to write to", errorToErrorCode(file.takeError()));
  std::string temporary = file->TmpName;
  if (Error error = write(temporary)) {
    consumeError(file->discard());
    return describe(path, std::move(error));
  }
  if (exists) // fails where there are no permissions, which is no reason
    (void)sys::fs::setPermissions(temporary, status.permissions());
  if (Error error = file->keep())
    return describe(path, std::move(error));
  if (std::error_code code = sys::fs::rename(temporary, target)) {
    (void)sys::fs::remove(temporary);
    return fail("a file that may be replaced", code);
  }
  return Error::success();
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Expected<std::string> relu::makeNpyHeader(const TensorType &type) {
  if (type.getRank() > TensorType::kMaxRank || !type.getByteSize())
    return createStringError("expected a static shape of at most " +
                             Twine(TensorType::kMaxRank) + " dimensions, got " +
                             type.str());
  ElementKind kind = type.element;
  if (kind == ElementKind::bf16)
    kind = ElementKind::u16;
  const Dtype *dtype =
      find_if(kDtypes, [&](const Dtype &dtype) { return dtype.kind == kind; });
  char order = sys::IsLittleEndianHost ? '<' : '>';
  if (relu::getByteSize(kind) == 1)
    order = '|';

  std::string literal;
  raw_string_ostream os(literal);
  os << "{'descr': '" << order << dtype->name
     << "', 'fortran_order': False, 'shape': (";
  interleave(type.shape, os, ", ");
  os << (type.getRank() == 1 ? ",)" : ")") << ", }";
  // The data begins at a multiple of 64; a newline ends the header.
  constexpr size_t kBefore = 10;
  literal.append(63 - (kBefore + literal.size()) % 64, ' ');
  literal += '\n';

  std::string header = kMagic.str();
  header += {'\x01', '\x00', static_cast<char>(literal.size() & 0xff),
             static_cast<char>(literal.size() >> 8)};
  return header + literal;
}

Error relu::writeNpyFile(StringRef path, ConstTensorView tensor) {
  Expected<std::string> header = makeNpyHeader(tensor.type);
  if (!header)
    return describe(path, header.takeError());
  return replaceFile(path, [&](StringRef temporary) -> Error {
    std::error_code code;
    raw_fd_ostream os(temporary, code);
    if (code)
      return createStringError("expected a file to write, got '" +
                               code.message() + "'");
    os << *header;
    os.write(static_cast<const char *>(tensor.data),
             *tensor.type.getByteSize());
    os.close();
    code = os.error();
    os.clear_error(); // a stream that is destroyed with an error aborts
    if (code)
      return createStringError("expected room for " +
                               Twine(*tensor.type.getByteSize()) +
                               " bytes, got '" + code.message() + "'");
    return Error::success();
  });
}
