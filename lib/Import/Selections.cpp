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

/// A list of integers that is known: sizes, on their way to a shape.
static std::optional<SmallVector<int64_t>> getKnownSizes(Node &node,
                                                         size_t input) {
  ElementsAttr constant =
      node.hasInput(input) ? node.getConstant(input) : ElementsAttr();
  if (!constant || constant.getShapedType().getRank() != 1 ||
      !constant.getElementType().isInteger(64))
    return std::nullopt;
  return readIntegers(constant);
}

/// All operands, one after the other, if they are such lists.
static std::optional<SmallVector<int64_t>> concatSizes(Node &node) {
  SmallVector<int64_t> all;
  for (size_t i = 0; i < node.getNumInputs(); ++i) {
    auto sizes = getKnownSizes(node, i);
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

/// Elements of `x` in a new order along `axis`: result index i there is index
/// positions[i] of `x`.
static Value pick(ImplicitLocOpBuilder &b, Value x, int64_t axis,
                  Value positions) {
  auto type = cast<RankedTensorType>(x.getType());
  int64_t rank = type.getRank();
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, b.getLoc(), x);
  sizes[axis] =
      b.getIndexAttr(cast<RankedTensorType>(positions.getType()).getDimSize(0));
  Value empty = tensor::EmptyOp::create(b, sizes, type.getElementType());
  SmallVector<AffineMap> maps{
      AffineMap::get(rank, 0, b.getAffineDimExpr(axis), b.getContext()),
      b.getMultiDimIdentityMap(rank)};
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             b, empty.getType(), positions, empty, maps, iterators,
             [&](OpBuilder &nested, Location loc, ValueRange args) {
               SmallVector<Value> index;
               for (int64_t i = 0; i < rank; ++i)
                 index.push_back(
                     i == axis
                         ? arith::IndexCastOp::create(
                               nested, loc, nested.getIndexType(), args[0])
                               .getResult()
                         : linalg::IndexOp::create(nested, loc, i).getResult());
               Value element = tensor::ExtractOp::create(nested, loc, x, index);
               linalg::YieldOp::create(nested, loc, element);
             })
      .getResult(0);
}

static Value createPositions(ImplicitLocOpBuilder &b,
                             ArrayRef<int64_t> positions) {
  return arith::ConstantOp::create(b, b.getI64TensorAttr(positions));
}

/// Integers of a slice: an operand, or an attribute of old forms. Nothing when
/// they are left out, and nothing after a message when they are not known.
static std::optional<SmallVector<int64_t>> getBounds(Node &node, StringRef name,
                                                     size_t input) {
  if (node.form.since < 10)
    return node.getInts(name);
  if (!node.hasInput(input))
    return std::nullopt;
  ElementsAttr constant = node.getConstant(input);
  auto integers = constant ? readIntegers(constant) : std::nullopt;
  if (!integers)
    (void)node.fail("input '" + name + "': expected constant integers");
  return integers;
}

namespace {
/// What a slice takes along an axis: elements start, start + step and so on.
struct AxisRange {
  int64_t start, step, count;
};
} // namespace

/// The part of an axis of `size` elements from `start` to before `end`, which
/// count from the last element when they are negative.
static AxisRange getRange(int64_t start, int64_t end, int64_t step,
                          int64_t size) {
  bool isForward = step > 0;
  auto clamp = [&](int64_t bound) {
    bound += bound < 0 ? size : 0;
    return std::clamp<int64_t>(bound, isForward ? 0 : -1,
                               isForward ? size : size - 1);
  };
  // A start before the first element is the first one, backwards too.
  start =
      isForward ? clamp(start) : std::max<int64_t>(clamp(start), size ? 0 : -1);
  end = clamp(end);
  int64_t span = isForward ? end - start : start - end;
  int64_t count = span <= 0 ? 0 : (span - 1) / std::abs(step) + 1;
  // An empty slice may begin behind the last element, and a step may be as
  // large as it likes when it is not taken.
  return {count ? start : 0, count > 1 ? step : isForward ? 1 : -1, count};
}

static SmallVector<int64_t> getPositions(const AxisRange &range) {
  SmallVector<int64_t> positions;
  for (int64_t k = 0; k < range.count; ++k)
    positions.push_back(range.start + k * range.step);
  return positions;
}

static Value takeRange(ImplicitLocOpBuilder &b, Value x, int64_t axis,
                       const AxisRange &range) {
  if (range.step < 0)
    return pick(b, x, axis, createPositions(b, getPositions(range)));
  auto type = cast<RankedTensorType>(x.getType());
  if (range.count == type.getDimSize(axis))
    return x;
  SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(type.getRank(), b.getIndexAttr(1));
  auto sizes = tensor::getMixedSizes(b, b.getLoc(), x);
  offsets[axis] = b.getIndexAttr(range.start);
  strides[axis] = b.getIndexAttr(range.step);
  sizes[axis] = b.getIndexAttr(range.count);
  return tensor::ExtractSliceOp::create(b, x, offsets, sizes, strides);
}

LogicalResult relu::buildSlice(Node &node) {
  RankedTensorType type = node.getInputType(0);
  int64_t rank = type.getRank();
  auto starts = getBounds(node, "starts", node.form.since < 10 ? 0 : 1);
  auto ends = getBounds(node, "ends", 2);
  auto axes = getBounds(node, "axes", 3);
  auto steps = getBounds(node, "steps", 4);
  if (!node.getProblem().empty())
    return failure();
  if (!starts || !ends || ends->size() != starts->size() ||
      (axes && axes->size() != starts->size()) ||
      (steps && steps->size() != starts->size()) ||
      int64_t(starts->size()) > rank)
    return node.fail("expected as many starts, ends, axes and steps");

  std::optional<SmallVector<int64_t>> known = getKnownSizes(node, 0);
  SmallVector<std::pair<int64_t, AxisRange>> ranges;
  for (size_t i = 0; i < starts->size(); ++i) {
    auto axis = node.getAxis(axes ? (*axes)[i] : i, rank);
    if (!axis)
      return failure();
    if (llvm::is_contained(llvm::make_first_range(ranges), *axis))
      return node.fail("expected different axes");
    int64_t size = type.getDimSize(*axis), step = steps ? (*steps)[i] : 1;
    if (step == 0 || step == INT64_MIN)
      return node.fail("expected steps other than 0");
    AxisRange range{0, 1, size};
    if (!ShapedType::isDynamic(size))
      range = getRange((*starts)[i], (*ends)[i], step, size);
    else if ((*starts)[i] != 0 || (*ends)[i] < INT32_MAX || step != 1)
      return node.fail("can not slice axis " + Twine(*axis) + " of " +
                       str(type));
    ranges.push_back({*axis, range});
  }
  if (known && ranges.size() <= 1) {
    SmallVector<int64_t> chosen;
    for (const auto &[axis, range] : ranges)
      for (int64_t position : getPositions(range))
        chosen.push_back((*known)[position]);
    return node.setOutput(
        node.builder.getI64TensorAttr(ranges.empty() ? *known : chosen));
  }
  Value result = node.getInput(0);
  for (const auto &[axis, range] : ranges)
    result = takeRange(node.builder, result, axis, range);
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
  Value result =
      pick(b, node.getInput(0), *axis, createPositions(b, *positions));
  SmallVector<int64_t> shape(type.getShape());
  shape.erase(shape.begin() + *axis);
  shape.insert(shape.begin() + *axis, indexShape.begin(), indexShape.end());
  auto reshaped = reshape(node, result, shape);
  return failed(reshaped) ? failure() : node.setOutput(*reshaped);
}
