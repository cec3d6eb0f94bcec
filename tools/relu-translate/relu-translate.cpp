// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mlir-translate for the formats that relu reads. Exit code: 0 fine, 2 for an
// input that is not what it should be.

#include "relu/Import/Onnx.h"

#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/SourceMgr.h"

static llvm::cl::opt<std::string> batchOption(
    "batch",
    llvm::cl::desc("First size of every input, whatever the file says; ?: any"),
    llvm::cl::value_desc("N|?"));

static llvm::Expected<relu::ImportOptions> getOptions() {
  relu::ImportOptions options;
  int64_t size = 0;
  if (batchOption == "?")
    options.batch = mlir::ShapedType::kDynamic;
  else if (!llvm::StringRef(batchOption).getAsInteger(10, size) && size > 0)
    options.batch = size;
  else if (batchOption.getNumOccurrences() > 0)
    return llvm::createStringError("--batch: expected a size such as 64, or ?, "
                                   "got '" +
                                   batchOption + "'");
  return options;
}

static llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
importBuffer(const llvm::MemoryBuffer &buffer, mlir::MLIRContext &context) {
  auto options = getOptions();
  if (!options)
    return options.takeError();
  return relu::importOnnx(buffer.getBuffer(), buffer.getBufferIdentifier(),
                          context, *options);
}

static mlir::OwningOpRef<mlir::Operation *> import(llvm::SourceMgr &sources,
                                                   mlir::MLIRContext *context) {
  auto module =
      importBuffer(*sources.getMemoryBuffer(sources.getMainFileID()), *context);
  if (module)
    return mlir::OwningOpRef<mlir::Operation *>(module->release());
  llvm::errs() << "relu-translate: error: "
               << llvm::toString(module.takeError()) << '\n';
  return nullptr;
}

int main(int argc, char **argv) {
  mlir::TranslateToMLIRRegistration registration(
      "import-onnx", "import an ONNX network", import,
      relu::registerImportDialects);
  bool isGood = succeeded(mlir::mlirTranslateMain(
      argc, argv, "relu-translate: networks of other formats as MLIR\n"));
  return isGood ? 0 : 2;
}
