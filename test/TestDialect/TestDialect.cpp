// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// softsign, an activation that relu does not have.

#include "TestDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace relu_test;

#include "TestDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "TestDialectAttrs.cpp.inc"

void ReluTestDialect::initialize() { registerAttributes(); }

void ReluTestDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "TestDialectAttrs.cpp.inc"
      >();
}

/// 1 + |x|.
static Value emitDenominator(ImplicitLocOpBuilder &builder, Value x) {
  Type type = x.getType();
  TypedAttr one = builder.getFloatAttr(getElementTypeOrSelf(type), 1);
  if (auto vector = dyn_cast<VectorType>(type))
    one = DenseElementsAttr::get(vector, cast<Attribute>(one));
  Value oneValue = arith::ConstantOp::create(builder, one);
  return arith::AddFOp::create(builder, oneValue,
                               math::AbsFOp::create(builder, x));
}

Value SoftsignAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                         ValueRange) const {
  return arith::DivFOp::create(builder, x, emitDenominator(builder, x));
}

Value SoftsignAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                   ValueRange) const {
  Value denominator = emitDenominator(builder, x);
  Value squared = arith::MulFOp::create(builder, denominator, denominator);
  TypedAttr one = builder.getFloatAttr(getElementTypeOrSelf(x), 1);
  if (auto vector = dyn_cast<VectorType>(x.getType()))
    one = DenseElementsAttr::get(vector, cast<Attribute>(one));
  return arith::DivFOp::create(
      builder, arith::ConstantOp::create(builder, one).getResult(), squared);
}

double SoftsignAttr::evaluate(double x, ArrayRef<double>) const {
  return x / (1 + std::abs(x));
}

double SoftsignAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return 1 / ((1 + std::abs(x)) * (1 + std::abs(x)));
}

relu::Interval SoftsignAttr::image(relu::Interval x,
                                   ArrayRef<relu::Interval>) const {
  if (x.isEmpty())
    return x;
  // The limits at infinity, where the quotient would be NaN.
  auto limit = [&](double end) {
    return std::isinf(end) ? std::copysign(1.0, end) : evaluate(end, {});
  };
  return {limit(x.lo), limit(x.hi)};
}
