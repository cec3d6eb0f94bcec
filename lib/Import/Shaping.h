// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors in other shapes: transposed, with axes split or joined, and with
// elements in another order.

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

/// Result axis i is axis permutation[i] of `value`.
mlir::Value transpose(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                      llvm::ArrayRef<int64_t> permutation);

/// `value` in another shape of as many elements, at most one of which is
/// dynamic after those that both begin with. Fails, after telling `node`, when
/// the numbers of elements differ or might.
mlir::FailureOr<mlir::Value> reshape(Node &node, mlir::Value value,
                                     llvm::ArrayRef<int64_t> shape);

/// `value` with the sizes that are known in `shape`; a size that is not known
/// in `value` is checked when the network runs.
mlir::Value castTo(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                   llvm::ArrayRef<int64_t> shape);

/// Result index i along `axis` is index chosen[i] of `x`.
mlir::Value pick(mlir::ImplicitLocOpBuilder &b, mlir::Value x, int64_t axis,
                 llvm::ArrayRef<int64_t> chosen);

/// Result index i along `axis` is index start - i step of `x`.
mlir::Value pickBackwards(mlir::ImplicitLocOpBuilder &b, mlir::Value x,
                          int64_t axis, int64_t start, int64_t step,
                          int64_t count);

/// `value` without these axes, which have size 1.
mlir::Value dropAxes(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                     llvm::ArrayRef<int64_t> axes);

/// `value` with axes of size 1 so that they are at `axes` of the result.
mlir::Value insertAxes(mlir::ImplicitLocOpBuilder &b, mlir::Value value,
                       llvm::ArrayRef<int64_t> axes);

} // namespace relu

#endif // RELU_LIB_IMPORT_SHAPING_H
