// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations on elements, as tensor operations of arith and math on operands of
// the same shape.

#include "Broadcasting.h"
#include "OnnxFile.h"
#include "OpTable.h"
#include "Shaping.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace relu;

template <typename Op> static Value make1(ImplicitLocOpBuilder &b, Value x) {
  return Op::create(b, x);
}
template <typename Op>
static Value make2(ImplicitLocOpBuilder &b, Value x, Value y) {
  return Op::create(b, x, y);
}
template <arith::CmpFPredicate predicate>
static Value compareF(ImplicitLocOpBuilder &b, Value x, Value y) {
  return arith::CmpFOp::create(b, predicate, x, y);
}
template <arith::CmpIPredicate predicate>
static Value compareI(ImplicitLocOpBuilder &b, Value x, Value y) {
  return arith::CmpIOp::create(b, predicate, x, y);
}

namespace {
using Make1 = Value (*)(ImplicitLocOpBuilder &, Value);
using Make2 = Value (*)(ImplicitLocOpBuilder &, Value, Value);

struct UnaryRule {
  StringRef op;
  Make1 onFloats;
};

/// What an operation is on each kind of elements; null where it is nothing.
struct BinaryRule {
  StringRef op;
  Make2 onFloats, onIntegers, onBooleans;
};
} // namespace

static const UnaryRule kUnary[] = {
    {"Exp", make1<math::ExpOp>},   {"Log", make1<math::LogOp>},
    {"Sqrt", make1<math::SqrtOp>}, {"Erf", make1<math::ErfOp>},
    {"Neg", make1<arith::NegFOp>}, {"Abs", make1<math::AbsFOp>},
};

// No division of integers: by zero it ends the process.
static const BinaryRule kBinary[] = {
    {"Add", make2<arith::AddFOp>, make2<arith::AddIOp>, nullptr},
    {"Sum", make2<arith::AddFOp>, nullptr, nullptr},
    {"Sub", make2<arith::SubFOp>, make2<arith::SubIOp>, nullptr},
    {"Mul", make2<arith::MulFOp>, make2<arith::MulIOp>, nullptr},
    {"Div", make2<arith::DivFOp>, nullptr, nullptr},
    {"Max", make2<arith::MaximumFOp>, make2<arith::MaxSIOp>, nullptr},
    {"Min", make2<arith::MinimumFOp>, make2<arith::MinSIOp>, nullptr},
    {"Less", compareF<arith::CmpFPredicate::OLT>,
     compareI<arith::CmpIPredicate::slt>, nullptr},
    {"Greater", compareF<arith::CmpFPredicate::OGT>,
     compareI<arith::CmpIPredicate::sgt>, nullptr},
    {"Or", nullptr, nullptr, make2<arith::OrIOp>},
};

static LogicalResult failOnType(Node &node) {
  return node.fail("elements of type " +
                   str(node.getInputType(0).getElementType()) +
                   " are not supported");
}

LogicalResult relu::buildUnary(Node &node) {
  if (!node.hasFloats(0))
    return failOnType(node);
  for (const UnaryRule &rule : kUnary)
    if (rule.op == node.form.op)
      return node.setOutput(rule.onFloats(node.builder, node.getInput(0)));
  return node.fail("the operation is not supported");
}

/// The operands in one shape. Before operator set 7 the second one could be
/// placed at any axis of the first.
static FailureOr<SmallVector<Value>> getOperands(Node &node) {
  SmallVector<Value> operands;
  Type element = node.getInputType(0).getElementType();
  for (size_t i = 0; i < node.getNumInputs(); ++i) {
    if (!node.hasInput(i))
      return node.fail("expected input " + Twine(i) + " to be there");
    if (node.getInputType(i).getElementType() != element)
      return node.fail("expected inputs of one element type, got " +
                       str(node.getInputType(0)) + " and " +
                       str(node.getInputType(i)));
    operands.push_back(node.getInput(i));
  }
  if (node.hasAttribute("axis") && node.getInt("broadcast", 0)) {
    int64_t rank = node.getInputType(0).getRank();
    int64_t other = node.getInputType(1).getRank();
    std::optional<int64_t> axis = node.getAxis(node.getInt("axis", -1), rank);
    if (!axis)
      return failure();
    if (*axis + other > rank)
      return node.fail("attribute 'axis': expected place for " + Twine(other) +
                       " axes, got " + Twine(*axis));
    SmallVector<int64_t> trailing;
    for (int64_t i = other; i < rank - *axis; ++i)
      trailing.push_back(i);
    operands[1] = insertAxes(node.builder, operands[1], trailing);
  }
  return broadcastOperands(node, operands);
}

static LogicalResult buildFold(Node &node) {
  const BinaryRule *rule = llvm::find_if(
      kBinary, [&](const BinaryRule &rule) { return rule.op == node.form.op; });
  Make2 make = node.hasFloats(0) ? rule->onFloats
               : node.getInputType(0).getElementType().isInteger(1)
                   ? rule->onBooleans
                   : rule->onIntegers;
  if (!make)
    return failOnType(node);
  auto operands = getOperands(node);
  if (failed(operands))
    return failure();
  Value result = operands->front();
  for (Value operand : llvm::drop_begin(*operands))
    result = make(node.builder, result, operand);
  return node.setOutput(result);
}

LogicalResult relu::buildBinary(Node &node) { return buildFold(node); }

LogicalResult relu::buildVariadic(Node &node) { return buildFold(node); }

/// Converts elements; null when there is no such conversion.
static Value convertElements(ImplicitLocOpBuilder &b, Value x, Type to) {
  auto type = cast<RankedTensorType>(x.getType());
  Type from = type.getElementType();
  RankedTensorType target = type.clone(to);
  if (from == to)
    return x;
  bool fromFloat = isa<FloatType>(from), toFloat = isa<FloatType>(to);
  unsigned fromWidth = from.getIntOrFloatBitWidth();
  unsigned toWidth = to.getIntOrFloatBitWidth();
  if (to.isInteger(1)) {
    Value zero = createFilled(b, x, b.getZeroAttr(from));
    if (fromFloat)
      return arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, x, zero);
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, x, zero);
  }
  if (fromFloat && toFloat) {
    // Directly only between f32 and others: not all are in run-time libraries.
    if (!from.isF32() && !to.isF32())
      return convertElements(b, convertElements(b, x, b.getF32Type()), to);
    return fromWidth < toWidth
               ? arith::ExtFOp::create(b, target, x).getResult()
               : arith::TruncFOp::create(b, target, x).getResult();
  }
  if (fromFloat)
    return arith::FPToSIOp::create(b, target, x);
  if (toFloat)
    return from.isInteger(1)
               ? arith::UIToFPOp::create(b, target, x).getResult()
               : arith::SIToFPOp::create(b, target, x).getResult();
  if (fromWidth > toWidth)
    return arith::TruncIOp::create(b, target, x);
  return from.isInteger(1) ? arith::ExtUIOp::create(b, target, x).getResult()
                           : arith::ExtSIOp::create(b, target, x).getResult();
}

/// x to the power of y, which may have a type of its own.
LogicalResult relu::buildPow(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  if (!node.hasFloats(0))
    return failOnType(node);
  Type element = node.getInputType(0).getElementType();
  Value x = node.getInput(0), y = node.getInput(1);
  ElementsAttr constant = node.getConstant(1);
  if (constant && constant.getShapedType().getNumElements() == 1 &&
      node.getInputType(1).getRank() <= node.getInputType(0).getRank() &&
      (*readNumbers(constant))[0] == 2)
    return node.setOutput(arith::MulFOp::create(b, x, x).getResult());
  auto operands = broadcastOperands(node, {x, convertElements(b, y, element)});
  if (failed(operands))
    return failure();
  return node.setOutput(
      math::PowFOp::create(b, (*operands)[0], (*operands)[1]).getResult());
}

LogicalResult relu::buildWhere(Node &node) {
  if (!node.getInputType(0).getElementType().isInteger(1))
    return node.fail("expected a condition of booleans, got " +
                     str(node.getInputType(0)));
  if (node.getInputType(1).getElementType() !=
      node.getInputType(2).getElementType())
    return node.fail("expected inputs of one element type, got " +
                     str(node.getInputType(1)) + " and " +
                     str(node.getInputType(2)));
  auto operands = broadcastOperands(
      node, {node.getInput(0), node.getInput(1), node.getInput(2)});
  if (failed(operands))
    return failure();
  return node.setOutput(arith::SelectOp::create(node.builder, (*operands)[0],
                                                (*operands)[1], (*operands)[2])
                            .getResult());
}

/// Of a constant of a few elements: a constant.
static LogicalResult setConverted(Node &node, Type element) {
  if (ElementsAttr constant = node.getConstant(0)) {
    // Exact, as long as doubles hold all values.
    auto numbers = readNumbers(constant);
    auto isExact = [](double x) { return std::abs(x) < 9e15; };
    if (numbers && numbers->size() <= 64 && !element.isInteger(1) &&
        llvm::all_of(*numbers, isExact))
      return node.setOutput(
          makeConstant(node.getInputType(0).clone(element), *numbers));
  }
  return node.setOutput(
      convertElements(node.builder, node.getInput(0), element));
}

LogicalResult relu::buildCast(Node &node) {
  int64_t to = node.getInt("to", 0);
  if (node.form.since < 6) {
    onnx::TensorProto::DataType type;
    if (onnx::TensorProto::DataType_Parse(node.getString("to", ""), &type))
      to = type;
  }
  Type element;
  if (std::optional<StringRef> name = getElementName(to))
    element = getElementType(*node.builder.getContext(), *name);
  if (!element)
    return node.fail("attribute 'to': element type " + Twine(to) +
                     " is not supported");
  return setConverted(node, element);
}

LogicalResult relu::buildCastLike(Node &node) {
  return setConverted(node, node.getInputType(1).getElementType());
}
