// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the raising passes share: which types the dialect has, and the patterns
// that stand in several files.

#ifndef RELU_LIB_CONVERSION_RAISING_H
#define RELU_LIB_CONVERSION_RAISING_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/PatternMatch.h"

namespace relu {

/// Whether elements of `type` are such as relu.dense and relu.activate take.
inline bool hasReluElements(mlir::ShapedType type) {
  mlir::Type element = type.getElementType();
  return element.isF16() || element.isBF16() || element.isF32() ||
         element.isF64();
}

/// Whether `op` sums products of two tensors.
bool isContraction(mlir::linalg::LinalgOp op);

/// Why the contraction `op` is no dense layer; empty when it is one.
llvm::StringRef whyNoLayer(mlir::linalg::LinalgOp op);

/// Contractions to relu.dense.
void populateRaiseContractionPatterns(mlir::RewritePatternSet &patterns);

/// Sums of a layer and a vector to a layer with a bias.
void populateRaiseBiasPatterns(mlir::RewritePatternSet &patterns);

/// Expressions of elements to relu.activate.
void populateRaiseActivationPatterns(mlir::RewritePatternSet &patterns);

/// Axes of length 1 are inserted behind layers instead of before them.
void populateReshapedLayerPatterns(mlir::RewritePatternSet &patterns);

/// A remark of `pass`: what `op` is that was not raised, and why.
void remarkUnraised(mlir::Operation *op, llvm::StringRef what,
                    llvm::StringRef reason, llvm::StringRef pass);

} // namespace relu

#endif // RELU_LIB_CONVERSION_RAISING_H
