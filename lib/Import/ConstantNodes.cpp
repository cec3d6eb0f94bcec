// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes that are constants, or become such because shapes are known.

#include "OnnxFile.h"
#include "OpTable.h"

using namespace mlir;
using namespace relu;

/// The tensor of an attribute, which can not lie outside the file.
static FailureOr<ElementsAttr> takeConstant(Node &node, StringRef attribute) {
  onnx::TensorProto *proto = node.getTensor(attribute);
  if (!proto)
    return node.fail("attribute '" + attribute + "': expected a tensor");
  auto tensor = takeTensor(*proto, /*folder=*/"");
  if (!tensor)
    return node.fail("attribute '" + attribute +
                     "': " + llvm::toString(tensor.takeError()));
  auto constant = makeConstant(*node.builder.getContext(), *tensor);
  if (!constant)
    return node.fail("attribute '" + attribute +
                     "': " + llvm::toString(constant.takeError()));
  return *constant;
}

LogicalResult relu::buildConstant(Node &node) {
  Builder &b = node.builder;
  auto set = [&](Type element, ArrayRef<int64_t> shape,
                 ArrayRef<double> values) {
    return node.setOutput(
        makeConstant(RankedTensorType::get(shape, element), values));
  };
  if (node.hasAttribute("value")) {
    auto constant = takeConstant(node, "value");
    return failed(constant) ? failure() : node.setOutput(*constant);
  }
  if (node.hasAttribute("value_float"))
    return set(b.getF32Type(), {}, node.getFloat("value_float", 0));
  if (auto floats = node.getFloats("value_floats"))
    return set(b.getF32Type(), floats->size(), *floats);
  if (node.hasAttribute("value_int")) {
    auto type = RankedTensorType::get({}, b.getI64Type());
    return node.setOutput(DenseElementsAttr::get(
        type, ArrayRef<int64_t>(node.getInt("value_int", 0))));
  }
  if (auto integers = node.getInts("value_ints"))
    return node.setOutput(b.getI64TensorAttr(*integers));
  return node.fail("expected an attribute with the value");
}

LogicalResult relu::buildConstantOfShape(Node &node) {
  ElementsAttr shapeAttr = node.getConstant(0);
  auto shape = shapeAttr ? readIntegers(shapeAttr) : std::nullopt;
  if (!shape || shape->size() > 64)
    return node.fail("input 'input': expected a constant shape");
  Builder &b = node.builder;
  int64_t count = 1;
  for (int64_t size : *shape)
    if (size < 0 || llvm::MulOverflow(count, size, count) || count > INT32_MAX)
      return node.fail("expected a shape of less than 2^31 elements");
  Attribute value = b.getF32FloatAttr(0);
  if (node.hasAttribute("value")) {
    auto constant = takeConstant(node, "value");
    if (failed(constant))
      return failure();
    auto dense = dyn_cast<DenseElementsAttr>(*constant);
    if (!dense || dense.getNumElements() != 1)
      return node.fail("attribute 'value': expected one element");
    value = dense.getSplatValue<Attribute>();
  }
  // Repeated, not written out: the file decides how often.
  auto type = RankedTensorType::get(*shape, cast<TypedAttr>(value).getType());
  return node.setOutput(DenseElementsAttr::get(type, value));
}

LogicalResult relu::buildShape(Node &node) {
  RankedTensorType type = node.getInputType(0);
  if (!type.hasStaticShape())
    return node.fail("expected an input of known shape, got " + str(type));
  int64_t rank = type.getRank();
  auto clamp = [&](int64_t axis) {
    return std::clamp<int64_t>(axis < 0 ? axis + rank : axis, 0, rank);
  };
  int64_t start = clamp(node.getInt("start", 0));
  int64_t end = std::max(start, clamp(node.getInt("end", rank)));
  return node.setOutput(
      node.builder.getI64TensorAttr(type.getShape().slice(start, end - start)));
}
