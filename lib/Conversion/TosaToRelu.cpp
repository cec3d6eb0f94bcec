// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass from TOSA to the dialect. Products of TOSA have one axis of batches,
// which is of length 1 in a layer; elementwise operations are read like those
// of other dialects.

#include "ConstantTensors.h"
#include "Raising.h"

#include "relu/Conversion/Passes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace relu {
#define GEN_PASS_DEF_CONVERTTOSATORELUPASS
#include "relu/Conversion/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

/// The elements of a weight that is known: a constant, reshaped or transposed.
static ElementsAttr getKnownWeight(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (ElementsAttr constant = getConstantTensor(value))
    return constant;
  if (!type || !type.hasStaticShape())
    return {};
  if (auto reshape = value.getDefiningOp<tosa::ReshapeOp>()) {
    ElementsAttr source = getKnownWeight(reshape.getInput1());
    return source ? reshapeConstant(source, type.getShape()) : ElementsAttr();
  }
  auto transpose = value.getDefiningOp<tosa::TransposeOp>();
  if (!transpose)
    return {};
  ElementsAttr source = getKnownWeight(transpose.getInput1());
  ArrayRef<int32_t> order = transpose.getPerms();
  if (!source ||
      (order != ArrayRef<int32_t>{1, 0} &&
       (order != ArrayRef<int32_t>{0, 2, 1} || type.getDimSize(0) != 1)))
    return {};
  ArrayRef<int64_t> shape = source.getShapedType().getShape().take_back(2);
  ElementsAttr matrix = transposeMatrix(reshapeConstant(source, shape));
  return matrix ? reshapeConstant(matrix, type.getShape()) : ElementsAttr();
}

/// `weight`, of type [1, in, out], without its first axis.
static Value createMatrix(RewriterBase &rewriter, Location loc, Value weight) {
  auto type = cast<RankedTensorType>(weight.getType());
  if (ElementsAttr known = getKnownWeight(weight))
    return arith::ConstantOp::create(
        rewriter, loc,
        cast<TypedAttr>(reshapeConstant(known, type.getShape().drop_front())));
  if (auto reshape = weight.getDefiningOp<tosa::ReshapeOp>())
    if (reshape.getInput1().getType() ==
        type.clone(type.getShape().drop_front()))
      return reshape.getInput1();
  return tensor::CollapseShapeOp::create(
      rewriter, loc, weight, ArrayRef<ReassociationIndices>{{0, 1}, {2}});
}

/// Why `op` is no layer; empty when it is one.
static StringRef whyNoLayer(tosa::MatMulOp op) {
  auto input = dyn_cast<RankedTensorType>(op.getA().getType());
  auto weight = dyn_cast<RankedTensorType>(op.getB().getType());
  auto result = dyn_cast<RankedTensorType>(op.getType());
  if (!input || !weight || !result)
    return "the rank of a tensor is not known";
  if (!hasReluElements(result) ||
      input.getElementType() != result.getElementType() ||
      weight.getElementType() != result.getElementType())
    return "its operands are not floating-point tensors of one element type";
  if (weight.getDimSize(0) != 1)
    return "each batch has a weight of its own";
  return {};
}

namespace {
struct RaiseMatMul : OpRewritePattern<tosa::MatMulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tosa::MatMulOp op,
                                PatternRewriter &rewriter) const override {
    if (StringRef reason = whyNoLayer(op); !reason.empty())
      return rewriter.notifyMatchFailure(op, reason);
    Value weight = createMatrix(rewriter, op.getLoc(), op.getB());
    rewriter.replaceOpWithNewOp<DenseOp>(op, op.getType(), op.getA(), weight,
                                         Value(), ActivationAttrInterface(),
                                         ValueRange());
    return success();
  }
};

struct ConvertTosaToReluPass
    : relu::impl::ConvertTosaToReluPassBase<ConvertTosaToReluPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateTosaToReluPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    getOperation()->walk([&](tosa::MatMulOp op) {
      remarkUnraised(op, "unraised-contraction", ::whyNoLayer(op),
                     getArgument());
    });
  }
};
} // namespace

void relu::populateTosaToReluPatterns(RewritePatternSet &patterns) {
  patterns.add<RaiseMatMul>(patterns.getContext());
  populateRaiseBiasPatterns(patterns);
  populateRaiseActivationPatterns(patterns);
}
