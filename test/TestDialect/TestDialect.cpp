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

static Value constant(ImplicitLocOpBuilder &builder, Value like, double value) {
  TypedAttr attr = builder.getFloatAttr(getElementTypeOrSelf(like), value);
  if (auto vector = dyn_cast<VectorType>(like.getType()))
    attr = DenseElementsAttr::get(vector, cast<Attribute>(attr));
  return arith::ConstantOp::create(builder, attr);
}

/// 1 + |x|.
static Value emitDenominator(ImplicitLocOpBuilder &builder, Value x) {
  return arith::AddFOp::create(builder, constant(builder, x, 1),
                               math::AbsFOp::create(builder, x));
}

Value SoftsignAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                         ValueRange) const {
  // An infinity over itself would be NaN: the limit is its sign, 1 or -1.
  constexpr double kHuge = 0x1p+100;
  Value below =
      arith::MinimumFOp::create(builder, x, constant(builder, x, kHuge));
  Value bounded =
      arith::MaximumFOp::create(builder, below, constant(builder, x, -kHuge));
  return arith::DivFOp::create(builder, bounded,
                               emitDenominator(builder, bounded));
}

Value SoftsignAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                   ValueRange) const {
  Value denominator = emitDenominator(builder, x);
  Value squared = arith::MulFOp::create(builder, denominator, denominator);
  return arith::DivFOp::create(builder, constant(builder, x, 1), squared);
}

double SoftsignAttr::evaluate(double x, ArrayRef<double>) const {
  return std::isinf(x) ? std::copysign(1, x) : x / (1 + std::abs(x));
}

double SoftsignAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return 1 / ((1 + std::abs(x)) * (1 + std::abs(x)));
}

relu::Interval SoftsignAttr::image(relu::Interval x,
                                   ArrayRef<relu::Interval>) const {
  if (x.isEmpty())
    return x;
  return {evaluate(x.lo, {}), evaluate(x.hi, {})};
}
