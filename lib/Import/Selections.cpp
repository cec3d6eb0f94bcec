// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations that put tensors together and take parts of them.

#include "OpTable.h"
#include "Shaping.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace relu;

/// All operands, one after the other, if they are such lists.
static std::optional<SmallVector<int64_t>> concatSizes(Node &node) {
  SmallVector<int64_t> all;
  for (size_t i = 0; i < node.getNumInputs(); ++i) {
    auto sizes = node.getKnownSizes(i);
    if (!sizes || all.size() > 64)
      return std::nullopt;
    llvm::append_range(all, *sizes);
  }
  return all;
}

LogicalResult relu::buildConcat(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  RankedTensorType first = node.getInputType(0);
  int64_t rank = first.getRank();
  if (node.opset >= 4 && !node.hasAttribute("axis"))
    return node.fail("expected attribute 'axis'");
  std::optional<int64_t> axis = node.getAxis(node.getInt("axis", 1), rank);
  if (!axis)
    return failure();
  if (auto sizes = concatSizes(node))
    return node.setOutput(b.getI64TensorAttr(*sizes));
  SmallVector<int64_t> shape(first.getShape());
  shape[*axis] = 0;
  for (size_t i = 0; i < node.getNumInputs(); ++i) {
    if (!node.hasInput(i))
      return node.fail("expected input " + Twine(i) + " to be there");
    RankedTensorType type = node.getInputType(i);
    bool fits = type.getRank() == rank &&
                type.getElementType() == first.getElementType();
    for (int64_t other = 0; other < rank && fits; ++other)
      fits = other == *axis || type.getDimSize(other) == shape[other];
    if (!fits || type.isDynamicDim(*axis))
      return node.fail("can not concatenate " + str(first) + " and " +
                       str(type) + " along axis " + Twine(*axis));
    shape[*axis] += type.getDimSize(*axis);
    if (shape[*axis] < 0)
      return node.fail("the sizes are too large");
  }
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(b, b.getLoc(), node.getInput(0));
  sizes[*axis] = b.getIndexAttr(shape[*axis]);
  Value result = tensor::EmptyOp::create(b, sizes, first.getElementType());
  SmallVector<OpFoldResult> offsets(rank, b.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(rank, b.getIndexAttr(1));
  int64_t offset = 0;
  for (size_t i = 0; i < node.getNumInputs(); ++i) {
    int64_t size = node.getInputType(i).getDimSize(*axis);
    offsets[*axis] = b.getIndexAttr(offset);
    sizes[*axis] = b.getIndexAttr(size);
    result = tensor::InsertSliceOp::create(b, node.getInput(i), result, offsets,
                                           sizes, strides);
    offset += size;
  }
  return node.setOutput(result);
}

LogicalResult relu::buildGather(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  RankedTensorType type = node.getInputType(0);
  auto axis = node.getAxis(node.getInt("axis", 0), type.getRank());
  if (!axis)
    return failure();
  ElementsAttr constant = node.getConstant(1);
  auto positions = constant ? readIntegers(constant) : std::nullopt;
  if (!positions)
    return node.fail("input 'indices': expected constant integers");
  int64_t size = type.getDimSize(*axis);
  if (ShapedType::isDynamic(size))
    return node.fail("can not gather along axis " + Twine(*axis) + " of " +
                     str(type));
  for (int64_t &position : *positions) {
    if (position < -size || position >= size)
      return node.fail("expected indices from " + Twine(-size) + " to " +
                       Twine(size - 1) + ", got " + Twine(position));
    position += position < 0 ? size : 0;
  }
  ArrayRef<int64_t> indexShape = constant.getShapedType().getShape();
  ElementsAttr source = node.getConstant(0);
  auto known =
      source && type.getRank() == 1 ? readIntegers(source) : std::nullopt;
  if (known) { // sizes, on their way to a shape
    SmallVector<double> chosen;
    for (int64_t position : *positions)
      chosen.push_back((*known)[position]);
    return node.setOutput(makeConstant(type.clone(indexShape), chosen));
  }
  Value result = pick(b, node.getInput(0), *axis, *positions);
  SmallVector<int64_t> shape(type.getShape());
  shape.erase(shape.begin() + *axis);
  shape.insert(shape.begin() + *axis, indexShape.begin(), indexShape.end());
  auto reshaped = reshape(node, result, shape);
  return failed(reshaped) ? failure() : node.setOutput(*reshaped);
}
