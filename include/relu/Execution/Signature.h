// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a compiled network looks like from outside: the names and types of its
// functions.

#ifndef RELU_EXECUTION_SIGNATURE_H
#define RELU_EXECUTION_SIGNATURE_H

#include "relu/Execution/Tensor.h"

#include "mlir/IR/BuiltinOps.h"

namespace relu {

/// A public function on tensors.
struct Signature {
  std::string name;
  llvm::SmallVector<TensorType, 2> inputs;
  llvm::SmallVector<TensorType, 1> results;
  /// One for each input; empty where the input has no name (argument attribute
  /// `relu.name`).
  llvm::SmallVector<std::string, 2> inputNames;

  /// "digits(images: ?x64xf32) -> ?x10xf32"
  std::string str() const;
};

/// The signatures of the public functions of `module`, before any lowering.
/// Fails when one has an argument or result that is no ranked tensor of an
/// element type that ElementKind knows.
llvm::Expected<std::vector<Signature>> getSignatures(mlir::ModuleOp module);

/// The function called `name` or, when `name` is empty, the only one. Fails
/// with a list of all when there is no such one, or more than one.
llvm::Expected<const Signature *>
findSignature(llvm::ArrayRef<Signature> signatures, llvm::StringRef name);

/// "1 input", "2 inputs".
std::string countOf(size_t count, llvm::StringRef noun);

/// Makes all public functions of `module` private but `name`, and removes those
/// that nobody calls.
void keepOnlyFunction(mlir::ModuleOp module, llvm::StringRef name);

} // namespace relu

#endif // RELU_EXECUTION_SIGNATURE_H
