// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The affine operations around a dense layer, put together to one scale and one
// shift on each side.

#ifndef RELU_LIB_TRANSFORMS_AFFINESIDES_H
#define RELU_LIB_TRANSFORMS_AFFINESIDES_H

#include "relu/IR/Relu.h"

#include "llvm/ADT/SmallVector.h"

namespace relu {

/// x scale + shift, for the elements of a row.
struct Affine {
  explicit Affine(int64_t width) : scale(width, 1.0), shift(width, 0.0) {}

  bool scales() const {
    return llvm::any_of(scale, [](double s) { return s != 1; });
  }
  bool shifts() const {
    return llvm::any_of(shift, [](double t) { return t != 0; });
  }

  llvm::SmallVector<double> scale, shift;
};

/// What stands on one side of a layer: affine operations and the reshapes
/// between them, nearest to the layer first.
struct Side {
  explicit Side(int64_t width) : affine(width) {}

  Affine affine;
  /// Each with the operand that comes from, or goes to, the layer.
  llvm::SmallVector<mlir::OpOperand *> affineOps;
  /// On the input side: affine operations and reshapes.
  llvm::SmallVector<mlir::OpOperand *> path;
  /// The next affine operation, which can not be folded, and why.
  mlir::Operation *declined = nullptr;
  mlir::StringRef reason;
};

/// Whether `op` gives the elements of its first operand another shape, and
/// keeps their order.
bool isReshape(mlir::Operation *op);

/// What comes before the input.
Side walkInput(DenseOp dense);

/// What follows the product, as far as that is all that happens to it.
Side walkResult(DenseOp dense);

} // namespace relu

#endif // RELU_LIB_TRANSFORMS_AFFINESIDES_H
