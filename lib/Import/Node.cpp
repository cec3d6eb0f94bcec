// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Access to the operands and attributes of a node. Constants become operations
// where they are first used as values.

#include "Node.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace relu;

std::string relu::str(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

Value Node::getInput(size_t index) const {
  OnnxValue &input = *inputs[index];
  if (!input.value)
    input.value =
        arith::ConstantOp::create(builder, cast<TypedAttr>(input.constant));
  return input.value;
}

RankedTensorType Node::getInputType(size_t index) const {
  OnnxValue &input = *inputs[index];
  return cast<RankedTensorType>(input.constant ? input.constant.getShapedType()
                                               : input.value.getType());
}

std::optional<SmallVector<int64_t>> Node::getKnownSizes(size_t index) const {
  ElementsAttr constant = hasInput(index) ? getConstant(index) : ElementsAttr();
  if (!constant || constant.getShapedType().getRank() != 1 ||
      !constant.getElementType().isInteger(64))
    return std::nullopt;
  return readIntegers(constant);
}

onnx::AttributeProto *Node::find(StringRef name) const {
  for (onnx::AttributeProto &attribute : *proto.mutable_attribute())
    if (attribute.name() == name)
      return &attribute;
  return nullptr;
}

double Node::getFloat(StringRef name, double otherwise) const {
  onnx::AttributeProto *attribute = find(name);
  return attribute ? attribute->f() : otherwise;
}

int64_t Node::getInt(StringRef name, int64_t otherwise) const {
  onnx::AttributeProto *attribute = find(name);
  return attribute ? attribute->i() : otherwise;
}

std::string Node::getString(StringRef name, StringRef otherwise) const {
  onnx::AttributeProto *attribute = find(name);
  return attribute ? attribute->s() : otherwise.str();
}

std::optional<SmallVector<int64_t>> Node::getInts(StringRef name) const {
  onnx::AttributeProto *attribute = find(name);
  if (!attribute)
    return std::nullopt;
  return SmallVector<int64_t>(attribute->ints().begin(),
                              attribute->ints().end());
}

std::optional<SmallVector<double>> Node::getFloats(StringRef name) const {
  onnx::AttributeProto *attribute = find(name);
  if (!attribute)
    return std::nullopt;
  return SmallVector<double>(attribute->floats().begin(),
                             attribute->floats().end());
}

onnx::TensorProto *Node::getTensor(StringRef name) const {
  onnx::AttributeProto *attribute = find(name);
  return attribute && attribute->has_t() ? attribute->mutable_t() : nullptr;
}

std::optional<int64_t> Node::getAxis(int64_t axis, int64_t rank) {
  if (axis >= -rank && axis < rank)
    return axis < 0 ? axis + rank : axis;
  (void)fail("expected an axis from " + Twine(-rank) + " to " +
             Twine(rank - 1) + ", got " + Twine(axis));
  return std::nullopt;
}

/// Strides of larger tensors would overflow.
static bool isTooLarge(ShapedType type) {
  int64_t product = 16; // bytes of the largest element, and some
  for (int64_t size : type.getShape())
    if (!ShapedType::isDynamic(size) && size > 0 &&
        llvm::MulOverflow(product, size, product))
      return true;
  return false;
}

/// The result of an operation on constants of a few elements, if it can fold.
static ElementsAttr foldSmall(Value value) {
  constexpr int64_t kFolded = 64;
  Operation *op = value.getDefiningOp();
  auto type = cast<ShapedType>(value.getType());
  if (!op || op->getNumResults() != 1 || op->getNumOperands() == 0 ||
      !type.hasStaticShape() || type.getNumElements() > kFolded)
    return {};
  SmallVector<Attribute> operands(op->getNumOperands());
  for (auto [operand, constant] : llvm::zip_equal(op->getOperands(), operands))
    if (!matchPattern(operand, m_Constant(&constant)))
      return {};
  SmallVector<OpFoldResult> folded;
  if (failed(op->fold(operands, folded)) || folded.size() != 1)
    return {};
  auto constant = dyn_cast<Attribute>(folded[0]);
  return dyn_cast_or_null<DenseElementsAttr>(constant);
}

LogicalResult Node::setOutput(Value value, size_t index) {
  if (ElementsAttr constant = foldSmall(value))
    return setOutput(constant, index);
  if (isTooLarge(cast<ShapedType>(value.getType())))
    return fail("the result is too large: " + str(value.getType()));
  results[index].value = value;
  return success();
}

LogicalResult Node::setOutput(ElementsAttr constant, size_t index) {
  if (isTooLarge(constant.getShapedType()))
    return fail("the result is too large: " + str(constant.getType()));
  results[index].constant = constant;
  return success();
}

LogicalResult Node::fail(const Twine &message) {
  if (problem.empty())
    problem = message.str();
  return failure();
}
