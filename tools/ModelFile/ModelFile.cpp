// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chooses between parser and importer by the name of the file.

#include "ModelFile/ModelFile.h"

#ifdef RELU_HAS_ONNX
#include "relu/Import/Onnx.h"
#endif
#include "relu/Registration.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"

using namespace mlir;
using namespace relu;

bool relu::isOnnx(StringRef path) { return path.ends_with(".onnx"); }

llvm::Expected<int64_t> relu::parseBatch(StringRef text, StringRef path) {
  int64_t size = 0;
  if (text == "?")
    size = relu::TensorType::kDynamic;
  else if (text.getAsInteger(10, size) || size <= 0 || size > INT32_MAX)
    return llvm::createStringError(
        "--batch: expected a size such as 64, or ?, got '" + text + "'");
  if (!isOnnx(path))
    return llvm::createStringError("--batch: expected an ONNX model, got '" +
                                   path + "'");
  return size;
}

static DialectRegistry makeRegistry() {
  DialectRegistry registry;
  registerAllDialects(registry);
  return registry;
}

ModelFile::ModelFile()
    : context(makeRegistry(), MLIRContext::Threading::DISABLED) {
  context.printOpOnDiagnostic(false);
}

llvm::Error ModelFile::parse(StringRef path) {
  std::string message;
  // Resources of bytecode may ask for this alignment of the file in memory.
  std::unique_ptr<llvm::MemoryBuffer> buffer =
      openInputFile(path, llvm::Align(64), &message);
  if (!buffer)
    return llvm::createStringError(message);
  sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  diagnostics = std::make_unique<SourceMgrDiagnosticHandler>(sources, &context);
  module = parseSourceFile<ModuleOp>(sources, &context);
  if (!module)
    return llvm::createStringError("'" + path + "' is not a valid model");
  return llvm::Error::success();
}

llvm::Error ModelFile::import([[maybe_unused]] StringRef path,
                              [[maybe_unused]] std::optional<int64_t> batch) {
#ifdef RELU_HAS_ONNX
  diagnostics = std::make_unique<SourceMgrDiagnosticHandler>(sources, &context);
  ImportOptions options;
  if (batch)
    options.batch =
        *batch == relu::TensorType::kDynamic ? ShapedType::kDynamic : *batch;
  auto imported = importOnnxFile(path, context, options);
  if (!imported)
    return imported.takeError();
  module = std::move(*imported);
  return llvm::Error::success();
#else
  return llvm::createStringError("'" + path +
                                 "': this program was built without ONNX "
                                 "(RELU_ENABLE_ONNX)");
#endif
}

llvm::Expected<std::unique_ptr<ModelFile>>
ModelFile::load(StringRef path, std::optional<int64_t> batch) {
  std::unique_ptr<ModelFile> file(new ModelFile());
  if (llvm::Error error =
          isOnnx(path) ? file->import(path, batch) : file->parse(path))
    return error;
  return file;
}
