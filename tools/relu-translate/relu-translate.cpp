// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mlir-translate for the formats that relu reads. Exit code: 0 fine, 2 for an
// input that is not what it should be.

#include "relu/Import/Onnx.h"

#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/SourceMgr.h"

static mlir::OwningOpRef<mlir::Operation *> import(llvm::SourceMgr &sources,
                                                   mlir::MLIRContext *context) {
  const llvm::MemoryBuffer *buffer =
      sources.getMemoryBuffer(sources.getMainFileID());
  auto module = relu::importOnnx(buffer->getBuffer(),
                                 buffer->getBufferIdentifier(), *context);
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
