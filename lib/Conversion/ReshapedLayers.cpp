// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Axes of length 1 that were inserted in front of a layer are inserted behind
// it instead, where the program most often takes them off again.

#include "Raising.h"
#include "RepeatedRow.h"

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace relu;

/// What inserts axes of length 1 into `value`, and keeps the last axis last.
static tensor::ExpandShapeOp getInsertion(Value value) {
  auto expand = value.getDefiningOp<tensor::ExpandShapeOp>();
  if (!expand || expand.getSrcType().getRank() == 0 ||
      expand.getReassociationIndices().empty())
    return nullptr;
  RankedTensorType type = expand.getResultType();
  for (auto [axis, group] : llvm::enumerate(expand.getReassociationIndices()))
    if (llvm::count_if(group, [&](int64_t i) {
          return type.getDimSize(i) == 1;
        }) < int64_t(group.size()) - 1)
      return nullptr;
  ReassociationIndices last = expand.getReassociationIndices().back();
  bool keepsLast = llvm::all_of(ArrayRef(last).drop_back(), [&](int64_t i) {
    return type.getDimSize(i) == 1;
  });
  return keepsLast ? expand : nullptr;
}

/// `value` with the axes that `like` inserts, as a tensor of type `type`.
static Value insertAxes(RewriterBase &rewriter, Location loc, Value value,
                        tensor::ExpandShapeOp like, RankedTensorType type) {
  SmallVector<OpFoldResult> sizes = like.getMixedOutputShape();
  int64_t last = type.getRank() - 1;
  int64_t lastSource = cast<RankedTensorType>(value.getType()).getRank() - 1;
  sizes[last] = tensor::getMixedSize(rewriter, loc, value, lastSource);
  return tensor::ExpandShapeOp::create(rewriter, loc, type, value,
                                       like.getReassociationIndices(), sizes);
}

/// The type of `type` before `expand` inserted axes.
static RankedTensorType withoutAxes(RankedTensorType type,
                                    tensor::ExpandShapeOp expand) {
  SmallVector<int64_t> shape(expand.getSrcType().getShape());
  shape.back() = type.getShape().back();
  return type.clone(shape);
}

namespace {
struct InsertAxesAfterDense : OpRewritePattern<DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DenseOp op,
                                PatternRewriter &rewriter) const override {
    tensor::ExpandShapeOp expand = getInsertion(op.getInput());
    if (!expand || !op.getSlopes().empty())
      return rewriter.notifyMatchFailure(op, "no axes are inserted before it");
    auto type = cast<RankedTensorType>(op.getType());
    RankedTensorType expanded = expand.getResultType();
    // What the result knows more of its shape would be lost.
    if (type.getShape().drop_back() != expanded.getShape().drop_back())
      return rewriter.notifyMatchFailure(op, "the result has another shape");
    auto dense = DenseOp::create(
        rewriter, op.getLoc(), withoutAxes(type, expand), expand.getSrc(),
        op.getWeight(), op.getBias(), op.getActivationAttr(), ValueRange());
    dense->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.replaceOp(op,
                       insertAxes(rewriter, op.getLoc(), dense, expand, type));
    return success();
  }
};

struct InsertAxesAfterActivation : OpRewritePattern<ActivateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ActivateOp op,
                                PatternRewriter &rewriter) const override {
    tensor::ExpandShapeOp expand = getInsertion(op.getInput());
    if (!expand || !op.getSlopes().empty())
      return rewriter.notifyMatchFailure(op, "no axes are inserted before it");
    auto activate =
        ActivateOp::create(rewriter, op.getLoc(), expand.getSrcType(),
                           expand.getSrc(), op.getActivation(), ValueRange());
    activate->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.replaceOp(op, insertAxes(rewriter, op.getLoc(), activate, expand,
                                      expand.getResultType()));
    return success();
  }
};
} // namespace

void relu::populateReshapedLayerPatterns(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns.add<InsertAxesAfterDense, InsertAxesAfterActivation>(context);
  // Of two reshapes in a row one is left, or none.
  tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
  tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
}
