// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The numbers of a floating-point kind: how far apart they are, which is next,
// and how many such distances a result is away from the exact one.

#ifndef RELU_TEST_UNIT_EXECUTION_FLOATFORMAT_H
#define RELU_TEST_UNIT_EXECUTION_FLOATFORMAT_H

#include "relu/Execution/Tensor.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace relu_test {

inline constexpr relu::ElementKind kFloatKinds[] = {
    relu::ElementKind::f16, relu::ElementKind::bf16, relu::ElementKind::f32,
    relu::ElementKind::f64};

/// The exponent of the largest finite number.
inline int getMaxExponent(relu::ElementKind kind) {
  switch (kind) {
  case relu::ElementKind::f16:
    return 15;
  case relu::ElementKind::f64:
    return 1023;
  default:
    return 127;
  }
}

/// The exponent of the smallest normal number.
inline int getMinExponent(relu::ElementKind kind) {
  return 1 - getMaxExponent(kind);
}

/// The distance of the numbers of `kind` around a finite `x`.
inline double getSpacing(relu::ElementKind kind, double x) {
  int exponent = x == 0 ? getMinExponent(kind)
                        : std::max(std::ilogb(x), getMinExponent(kind));
  return std::ldexp(1.0, exponent - relu::getPrecision(kind) + 1);
}

/// The number of `kind` that is nearest to `x`.
inline double roundTo(relu::ElementKind kind, double x) {
  double bits = 0; // as large as any element
  relu::storeDouble(kind, &bits, 0, x);
  return relu::loadDouble(kind, &bits, 0);
}

/// The neighbours of `x`, a finite number of `kind`.
inline double getNext(relu::ElementKind kind, double x) {
  // Where the spacing halves, 0.6 of the larger one is 1.2 of the smaller one:
  // nearest to the next number on either side of such a place.
  return roundTo(kind, x + 0.6 * getSpacing(kind, x));
}
inline double getPrevious(relu::ElementKind kind, double x) {
  return -getNext(kind, -x);
}

/// The largest finite number.
inline double getLargest(relu::ElementKind kind) {
  double significand = 2 - std::ldexp(1.0, 1 - relu::getPrecision(kind));
  return std::ldexp(significand, getMaxExponent(kind));
}

/// |actual - exact| in units of the spacing at `exact`; 0 for two NaNs. An
/// infinity is one unit away from the largest number, unless `exact` is
/// infinite itself.
inline double getUlpError(relu::ElementKind kind, double actual, double exact) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (std::isnan(actual) || std::isnan(exact))
    return std::isnan(actual) && std::isnan(exact) ? 0 : kInfinity;
  if (std::isinf(exact) || actual == exact)
    return actual == exact ? 0 : kInfinity;
  double largest = getLargest(kind), spacing = getSpacing(kind, largest);
  bool isBeyond = std::abs(exact) >= largest + spacing / 2;
  double a = std::clamp(actual, -largest, largest);
  double b = std::clamp(exact, -largest, largest);
  double error = std::abs(a - b) / getSpacing(kind, b);
  return error + (std::isinf(actual) != isBeyond ? 1 : 0);
}

} // namespace relu_test

#endif // RELU_TEST_UNIT_EXECUTION_FLOATFORMAT_H
