// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The vocabulary in which activations emit themselves.

#include "Emit.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace relu;

Value emit::constant(ImplicitLocOpBuilder &builder, Value like, double value) {
  Type type = like.getType();
  auto element = cast<FloatType>(getElementTypeOrSelf(type));
  TypedAttr attr = FloatAttr::get(element, roundTo(value, element));
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, cast<Attribute>(attr));
  return arith::ConstantOp::create(builder, attr);
}

Value emit::max(ImplicitLocOpBuilder &builder, Value a, Value b) {
  return arith::MaximumFOp::create(builder, a, b, arith::FastMathFlags::nsz);
}

Value emit::min(ImplicitLocOpBuilder &builder, Value a, Value b) {
  return arith::MinimumFOp::create(builder, a, b, arith::FastMathFlags::nsz);
}

Value emit::select(ImplicitLocOpBuilder &builder,
                   arith::CmpFPredicate predicate, Value a, Value b, Value then,
                   Value otherwise) {
  Value condition = arith::CmpFOp::create(builder, predicate, a, b);
  return arith::SelectOp::create(builder, condition, then, otherwise);
}

Value emit::keepNan(ImplicitLocOpBuilder &builder, Value x, Value value) {
  return select(builder, arith::CmpFPredicate::UNO, x, x, x, value);
}

Value emit::toFinite(ImplicitLocOpBuilder &builder, Value x) {
  auto element = cast<FloatType>(getElementTypeOrSelf(x));
  double largest =
      APFloat::getLargest(element.getFloatSemantics()).convertToDouble();
  return min(builder, max(builder, x, constant(builder, x, -largest)),
             constant(builder, x, largest));
}
