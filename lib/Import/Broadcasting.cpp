// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How operands get the same shape. Constants of one repeated element are made
// in that shape; everything else is repeated when the network runs.

#include "Broadcasting.h"
#include "Shaping.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace relu;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// `value` repeated to `sizes`; `shape` is what is known of them.
static Value repeat(ImplicitLocOpBuilder &b, Value value,
                    ArrayRef<int64_t> shape, ArrayRef<OpFoldResult> sizes) {
  RankedTensorType type = typeOf(value);
  RankedTensorType target = type.clone(shape);
  if (type == target)
    return value;
  DenseElementsAttr constant;
  if (matchPattern(value, m_Constant(&constant)) && constant.isSplat()) {
    auto splat = target.hasStaticShape()
                     ? target
                     : type.clone(ArrayRef<int64_t>()); // repeated below
    value = arith::ConstantOp::create(b, constant.resizeSplat(splat));
    if (splat == target)
      return value;
  }
  // Axes that are repeated go away, and come back in another length.
  int64_t missing = shape.size() - typeOf(value).getRank();
  SmallVector<int64_t> dropped, kept, added;
  SmallVector<int64_t> knownSizes;
  for (int64_t axis = 0, rank = shape.size(); axis < rank; ++axis) {
    int64_t from = axis - missing;
    bool isRepeated =
        from < 0 || (typeOf(value).getDimSize(from) == 1 && shape[axis] != 1);
    if (isRepeated) {
      added.push_back(axis);
      if (from >= 0)
        dropped.push_back(from);
    } else {
      knownSizes.push_back(shape[axis]);
    }
  }
  value = castTo(b, dropAxes(b, value, dropped), knownSizes);
  if (added.empty())
    return value;
  Value empty = tensor::EmptyOp::create(b, sizes, type.getElementType());
  return linalg::BroadcastOp::create(b, value, empty, added)->getResult(0);
}

FailureOr<SmallVector<Value>>
relu::broadcastOperands(Node &node, ArrayRef<Value> operands) {
  ImplicitLocOpBuilder &b = node.builder;
  int64_t rank = 0;
  for (Value operand : operands)
    rank = std::max(rank, typeOf(operand).getRank());
  SmallVector<int64_t> shape(rank, 1);
  SmallVector<std::pair<Value, int64_t>> source(rank);
  for (Value operand : operands) {
    RankedTensorType type = typeOf(operand);
    int64_t missing = rank - type.getRank();
    for (int64_t axis = missing; axis < rank; ++axis) {
      int64_t size = type.getDimSize(axis - missing);
      if (size == 1 || size == shape[axis])
        continue;
      bool isKnown = shape[axis] != 1 && !ShapedType::isDynamic(shape[axis]);
      if (isKnown && !ShapedType::isDynamic(size))
        return node.fail("expected shapes that can be broadcast, got " +
                         str(operands[0].getType()) + " and " + str(type));
      if (isKnown)
        continue;
      shape[axis] = size;
      source[axis] = {operand, axis - missing};
    }
  }
  SmallVector<OpFoldResult> sizes;
  for (auto [size, from] : llvm::zip_equal(shape, source))
    sizes.push_back(
        ShapedType::isDynamic(size)
            ? tensor::getMixedSize(b, b.getLoc(), from.first, from.second)
            : OpFoldResult(b.getIndexAttr(size)));
  SmallVector<Value> repeated;
  for (Value operand : operands)
    repeated.push_back(repeat(b, operand, shape, sizes));
  return repeated;
}

FailureOr<Value> relu::broadcastTo(Node &node, Value value, Value target) {
  ArrayRef<int64_t> shape = typeOf(target).getShape();
  auto both = broadcastOperands(node, {value, target});
  if (failed(both))
    return failure();
  if (typeOf((*both)[0]).getShape() != shape)
    return node.fail("expected a shape that can be broadcast to " +
                     str(target.getType()) + ", got " + str(value.getType()));
  return (*both)[0];
}
