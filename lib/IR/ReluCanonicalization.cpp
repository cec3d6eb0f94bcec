// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folding and canonicalisation: what is always right and always better. Rules
// about activations follow from the facts that they state of themselves
// (composeActivations), not from their names.

#include "relu/IR/Relu.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace relu;

/// f of a constant tensor. Only values that stand in the IR are folded:
/// dense_resource is made for data too large to touch.
static DenseElementsAttr foldConstant(ActivationAttrInterface activation,
                                      DenseElementsAttr input) {
  auto element = cast<FloatType>(input.getElementType());
  // Refused by roundParameters' caller otherwise: the activation is the same
  // for all elements.
  ActivationAttrInterface rounded =
      roundParameters(activation, getComputeType(element));
  auto apply = [&](APFloat value) {
    bool losesInfo;
    value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    APFloat result(rounded.evaluate(value.convertToDouble(), {}));
    result.convert(element.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                   &losesInfo);
    return result;
  };
  if (input.isSplat())
    return DenseElementsAttr::get(input.getType(),
                                  apply(input.getSplatValue<APFloat>()));
  return DenseElementsAttr::get(
      input.getType(),
      llvm::to_vector(llvm::map_range(input.getValues<APFloat>(), apply)));
}

OpFoldResult ActivateOp::fold(FoldAdaptor adaptor) {
  ActivationAttrInterface activation = getActivation();
  if (isIdentity(activation))
    return getInput();

  auto producer = getInput().getDefiningOp<ActivateOp>();
  if (producer && producer.getSlopes().empty() && getSlopes().empty() &&
      composeActivations(activation, producer.getActivation()) ==
          producer.getActivation())
    return getInput();

  if (auto input = dyn_cast_if_present<DenseElementsAttr>(adaptor.getInput());
      input && getSlopes().empty())
    return foldConstant(activation, input);
  return {};
}

namespace {

/// activate(g, activate(f, x)) -> activate(h, x), where h is one of the two or
/// a clamp. The inner one may have other uses.
struct ComposeActivations : OpRewritePattern<ActivateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ActivateOp op,
                                PatternRewriter &rewriter) const override {
    auto producer = op.getInput().getDefiningOp<ActivateOp>();
    if (!producer)
      return rewriter.notifyMatchFailure(op, "no activation before this one");
    ActivationAttrInterface composed =
        composeActivations(op.getActivation(), producer.getActivation());
    if (!composed)
      return rewriter.notifyMatchFailure(op, "no one activation does both");
    rewriter.replaceOpWithNewOp<ActivateOp>(op, producer.getInput(), composed,
                                            ValueRange());
    return success();
  }
};

/// activate(g, dense(f)) -> dense(h): the same, when a dense layer already has
/// its activation.
struct ComposeWithDense : OpRewritePattern<ActivateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ActivateOp op,
                                PatternRewriter &rewriter) const override {
    auto dense = op.getInput().getDefiningOp<DenseOp>();
    if (!dense || !dense.getActivationAttr())
      return rewriter.notifyMatchFailure(op, "no activated layer before it");
    ActivationAttrInterface composed =
        composeActivations(op.getActivation(), dense.getActivationAttr());
    if (!composed)
      return rewriter.notifyMatchFailure(op, "no one activation does both");
    if (composed != dense.getActivationAttr()) {
      // A second product would cost more than an activation.
      if (!dense->hasOneUse())
        return rewriter.notifyMatchFailure(op, "the layer has other uses");
      rewriter.modifyOpInPlace(dense,
                               [&] { dense.setActivationAttr(composed); });
    }
    rewriter.replaceOp(op, dense.getResult());
    return success();
  }
};

/// leaky_relu<alpha = 0>, clipped_relu<0, inf> … -> relu: one clamp, one name.
struct NormalizeClamp : OpRewritePattern<ActivateOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(ActivateOp op,
                                PatternRewriter &rewriter) const override {
    ActivationAttrInterface normal = normalizeActivation(op.getActivation());
    if (normal == op.getActivation())
      return rewriter.notifyMatchFailure(op, "already in normal form");
    rewriter.modifyOpInPlace(op, [&] { op.setActivationAttr(normal); });
    return success();
  }
};

/// The same inside a dense layer, where an identity is no activation at all.
struct NormalizeDenseActivation : OpRewritePattern<DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DenseOp op,
                                PatternRewriter &rewriter) const override {
    ActivationAttrInterface activation = op.getActivationAttr();
    if (!activation)
      return rewriter.notifyMatchFailure(op, "no activation");
    if (isIdentity(activation)) {
      rewriter.modifyOpInPlace(op, [&] {
        op.removeActivationAttr();
        op.getSlopesMutable().clear();
      });
      return success();
    }
    ActivationAttrInterface normal = normalizeActivation(activation);
    if (normal == activation)
      return rewriter.notifyMatchFailure(op, "already in normal form");
    rewriter.modifyOpInPlace(op, [&] { op.setActivationAttr(normal); });
    return success();
  }
};

/// A bias of zeros adds nothing (the sign of a zero result is free).
struct DropZeroBias : OpRewritePattern<DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DenseOp op,
                                PatternRewriter &rewriter) const override {
    DenseElementsAttr bias;
    if (!op.getBias() || !matchPattern(op.getBias(), m_Constant(&bias)))
      return rewriter.notifyMatchFailure(op, "no constant bias");
    auto isZero = [](const APFloat &value) { return value.isZero(); };
    bool allZero = bias.isSplat()
                       ? isZero(bias.getSplatValue<APFloat>())
                       : llvm::all_of(bias.getValues<APFloat>(), isZero);
    if (!allZero)
      return rewriter.notifyMatchFailure(op, "the bias is not zero");
    rewriter.modifyOpInPlace(op, [&] { op.getBiasMutable().clear(); });
    return success();
  }
};

} // namespace

void ActivateOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                             MLIRContext *context) {
  patterns.add<ComposeActivations, ComposeWithDense, NormalizeClamp>(context);
}

void DenseOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *context) {
  patterns.add<DropZeroBias, NormalizeDenseActivation>(context);
}
