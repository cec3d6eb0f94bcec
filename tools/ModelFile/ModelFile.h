// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A model file in memory, with the context that it lives in and a handler that
// prints what is wrong with it.

#ifndef RELU_TOOLS_MODELFILE_MODELFILE_H
#define RELU_TOOLS_MODELFILE_MODELFILE_H

#include "relu/Execution/Tensor.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/SourceMgr.h"
#include <memory>
#include <optional>

namespace relu {

/// Whether a path names an ONNX model.
bool isOnnx(llvm::StringRef path);

/// "15" or "?", as `--batch` takes it, into a size or TensorType::kDynamic.
/// Fails on all else, and when the model at `path` is not an ONNX model.
llvm::Expected<int64_t> parseBatch(llvm::StringRef text, llvm::StringRef path);

class ModelFile {
public:
  /// Reads MODEL.mlir, MODEL.mlirbc or MODEL.onnx; inputs of an ONNX model get
  /// `batch` as their first size. Diagnostics go to stderr, then and later.
  static llvm::Expected<std::unique_ptr<ModelFile>>
  load(llvm::StringRef path, std::optional<int64_t> batch);

  mlir::ModuleOp getModule() const { return *module; }
  mlir::MLIRContext &getContext() { return context; }

private:
  ModelFile();
  llvm::Error parse(llvm::StringRef path);
  llvm::Error import(llvm::StringRef path, std::optional<int64_t> batch);

  mlir::MLIRContext context;
  llvm::SourceMgr sources;
  std::unique_ptr<mlir::SourceMgrDiagnosticHandler> diagnostics;
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

} // namespace relu

#endif // RELU_TOOLS_MODELFILE_MODELFILE_H
