// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mish, x tanh(log(1 + exp(x))). With n = e (e + 2), e = exp(x), the tanh is
// n / (n + 2): one exponential and no cancellation on either side. Largest
// error in f32 against f64, over all inputs: 3.95 ulp.

#include "SmoothEmit.h"

using namespace mlir;
using namespace relu;

/// From here on tanh(log(1 + exp(x))) rounds to one, and exp(x)^2 is far from
/// overflow.
static double upperLimit(Value x) { return emit::isF32(x) ? 20 : 40; }

Value MishAttr::emit(ImplicitLocOpBuilder &builder, Value x, ValueRange) const {
  Value bounded =
      emit::min(builder, x, emit::constant(builder, x, upperLimit(x)));
  emit::Exponential exp =
      emit::expOfMinus(builder, arith::NegFOp::create(builder, bounded));
  Value e = exp.value;
  Value n = emit::fma(builder, e, e, emit::add(builder, e, e));
  Value tanh = emit::div(builder, n,
                         emit::add(builder, n, emit::constant(builder, x, 2)));
  Value below = emit::boundedBelow(builder, x, emit::exponentLimit(x));
  return emit::mul(builder, emit::mul(builder, below, tanh), exp.scale);
}

Value MishAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                               ValueRange) const {
  // w + x (1 - w^2) sigmoid(x), w = n / (n + 2), 1 - w = 2 / (n + 2).
  Value one = emit::constant(builder, x, 1),
        two = emit::constant(builder, x, 2);
  Value bounded = emit::boundedBelow(
      builder, emit::min(builder, x, emit::constant(builder, x, upperLimit(x))),
      emit::exponentLimit(x));
  Value e = math::ExpOp::create(builder, bounded);
  Value n = emit::fma(builder, e, e, emit::add(builder, e, e));
  Value rest = emit::div(builder, two, emit::add(builder, n, two));
  Value tanh = emit::sub(builder, one, rest);
  Value sigmoid = emit::div(builder, e, emit::add(builder, one, e));
  Value slope = emit::mul(builder, rest, emit::add(builder, one, tanh));
  return emit::fma(builder, emit::mul(builder, bounded, slope), sigmoid, tanh);
}

static double tanhOfSoftplus(double x) {
  return std::tanh(std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))));
}

double MishAttr::evaluate(double x, ArrayRef<double>) const {
  // The limit, where the formula says infinity times zero.
  return x == -Interval::kInfinity ? 0 : x * tanhOfSoftplus(x);
}

double MishAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  if (std::isinf(x))
    return x > 0;
  double tanh = tanhOfSoftplus(x);
  return tanh + x * (1 - tanh * tanh) / (1 + std::exp(-x));
}

Interval MishAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  // Falls to its minimum and rises from there.
  constexpr double kArgmin = -1.1924312145154952;
  double a = evaluate(x.lo, {}), b = evaluate(x.hi, {});
  Interval image{std::min(a, b), std::max(a, b)};
  double minimum = evaluate(kArgmin, {});
  return x.contains(kArgmin) ? image.hull({minimum, minimum}) : image;
}

bool MishAttr::preservesZero() const { return true; }
