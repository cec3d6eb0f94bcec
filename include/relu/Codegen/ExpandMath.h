// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Transcendental functions of f32 as plain arithmetic.

#ifndef RELU_CODEGEN_EXPANDMATH_H
#define RELU_CODEGEN_EXPANDMATH_H

#include "mlir/IR/PatternMatch.h"

namespace relu {

/// Adds patterns that replace math.exp, expm1, log, log1p, tanh, erf and erfc
/// of f32 scalars and vectors of rank 1 by arithmetic: no calls, no tables, no
/// branches. math.absf and math.copysign of any type become intrinsics. All
/// else is left alone.
///
/// Right for every input: NaN, infinities, zeros (with their sign where the
/// function is odd), subnormal inputs and subnormal results. The multiply-adds
/// are `llvm.intr.fmuladd`, one instruction where the target has it and two
/// elsewhere; nothing relies on the single rounding. Largest errors over all
/// 2^32 inputs, in units in the last place of the result (below 2^-126 that is
/// 2^-149), against glibc's double precision, and core cycles for 16 elements
/// on AVX-512 (Sapphire Rapids), load and store included:
///
///            fused  unfused                    cycles
///     exp    0.77   0.77                       14
///     expm1  1.45   1.48   x <= 0: 0.89, 0.87  13
///     log    0.91   0.98                       19
///     log1p  0.94   1.00                       19
///     tanh   1.00   1.08                       21
///     erf    1.06   1.33                       23
///     erfc   4.26   4.76                       31
///
/// exp and expm1 reduce their argument to |r| <= ln(2)/2 as Cody and Waite do
/// ("Software Manual for the Elementary Functions", 1980), log and log1p to a
/// significand in [3/4, 3/2). tanh is a polynomial below 0.9 and
/// 1 - 2/(exp(2x) + 1) above; erf a polynomial below 1 and 1 - exp(polynomial)
/// above; erfc is exp(-x^2) times a polynomial in the variable of Shepherd and
/// Laframboise ("Chebyshev Approximation of (1 + 2x) exp(x^2) erfc x", 1981).
/// All coefficients are our own minimax fits (Remez), rounded to f32.
void populateExpandMathPatterns(mlir::RewritePatternSet &patterns);

/// absf and copysign of any float type become intrinsics; part of the above.
void populateSignPatterns(mlir::RewritePatternSet &patterns);

} // namespace relu

#endif // RELU_CODEGEN_EXPANDMATH_H
