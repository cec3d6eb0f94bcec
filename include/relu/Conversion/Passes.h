// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes of ReluConversion, and their patterns for use without the pass.

#ifndef RELU_CONVERSION_PASSES_H
#define RELU_CONVERSION_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class RewritePatternSet;
} // namespace mlir

namespace relu {

#define GEN_PASS_DECL
#include "relu/Conversion/Passes.h.inc"

/// `relu.dense` and `relu.activate` to linalg on tensors. With `computeInF64`
/// f32 is computed in f64 and rounded once.
void populateReluToLinalgPatterns(mlir::RewritePatternSet &patterns,
                                  bool computeInF64 = false);

/// Contractions of linalg to `relu.dense`, and activations in all spellings of
/// linalg, arith and math to `relu.activate`.
void populateLinalgToReluPatterns(mlir::RewritePatternSet &patterns);

/// Products of TOSA to `relu.dense`, and activations in all spellings of TOSA
/// to `relu.activate`.
void populateTosaToReluPatterns(mlir::RewritePatternSet &patterns);

#define GEN_PASS_REGISTRATION
#include "relu/Conversion/Passes.h.inc"

} // namespace relu

#endif // RELU_CONVERSION_PASSES_H
