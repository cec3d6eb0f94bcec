// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations along axes: sums, maxima, and what is made of them.

#include "Broadcasting.h"
#include "OpTable.h"
#include "Shaping.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace relu;

/// Folds the elements along `axes`, which the result does not have.
static Value
reduce(ImplicitLocOpBuilder &b, Value x, ArrayRef<int64_t> axes,
       TypedAttr start,
       function_ref<Value(OpBuilder &, Location, Value, Value)> combine) {
  auto type = cast<RankedTensorType>(x.getType());
  SmallVector<OpFoldResult> sizes;
  for (int64_t axis = 0; axis < type.getRank(); ++axis)
    if (!llvm::is_contained(axes, axis))
      sizes.push_back(tensor::getMixedSize(b, b.getLoc(), x, axis));
  Value empty = tensor::EmptyOp::create(b, sizes, type.getElementType());
  Value first = arith::ConstantOp::create(b, start);
  Value init = linalg::FillOp::create(b, first, empty).getResult(0);
  return linalg::ReduceOp::create(
             b, x, init, axes,
             [&](OpBuilder &nested, Location loc, ValueRange args) {
               linalg::YieldOp::create(nested, loc,
                                       combine(nested, loc, args[1], args[0]));
             })
      ->getResult(0);
}

template <typename Op>
static Value combineWith(OpBuilder &b, Location loc, Value x, Value y) {
  return Op::create(b, loc, x, y);
}

static Value sum(ImplicitLocOpBuilder &b, Value x, ArrayRef<int64_t> axes) {
  Type element = cast<RankedTensorType>(x.getType()).getElementType();
  return reduce(b, x, axes, b.getZeroAttr(element), combineWith<arith::AddFOp>);
}

static Value maximum(ImplicitLocOpBuilder &b, Value x, ArrayRef<int64_t> axes) {
  auto element =
      cast<FloatType>(cast<RankedTensorType>(x.getType()).getElementType());
  auto lowest = b.getFloatAttr(
      element, APFloat::getInf(element.getFloatSemantics(), /*Negative=*/true));
  return reduce(b, x, axes, lowest, combineWith<arith::MaximumFOp>);
}

static LogicalResult failOnType(Node &node) {
  return node.fail("expected floating-point numbers, got " +
                   str(node.getInputType(0)));
}

LogicalResult relu::buildReduce(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  if (!node.hasFloats(0))
    return failOnType(node);
  RankedTensorType type = node.getInputType(0);
  auto given = node.getInts("axes");
  if (node.hasInput(1)) {
    ElementsAttr constant = node.getConstant(1);
    given = constant ? readIntegers(constant) : std::nullopt;
    if (!given)
      return node.fail("input 'axes': expected constant integers");
  }
  SmallVector<int64_t> axes;
  if (given && !given->empty()) {
    for (int64_t axis : *given) {
      auto counted = node.getAxis(axis, type.getRank());
      if (!counted)
        return failure();
      if (llvm::is_contained(axes, *counted))
        return node.fail("expected different axes");
      axes.push_back(*counted);
    }
    llvm::sort(axes);
  } else if (node.getInt("noop_with_empty_axes", 0)) {
    return node.setOutput(node.getInput(0));
  } else {
    axes.assign(llvm::seq<int64_t>(0, type.getRank()).begin(),
                llvm::seq<int64_t>(0, type.getRank()).end());
  }
  Value x = node.getInput(0), result;
  if (node.form.op == "ReduceMax") {
    result = maximum(b, x, axes);
  } else {
    result = sum(b, x, axes);
  }
  if (node.form.op == "ReduceMean") {
    int64_t count = 1;
    for (int64_t axis : axes) {
      if (type.isDynamicDim(axis))
        return node.fail("can not take the mean along axis " + Twine(axis) +
                         " of " + str(type));
      count *= type.getDimSize(axis);
    }
    Value counts = createFilled(
        b, result, b.getFloatAttr(type.getElementType(), double(count)));
    result = arith::DivFOp::create(b, result, counts);
  }
  if (node.getInt("keepdims", 1))
    result = insertAxes(b, result, axes);
  return node.setOutput(result);
}

/// The index of the largest element along an axis: the first or last of
/// several. NaN is larger than any number, as in numpy.
LogicalResult relu::buildArgMax(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  if (!node.hasFloats(0))
    return failOnType(node);
  RankedTensorType type = node.getInputType(0);
  int64_t rank = type.getRank();
  auto axis = node.getAxis(node.getInt("axis", 0), rank);
  if (!axis)
    return failure();
  bool takesLast = node.getInt("select_last_index", 0);
  Value x = node.getInput(0);
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, b.getLoc(), x);
  sizes.erase(sizes.begin() + *axis);
  auto element = cast<FloatType>(type.getElementType());
  auto fill = [&](TypedAttr value) {
    Value empty = tensor::EmptyOp::create(b, sizes, value.getType());
    Value scalar = arith::ConstantOp::create(b, value);
    return linalg::FillOp::create(b, scalar, empty).getResult(0);
  };
  Value lowest = fill(b.getFloatAttr(
      element, APFloat::getInf(element.getFloatSemantics(), true)));
  Value first = fill(b.getI64IntegerAttr(0));

  SmallVector<AffineExpr> outer;
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  iterators[*axis] = utils::IteratorType::reduction;
  for (int64_t i = 0; i < rank; ++i)
    if (i != *axis)
      outer.push_back(b.getAffineDimExpr(i));
  AffineMap resultMap = AffineMap::get(rank, 0, outer, b.getContext());
  auto generic = linalg::GenericOp::create(
      b, TypeRange{lowest.getType(), first.getType()}, x,
      ValueRange{lowest, first},
      ArrayRef<AffineMap>{b.getMultiDimIdentityMap(rank), resultMap, resultMap},
      iterators, [&](OpBuilder &nested, Location loc, ValueRange args) {
        ImplicitLocOpBuilder n(loc, nested);
        Value index = arith::IndexCastOp::create(
            n, n.getI64Type(), linalg::IndexOp::create(n, *axis));
        // Not less or equal: true for NaN, too.
        auto predicate =
            takesLast ? arith::CmpFPredicate::UGE : arith::CmpFPredicate::UGT;
        Value isLarger = arith::CmpFOp::create(n, predicate, args[0], args[1]);
        Value wasNaN = arith::CmpFOp::create(n, arith::CmpFPredicate::UNO,
                                             args[1], args[1]);
        Value zero = arith::ConstantOp::create(n, n.getI64IntegerAttr(0));
        Value isFirst =
            arith::CmpIOp::create(n, arith::CmpIPredicate::eq, index, zero);
        Value keeps = arith::SelectOp::create(
            n, isFirst, arith::ConstantOp::create(n, n.getBoolAttr(false)),
            wasNaN);
        Value keepsValue = arith::SelectOp::create(n, keeps, args[1], args[0]);
        Value keepsIndex = arith::SelectOp::create(n, keeps, args[2], index);
        Value value = arith::SelectOp::create(n, isLarger, keepsValue, args[1]);
        Value position =
            arith::SelectOp::create(n, isLarger, keepsIndex, args[2]);
        linalg::YieldOp::create(n, ValueRange{value, position});
      });
  Value result = generic.getResult(1);
  if (node.getInt("keepdims", 1))
    result = insertAxes(b, result, *axis);
  return node.setOutput(result);
}

/// exp(x) / sum of exp(x) along one axis, or its logarithm. Before operator set
/// 13 it was along all axes from `axis` on.
LogicalResult relu::buildSoftmax(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  if (!node.hasFloats(0))
    return failOnType(node);
  RankedTensorType type = node.getInputType(0);
  bool isOld = node.form.since < 13;
  int64_t rank = type.getRank();
  auto first = node.getAxis(node.getInt("axis", isOld ? 1 : -1), rank);
  if (!first)
    return failure();
  SmallVector<int64_t> axes;
  for (int64_t axis = *first; axis < (isOld ? rank : *first + 1); ++axis)
    axes.push_back(axis);

  // Back to the shape of x.
  Value x = node.getInput(0);
  auto spread = [&](Value value) {
    return broadcastTo(node, insertAxes(b, value, axes), x);
  };
  // Subtracting the maximum keeps exp within its range.
  auto largest = spread(maximum(b, x, axes));
  if (failed(largest))
    return failure();
  Value shifted = arith::SubFOp::create(b, x, *largest);
  Value exponentials = math::ExpOp::create(b, shifted);
  Value total = sum(b, exponentials, axes);
  bool isLog = node.form.op == "LogSoftmax";
  if (isLog)
    total = math::LogOp::create(b, total);
  auto totals = spread(total);
  if (failed(totals))
    return failure();
  Value result =
      isLog ? arith::SubFOp::create(b, shifted, *totals).getResult()
            : arith::DivFOp::create(b, exponentials, *totals).getResult();
  return node.setOutput(result);
}
