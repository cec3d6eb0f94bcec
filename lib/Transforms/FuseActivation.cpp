// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moves bias additions and activations into the dense layer that feeds them.
// Only when the layer has one use: otherwise the product would be computed
// twice. Asking for its size is no use: sizes follow from those of the
// operands.

#include "relu/IR/Relu.h"
#include "relu/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace relu {
#define GEN_PASS_DEF_FUSEACTIVATIONPASS
#include "relu/Transforms/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

/// Why `consumer` can not move into `dense`; empty when it can.
static StringRef whyNotFused(DenseOp dense, Operation *consumer) {
  if (dense.getActivationAttr())
    return "the layer already has an activation";
  if (!dense->hasOneUse())
    return "the product has another use and would be computed twice";
  // Moving the layer to its consumer may move it into a loop.
  if (dense->getBlock() != consumer->getBlock())
    return "the layer stands in another block";
  return {};
}

/// The vector that `value`, of the shape [batch…, outputs], repeats in each
/// row, as a value or as a constant; neither when its rows may differ.
static OpFoldResult matchRepeatedRow(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  int64_t rank = type.getRank();
  auto isVector = [&](Value vector) {
    auto vectorType = dyn_cast<RankedTensorType>(vector.getType());
    return vectorType && vectorType.getRank() == 1;
  };
  if (rank == 1)
    return value;

  if (auto broadcast = value.getDefiningOp<linalg::BroadcastOp>()) {
    if (isVector(broadcast.getInput()) &&
        !llvm::is_contained(broadcast.getDimensions(), rank - 1))
      return broadcast.getInput();
    return {};
  }
  if (auto expand = value.getDefiningOp<tensor::ExpandShapeOp>()) {
    bool oneRow = llvm::all_of(type.getShape().drop_back(),
                               [](int64_t n) { return n == 1; });
    if (oneRow && isVector(expand.getSrc()))
      return expand.getSrc();
    return {};
  }

  DenseElementsAttr constant;
  if (!matchPattern(value, m_Constant(&constant)) || !type.hasStaticShape() ||
      type.getNumElements() == 0)
    return {};
  auto rowType =
      RankedTensorType::get(type.getShape().take_back(), type.getElementType());
  if (constant.isSplat())
    return constant.resizeSplat(rowType);
  auto elements = llvm::to_vector(constant.getValues<APFloat>());
  size_t columns = rowType.getDimSize(0);
  for (size_t i = columns; i < elements.size(); ++i)
    if (!elements[i].bitwiseIsEqual(elements[i - columns]))
      return {};
  return DenseElementsAttr::get(
      rowType, ArrayRef<APFloat>(elements).take_front(columns));
}

namespace {

struct FuseActivation : OpRewritePattern<ActivateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ActivateOp op,
                                PatternRewriter &rewriter) const override {
    auto dense = op.getInput().getDefiningOp<DenseOp>();
    if (!dense)
      return rewriter.notifyMatchFailure(op, "no dense layer before it");
    if (StringRef reason = whyNotFused(dense, op); !reason.empty())
      return rewriter.notifyMatchFailure(op, reason);
    // Here, and not where the layer stood: the slopes are known here.
    auto fused = DenseOp::create(
        rewriter, dense.getLoc(), op.getType(), dense.getInput(),
        dense.getWeight(), dense.getBias(), op.getActivation(), op.getSlopes());
    fused->setDiscardableAttrs(dense->getDiscardableAttrDictionary());
    rewriter.replaceOp(op, fused);
    rewriter.eraseOp(dense);
    return success();
  }
};

/// `AddOp` is arith.addf or linalg.add, whose first two operands are added.
template <typename AddOp> struct FuseBias : OpRewritePattern<AddOp> {
  using OpRewritePattern<AddOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(AddOp op,
                                PatternRewriter &rewriter) const override {
    if (op->getNumResults() != 1 ||
        !isa<RankedTensorType>(op->getResult(0).getType()))
      return rewriter.notifyMatchFailure(op, "not on tensors");
    for (auto [product, addend] :
         {std::pair<unsigned, unsigned>{0, 1}, {1, 0}}) {
      auto dense = op->getOperand(product).template getDefiningOp<DenseOp>();
      if (!dense || dense.getBias() || !whyNotFused(dense, op).empty() ||
          op->getOperand(addend).getType() != dense.getType() ||
          op->getResult(0).getType() != dense.getType())
        continue;
      OpFoldResult row = matchRepeatedRow(op->getOperand(addend));
      if (!row)
        continue;
      Value bias = dyn_cast<Value>(row);
      if (!bias)
        bias = arith::ConstantOp::create(rewriter, op->getLoc(),
                                         cast<TypedAttr>(cast<Attribute>(row)));
      auto fused = DenseOp::create(rewriter, dense.getLoc(), dense.getType(),
                                   dense.getInput(), dense.getWeight(), bias,
                                   ActivationAttrInterface(), ValueRange());
      fused->setDiscardableAttrs(dense->getDiscardableAttrDictionary());
      rewriter.replaceOp(op, fused);
      rewriter.eraseOp(dense);
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no sum of a layer and a bias");
  }
};

/// The size of what a layer or an activation computes is known before it is.
struct ReifySize : OpRewritePattern<tensor::DimOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::DimOp op,
                                PatternRewriter &rewriter) const override {
    Operation *source = op.getSource().getDefiningOp();
    if (!isa_and_present<DenseOp, ActivateOp>(source))
      return rewriter.notifyMatchFailure(op, "not of a layer");
    auto type = cast<RankedTensorType>(op.getSource().getType());
    std::optional<int64_t> axis = op.getConstantIndex();
    if (!axis || *axis < 0 || *axis >= type.getRank())
      return rewriter.notifyMatchFailure(op, "expected an axis that is known");
    auto size = reifyDimOfResult(rewriter, source, 0, *axis);
    if (failed(size))
      return failure();
    rewriter.replaceOp(
        op, getValueOrCreateConstantIndexOp(rewriter, op.getLoc(), *size));
    return success();
  }
};

struct FuseActivationPass
    : relu::impl::FuseActivationPassBase<FuseActivationPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateFuseActivationPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();

    getOperation()->walk([](ActivateOp op) {
      auto dense = op.getInput().getDefiningOp<DenseOp>();
      if (!dense)
        return;
      remark::missed(op.getLoc(), remark::RemarkOpts::name("unfused-activation")
                                      .category("relu-fuse-activation"))
          << remark::reason("{0}", whyNotFused(dense, op).str());
    });
  }
};

} // namespace

void relu::populateFuseActivationPatterns(RewritePatternSet &patterns) {
  patterns.add<FuseActivation, FuseBias<arith::AddFOp>, FuseBias<linalg::AddOp>,
               ReifySize>(patterns.getContext());
}
