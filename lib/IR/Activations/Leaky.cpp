// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rectifiers that let negative values through, scaled: leaky_relu with a
// fixed slope, prelu with a trained one. Exact but for the rounding of the
// product.

#include "Emit.h"

#include <cmath>

using namespace mlir;
using namespace relu;
using Predicate = arith::CmpFPredicate;

/// x >= 0 ? x : slope x, with the limit 0 for slope 0 at -inf.
static double leak(double x, double slope) {
  if (std::isnan(x) || x >= 0)
    return x;
  return slope == 0 ? 0 : slope * x;
}

/// {slope x : x in negative}, for an interval of numbers below zero.
static Interval scaled(Interval negative, double slope) {
  double a = leak(negative.lo, slope), b = leak(negative.hi, slope);
  return {std::min(a, b), std::max(a, b)};
}

static Interval leakImage(Interval x, Interval slope) {
  if (x.isEmpty() || slope.isEmpty())
    return Interval::empty();
  Interval image = x.intersect({0, Interval::kInfinity});
  if (x.lo < 0) {
    Interval negative{x.lo, std::min(x.hi, 0.0)};
    // At zero, leak() is zero for every slope: no product of zero and infinity.
    image = image.hull(scaled(negative, slope.lo));
    image = image.hull(scaled(negative, slope.hi));
    if (slope.contains(0))
      image = image.hull({0, 0});
  }
  return image;
}

//===----------------------------------------------------------------------===//
// leaky_relu
//===----------------------------------------------------------------------===//

LogicalResult
LeakyReluAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                      FloatAttr alpha) {
  if (!alpha.getValue().isFinite())
    return emitError() << "expects a finite alpha, got "
                       << alpha.getValueAsDouble();
  return success();
}

Value LeakyReluAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                          ValueRange) const {
  double alpha = getAlpha().getValueAsDouble();
  // Also keeps -inf away from a product with zero.
  if (alpha == 0)
    return emit::max(builder, x, emit::constant(builder, x, 0));
  Value scaled = emit::mul(builder, x, emit::constant(builder, x, alpha));
  // For 0 < alpha <= 1 this is max(x, alpha x): a multiplication and a maximum
  // on x86, and NaN, for which the comparison is false, stays.
  if (alpha > 0 && alpha <= 1)
    return emit::select(builder, Predicate::OLT, x, scaled, scaled, x);
  return emit::select(builder, Predicate::OLT, x, emit::constant(builder, x, 0),
                      scaled, x);
}

Value LeakyReluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                    ValueRange) const {
  Value alpha = emit::constant(builder, x, getAlpha().getValueAsDouble());
  Value result =
      emit::select(builder, Predicate::OGT, x, emit::constant(builder, x, 0),
                   emit::constant(builder, x, 1), alpha);
  return emit::keepNan(builder, x, result);
}

double LeakyReluAttr::evaluate(double x, ArrayRef<double>) const {
  return leak(x, getAlpha().getValueAsDouble());
}

double LeakyReluAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  if (std::isnan(x))
    return x;
  return x > 0 ? 1 : getAlpha().getValueAsDouble();
}

Interval LeakyReluAttr::image(Interval x, ArrayRef<Interval>) const {
  double alpha = getAlpha().getValueAsDouble();
  return leakImage(x, {alpha, alpha});
}

Interval LeakyReluAttr::getIdentityRegion() const {
  if (getAlpha().getValueAsDouble() == 1)
    return Interval::all();
  return {0, Interval::kInfinity};
}

std::optional<Interval> LeakyReluAttr::getClamp() const {
  if (getAlpha().getValueAsDouble() != 0)
    return std::nullopt;
  return Interval{0, Interval::kInfinity};
}

bool LeakyReluAttr::isMonotone() const {
  return getAlpha().getValueAsDouble() >= 0;
}
bool LeakyReluAttr::isIdempotent() const {
  // A negative slope sends negative numbers to positive ones, which stay.
  double alpha = getAlpha().getValueAsDouble();
  return alpha <= 0 || alpha == 1;
}
bool LeakyReluAttr::isPositivelyHomogeneous() const { return true; }
bool LeakyReluAttr::preservesZero() const { return true; }
bool LeakyReluAttr::isPiecewiseLinear() const { return true; }

//===----------------------------------------------------------------------===//
// prelu
//===----------------------------------------------------------------------===//

Value PReluAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                      ValueRange slopes) const {
  Value zero = emit::constant(builder, x, 0), slope = slopes.front();
  // Slope 0 at -inf: the limit is 0, the product would be NaN.
  Value multiplicand = emit::select(builder, Predicate::OEQ, slope, zero,
                                    emit::toFinite(builder, x), x);
  Value scaled = emit::mul(builder, multiplicand, slope);
  return emit::select(builder, Predicate::OLT, x, zero, scaled, x);
}

Value PReluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                ValueRange slopes) const {
  Value result =
      emit::select(builder, Predicate::OGT, x, emit::constant(builder, x, 0),
                   emit::constant(builder, x, 1), slopes.front());
  return emit::keepNan(builder, x, result);
}

double PReluAttr::evaluate(double x, ArrayRef<double> slopes) const {
  return leak(x, slopes.front());
}

double PReluAttr::evaluateDerivative(double x, ArrayRef<double> slopes) const {
  if (std::isnan(x))
    return x;
  return x > 0 ? 1 : slopes.front();
}

Interval PReluAttr::image(Interval x, ArrayRef<Interval> slopes) const {
  return leakImage(x, slopes.front());
}

unsigned PReluAttr::getNumSlopes() const { return 1; }
Interval PReluAttr::getIdentityRegion() const {
  return {0, Interval::kInfinity};
}
bool PReluAttr::isPositivelyHomogeneous() const { return true; }
bool PReluAttr::preservesZero() const { return true; }
bool PReluAttr::isPiecewiseLinear() const { return true; }
