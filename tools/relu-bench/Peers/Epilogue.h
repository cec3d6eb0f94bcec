// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bias and activation in one pass over rows, for libraries that only multiply.
// Written so that g++ makes vector code of it (compiled with -march=native).

#ifndef RELU_TOOLS_RELU_BENCH_PEERS_EPILOGUE_H
#define RELU_TOOLS_RELU_BENCH_PEERS_EPILOGUE_H

#include "../Network.h"

namespace relu::bench {

/// The activations that applyEpilogue has: those without an exponential, of
/// which a plain loop would be slow.
inline bool hasEpilogue(ActivationKind kind) {
  return kind == ActivationKind::Relu || kind == ActivationKind::LeakyRelu ||
         kind == ActivationKind::Prelu;
}

/// Replaces y[row, column] by f(y + bias[column]) for `rows` rows of `columns`
/// columns, a row every `stride` elements. `slopes` is read for prelu only.
inline void applyEpilogue(ActivationKind kind, float *y, int64_t rows,
                          int64_t columns, int64_t stride, const float *bias,
                          const float *slopes) {
  for (int64_t row = 0; row < rows; ++row) {
    float *__restrict line = y + row * stride;
    if (kind == ActivationKind::Relu)
      for (int64_t i = 0; i < columns; ++i) {
        float x = line[i] + bias[i];
        line[i] = x > 0 ? x : 0;
      }
    else if (kind == ActivationKind::LeakyRelu)
      for (int64_t i = 0; i < columns; ++i) {
        float x = line[i] + bias[i];
        line[i] = x > 0 ? x : float(kLeakySlope) * x;
      }
    else
      for (int64_t i = 0; i < columns; ++i) {
        float x = line[i] + bias[i];
        line[i] = x > 0 ? x : slopes[i] * x;
      }
  }
}

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_PEERS_EPILOGUE_H
