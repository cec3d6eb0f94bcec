// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether an output is right: what is wrong is not worth timing.

#ifndef RELU_TOOLS_RELU_BENCH_CHECK_H
#define RELU_TOOLS_RELU_BENCH_CHECK_H

#include "relu/Execution/Tensor.h"

namespace relu::bench {

/// Compares an f32 output with the f64 reference of the same shape. An element
/// is right when |output - reference| <= 1e-4 + 1e-4 |reference|: sums of some
/// thousand products of size 1 are rounded by less in any order, and a missing
/// bias, row or activation is more. Fails with the first elements that differ;
/// otherwise returns the largest absolute error.
llvm::Expected<double> checkOutput(const float *output,
                                   const Tensor &reference);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_CHECK_H
