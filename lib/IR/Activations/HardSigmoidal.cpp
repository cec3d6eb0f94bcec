// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The straight-edged stand-ins for sigmoid and silu: hard_sigmoid, hard_swish.

#include "Emit.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;
using namespace relu;
using Predicate = arith::CmpFPredicate;

//===----------------------------------------------------------------------===//
// hard_sigmoid
//===----------------------------------------------------------------------===//

LogicalResult
HardSigmoidAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                        FloatAttr alpha, FloatAttr beta) {
  if (!alpha.getValue().isFinite() || !beta.getValue().isFinite())
    return emitError() << "expects finite alpha and beta, got "
                       << alpha.getValueAsDouble() << " and "
                       << beta.getValueAsDouble();
  return success();
}

Value HardSigmoidAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                            ValueRange) const {
  // Alpha 0 at an infinity: the limit is beta, the product would be NaN.
  if (getAlpha().getValueAsDouble() == 0)
    x = emit::toFinite(builder, x);
  Value alpha = emit::constant(builder, x, getAlpha().getValueAsDouble());
  Value beta = emit::constant(builder, x, getBeta().getValueAsDouble());
  // One rounding: near the zero of the line a second one would cost all digits.
  Value line = math::FmaOp::create(builder, x, alpha, beta);
  return emit::min(builder,
                   emit::max(builder, line, emit::constant(builder, x, 0)),
                   emit::constant(builder, x, 1));
}

Value HardSigmoidAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                      ValueRange) const {
  Value zero = emit::constant(builder, x, 0);
  if (getAlpha().getValueAsDouble() == 0)
    return emit::keepNan(builder, x, zero);
  Value alpha = emit::constant(builder, x, getAlpha().getValueAsDouble());
  Value beta = emit::constant(builder, x, getBeta().getValueAsDouble());
  Value line = math::FmaOp::create(builder, x, alpha, beta);
  Value below = emit::select(builder, Predicate::OLT, line,
                             emit::constant(builder, x, 1), alpha, zero);
  Value result = emit::select(builder, Predicate::OGT, line, zero, below, zero);
  return emit::keepNan(builder, x, result);
}

double HardSigmoidAttr::evaluate(double x, ArrayRef<double>) const {
  if (std::isnan(x))
    return x;
  double alpha = getAlpha().getValueAsDouble();
  double product = alpha == 0 ? 0 : alpha * x;
  return std::clamp(product + getBeta().getValueAsDouble(), 0.0, 1.0);
}

double HardSigmoidAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  if (std::isnan(x))
    return x;
  double value = evaluate(x, {});
  return value > 0 && value < 1 ? getAlpha().getValueAsDouble() : 0;
}

Interval HardSigmoidAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  double a = evaluate(x.lo, {}), b = evaluate(x.hi, {});
  return {std::min(a, b), std::max(a, b)};
}

bool HardSigmoidAttr::isMonotone() const {
  return getAlpha().getValueAsDouble() >= 0;
}
bool HardSigmoidAttr::isPiecewiseLinear() const { return true; }

//===----------------------------------------------------------------------===//
// hard_swish
//===----------------------------------------------------------------------===//

Value HardSwishAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                          ValueRange) const {
  Value zero = emit::constant(builder, x, 0);
  Value six = emit::constant(builder, x, 6);
  // x + 3 is exact near its zero, where x/6 + 1/2 would lose all digits.
  Value shifted = emit::add(builder, x, emit::constant(builder, x, 3));
  Value ramp = emit::min(builder, emit::max(builder, shifted, zero), six);
  // The quotient first: x times six may overflow.
  Value value = emit::mul(builder, x, emit::div(builder, ramp, six));
  // -inf times zero would be NaN.
  return emit::select(builder, Predicate::OLE, x,
                      emit::constant(builder, x, -3), zero, value);
}

Value HardSwishAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                    ValueRange) const {
  Value third = emit::div(builder, x, emit::constant(builder, x, 3));
  Value middle = emit::add(builder, third, emit::constant(builder, x, 0.5));
  Value below =
      emit::select(builder, Predicate::OGE, x, emit::constant(builder, x, 3),
                   emit::constant(builder, x, 1), middle);
  return emit::select(builder, Predicate::OLE, x,
                      emit::constant(builder, x, -3),
                      emit::constant(builder, x, 0), below);
}

double HardSwishAttr::evaluate(double x, ArrayRef<double>) const {
  if (x <= -3)
    return 0;
  return x >= 3 ? x : x * ((x + 3) / 6);
}

double HardSwishAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  if (x <= -3)
    return 0;
  return x >= 3 ? 1 : x / 3 + 0.5;
}

Interval HardSwishAttr::image(Interval x, ArrayRef<Interval>) const {
  if (x.isEmpty())
    return x;
  // Falls from -3 to its minimum at -3/2, and rises from there.
  double a = evaluate(x.lo, {}), b = evaluate(x.hi, {});
  Interval image{std::min(a, b), std::max(a, b)};
  return x.contains(-1.5) ? image.hull({evaluate(-1.5, {}), image.hi}) : image;
}

bool HardSwishAttr::preservesZero() const { return true; }
