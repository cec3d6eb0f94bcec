// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes of ReluTransforms, and their patterns for use without the pass.

#ifndef RELU_TRANSFORMS_PASSES_H
#define RELU_TRANSFORMS_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class RewritePatternSet;
} // namespace mlir

namespace relu {

#define GEN_PASS_DECL
#include "relu/Transforms/Passes.h.inc"

/// Scales and shifts into the constants of the dense layer beside them.
void populateFoldAffinePatterns(mlir::RewritePatternSet &patterns);

/// Bias additions and activations into the dense layer before them.
void populateFuseActivationPatterns(mlir::RewritePatternSet &patterns);

/// Two layers with nothing between become one, when that is less work.
void populateMergeDensePatterns(mlir::RewritePatternSet &patterns);

#define GEN_PASS_REGISTRATION
#include "relu/Transforms/Passes.h.inc"

} // namespace relu

#endif // RELU_TRANSFORMS_PASSES_H
