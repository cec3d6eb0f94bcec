// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides which .npy files are read: data that is all there, in either byte
// order and either order of dimensions.

#include "relu/Execution/Npy.h"

#include "NpyHeader.h"
#include "relu/Execution/File.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/SwapByteOrder.h"
#include <cstring>

using namespace llvm;
using namespace relu;

/// More than any header of an array without fields needs.
static constexpr uint64_t kMaxHeaderSize = 1 << 20;

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
static Expected<NpyHeader> readHeader(const NpySource &source,
                                      uint64_t &position) {
  char start[12] = {};
  constexpr size_t kFixed = 8;
  StringRef found(start, std::min<uint64_t>(source.size, kFixed));
  if (Error error = source.read({start, found.size()}))
    return error;
  if (!found.starts_with(kNpyMagic))
    return createStringError(
        "expected an .npy file, which begins with '\\93NUMPY', got " +
        (found.empty() ? std::string("an empty file") : quoteUntrusted(found)) +
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
  return parseNpyHeader(text);
}

static Expected<Tensor> readNpyUnnamed(const NpySource &source,
                                       std::optional<ElementKind> as) {
  uint64_t position = 0;
  auto header = readHeader(source, position);
  if (!header)
    return header.takeError();
  auto dtype = decodeDescr(header->descr, as);
  if (!dtype)
    return dtype.takeError();

  TensorType type{dtype->element, header->shape};
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
    if (Error error =
            readData(source, header->isFortran, dtype->isSwapped, *tensor))
      return error;
  return tensor;
}

Expected<Tensor> relu::readNpy(const NpySource &source,
                               std::optional<ElementKind> as) {
  Expected<Tensor> tensor = readNpyUnnamed(source, as);
  if (!tensor)
    return nameFile(source.name, tensor.takeError());
  return tensor;
}

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
  size_t startSize = std::min<uint64_t>((*file)->getSize(), kNpyMagic.size());
  if (Error error = (*file)->read({start, startSize}))
    return nameFile(path, std::move(error));
  if (StringRef(start, startSize) == kNpyMagic)
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
    return nameFile(path, std::move(error));
  return tensor;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Error relu::writeNpyFile(StringRef path, ConstTensorView tensor) {
  Expected<std::string> header = makeNpyHeader(tensor.type);
  if (!header)
    return nameFile(path, header.takeError());
  size_t size = *tensor.type.getByteSize();
  return writeFile(path,
                   {*header, {static_cast<const char *>(tensor.data), size}});
}
