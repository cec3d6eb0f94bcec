// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Products of matrices, which become dense layers wherever one operand is a
// matrix, and normalisation, which is a scale and a shift.

#include "Broadcasting.h"
#include "OpTable.h"
#include "Shaping.h"

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace relu;

static LogicalResult checkFloats(Node &node) {
  Type element = node.getInputType(0).getElementType();
  for (size_t i = 0; i < node.getNumInputs(); ++i)
    if (node.hasInput(i) && (!node.hasFloats(i) ||
                             node.getInputType(i).getElementType() != element))
      return node.fail("expected inputs of one floating-point type, got " +
                       str(node.getInputType(i)));
  return success();
}

static bool mayAgree(int64_t a, int64_t b) {
  return a == b || ShapedType::isDynamic(a) || ShapedType::isDynamic(b);
}

/// input[…, k] weight[k, n] (+ bias[n])
static FailureOr<Value> buildDense(Node &node, Value input, Value weight,
                                   Value bias = {}) {
  auto inputType = cast<RankedTensorType>(input.getType());
  auto weightType = cast<RankedTensorType>(weight.getType());
  if (!mayAgree(inputType.getShape().back(), weightType.getDimSize(0)))
    return node.fail("expected matrices that can be multiplied, got " +
                     str(inputType) + " and " + str(weightType));
  SmallVector<int64_t> shape(inputType.getShape());
  shape.back() = weightType.getDimSize(1);
  return DenseOp::create(node.builder, inputType.clone(shape), input, weight,
                         bias, ActivationAttrInterface(), ValueRange())
      .getResult();
}

/// A matrix operand; constants are transposed here, once.
static Value getMatrix(Node &node, size_t index, bool isTransposed) {
  if (!isTransposed)
    return node.getInput(index);
  if (ElementsAttr constant = node.getConstant(index))
    return arith::ConstantOp::create(
        node.builder, cast<TypedAttr>(transposeConstant(constant, {1, 0})));
  return transpose(node.builder, node.getInput(index), {1, 0});
}

/// The third operand as the bias of a layer with `outputs` results: a vector of
/// that length, also as a matrix of one row. Null when it is anything else.
static Value getBias(Node &node, int64_t outputs) {
  RankedTensorType type = node.getInputType(2);
  int64_t rank = type.getRank();
  bool isRow = rank == 1 || (rank == 2 && type.getDimSize(0) == 1);
  if (!isRow || ShapedType::isDynamic(outputs) ||
      type.getShape().back() != outputs)
    return {};
  if (rank == 1)
    return node.getInput(2);
  if (ElementsAttr constant = node.getConstant(2))
    return arith::ConstantOp::create(
        node.builder, cast<TypedAttr>(reshapeConstant(constant, outputs)));
  return dropAxes(node.builder, node.getInput(2), 0);
}

static Value scale(Node &node, Value value, double factor) {
  if (factor == 1)
    return value;
  ImplicitLocOpBuilder &b = node.builder;
  Value factors = createFilled(
      b, value,
      b.getFloatAttr(cast<RankedTensorType>(value.getType()).getElementType(),
                     factor));
  return arith::MulFOp::create(b, value, factors);
}

/// alpha A B + beta C
LogicalResult relu::buildGemm(Node &node) {
  if (failed(checkFloats(node)))
    return failure();
  for (size_t i : {0, 1})
    if (node.getInputType(i).getRank() != 2)
      return node.fail("expected matrices, got " + str(node.getInputType(i)));
  double alpha = node.getFloat("alpha", 1), beta = node.getFloat("beta", 1);
  Value a = getMatrix(node, 0, node.getInt("transA", 0));
  Value weight = getMatrix(node, 1, node.getInt("transB", 0));
  bool hasAddend = node.hasInput(2);
  Value bias;
  if (hasAddend && alpha == 1 && beta == 1)
    bias =
        getBias(node, cast<RankedTensorType>(weight.getType()).getDimSize(1));
  auto product = buildDense(node, a, weight, bias);
  if (failed(product))
    return failure();
  Value result = scale(node, *product, alpha);
  if (hasAddend && !bias) {
    auto addend =
        broadcastTo(node, scale(node, node.getInput(2), beta), result);
    if (failed(addend))
      return failure();
    result = arith::AddFOp::create(node.builder, result, *addend);
  }
  return node.setOutput(result);
}

/// Products of stacks of matrices: x[…, m, k] y[…, k, n], where both have the
/// same leading axes.
static Value buildBatchMatMul(ImplicitLocOpBuilder &b, Value x, Value y) {
  auto xType = cast<RankedTensorType>(x.getType());
  auto yType = cast<RankedTensorType>(y.getType());
  int64_t rank = xType.getRank();
  SmallVector<AffineExpr> batch;
  SmallVector<OpFoldResult> sizes;
  for (int64_t axis = 0; axis < rank - 2; ++axis)
    batch.push_back(b.getAffineDimExpr(axis));
  for (int64_t axis = 0; axis < rank - 1; ++axis)
    sizes.push_back(tensor::getMixedSize(b, b.getLoc(), x, axis));
  sizes.push_back(tensor::getMixedSize(b, b.getLoc(), y, rank - 1));
  AffineExpr m = b.getAffineDimExpr(rank - 2), n = b.getAffineDimExpr(rank - 1),
             k = b.getAffineDimExpr(rank);
  auto mapTo = [&](AffineExpr row, AffineExpr column) {
    SmallVector<AffineExpr> exprs(batch);
    exprs.append({row, column});
    return AffineMap::get(rank + 1, 0, exprs, b.getContext());
  };
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  iterators.push_back(utils::IteratorType::reduction);
  Type element = yType.getElementType();
  Value empty = tensor::EmptyOp::create(b, sizes, element);
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(element));
  Value start = linalg::FillOp::create(b, zero, empty).getResult(0);
  return linalg::GenericOp::create(
             b, start.getType(), ValueRange{x, y}, start,
             ArrayRef<AffineMap>{mapTo(m, k), mapTo(k, n), mapTo(m, n)},
             iterators,
             [](OpBuilder &nested, Location loc, ValueRange args) {
               Value product =
                   arith::MulFOp::create(nested, loc, args[0], args[1]);
               Value sum = arith::AddFOp::create(nested, loc, args[2], product);
               linalg::YieldOp::create(nested, loc, sum);
             })
      .getResult(0);
}

/// Adds leading axes of size 1, or repeats those, so that all but the last two
/// are those of `other`.
static FailureOr<Value> repeatBatch(Node &node, Value value, Value other) {
  ImplicitLocOpBuilder &b = node.builder;
  auto type = cast<RankedTensorType>(value.getType());
  auto otherType = cast<RankedTensorType>(other.getType());
  int64_t rank = std::max(type.getRank(), otherType.getRank());
  SmallVector<OpFoldResult> sizes;
  for (int64_t axis = 0; axis < rank - 2; ++axis) {
    int64_t mine = axis - (rank - type.getRank());
    int64_t theirs = axis - (rank - otherType.getRank());
    bool takesOther = mine < 0 || (theirs >= 0 && type.getDimSize(mine) == 1);
    sizes.push_back(takesOther
                        ? tensor::getMixedSize(b, b.getLoc(), other, theirs)
                        : tensor::getMixedSize(b, b.getLoc(), value, mine));
  }
  for (int64_t axis : {type.getRank() - 2, type.getRank() - 1})
    sizes.push_back(tensor::getMixedSize(b, b.getLoc(), value, axis));
  Value target = tensor::EmptyOp::create(b, sizes, type.getElementType());
  return broadcastTo(node, value, target);
}

/// As numpy.matmul: vectors are matrices of one row or column, which the result
/// does not have.
LogicalResult relu::buildMatMul(Node &node) {
  if (failed(checkFloats(node)))
    return failure();
  ImplicitLocOpBuilder &b = node.builder;
  int64_t left = node.getInputType(0).getRank();
  int64_t right = node.getInputType(1).getRank();
  if (left == 0 || right == 0)
    return node.fail("expected vectors or matrices, got a scalar");
  Value x = node.getInput(0), y = node.getInput(1);
  if (right == 1)
    y = insertAxes(b, y, 1);
  FailureOr<Value> product;
  int64_t dropped = -1; // axis of the result
  if (right <= 2) {
    product = buildDense(node, x, y);
    dropped = right == 1 ? left - 1 : -1;
  } else {
    if (left == 1)
      x = insertAxes(b, x, 0);
    auto inner = [&](Value value, int64_t fromEnd) {
      auto type = cast<RankedTensorType>(value.getType());
      return type.getDimSize(type.getRank() - fromEnd);
    };
    if (!mayAgree(inner(x, 1), inner(y, 2)))
      return node.fail("expected matrices that can be multiplied, got " +
                       str(x.getType()) + " and " + str(y.getType()));
    auto repeatedX = repeatBatch(node, x, y);
    auto repeatedY = repeatBatch(node, y, x);
    if (failed(repeatedX) || failed(repeatedY))
      return failure();
    product = buildBatchMatMul(b, *repeatedX, *repeatedY);
    dropped = left == 1 ? right - 2 : -1;
  }
  if (failed(product))
    return failure();
  return node.setOutput(dropped < 0 ? *product
                                    : dropAxes(b, *product, dropped));
}

/// A vector along axis 1 of `like`, repeated along the others.
static FailureOr<Value> repeatChannels(Node &node, Value vector, Value like) {
  int64_t rank = cast<RankedTensorType>(like.getType()).getRank();
  SmallVector<int64_t> trailing;
  for (int64_t axis = 1; axis < rank - 1; ++axis)
    trailing.push_back(axis);
  return broadcastTo(node, insertAxes(node.builder, vector, trailing), like);
}

/// (x - mean) / sqrt(variance + epsilon) scale + shift for each channel. Where
/// all of that is known it is one scale and one shift, in double precision.
LogicalResult relu::buildBatchNormalization(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  if (failed(checkFloats(node)))
    return failure();
  if (node.getInt("training_mode", 0))
    return node.fail("attribute 'training_mode': training is not supported");
  if (node.form.since == 1 && node.opset < 7 && !node.getInt("is_test", 0))
    return node.fail("attribute 'is_test': training is not supported");
  if (!node.getInt("spatial", 1))
    return node.fail("attribute 'spatial': expected 1, got 0");
  for (size_t i = 1; i < node.getNumOutputs(); ++i)
    if (node.wantsOutput(i))
      return node.fail("expected one output: training is not supported");
  RankedTensorType type = node.getInputType(0);
  if (type.getRank() < 2)
    return node.fail("expected channels along axis 1, got " + str(type));
  std::optional<SmallVector<double>> numbers[4];
  for (size_t i = 1; i < 5; ++i) {
    RankedTensorType vector = node.getInputType(i);
    if (vector.getRank() != 1 ||
        !mayAgree(vector.getDimSize(0), type.getDimSize(1)))
      return node.fail("expected a vector of one element for each channel of " +
                       str(type) + ", got " + str(vector));
    if (ElementsAttr constant = node.getConstant(i))
      numbers[i - 1] = readNumbers(constant);
  }
  double epsilon = node.getFloat("epsilon", 1e-5);
  auto channels = RankedTensorType::get(node.getInputType(1).getShape(),
                                        type.getElementType());
  Value x = node.getInput(0), factor, addend;
  if (llvm::all_of(numbers, [](auto &known) { return known.has_value(); })) {
    auto &[scales, shifts, means, variances] = numbers;
    if (shifts->size() != scales->size() || means->size() != scales->size() ||
        variances->size() != scales->size())
      return node.fail("expected vectors of one length");
    for (size_t i = 0; i < scales->size(); ++i) {
      (*scales)[i] /= std::sqrt((*variances)[i] + epsilon);
      (*shifts)[i] -= (*means)[i] * (*scales)[i];
    }
    auto constant = [&](ArrayRef<double> values) {
      return arith::ConstantOp::create(
          b, cast<TypedAttr>(makeConstant(channels, values)));
    };
    factor = constant(*scales);
    addend = constant(*shifts);
  } else {
    Value variance = node.getInput(4);
    Value epsilons = createFilled(
        b, variance, b.getFloatAttr(type.getElementType(), epsilon));
    Value deviation =
        math::SqrtOp::create(b, arith::AddFOp::create(b, variance, epsilons));
    factor = arith::DivFOp::create(b, node.getInput(1), deviation);
    addend = arith::SubFOp::create(
        b, node.getInput(2),
        arith::MulFOp::create(b, node.getInput(3), factor));
  }
  auto factors = repeatChannels(node, factor, x);
  auto addends = repeatChannels(node, addend, x);
  if (failed(factors) || failed(addends))
    return failure();
  Value scaled = arith::MulFOp::create(b, x, *factors);
  return node.setOutput(arith::AddFOp::create(b, scaled, *addends).getResult());
}
