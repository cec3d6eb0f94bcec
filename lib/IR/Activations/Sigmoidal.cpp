// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The logistic function and what is made of it: sigmoid, tanh, softplus, silu.
// Largest errors in f32 against f64, over all inputs, with fused (unfused)
// multiply-adds: sigmoid 1.51 (1.68) ulp, tanh 1.00 (1.08), softplus 1.58
// (1.62), silu 1.88 (2.32). A beta that is not a power of two has to be kept
// from magnifying the rounding of beta x, and costs a little: of those that
// were tried, softplus 2.46 (2.92), silu 2.17 (2.93).

#include "SmoothEmit.h"

using namespace mlir;
using namespace relu;
using Predicate = arith::CmpFPredicate;

static double sigmoid(double x) {
  // exp(-x) may overflow where the value is only subnormal.
  double e = std::exp(-std::abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

/// The largest |x| that matters to f(beta x), as a number of the type of `x`.
static double limitOf(Value x, double beta) {
  double largest = emit::isF32(x) ? 0x1.fffffep+127 : 0x1.fffffffffffffp+1023;
  return std::min(emit::exponentLimit(x) / beta, largest);
}

/// Whether beta is so tiny that f(x) is far from its limit where exp(beta x)
/// has underflowed in f32. Nobody needs it to be fast: such an f is computed in
/// f64.
static bool needsF64(Value x, double beta) {
  return emit::isF32(x) && beta < 0x1p-26;
}

template <typename Activation>
static Value emitInF64(ImplicitLocOpBuilder &builder, Activation activation,
                       Value x) {
  Value wide = convertFloat(builder, x, builder.getF64Type());
  return convertFloat(builder, activation.emit(builder, wide, {}),
                      builder.getF32Type());
}

static LogicalResult verifyBeta(function_ref<InFlightDiagnostic()> emitError,
                                FloatAttr beta) {
  double value = beta.getValueAsDouble();
  if (!beta.getValue().isFinite() || value <= 0)
    return emitError() << "expects a positive finite beta, got " << value;
  return success();
}

//===----------------------------------------------------------------------===//
// sigmoid
//===----------------------------------------------------------------------===//

Value SigmoidAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                        ValueRange) const {
  return emit::sigmoid(builder, x).value;
}

Value SigmoidAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                  ValueRange) const {
  Value smaller = emit::sigmoid(builder, x).smaller;
  return emit::subMul(builder, smaller, smaller, smaller);
}

double SigmoidAttr::evaluate(double x, ArrayRef<double>) const {
  return sigmoid(x);
}

double SigmoidAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return sigmoid(x) * sigmoid(-x);
}

Interval SigmoidAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  return {sigmoid(x.lo), sigmoid(x.hi)};
}

bool SigmoidAttr::isMonotone() const { return true; }

//===----------------------------------------------------------------------===//
// tanh
//===----------------------------------------------------------------------===//

Value TanhAttr::emit(ImplicitLocOpBuilder &builder, Value x, ValueRange) const {
  return math::TanhOp::create(builder, x);
}

Value TanhAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                               ValueRange) const {
  Value tanh = math::TanhOp::create(builder, x);
  return emit::subMul(builder, tanh, tanh, emit::constant(builder, x, 1));
}

double TanhAttr::evaluate(double x, ArrayRef<double>) const {
  return std::tanh(x);
}

double TanhAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return 1 / (std::cosh(x) * std::cosh(x));
}

Interval TanhAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  return {std::tanh(x.lo), std::tanh(x.hi)};
}

bool TanhAttr::isMonotone() const { return true; }
bool TanhAttr::preservesZero() const { return true; }

//===----------------------------------------------------------------------===//
// softplus
//===----------------------------------------------------------------------===//

LogicalResult SoftplusAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                   FloatAttr beta) {
  return verifyBeta(emitError, beta);
}

Value SoftplusAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                         ValueRange) const {
  double beta = getBeta().getValueAsDouble();
  if (needsF64(x, beta))
    return emitInF64(builder, *this, x);
  // max(x, 0) + log1p(exp(-beta |x|)) / beta
  Value rectified = emit::max(builder, x, emit::constant(builder, x, 0));
  if (beta == 1) {
    Value minusAbs =
        arith::NegFOp::create(builder, math::AbsFOp::create(builder, x));
    Value exp = math::ExpOp::create(builder, minusAbs);
    return emit::add(builder, rectified, math::Log1pOp::create(builder, exp));
  }

  Value magnitude = emit::boundedAbs(builder, x, limitOf(x, beta));
  emit::Rounded t = emit::multiply(builder, magnitude, beta);
  emit::Exponential exp = emit::expOfMinus(builder, t.value);
  Value log = math::Log1pOp::create(builder, exp.value);
  Value inverse = emit::constant(builder, x, 1 / beta);
  Value quotient;
  if (t.error) {
    // What the product and 1 / beta lost. log1p(e) has the slope e / (1 + e) by
    // log(e); e (1 - e/2) is near enough, since t.error is tiny where e is not.
    double lost = 1 / beta - roundTo(1 / beta, builder.getF32Type());
    Value half = emit::mul(builder, exp.value, emit::constant(builder, x, 0.5));
    Value slope = emit::subMul(builder, half, exp.value, exp.value);
    Value minusFromProduct = arith::NegFOp::create(
        builder,
        emit::mul(builder, emit::mul(builder, t.error, slope), inverse));
    Value correction = emit::fma(builder, log, emit::constant(builder, x, lost),
                                 minusFromProduct);
    quotient = emit::fma(builder, log, inverse, correction);
  } else {
    quotient = emit::mul(builder, log, inverse);
  }
  return emit::fma(builder, quotient, exp.scale, rectified);
}

Value SoftplusAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                   ValueRange) const {
  Value beta = emit::constant(builder, x, getBeta().getValueAsDouble());
  return emit::sigmoid(builder, emit::mul(builder, x, beta)).value;
}

double SoftplusAttr::evaluate(double x, ArrayRef<double>) const {
  double beta = getBeta().getValueAsDouble();
  double correction = std::log1p(std::exp(-beta * std::abs(x))) / beta;
  return x > 0 ? x + correction : correction;
}

double SoftplusAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return sigmoid(getBeta().getValueAsDouble() * x);
}

Interval SoftplusAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  return {evaluate(x.lo, {}), evaluate(x.hi, {})};
}

bool SoftplusAttr::isMonotone() const { return true; }

//===----------------------------------------------------------------------===//
// silu
//===----------------------------------------------------------------------===//

LogicalResult SiluAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               FloatAttr beta) {
  return verifyBeta(emitError, beta);
}

Value SiluAttr::emit(ImplicitLocOpBuilder &builder, Value x, ValueRange) const {
  double beta = getBeta().getValueAsDouble();
  if (needsF64(x, beta))
    return emitInF64(builder, *this, x);
  double limit = limitOf(x, beta);
  Value zero = emit::constant(builder, x, 0),
        one = emit::constant(builder, x, 1);
  auto whereNegative = [&](Value negative, Value positive) {
    return emit::select(builder, Predicate::OGT, x, zero, positive, negative);
  };
  Value magnitude = emit::boundedAbs(builder, x, limit);
  emit::Rounded t = emit::multiply(builder, magnitude, beta);
  emit::Exponential exp = emit::expOfMinus(builder, t.value);
  Value smaller =
      emit::div(builder, exp.value, emit::add(builder, one, exp.value));
  // The sigmoid in two parts, so that only the last product rounds.
  Value top = whereNegative(exp.value, one);
  Value sigmoid = emit::subMul(builder, top, smaller, top);
  Value lost =
      emit::subMul(builder, top, smaller, emit::sub(builder, top, sigmoid));
  if (t.error) {
    Value slope = emit::subMul(builder, sigmoid, smaller, sigmoid);
    lost = emit::subMul(builder, whereNegative(t.error, zero), slope, lost);
  }
  Value below = emit::boundedBelow(builder, x, limit);
  // Nothing is lost where x is large, but infinity times zero would be NaN.
  Value inside = emit::min(builder, below, emit::constant(builder, x, limit));
  Value product =
      emit::fma(builder, below, sigmoid, emit::mul(builder, inside, lost));
  return emit::mul(builder, product, whereNegative(exp.scale, one));
}

Value SiluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                               ValueRange) const {
  Value beta = emit::constant(builder, x, getBeta().getValueAsDouble());
  Value t = emit::bounded(builder, emit::mul(builder, x, beta),
                          emit::exponentLimit(x));
  emit::Sigmoids sigmoids = emit::sigmoid(builder, t);
  Value slope = emit::subMul(builder, sigmoids.smaller, sigmoids.smaller,
                             sigmoids.smaller);
  return emit::fma(builder, t, slope, sigmoids.value);
}

double SiluAttr::evaluate(double x, ArrayRef<double>) const {
  // The limit, where the formula says infinity times zero.
  if (x == -Interval::kInfinity)
    return 0;
  return x * sigmoid(getBeta().getValueAsDouble() * x);
}

double SiluAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  if (std::isinf(x))
    return x > 0;
  double t = getBeta().getValueAsDouble() * x, value = sigmoid(t);
  return std::isinf(t) ? value : value + t * value * sigmoid(-t);
}

Interval SiluAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  // Falls to its minimum and rises from there.
  double argmin = -1.2784645427610738 / getBeta().getValueAsDouble();
  double a = evaluate(x.lo, {}), b = evaluate(x.hi, {});
  Interval image{std::min(a, b), std::max(a, b)};
  double minimum = evaluate(argmin, {});
  return x.contains(argmin) ? image.hull({minimum, minimum}) : image;
}

bool SiluAttr::preservesZero() const { return true; }
