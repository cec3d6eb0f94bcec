// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gelu and its tanh form. Both are max(x, 0) - |x| q(|x|) with a q that falls
// to zero like exp(-x^2 / 2), or faster: for f32 the exponent therefore needs
// more digits than f32 has, since its rounding alone would cost dozens of ulps.
// Largest errors in f32 against f64, over all inputs, with fused (unfused)
// multiply-adds: 3.95 (4.16) ulp, and 2.87 (2.93) for the tanh form.

#include "SmoothEmit.h"

using namespace mlir;
using namespace relu;

// The tanh form is x sigmoid(t) with t = 2 sqrt(2/pi) (x + 0.044715 x^3)
// = x (kLinear + kCubic x^2).
constexpr double kLinear = 1.5957691216057307;
constexpr double kCubic = 0.07135481627260025;
constexpr double kInverseSqrt2 = 0.70710678118654752;
constexpr double kInverseSqrt2Pi = 0.39894228040143268;
constexpr double kSqrt2OverPi = 0.79788456080286536;

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

/// In f64, where a few ulps of f64 do not count.
static Value emitPlain(ImplicitLocOpBuilder &builder, Value x) {
  Value below = emit::boundedBelow(builder, x, 40);
  Value argument =
      emit::mul(builder, below, emit::constant(builder, x, -kInverseSqrt2));
  Value half = emit::mul(builder, below, emit::constant(builder, x, 0.5));
  return emit::mul(builder, half, math::ErfcOp::create(builder, argument));
}

/// t of the tanh form.
static Value emitExponent(ImplicitLocOpBuilder &builder, Value x) {
  Value factor = emit::fma(builder, emit::mul(builder, x, x),
                           emit::constant(builder, x, kCubic),
                           emit::constant(builder, x, kLinear));
  return emit::mul(builder, x, factor);
}

static Value emitPlainTanhForm(ImplicitLocOpBuilder &builder, Value x) {
  Value below = emit::boundedBelow(builder, x, 40);
  Value t = emitExponent(builder, below);
  return emit::mul(builder, below, emit::sigmoid(builder, t).value);
}

/// Keeps exp(-14.6^2 / 2) out of the subnormal numbers.
constexpr int kGaussianScale = 64;

/// exp(-a^2 / 2) 2^kGaussianScale for 0 <= a <= 14.6.
static Value emitGaussian(ImplicitLocOpBuilder &builder, Value a) {
  // -a^2 / 2 = k ln 2 - t / 2 with an integer k. With 12 bits of a in `head`
  // and 15 of 2 ln 2 in its high part, head^2 + 2 k kLn2High is exact (unless
  // it underflows, beside 1); the rest of both is small.
  constexpr double kLog2E = 0x1.715476p+0;
  constexpr double kLn2High = 0x1.62e4p-1, kLn2Low = 0x1.7f7d1cp-20;
  Value head = emit::highHalf(builder, a);
  Value square = emit::mul(builder, head, head);
  // From 2^23 on a sum is rounded to an integer: k, biased like an exponent,
  // stands in its low bits.
  Value bias = emit::constant(builder, a, 0x1.8p+23 + 127 + kGaussianScale);
  Value biased =
      emit::fma(builder, square, emit::constant(builder, a, -kLog2E / 2), bias);
  Value k = emit::sub(builder, biased, bias);
  Value t =
      emit::fma(builder, k, emit::constant(builder, a, 2 * kLn2High), square);
  t = emit::fma(builder, emit::sub(builder, a, head),
                emit::add(builder, a, head), t);
  t = emit::fma(builder, k, emit::constant(builder, a, 2 * kLn2Low), t);
  // exp(-t / 2) for -0.7 <= t <= 0.81: our own fit, relative error 2^-26.4.
  Value reduced =
      emit::polynomial(builder, t,
                       {0x1.6a3cc4p-16, -0x1.12e8a2p-12, 0x1.555b42p-9,
                        -0x1.5552e2p-6, 0x1.fffff6p-4, -0x1.000002p-1, 1});
  Value bits = emit::toBits(builder, biased);
  Value power =
      arith::ShLIOp::create(builder, bits, emit::bitsLike(builder, bits, 23));
  return emit::mul(builder, reduced, emit::fromBits(builder, power));
}

static Value emitF32(ImplicitLocOpBuilder &builder, Value x) {
  // gelu(-14.6) is zero, in the subnormal numbers too.
  Value a = emit::boundedAbs(builder, x, 14.6);
  // a erfc(a / sqrt 2) exp(a^2 / 2) / 2 = v p(v - c) with v = a / (s a + k), an
  // affine function of the variable of Shepherd and Laframboise (1981); the fit
  // is our own. No error of v is magnified, at a small a because it is relative
  // to a, at a large one because p falls while v grows. With s = 0.45 the
  // errors are smaller than with 1/2: the denominator, and its rounding with
  // it, passes 2 where the other roundings are small.
  constexpr double kSlope = 0x1.ccccccp-2, kOffset = 0x1.b2e146p+0;
  constexpr double kCenter = 0x1.a8p-1;
  Value v = emit::div(builder, a,
                      emit::fma(builder, a, emit::constant(builder, x, kSlope),
                                emit::constant(builder, x, kOffset)));
  Value p = emit::polynomial(
      builder, emit::sub(builder, v, emit::constant(builder, x, kCenter)),
      {0x1.6e6892p-14, -0x1.0f59d2p-14, -0x1.191ep-10, 0x1.fdfde6p-10,
       0x1.503ebp-7, -0x1.044954p-4, 0x1.6dd444p-3, -0x1.4db2a2p-2,
       0x1.ab2ba8p-2});
  Value scaled =
      emit::mul(builder, emitGaussian(builder, a), emit::mul(builder, v, p));
  // The scale comes off in the sum, which rounds once, subnormal or not.
  Value rectified = emit::max(builder, x, emit::constant(builder, x, 0));
  return emit::subMul(
      builder, scaled,
      emit::constant(builder, x, std::ldexp(1.0, -kGaussianScale)), rectified);
}

/// t(a) for 0 <= a <= 11, with an error of 2^-24 or so even where t is 100.
static emit::Rounded emitExactExponent(ImplicitLocOpBuilder &builder, Value a) {
  // a = head + rest with 8 bits in head, w = kLinear + kCubic a^2 = w0 + w1
  // with w0 exact and w1 small, w = high + low with 16 bits in high. Then
  // head * high is exact, and the other products are small.
  constexpr double kLinearHigh = 1673285 * 0x1p-20, kCubicHigh = 292 * 0x1p-12;
  Value head = emit::toGrid(builder, a, 0x1p-4);
  Value rest = emit::sub(builder, a, head);
  Value square = emit::mul(builder, head, head);
  Value w0 = emit::fma(builder, square, emit::constant(builder, a, kCubicHigh),
                       emit::constant(builder, a, kLinearHigh));
  Value w1 =
      emit::fma(builder, emit::constant(builder, a, kCubic - kCubicHigh),
                square, emit::constant(builder, a, kLinear - kLinearHigh));
  w1 = emit::fma(builder, emit::constant(builder, a, kCubic),
                 emit::mul(builder, rest, emit::add(builder, a, head)), w1);
  Value w = emit::add(builder, w0, w1);
  Value high = emit::toGrid(builder, w, 0x1p-12);
  Value low = emit::add(builder, emit::sub(builder, w0, high), w1);
  return emit::fastTwoSum(
      builder, emit::mul(builder, head, high),
      emit::fma(builder, rest, w, emit::mul(builder, head, low)));
}

static Value emitF32TanhForm(ImplicitLocOpBuilder &builder, Value x) {
  Value a = emit::boundedAbs(builder, x, 11);
  emit::Rounded t = emitExactExponent(builder, a);
  emit::Exponential exp = emit::expOfMinus(builder, t.value);
  Value one = emit::constant(builder, x, 1);
  Value smaller =
      emit::div(builder, exp.value, emit::add(builder, one, exp.value));
  // a e / (1 + e) = a e (1 - smaller), and exp(-t.error) = 1 - t.error.
  Value product = emit::mul(builder, a, exp.value);
  Value negative = emit::subMul(builder, product,
                                emit::add(builder, smaller, t.error), product);
  Value rectified = emit::max(builder, x, emit::constant(builder, x, 0));
  return emit::subMul(builder, negative, exp.scale, rectified);
}

Value GeluAttr::emit(ImplicitLocOpBuilder &builder, Value x, ValueRange) const {
  bool tanhForm = getApproximate() == GeluApproximation::tanh;
  if (emit::isF32(x))
    return tanhForm ? emitF32TanhForm(builder, x) : emitF32(builder, x);
  return tanhForm ? emitPlainTanhForm(builder, x) : emitPlain(builder, x);
}

Value GeluAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                               ValueRange) const {
  // The derivative is 0 and 1 to all digits beyond these bounds.
  Value bounded = emit::bounded(builder, x, 40);
  Value square = emit::mul(builder, bounded, bounded);
  if (getApproximate() == GeluApproximation::tanh) {
    // sigmoid(t) + x t' sigmoid(t) sigmoid(-t)
    emit::Sigmoids sigmoids =
        emit::sigmoid(builder, emitExponent(builder, bounded));
    Value slope = emit::mul(builder, bounded,
                            emit::fma(builder, square,
                                      emit::constant(builder, x, 3 * kCubic),
                                      emit::constant(builder, x, kLinear)));
    Value both = emit::subMul(builder, sigmoids.smaller, sigmoids.smaller,
                              sigmoids.smaller);
    return emit::fma(builder, slope, both, sigmoids.value);
  }
  // Phi(x) + x phi(x)
  Value half = emit::constant(builder, x, 0.5);
  Value erf = math::ErfOp::create(
      builder,
      emit::mul(builder, bounded, emit::constant(builder, x, kInverseSqrt2)));
  Value density = math::ExpOp::create(
      builder, emit::mul(builder, square, emit::constant(builder, x, -0.5)));
  Value slope =
      emit::mul(builder, bounded, emit::constant(builder, x, kInverseSqrt2Pi));
  return emit::fma(builder, slope, density,
                   emit::fma(builder, erf, half, half));
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

static double tanhFormExponent(double x) {
  return 2 * kSqrt2OverPi * (x + 0.044715 * x * x * x);
}

double GeluAttr::evaluate(double x, ArrayRef<double>) const {
  // The limit, where the formulas say infinity times zero.
  if (x == -Interval::kInfinity)
    return 0;
  // 1 + tanh(t / 2) = 2 / (1 + exp(-t)) and 1 + erf(z) = erfc(-z), without the
  // cancellation.
  if (getApproximate() == GeluApproximation::tanh) {
    // exp(-t) may overflow where the value is only subnormal.
    double t = tanhFormExponent(x), e = std::exp(-std::abs(t));
    return x * ((t < 0 ? e : 1) / (1 + e));
  }
  return x / 2 * std::erfc(-x * kInverseSqrt2);
}

double GeluAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  // 0 or 1 to all digits; beyond, powers of x overflow.
  if (std::abs(x) > 40)
    return x > 0;
  if (getApproximate() == GeluApproximation::tanh) {
    double t = tanhFormExponent(x);
    double slope = 2 * kSqrt2OverPi * (1 + 3 * 0.044715 * x * x);
    double sigmoid = 1 / (1 + std::exp(-t));
    return sigmoid + x * slope * sigmoid / (1 + std::exp(t));
  }
  return std::erfc(-x * kInverseSqrt2) / 2 +
         x * std::exp(-x * x / 2) * kInverseSqrt2Pi;
}

Interval GeluAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  // Falls to its minimum and rises from there.
  double argmin = getApproximate() == GeluApproximation::tanh
                      ? -0.75246142207101626
                      : -0.75179152469356446;
  double a = evaluate(x.lo, {}), b = evaluate(x.hi, {});
  Interval image{std::min(a, b), std::max(a, b)};
  double minimum = evaluate(argmin, {});
  return x.contains(argmin) ? image.hull({minimum, minimum}) : image;
}

bool GeluAttr::preservesZero() const { return true; }
