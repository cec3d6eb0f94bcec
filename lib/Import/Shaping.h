// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors in other shapes: repeated as ONNX broadcasts, transposed, and with
// axes split or joined.

#ifndef RELU_LIB_IMPORT_SHAPING_H
#define RELU_LIB_IMPORT_SHAPING_H

#include "Node.h"

namespace relu {

/// An uninitialised tensor with the sizes of `like`, and another element type
/// where one is given.
mlir::Value createEmptyLike(mlir::ImplicitLocOpBuilder &b, mlir::Value like,
                            mlir::Type element = {});

/// A tensor of `type`, the sizes of which are those of `like`, full of `value`.
mlir::Value createFilled(mlir::ImplicitLocOpBuilder &b, mlir::Value like,
                         mlir::Attribute value);

/// Makes all operands the same shape, as numpy does: axes are counted from the
/// last, and one of size 1, or one that is missing, is repeated. A size that is
/// not known is not 1. Fails, after telling `node`, when two sizes differ.
mlir::FailureOr<llvm::SmallVector<mlir::Value>>
broadcastOperands(Node &node, llvm::ArrayRef<mlir::Value> operands);

/// The same with the shape of `target`, which must be a result of the rule.
mlir::FailureOr<mlir::Value> broadcastTo(Node &node, mlir::Value value,
                                         mlir::Value target);

/// Result axis i is axis permutation[i] of `value`.
mlir::Value transpose(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                      llvm::ArrayRef<int64_t> permutation);

/// `value` in another shape of as many elements, at most one of which is
/// dynamic after those that both begin with. Fails, after telling `node`, when
/// the numbers of elements differ or might.
mlir::FailureOr<mlir::Value> reshape(Node &node, mlir::Value value,
                                     llvm::ArrayRef<int64_t> shape);

/// `value` without these axes, which have size 1.
mlir::Value dropAxes(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                     llvm::ArrayRef<int64_t> axes);

/// `value` with axes of size 1 so that they are at `axes` of the result.
mlir::Value insertAxes(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                       llvm::ArrayRef<int64_t> axes);

} // namespace relu

#endif // RELU_LIB_IMPORT_SHAPING_H
