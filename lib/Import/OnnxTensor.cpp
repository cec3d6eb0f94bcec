// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors out of files. The number of elements that a tensor claims is compared
// with the bytes that are there before anything is made of that size.

#include "OnnxFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Path.h"
#include <cstring>

using namespace relu;
using llvm::createStringError;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Twine;

namespace {
struct ElementFormat {
  int32_t dataType;
  StringRef name;
  int64_t bytes;
};
} // namespace

static const ElementFormat kFormats[] = {
    {onnx::TensorProto::FLOAT, "f32", 4},
    {onnx::TensorProto::UINT8, "ui8", 1},
    {onnx::TensorProto::INT8, "i8", 1},
    {onnx::TensorProto::UINT16, "ui16", 2},
    {onnx::TensorProto::INT16, "i16", 2},
    {onnx::TensorProto::INT32, "i32", 4},
    {onnx::TensorProto::INT64, "i64", 8},
    {onnx::TensorProto::BOOL, "i1", 1},
    {onnx::TensorProto::FLOAT16, "f16", 2},
    {onnx::TensorProto::DOUBLE, "f64", 8},
    {onnx::TensorProto::UINT32, "ui32", 4},
    {onnx::TensorProto::UINT64, "ui64", 8},
    {onnx::TensorProto::BFLOAT16, "bf16", 2},
};

static const ElementFormat *findFormat(int32_t dataType) {
  const auto *found = llvm::find_if(kFormats, [&](const ElementFormat &format) {
    return format.dataType == dataType;
  });
  return found == std::end(kFormats) ? nullptr : found;
}

std::optional<StringRef> relu::getElementName(int32_t dataType) {
  const ElementFormat *format = findFormat(dataType);
  return format ? std::optional(format->name) : std::nullopt;
}

/// Bytes of a tensor of this shape; fails when a size is negative or the
/// product too large to be told.
static Expected<int64_t> countBytes(llvm::ArrayRef<int64_t> shape,
                                    int64_t elementBytes) {
  int64_t bytes = elementBytes;
  bool isEmpty = false;
  for (int64_t size : shape) {
    if (size < 0)
      return createStringError("expected sizes of at least 0, got " +
                               Twine(size));
    isEmpty |= size == 0;
    if (size != 0 && llvm::MulOverflow(bytes, size, bytes))
      return createStringError("the sizes are too large");
  }
  return isEmpty ? 0 : bytes;
}

/// Hands over the bytes of a file in memory.
static void own(OnnxTensor &tensor, std::string bytes) {
  auto owner = std::make_shared<std::string>(std::move(bytes));
  tensor.bytes = llvm::ArrayRef(owner->data(), owner->size());
  tensor.owner = std::move(owner);
}

/// One of the typed fields, each element of which becomes the low bytes of its
/// own.
template <typename Field>
static Error takeField(OnnxTensor &tensor, const Field &field,
                       const ElementFormat &format, int64_t expected) {
  if (int64_t(field.size()) * format.bytes != expected)
    return createStringError("expected " + Twine(expected / format.bytes) +
                             " elements, got " + Twine(field.size()));
  std::string bytes(expected, '\0');
  char *out = bytes.data();
  for (auto element : field) {
    std::memcpy(out, &element, format.bytes);
    out += format.bytes;
  }
  own(tensor, std::move(bytes));
  return Error::success();
}

static Error takeTypedData(OnnxTensor &tensor, onnx::TensorProto &proto,
                           const ElementFormat &format, int64_t expected) {
  switch (format.dataType) {
  case onnx::TensorProto::FLOAT:
    return takeField(tensor, proto.float_data(), format, expected);
  case onnx::TensorProto::DOUBLE:
    return takeField(tensor, proto.double_data(), format, expected);
  case onnx::TensorProto::INT64:
    return takeField(tensor, proto.int64_data(), format, expected);
  case onnx::TensorProto::UINT32:
  case onnx::TensorProto::UINT64:
    return takeField(tensor, proto.uint64_data(), format, expected);
  default:
    return takeField(tensor, proto.int32_data(), format, expected);
  }
}

static Error takeExternalData(OnnxTensor &tensor,
                              const onnx::TensorProto &proto, StringRef folder,
                              int64_t expected) {
  std::string location;
  uint64_t offset = 0, length = expected;
  for (const onnx::StringStringEntryProto &entry : proto.external_data()) {
    StringRef value = entry.value();
    if (entry.key() == "location")
      location = entry.value();
    else if (entry.key() == "offset" && value.getAsInteger(10, offset))
      return createStringError("expected a number as offset of external data, "
                               "got '" +
                               escapeName(value) + "'");
    else if (entry.key() == "length" && value.getAsInteger(10, length))
      return createStringError("expected a number as length of external data, "
                               "got '" +
                               escapeName(value) + "'");
  }
  std::string shown = escapeName(location);
  if (length != uint64_t(expected))
    return createStringError("expected " + Twine(expected) +
                             " bytes of external data, got " + Twine(length));
  if (location.empty() || StringRef(location).contains('\0'))
    return createStringError("expected the name of a file with external data");
  if (folder.empty())
    return createStringError("external data is not read here");

  // Links are followed first: they may lead out of the folder, too.
  llvm::SmallString<256> root, path(folder), real;
  llvm::sys::path::append(path, location);
  if (std::error_code error = llvm::sys::fs::real_path(folder, root))
    return createStringError("'" + folder + "': " + error.message());
  if (std::error_code error = llvm::sys::fs::real_path(path, real))
    return createStringError("external data '" + shown +
                             "': " + error.message());
  StringRef inside = real;
  if (llvm::sys::path::is_absolute(location) || !inside.consume_front(root) ||
      !(root.ends_with("/") || inside.starts_with("/")))
    return createStringError("external data '" + shown +
                             "': expected a file in the folder of the model");
  llvm::sys::fs::file_status status;
  if (std::error_code error = llvm::sys::fs::status(real, status))
    return createStringError("external data '" + shown +
                             "': " + error.message());
  if (!llvm::sys::fs::is_regular_file(status))
    return createStringError("external data '" + shown + "': expected a file");
  if (offset > status.getSize() || status.getSize() - offset < length)
    return createStringError("external data '" + shown + "': expected " +
                             Twine(length) + " bytes from byte " +
                             Twine(offset) + " on, got a file of " +
                             Twine(status.getSize()));
  if (length == 0)
    return Error::success();
  auto buffer = llvm::MemoryBuffer::getFileSlice(real, length, offset);
  if (!buffer)
    return createStringError("external data '" + shown +
                             "': " + buffer.getError().message());
  std::shared_ptr<llvm::MemoryBuffer> owner = std::move(*buffer);
  tensor.bytes =
      llvm::ArrayRef(owner->getBufferStart(), owner->getBufferSize());
  tensor.owner = std::move(owner);
  tensor.externalFile = real.str();
  return Error::success();
}

static Error takeData(OnnxTensor &tensor, onnx::TensorProto &proto,
                      StringRef folder) {
  const ElementFormat *format = findFormat(proto.data_type());
  if (!format)
    return createStringError("expected a tensor of numbers, got element type " +
                             Twine(proto.data_type()));
  if (proto.has_segment())
    return createStringError("segments of tensors are not supported");
  tensor.element = format->name.str();
  if (proto.dims_size() > kMaxRank)
    return createStringError("expected at most " + Twine(kMaxRank) +
                             " axes, got " + Twine(proto.dims_size()));
  tensor.shape.assign(proto.dims().begin(), proto.dims().end());
  Expected<int64_t> expected = countBytes(tensor.shape, format->bytes);
  if (!expected)
    return expected.takeError();
  if (proto.data_location() == onnx::TensorProto::EXTERNAL)
    return takeExternalData(tensor, proto, folder, *expected);
  if (!proto.has_raw_data())
    return takeTypedData(tensor, proto, *format, *expected);
  if (int64_t(proto.raw_data().size()) != *expected)
    return createStringError("expected " + Twine(*expected) + " bytes, got " +
                             Twine(proto.raw_data().size()));
  std::unique_ptr<std::string> raw(proto.release_raw_data());
  own(tensor, std::move(*raw));
  return Error::success();
}

Expected<OnnxTensor> relu::takeTensor(onnx::TensorProto &proto,
                                      StringRef folder) {
  OnnxTensor tensor;
  tensor.name = escapeName(proto.name());
  if (Error error = takeData(tensor, proto, folder))
    return createStringError("tensor '" + tensor.name +
                             "': " + llvm::toString(std::move(error)));
  return tensor;
}

Expected<OnnxTensor> relu::readOnnxTensorFile(StringRef path) {
  auto buffer = openOnnxFile(path);
  if (!buffer)
    return buffer.takeError();
  onnx::TensorProto proto;
  if (!proto.ParseFromArray((*buffer)->getBufferStart(),
                            static_cast<int>((*buffer)->getBufferSize())) ||
      !proto.has_data_type())
    return createStringError("'" + path + "': expected an ONNX tensor");
  auto tensor = takeTensor(proto, getFolder(path));
  if (!tensor)
    return createStringError("'" + path +
                             "': " + llvm::toString(tensor.takeError()));
  return tensor;
}
