// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rectifiers that hold values back: relu, clipped_relu, thresholded_relu
// and squared_relu. All are exact but for the one rounding of the square.

#include "Emit.h"

#include <cmath>

using namespace mlir;
using namespace relu;
using Predicate = arith::CmpFPredicate;

/// The image of an interval under a function that never decreases.
template <typename Activation>
static Interval monotoneImage(Activation activation, Interval x) {
  if (x.isEmpty())
    return x;
  return {activation.evaluate(x.lo, {}), activation.evaluate(x.hi, {})};
}

//===----------------------------------------------------------------------===//
// relu
//===----------------------------------------------------------------------===//

LogicalResult ReluAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               FloatAttr subgradient) {
  double value = subgradient.getValueAsDouble();
  if (!(value >= 0 && value <= 1))
    return emitError() << "expects subgradient in [0, 1], got " << value;
  return success();
}

Value ReluAttr::emit(ImplicitLocOpBuilder &builder, Value x, ValueRange) const {
  return emit::max(builder, x, emit::constant(builder, x, 0));
}

Value ReluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                               ValueRange) const {
  Value zero = emit::constant(builder, x, 0);
  Value atKink =
      emit::constant(builder, x, getSubgradient().getValueAsDouble());
  Value left = emit::select(builder, Predicate::OEQ, x, zero, atKink, zero);
  Value result = emit::select(builder, Predicate::OGT, x, zero,
                              emit::constant(builder, x, 1), left);
  return emit::keepNan(builder, x, result);
}

double ReluAttr::evaluate(double x, ArrayRef<double>) const {
  return x < 0 ? 0 : x;
}

double ReluAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  if (std::isnan(x))
    return x;
  return x > 0 ? 1 : x == 0 ? getSubgradient().getValueAsDouble() : 0;
}

Interval ReluAttr::image(Interval x, ArrayRef<Interval>) const {
  return monotoneImage(*this, x);
}

Interval ReluAttr::getIdentityRegion() const {
  return {0, Interval::kInfinity};
}

std::optional<Interval> ReluAttr::getClamp() const {
  if (getSubgradient().getValueAsDouble() != 0)
    return std::nullopt;
  return Interval{0, Interval::kInfinity};
}

bool ReluAttr::isMonotone() const { return true; }
bool ReluAttr::isIdempotent() const { return true; }
bool ReluAttr::isPositivelyHomogeneous() const { return true; }
bool ReluAttr::preservesZero() const { return true; }
bool ReluAttr::isPiecewiseLinear() const { return true; }

//===----------------------------------------------------------------------===//
// clipped_relu
//===----------------------------------------------------------------------===//

LogicalResult
ClippedReluAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                        FloatAttr min, FloatAttr max) {
  if (min.getValue().isNaN() || max.getValue().isNaN())
    return emitError() << "expects bounds that are numbers, got NaN";
  return success();
}

Value ClippedReluAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                            ValueRange) const {
  Value min = emit::constant(builder, x, getMin().getValueAsDouble());
  Value max = emit::constant(builder, x, getMax().getValueAsDouble());
  return emit::min(builder, emit::max(builder, x, min), max);
}

Value ClippedReluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                      ValueRange) const {
  Value zero = emit::constant(builder, x, 0);
  Value min = emit::constant(builder, x, getMin().getValueAsDouble());
  Value max = emit::constant(builder, x, getMax().getValueAsDouble());
  Value below = emit::select(builder, Predicate::OLT, x, max,
                             emit::constant(builder, x, 1), zero);
  Value result = emit::select(builder, Predicate::OGT, x, min, below, zero);
  return emit::keepNan(builder, x, result);
}

double ClippedReluAttr::evaluate(double x, ArrayRef<double>) const {
  double min = getMin().getValueAsDouble(), max = getMax().getValueAsDouble();
  double raised = x < min ? min : x;
  return raised > max ? max : raised;
}

double ClippedReluAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  if (std::isnan(x))
    return x;
  return getMin().getValueAsDouble() < x && x < getMax().getValueAsDouble();
}

Interval ClippedReluAttr::image(Interval x, ArrayRef<Interval>) const {
  return monotoneImage(*this, x);
}

Interval ClippedReluAttr::getIdentityRegion() const {
  return {getMin().getValueAsDouble(), getMax().getValueAsDouble()};
}

std::optional<Interval> ClippedReluAttr::getClamp() const {
  double min = getMin().getValueAsDouble(), max = getMax().getValueAsDouble();
  return Interval{std::min(min, max), max};
}

bool ClippedReluAttr::isMonotone() const { return true; }
bool ClippedReluAttr::isIdempotent() const { return true; }
bool ClippedReluAttr::preservesZero() const { return evaluate(0, {}) == 0; }
bool ClippedReluAttr::isPiecewiseLinear() const { return true; }

//===----------------------------------------------------------------------===//
// thresholded_relu
//===----------------------------------------------------------------------===//

LogicalResult
ThresholdedReluAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                            FloatAttr alpha) {
  if (!alpha.getValue().isFinite())
    return emitError() << "expects a finite alpha, got "
                       << alpha.getValueAsDouble();
  return success();
}

Value ThresholdedReluAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                                ValueRange) const {
  Value alpha = emit::constant(builder, x, getAlpha().getValueAsDouble());
  return emit::select(builder, Predicate::OLE, x, alpha,
                      emit::constant(builder, x, 0), x);
}

Value ThresholdedReluAttr::emitDerivative(ImplicitLocOpBuilder &builder,
                                          Value x, ValueRange) const {
  Value alpha = emit::constant(builder, x, getAlpha().getValueAsDouble());
  Value result = emit::select(builder, Predicate::OGT, x, alpha,
                              emit::constant(builder, x, 1),
                              emit::constant(builder, x, 0));
  return emit::keepNan(builder, x, result);
}

double ThresholdedReluAttr::evaluate(double x, ArrayRef<double>) const {
  return x <= getAlpha().getValueAsDouble() ? 0 : x;
}

double ThresholdedReluAttr::evaluateDerivative(double x,
                                               ArrayRef<double>) const {
  if (std::isnan(x))
    return x;
  return x > getAlpha().getValueAsDouble();
}

Interval ThresholdedReluAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  // What is just above alpha stays; alpha itself becomes zero.
  Interval image = x.intersect(getIdentityRegion());
  return x.lo <= getAlpha().getValueAsDouble() ? image.hull({0, 0}) : image;
}

Interval ThresholdedReluAttr::getIdentityRegion() const {
  double alpha = getAlpha().getValueAsDouble();
  return {std::nextafter(alpha, Interval::kInfinity), Interval::kInfinity};
}

bool ThresholdedReluAttr::isMonotone() const {
  return getAlpha().getValueAsDouble() >= 0;
}
bool ThresholdedReluAttr::isIdempotent() const { return true; }
bool ThresholdedReluAttr::preservesZero() const { return true; }
bool ThresholdedReluAttr::isPiecewiseLinear() const { return true; }

//===----------------------------------------------------------------------===//
// squared_relu
//===----------------------------------------------------------------------===//

Value SquaredReluAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                            ValueRange) const {
  Value rectified = emit::max(builder, x, emit::constant(builder, x, 0));
  return emit::mul(builder, rectified, rectified);
}

Value SquaredReluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                      ValueRange) const {
  Value rectified = emit::max(builder, x, emit::constant(builder, x, 0));
  return emit::add(builder, rectified, rectified);
}

double SquaredReluAttr::evaluate(double x, ArrayRef<double>) const {
  return x < 0 ? 0 : x * x;
}

double SquaredReluAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return x < 0 ? 0 : 2 * x;
}

Interval SquaredReluAttr::image(Interval x, ArrayRef<Interval>) const {
  return monotoneImage(*this, x);
}

bool SquaredReluAttr::isMonotone() const { return true; }
bool SquaredReluAttr::preservesZero() const { return true; }
