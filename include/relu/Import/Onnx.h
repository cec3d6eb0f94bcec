// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Networks and tensors in ONNX files. The files are not trusted: everything
// that they say is checked here, and nothing is allocated on their word alone.

#ifndef RELU_IMPORT_ONNX_H
#define RELU_IMPORT_ONNX_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <optional>

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace relu {

/// How to import a network.
struct ImportOptions {
  /// The first size of every input, whatever the file says;
  /// ShapedType::kDynamic for one that is not known before run time.
  std::optional<int64_t> batch;
};

/// Imports the network in the file at `path` as one public function on tensors.
/// Arguments and results have their ONNX names in `relu.name`, escaped.
/// Initialisers keep the memory that they were parsed into.
///
/// Fails on a file that is not a network, and on one that uses what is not
/// supported; then the message lists all nodes that do.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
importOnnxFile(llvm::StringRef path, mlir::MLIRContext &context,
               const ImportOptions &options = {});

/// The same for a file in memory. `path` is what messages call it; external
/// data is looked for in its folder.
llvm::Expected<mlir::OwningOpRef<mlir::ModuleOp>>
importOnnx(llvm::StringRef bytes, llvm::StringRef path,
           mlir::MLIRContext &context, const ImportOptions &options = {});

/// Adds the dialects that imported networks are written in.
void registerImportDialects(mlir::DialectRegistry &registry);

/// A tensor as it lies in an ONNX file.
struct OnnxTensor {
  std::string name;
  std::string element; ///< as MLIR spells it: "f32", "ui8", "i1" for bool
  llvm::SmallVector<int64_t> shape;
  /// As many as `element` and `shape` say; a byte for each bool.
  llvm::ArrayRef<char> bytes;
  std::shared_ptr<const void> owner; ///< of `bytes`
  /// Where `bytes` lie; empty when that is the file of the tensor itself.
  std::string externalFile;
};

/// Reads a file that holds a TensorProto, such as the inputs and outputs of
/// ONNX's test data sets. Fails with the path.
llvm::Expected<OnnxTensor> readOnnxTensorFile(llvm::StringRef path);

} // namespace relu

#endif // RELU_IMPORT_ONNX_H
