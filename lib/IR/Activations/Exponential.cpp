// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The exponential units: elu, selu, celu. All go through expm1: exp(x) - 1
// would be zero for tiny negative x. Largest errors in f32 against f64, over
// all inputs, with fused (unfused) multiply-adds: elu 0.89 (0.87) ulp,
// selu 1.79 (1.84), celu with alpha 1 as elu; other alphas that were tried,
// elu 1.92 (1.83), celu 1.73 (2.17). A celu with negative alpha, which grows
// exponentially, loses up to half an ulp per unit of x / alpha more.

#include "SmoothEmit.h"

using namespace mlir;
using namespace relu;
using Predicate = arith::CmpFPredicate;

/// x > 0 ? positive : negative.
static Value byPositive(ImplicitLocOpBuilder &builder, Value x, Value positive,
                        Value negative) {
  return emit::select(builder, Predicate::OGT, x, emit::constant(builder, x, 0),
                      positive, negative);
}

static Value scaled(ImplicitLocOpBuilder &builder, Value x, double factor) {
  if (factor == 1)
    return x;
  return emit::mul(builder, x, emit::constant(builder, x, factor));
}

//===----------------------------------------------------------------------===//
// elu
//===----------------------------------------------------------------------===//

LogicalResult EluAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                              FloatAttr alpha) {
  if (!alpha.getValue().isFinite())
    return emitError() << "expects a finite alpha, got "
                       << alpha.getValueAsDouble();
  return success();
}

Value EluAttr::emit(ImplicitLocOpBuilder &builder, Value x, ValueRange) const {
  Value expM1 = math::ExpM1Op::create(builder, x);
  return byPositive(builder, x, x,
                    scaled(builder, expM1, getAlpha().getValueAsDouble()));
}

Value EluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                              ValueRange) const {
  Value exp = math::ExpOp::create(builder, x);
  return byPositive(builder, x, emit::constant(builder, x, 1),
                    scaled(builder, exp, getAlpha().getValueAsDouble()));
}

double EluAttr::evaluate(double x, ArrayRef<double>) const {
  return x > 0 ? x : getAlpha().getValueAsDouble() * std::expm1(x);
}

double EluAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return x > 0 ? 1 : getAlpha().getValueAsDouble() * std::exp(x);
}

Interval EluAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  double a = evaluate(x.lo, {}), b = evaluate(x.hi, {});
  Interval image{std::min(a, b), std::max(a, b)};
  // With a negative alpha it falls up to zero, and rises from there.
  return x.contains(0) ? image.hull({0, 0}) : image;
}

Interval EluAttr::getIdentityRegion() const { return {0, Interval::kInfinity}; }
bool EluAttr::isMonotone() const { return getAlpha().getValueAsDouble() >= 0; }
bool EluAttr::preservesZero() const { return true; }

//===----------------------------------------------------------------------===//
// selu
//===----------------------------------------------------------------------===//

constexpr double kSeluAlpha = 1.6732632423543772;
constexpr double kSeluGamma = 1.0507009873554805;

Value SeluAttr::emit(ImplicitLocOpBuilder &builder, Value x, ValueRange) const {
  Value expM1 = math::ExpM1Op::create(builder, x);
  return byPositive(builder, x, scaled(builder, x, kSeluGamma),
                    scaled(builder, expM1, kSeluGamma * kSeluAlpha));
}

Value SeluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                               ValueRange) const {
  Value exp = math::ExpOp::create(builder, x);
  return byPositive(builder, x, emit::constant(builder, x, kSeluGamma),
                    scaled(builder, exp, kSeluGamma * kSeluAlpha));
}

double SeluAttr::evaluate(double x, ArrayRef<double>) const {
  return kSeluGamma * (x > 0 ? x : kSeluAlpha * std::expm1(x));
}

double SeluAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return kSeluGamma * (x > 0 ? 1 : kSeluAlpha * std::exp(x));
}

Interval SeluAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  return {evaluate(x.lo, {}), evaluate(x.hi, {})};
}

bool SeluAttr::isMonotone() const { return true; }
bool SeluAttr::preservesZero() const { return true; }

//===----------------------------------------------------------------------===//
// celu
//===----------------------------------------------------------------------===//

LogicalResult CeluAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               FloatAttr alpha) {
  if (!alpha.getValue().isFinite() || alpha.getValue().isZero())
    return emitError() << "expects a finite alpha other than zero, got "
                       << alpha.getValueAsDouble();
  return success();
}

Value CeluAttr::emit(ImplicitLocOpBuilder &builder, Value x, ValueRange) const {
  double alpha = getAlpha().getValueAsDouble();
  if (alpha == 1)
    return byPositive(builder, x, x, math::ExpM1Op::create(builder, x));

  Value alphas = emit::constant(builder, x, alpha);
  // For alpha < 0 both sides are unbounded: no bound is needed, nor possible.
  bool bounded = alpha > 0;
  Value numerator = x;
  if (bounded)
    numerator = emit::boundedBelow(
        builder, x, std::min(emit::exponentLimit(x) * alpha, 0x1.fffffep+127));
  Value t = emit::div(builder, numerator, alphas);
  Value expM1 = math::ExpM1Op::create(builder, t);
  Value value;
  if (bounded && emit::isF32(x) && !emit::isPowerOfTwo(alpha)) {
    // The remainder of the division counts by the slope, 1 + expm1(t). Without
    // a bound it would take more to keep it finite than it is worth.
    emit::Rounded product = emit::multiply(builder, t, alpha);
    Value remainder = emit::sub(
        builder, emit::sub(builder, numerator, product.value), product.error);
    value = emit::fma(builder, alphas, expM1,
                      emit::fma(builder, remainder, expM1, remainder));
  } else {
    value = emit::mul(builder, alphas, expM1);
  }
  // Near zero f(x) is x, of which the quotient may have lost digits.
  double tiny = emit::isF32(x) ? -0x1p-25 : -0x1p-54;
  if (bounded)
    return emit::select(builder, Predicate::OGT, t,
                        emit::constant(builder, x, tiny), x, value);
  return emit::select(builder, Predicate::OLT, t,
                      emit::constant(builder, x, -tiny), x, value);
}

Value CeluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                               ValueRange) const {
  Value alpha = emit::constant(builder, x, getAlpha().getValueAsDouble());
  Value exp = math::ExpOp::create(builder, emit::div(builder, x, alpha));
  return byPositive(builder, x, emit::constant(builder, x, 1), exp);
}

double CeluAttr::evaluate(double x, ArrayRef<double>) const {
  double alpha = getAlpha().getValueAsDouble();
  return x > 0 ? x : alpha * std::expm1(x / alpha);
}

double CeluAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return x > 0 ? 1 : std::exp(x / getAlpha().getValueAsDouble());
}

Interval CeluAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  return {evaluate(x.lo, {}), evaluate(x.hi, {})};
}

Interval CeluAttr::getIdentityRegion() const {
  return {0, Interval::kInfinity};
}
bool CeluAttr::isMonotone() const { return true; }
bool CeluAttr::preservesZero() const { return true; }
