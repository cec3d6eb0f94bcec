// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reference lowering: dense layers as contractions, activations as
// elementwise generics. Written to be read and to be right, not to be fast.

#include "relu/Conversion/Passes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/DialectConversion.h"

namespace relu {
#define GEN_PASS_DEF_CONVERTRELUTOLINALGPASS
#include "relu/Conversion/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

/// The type in which f(x) and sums are taken for tensors of `element`.
static FloatType getSumType(Type element, bool computeInF64) {
  if (element.isF32() && computeInF64)
    return Float64Type::get(element.getContext());
  return getComputeType(element);
}

/// The index map of a slope on a result of rank `rank`: all of one axis, or
/// nothing.
static AffineMap getSlopeMap(ActivationAttrInterface activation, Value slope,
                             int64_t rank, MLIRContext *context) {
  if (cast<RankedTensorType>(slope.getType()).getRank() == 0)
    return AffineMap::get(rank, 0, context);
  int64_t axis = *getSlopeAxis(activation, rank);
  return AffineMap::get(rank, 0, getAffineDimExpr(axis, context));
}

/// f of each element of `input`, rounded to `element`; a null activation only
/// rounds.
static Value buildActivation(OpBuilder &builder, Location loc, Value input,
                             ActivationAttrInterface activation,
                             ValueRange slopes, Type element,
                             FloatType sumType) {
  MLIRContext *context = builder.getContext();
  auto inputType = cast<RankedTensorType>(input.getType());
  int64_t rank = inputType.getRank();
  SmallVector<Value> inputs{input};
  llvm::append_range(inputs, slopes);
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  SmallVector<AffineMap> maps{identity};
  for (Value slope : slopes)
    maps.push_back(getSlopeMap(activation, slope, rank, context));
  maps.push_back(identity);
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  Value init = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, input), element);
  auto body = [&](OpBuilder &nested, Location nestedLoc, ValueRange args) {
    ImplicitLocOpBuilder b(nestedLoc, nested);
    SmallVector<Value> operands;
    for (Value arg : args.drop_back())
      operands.push_back(convertFloat(b, arg, sumType));
    Value result = operands.front();
    if (activation)
      result = emitActivation(b, activation, result,
                              ArrayRef<Value>(operands).drop_front(),
                              getComputeType(element));
    linalg::YieldOp::create(b, convertFloat(b, result, element));
  };
  return linalg::GenericOp::create(builder, loc, init.getType(), inputs, init,
                                   maps, iterators, body)
      .getResult(0);
}

/// A tensor of the shape of the layer's result and of `sumType`, each row of
/// which is the bias, or zero.
static Value buildStart(OpBuilder &builder, DenseOp op,
                        ArrayRef<OpFoldResult> shape, FloatType sumType) {
  Location loc = op.getLoc();
  Value init = tensor::EmptyOp::create(builder, loc, shape, sumType);
  if (!op.getBias()) {
    Value zero = arith::ConstantOp::create(builder, loc,
                                           builder.getFloatAttr(sumType, 0));
    return linalg::FillOp::create(builder, loc, zero, init).getResult(0);
  }
  int64_t rank = shape.size();
  SmallVector<AffineMap> maps{
      AffineMap::get(rank, 0, builder.getAffineDimExpr(rank - 1)),
      builder.getMultiDimIdentityMap(rank)};
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, init.getType(), op.getBias(), init, maps, iterators,
             [&](OpBuilder &nested, Location nestedLoc, ValueRange args) {
               ImplicitLocOpBuilder b(nestedLoc, nested);
               linalg::YieldOp::create(b, convertFloat(b, args[0], sumType));
             })
      .getResult(0);
}

namespace {

struct ConvertDense : OpConversionPattern<DenseOp> {
  ConvertDense(MLIRContext *context, bool computeInF64)
      : OpConversionPattern(context), computeInF64(computeInF64) {}

  LogicalResult
  matchAndRewrite(DenseOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto resultType = cast<RankedTensorType>(op.getType());
    Type element = resultType.getElementType();
    FloatType sumType = getSumType(element, computeInF64);
    ReifiedRankedShapedTypeDims shapes;
    if (failed(op.reifyResultShapes(rewriter, shapes)))
      return failure();
    Value start = buildStart(rewriter, op, shapes[0], sumType);

    // result[b…, n] += input[b…, k] weight[k, n]
    int64_t rank = resultType.getRank();
    AffineExpr n = rewriter.getAffineDimExpr(rank - 1);
    AffineExpr k = rewriter.getAffineDimExpr(rank);
    SmallVector<AffineExpr> batch;
    for (int64_t i = 0; i < rank - 1; ++i)
      batch.push_back(rewriter.getAffineDimExpr(i));
    auto withBatch = [&](AffineExpr last) {
      SmallVector<AffineExpr> exprs(batch);
      exprs.push_back(last);
      return AffineMap::get(rank + 1, 0, exprs, getContext());
    };
    SmallVector<AffineMap> maps{
        withBatch(k), AffineMap::get(rank + 1, 0, {k, n}, getContext()),
        withBatch(n)};
    SmallVector<utils::IteratorType> iterators(rank,
                                               utils::IteratorType::parallel);
    iterators.push_back(utils::IteratorType::reduction);
    Value sum =
        linalg::GenericOp::create(
            rewriter, loc, start.getType(),
            ValueRange{op.getInput(), op.getWeight()}, start, maps, iterators,
            [&](OpBuilder &nested, Location nestedLoc, ValueRange args) {
              ImplicitLocOpBuilder b(nestedLoc, nested);
              Value product =
                  arith::MulFOp::create(b, convertFloat(b, args[0], sumType),
                                        convertFloat(b, args[1], sumType));
              linalg::YieldOp::create(
                  b, ValueRange{arith::AddFOp::create(b, args[2], product)});
            })
            .getResult(0);

    Value result = sum;
    if (op.getActivationAttr() || sumType != element)
      result = buildActivation(rewriter, loc, sum, op.getActivationAttr(),
                               op.getSlopes(), element, sumType);
    if (result.getType() != resultType)
      result = tensor::CastOp::create(rewriter, loc, resultType, result);
    rewriter.replaceOp(op, result);
    return success();
  }

  bool computeInF64;
};

struct ConvertActivate : OpConversionPattern<ActivateOp> {
  ConvertActivate(MLIRContext *context, bool computeInF64)
      : OpConversionPattern(context), computeInF64(computeInF64) {}

  LogicalResult
  matchAndRewrite(ActivateOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Type element = getElementTypeOrSelf(op.getType());
    Value result = buildActivation(rewriter, op.getLoc(), op.getInput(),
                                   op.getActivation(), op.getSlopes(), element,
                                   getSumType(element, computeInF64));
    rewriter.replaceOp(op, result);
    return success();
  }

  bool computeInF64;
};

struct ConvertReluToLinalgPass
    : relu::impl::ConvertReluToLinalgPassBase<ConvertReluToLinalgPass> {
  using Base::Base;

  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateReluToLinalgPatterns(patterns, computeInF64);
    ConversionTarget target(getContext());
    target.addIllegalOp<DenseOp, ActivateOp>();
    target.markUnknownOpDynamicallyLegal([](Operation *) { return true; });
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace

void relu::populateReluToLinalgPatterns(RewritePatternSet &patterns,
                                        bool computeInF64) {
  patterns.add<ConvertDense, ConvertActivate>(patterns.getContext(),
                                              computeInF64);
}
