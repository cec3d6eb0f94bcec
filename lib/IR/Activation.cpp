// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What holds for every activation, told by the interface alone: nothing here
// knows an activation by its name, except to build a clamp.

#include "relu/IR/Activation.h"
#include "relu/IR/ReluAttrs.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/TypeUtilities.h"

#include <cmath>

using namespace mlir;
using namespace relu;

#include "relu/IR/ReluInterfaces.cpp.inc"

FloatType relu::getComputeType(Type element) {
  if (isa<Float16Type, BFloat16Type>(element))
    return Float32Type::get(element.getContext());
  return cast<FloatType>(element);
}

Type relu::withElementType(Type type, Type element) {
  if (auto vector = dyn_cast<VectorType>(type))
    return vector.clone(element);
  return element;
}

Value relu::convertFloat(ImplicitLocOpBuilder &builder, Value value,
                         Type element) {
  Type from = getElementTypeOrSelf(value);
  if (from == element)
    return value;
  Type type = withElementType(value.getType(), element);
  if (element.getIntOrFloatBitWidth() > from.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(builder, type, value);
  if (from.isF64() && element.isBF16())
    value = convertFloat(builder, value, builder.getF32Type());
  return arith::TruncFOp::create(builder, type, value);
}

double relu::roundTo(double value, FloatType type) {
  APFloat rounded(value);
  bool losesInfo;
  rounded.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
  rounded.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
  return rounded.convertToDouble();
}

ActivationAttrInterface
relu::roundParameters(ActivationAttrInterface activation, FloatType type) {
  if (type.isF64())
    return activation;
  const llvm::fltSemantics &format = type.getFloatSemantics();
  double largest = APFloat::getLargest(format).convertToDouble();
  double smallest = APFloat::getSmallestNormalized(format).convertToDouble();
  auto round = [&](double value) {
    double rounded = roundTo(value, type);
    if (std::isinf(rounded) && !std::isinf(value))
      return std::copysign(largest, value);
    if (rounded == 0 && value != 0)
      return std::copysign(smallest, value);
    return rounded;
  };
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](FloatAttr parameter) -> Attribute {
    return FloatAttr::get(parameter.getType(),
                          round(parameter.getValueAsDouble()));
  });
  return cast<ActivationAttrInterface>(replacer.replace(activation));
}

Value relu::emitActivation(ImplicitLocOpBuilder &builder,
                           ActivationAttrInterface activation, Value x,
                           ValueRange slopes, FloatType parameterType) {
  return roundParameters(activation, parameterType).emit(builder, x, slopes);
}

double relu::evaluateRounded(ActivationAttrInterface activation, double x,
                             ArrayRef<double> slopes, FloatType element) {
  ActivationAttrInterface rounded =
      roundParameters(activation, getComputeType(element));
  return roundTo(rounded.evaluate(x, slopes), element);
}

Interval relu::getRange(ActivationAttrInterface activation) {
  SmallVector<Interval, 1> slopes(activation.getNumSlopes(), Interval::all());
  return activation.image(Interval::all(), slopes);
}

bool relu::isIdentity(ActivationAttrInterface activation) {
  return activation.getIdentityRegion() == Interval::all();
}

/// The clamp to `bounds`, which is not empty.
static ActivationAttrInterface getClampAttr(MLIRContext *context,
                                            Interval bounds) {
  if (bounds == Interval{0.0, Interval::kInfinity})
    return ReluAttr::get(context, relu::detail::getParameter(context, 0.0));
  return ClippedReluAttr::get(context,
                              relu::detail::getParameter(context, bounds.lo),
                              relu::detail::getParameter(context, bounds.hi));
}

ActivationAttrInterface
relu::normalizeActivation(ActivationAttrInterface activation) {
  std::optional<Interval> clamp = activation.getClamp();
  return clamp ? getClampAttr(activation.getContext(), *clamp) : activation;
}

ActivationAttrInterface
relu::composeActivations(ActivationAttrInterface outer,
                         ActivationAttrInterface inner) {
  if (outer.getNumSlopes() != 0 || inner.getNumSlopes() != 0)
    return {};
  if (outer == inner && outer.isIdempotent())
    return inner;
  // The outer one sees only values that it keeps.
  if (outer.getIdentityRegion().contains(getRange(inner)))
    return inner;

  std::optional<Interval> clamp = outer.getClamp();
  if (!clamp)
    return {};
  // The inner one moves only values that the clamp moves to the same end.
  if (inner.isMonotone() && inner.getIdentityRegion().contains(*clamp))
    return outer;
  if (std::optional<Interval> innerClamp = inner.getClamp())
    return getClampAttr(outer.getContext(),
                        outer.image(*innerClamp, ArrayRef<Interval>()));
  return {};
}

std::optional<int64_t> relu::getSlopeAxis(ActivationAttrInterface activation,
                                          int64_t rank) {
  int64_t axis = activation.getSlopeAxis();
  if (axis < -rank || axis >= rank)
    return std::nullopt;
  return axis < 0 ? axis + rank : axis;
}

LogicalResult relu::verifySlopes(function_ref<InFlightDiagnostic()> emitError,
                                 ActivationAttrInterface activation,
                                 ShapedType activated, TypeRange slopes) {
  if (!activation) {
    if (!slopes.empty())
      return emitError() << "expects no slopes without an activation, got "
                         << slopes.size();
    return success();
  }
  if (slopes.size() != activation.getNumSlopes())
    return emitError() << "expects " << activation.getNumSlopes()
                       << " slope operands for " << activation << ", got "
                       << slopes.size();
  for (auto [index, type] : llvm::enumerate(slopes)) {
    auto slope = cast<ShapedType>(type);
    if (slope.getElementType() != activated.getElementType())
      return emitError() << "expects slope " << index
                         << " to have the element type "
                         << activated.getElementType() << ", got "
                         << slope.getElementType();
    if (slope.getRank() == 0)
      continue;
    if (slope.getRank() != 1)
      return emitError() << "expects slope " << index
                         << " to have rank 0 or 1, got rank "
                         << slope.getRank();
    std::optional<int64_t> axis = getSlopeAxis(activation, activated.getRank());
    if (!axis)
      return emitError() << "expects the slope axis to be an axis of "
                         << activated << ", got axis "
                         << activation.getSlopeAxis();
    if (failed(verifyCompatibleDims(
            {slope.getDimSize(0), activated.getDimSize(*axis)})))
      return emitError() << "expects slope " << index
                         << " to be as long as axis " << *axis << " of "
                         << activated << ", got " << slope.getDimSize(0)
                         << " and " << activated.getDimSize(*axis);
  }
  return success();
}
