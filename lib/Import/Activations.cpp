// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Activations under their ONNX names. Parameters that are known become those of
// the attribute, others arithmetic.

#include "Broadcasting.h"
#include "OpTable.h"
#include "Shaping.h"

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace relu;

/// A parameter that the file holds as f32, or a number of the type of the
/// input. For any input but f64 every decimal that rounds to this f32 means the
/// same: the shortest is what was written, and what raising finds in constants.
static FloatAttr getParameter(Node &node, double value) {
  bool isF32 = static_cast<float>(value) == value;
  if (isF32 && !node.getInputType(0).getElementType().isF64())
    value = relu::detail::getShortestDecimal(value);
  return node.builder.getF64FloatAttr(value);
}

static LogicalResult activate(Node &node, ActivationAttrInterface activation,
                              ValueRange slopes = {}) {
  if (!node.hasFloats(0))
    return node.fail("expected floating-point numbers, got " +
                     str(node.getInputType(0)));
  return node.setOutput(
      ActivateOp::create(node.builder, node.getInput(0), activation, slopes)
          .getResult());
}

/// The activation of a node whose parameters are attributes, with the defaults
/// of ONNX; null, after saying why, for values that the activation does not
/// allow.
static ActivationAttrInterface getActivation(Node &node) {
  MLIRContext *context = node.builder.getContext();
  StringRef op = node.form.op;
  auto parameter = [&](StringRef name, double otherwise) {
    double value = node.getFloat(name, otherwise);
    if (std::isfinite(value))
      return getParameter(node, value);
    (void)node.fail("attribute '" + name + "': expected a finite number");
    return getParameter(node, otherwise);
  };
  auto checked = [&](auto attr) -> ActivationAttrInterface {
    if (!attr)
      (void)node.fail("its attributes have values that are not supported");
    return attr;
  };
  if (op == "LeakyRelu")
    return checked(LeakyReluAttr::get(context, parameter("alpha", 0.01)));
  if (op == "Elu")
    return checked(EluAttr::get(context, parameter("alpha", 1)));
  if (op == "Celu") {
    FloatAttr alpha = parameter("alpha", 1);
    return alpha.getValueAsDouble() == 0
               ? checked(ActivationAttrInterface())
               : checked(CeluAttr::get(context, alpha));
  }
  if (op == "ThresholdedRelu")
    return checked(ThresholdedReluAttr::get(context, parameter("alpha", 1)));
  if (op == "HardSigmoid")
    return checked(HardSigmoidAttr::get(context, parameter("alpha", 0.2),
                                        parameter("beta", 0.5)));
  if (op == "Swish") {
    FloatAttr beta = parameter("alpha", 1);
    return beta.getValueAsDouble() > 0 ? checked(SiluAttr::get(context, beta))
                                       : checked(ActivationAttrInterface());
  }
  if (op == "HardSwish")
    return HardSwishAttr::get(context);
  if (op == "Mish")
    return MishAttr::get(context);
  if (op == "Sigmoid")
    return SigmoidAttr::get(context);
  if (op == "Tanh")
    return TanhAttr::get(context);
  if (op == "Softplus")
    return SoftplusAttr::get(context, getParameter(node, 1));
  std::string approximate = node.getString("approximate", "none");
  if (op == "Gelu" && approximate == "none")
    return GeluAttr::get(context, GeluApproximation::none);
  if (op == "Gelu" && approximate == "tanh")
    return GeluAttr::get(context, GeluApproximation::tanh);
  (void)node.fail("attribute 'approximate': expected none or tanh");
  return {};
}

LogicalResult relu::buildSimpleActivation(Node &node) {
  ActivationAttrInterface activation = getActivation(node);
  if (!activation || !node.getProblem().empty())
    return failure();
  return activate(node, activation);
}

LogicalResult relu::buildRelu(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  if (node.hasFloats(0))
    return activate(node, ReluAttr::get(b.getContext(), getParameter(node, 0)));
  Value x = node.getInput(0);
  Type element = node.getInputType(0).getElementType();
  if (element.isInteger(1))
    return node.fail("expected numbers, got " + str(x.getType()));
  Value zero = createFilled(b, x, b.getIntegerAttr(element, 0));
  return node.setOutput(arith::MaxSIOp::create(b, x, zero).getResult());
}

/// gamma elu(x): ONNX leaves both factors free; the attribute is for the
/// published ones, of which ONNX has the roundings to f32.
LogicalResult relu::buildSelu(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  bool isOld = node.opset < 6;
  constexpr float kAlpha = 1.6732632423543772f, kGamma = 1.0507009873554805f;
  float alpha = node.getFloat("alpha", isOld ? 1.6732 : kAlpha);
  float gamma = node.getFloat("gamma", isOld ? 1.0507 : kGamma);
  if (std::abs(alpha - kAlpha) <= 2e-7f && std::abs(gamma - kGamma) <= 2e-7f)
    return activate(node, SeluAttr::get(b.getContext()));
  if (!std::isfinite(alpha) || !std::isfinite(gamma))
    return node.fail("attributes 'alpha' and 'gamma': expected finite numbers");
  if (failed(activate(node,
                      EluAttr::get(b.getContext(), getParameter(node, alpha)))))
    return failure();
  Value elu = node.getOutputs()[0].value;
  Type element = node.getInputType(0).getElementType();
  Value factor = createFilled(b, elu, b.getFloatAttr(element, gamma));
  return node.setOutput(arith::MulFOp::create(b, elu, factor).getResult());
}

/// Before operator set 7 the slopes belong to axis 1; since then they are
/// broadcast like any operand. What varies along one axis becomes the operand
/// of an activation.
LogicalResult relu::buildPRelu(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  if (!node.hasFloats(0))
    return node.fail("expected floating-point numbers, got " +
                     str(node.getInputType(0)));
  RankedTensorType type = node.getInputType(0), slopes = node.getInputType(1);
  if (type.getElementType() != slopes.getElementType())
    return node.fail("expected slopes of the type of the input, got " +
                     str(slopes) + " and " + str(type));
  Value x = node.getInput(0), slope = node.getInput(1);
  bool isOld = node.opset < 7 && slopes.getRank() == 1 && type.getRank() > 1 &&
               slopes.getDimSize(0) != 1;
  // Where the axes of the slopes begin among those of the input.
  int64_t offset = isOld ? 1 : type.getRank() - slopes.getRank();
  SmallVector<int64_t> varying;
  for (auto [axis, size] : llvm::enumerate(slopes.getShape()))
    if (size != 1)
      varying.push_back(axis);
  if (offset >= 0 && varying.size() <= 1) {
    SmallVector<int64_t> dropped;
    for (int64_t axis = 0; axis < slopes.getRank(); ++axis)
      if (!llvm::is_contained(varying, axis))
        dropped.push_back(axis);
    int64_t axis = varying.empty() ? 0 : varying[0] + offset;
    int64_t size = varying.empty() ? 1 : slopes.getDimSize(varying[0]);
    if (!varying.empty() && !ShapedType::isDynamic(size) &&
        !ShapedType::isDynamic(type.getDimSize(axis)) &&
        size != type.getDimSize(axis))
      return node.fail("expected slopes that can be broadcast to " + str(type) +
                       ", got " + str(slopes));
    if (ElementsAttr constant = node.getConstant(1))
      slope = arith::ConstantOp::create(
          b, cast<TypedAttr>(reshapeConstant(
                 constant, varying.empty() ? ArrayRef<int64_t>()
                                           : ArrayRef<int64_t>(size))));
    else
      slope = dropAxes(b, slope, dropped);
    int64_t shown = varying.empty() ? -1 : axis;
    return activate(node, PReluAttr::get(b.getContext(), shown), slope);
  }
  auto repeated = broadcastTo(node, slope, x);
  if (failed(repeated))
    return failure();
  Value zero = createFilled(b, x, b.getFloatAttr(type.getElementType(), 0));
  Value isNegative =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, x, zero);
  Value scaled = arith::MulFOp::create(b, x, *repeated);
  return node.setOutput(
      arith::SelectOp::create(b, isNegative, scaled, x).getResult());
}

/// A bound of Clip as a number; nothing when it is known only at run time.
static std::optional<double> getBound(Node &node, StringRef name, size_t input,
                                      double otherwise) {
  if (node.form.since < 11)
    return node.getFloat(name, otherwise);
  if (!node.hasInput(input))
    return otherwise;
  ElementsAttr constant = node.getConstant(input);
  if (!constant || constant.getShapedType().getNumElements() != 1)
    return std::nullopt;
  return (*readNumbers(constant))[0];
}

LogicalResult relu::buildClip(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  RankedTensorType type = node.getInputType(0);
  for (size_t bound : {1, 2})
    if (node.hasInput(bound) &&
        node.getInputType(bound).getElementType() != type.getElementType())
      return node.fail("expected bounds of the type of the input, got " +
                       str(node.getInputType(bound)) + " and " + str(type));
  if (node.hasFloats(0)) {
    // No bound is an infinite one; the old forms had the largest f32 instead.
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    auto finite = [](double bound) {
      return std::abs(bound) >= std::numeric_limits<float>::max()
                 ? std::copysign(kInfinity, bound)
                 : bound;
    };
    std::optional<double> min = getBound(node, "min", 1, -kInfinity);
    std::optional<double> max = getBound(node, "max", 2, kInfinity);
    if (min && max && !std::isnan(*min) && !std::isnan(*max)) {
      if (node.form.since < 11) {
        min = finite(*min);
        max = finite(*max);
      }
      return activate(node, ClippedReluAttr::get(b.getContext(),
                                                 getParameter(node, *min),
                                                 getParameter(node, *max)));
    }
  } else if (type.getElementType().isInteger(1) || node.form.since < 11) {
    return node.fail("expected floating-point numbers, got " + str(type));
  }
  Value x = node.getInput(0);
  for (size_t bound : {1, 2}) {
    if (!node.hasInput(bound))
      continue;
    auto limit = broadcastTo(node, node.getInput(bound), x);
    if (failed(limit))
      return failure();
    if (node.hasFloats(0))
      x = bound == 1 ? arith::MaximumFOp::create(b, x, *limit).getResult()
                     : arith::MinimumFOp::create(b, x, *limit).getResult();
    else
      x = bound == 1 ? arith::MaxSIOp::create(b, x, *limit).getResult()
                     : arith::MinSIOp::create(b, x, *limit).getResult();
  }
  return node.setOutput(x);
}

/// x / (1 + |x|)
LogicalResult relu::buildSoftsign(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  if (!node.hasFloats(0))
    return node.fail("expected floating-point numbers, got " +
                     str(node.getInputType(0)));
  Value x = node.getInput(0);
  Value one = createFilled(
      b, x, b.getFloatAttr(node.getInputType(0).getElementType(), 1));
  Value size = arith::AddFOp::create(b, one, math::AbsFOp::create(b, x));
  return node.setOutput(arith::DivFOp::create(b, x, size).getResult());
}
