// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Opens and parses files. Only the schema of ONNX is used, neither its checker
// nor its shape inference: the one refuses good models that are newer than it
// is, the other crashes on bad ones.

#include "OnnxFile.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace relu;
using llvm::createStringError;
using llvm::StringRef;

std::string relu::escapeName(StringRef name) {
  constexpr size_t kLimit = 200;
  std::string escaped;
  llvm::raw_string_ostream stream(escaped);
  for (unsigned char c : name.take_front(kLimit)) {
    if (c >= 0x20 && c < 0x7f && c != '\\')
      stream << c;
    else
      stream << '\\' << llvm::hexdigit(c >> 4) << llvm::hexdigit(c & 15);
  }
  if (name.size() > kLimit)
    stream << "...";
  return escaped;
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
relu::openOnnxFile(StringRef path) {
  uint64_t size = 0;
  if (std::error_code error = llvm::sys::fs::file_size(path, size))
    return createStringError("'" + path + "': " + error.message());
  // A folder or a pipe is left to the reader, which says what it thinks of it.
  if (size > INT32_MAX)
    return createStringError(
        "'" + path + "': expected an ONNX file of less than 2 GB, got " +
        llvm::Twine(size) +
        " bytes; save the model with external data (onnx.save with "
        "save_as_external_data=True)");
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return createStringError("'" + path + "': " + buffer.getError().message());
  return std::move(*buffer);
}

std::string relu::getFolder(StringRef path) {
  StringRef folder = llvm::sys::path::parent_path(path);
  return folder.empty() ? "." : folder.str();
}

llvm::Error relu::parseModel(StringRef bytes, onnx::ModelProto &model) {
  if (bytes.size() > INT32_MAX)
    return createStringError("expected less than 2 GB of ONNX, got " +
                             llvm::Twine(bytes.size()) + " bytes");
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return createStringError("expected an ONNX model, got something else or "
                             "a file that is cut short");
  // Any bytes may happen to parse as fields that nobody knows.
  if (!model.has_ir_version() || model.ir_version() < 1)
    return createStringError("expected an ONNX model with an ir_version");
  if (!model.has_graph())
    return createStringError("expected an ONNX model with a graph");
  return llvm::Error::success();
}
