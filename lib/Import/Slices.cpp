// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations that take ranges of elements along axes.

#include "OpTable.h"
#include "Shaping.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace relu;

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
    return pickBackwards(b, x, axis, range.start, -range.step, range.count);
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

  std::optional<SmallVector<int64_t>> known = node.getKnownSizes(0);
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

/// The lengths of the parts, which make up `size`; nothing, after saying so,
/// when they do not. They may be left out where all are the same; since
/// operator set 18 the last one may be shorter.
static std::optional<SmallVector<int64_t>> getLengths(Node &node,
                                                      int64_t size) {
  int64_t parts = node.getNumOutputs();
  auto given = node.getInts("split");
  if (node.hasInput(1)) {
    ElementsAttr constant = node.getConstant(1);
    given = constant ? readIntegers(constant) : std::nullopt;
    if (!given)
      (void)node.fail("input 'split': expected constant integers");
  } else if (!given) {
    bool mayBeShorter = node.form.since >= 18;
    int64_t length = (size + parts - 1) / parts;
    if ((!mayBeShorter && size % parts != 0) || size <= length * (parts - 1))
      (void)node.fail("expected a size that can be split into " + Twine(parts) +
                      " parts, got " + Twine(size));
    given.emplace(parts, length);
    given->back() = size - length * (parts - 1);
  }
  if (!node.getProblem().empty())
    return std::nullopt;
  int64_t rest = size;
  for (int64_t length : *given)
    if (length < 0 || length > rest)
      rest = -1;
    else
      rest -= length;
  if (int64_t(given->size()) == parts && rest == 0)
    return given;
  (void)node.fail("expected the lengths of " + Twine(parts) +
                  " parts that make up " + Twine(size));
  return std::nullopt;
}

LogicalResult relu::buildSplit(Node &node) {
  RankedTensorType type = node.getInputType(0);
  auto axis = node.getAxis(node.getInt("axis", 0), type.getRank());
  if (!axis)
    return failure();
  if (node.getInt("num_outputs", node.getNumOutputs()) !=
      int64_t(node.getNumOutputs()))
    return node.fail("attribute 'num_outputs': expected the number of outputs");
  if (type.isDynamicDim(*axis))
    return node.fail("can not split axis " + Twine(*axis) + " of " + str(type));
  auto lengths = getLengths(node, type.getDimSize(*axis));
  if (!lengths)
    return failure();
  int64_t start = 0;
  for (auto [i, length] : llvm::enumerate(*lengths)) {
    Value part =
        takeRange(node.builder, node.getInput(0), *axis, {start, 1, length});
    if (failed(node.setOutput(part, i)))
      return failure();
    start += length;
  }
  return success();
}
