// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moves the sum of a layer and a vector that all rows share into the layer,
// where the layer has no other use.

#include "ElementExpression.h"
#include "Raising.h"
#include "RepeatedRow.h"

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace relu;

/// What the sum adds a vector to: a layer, perhaps with axes of length 1
/// inserted behind it.
static DenseOp getLayer(Value product, tensor::ExpandShapeOp &expand) {
  product = getElement(product);
  expand = product.getDefiningOp<tensor::ExpandShapeOp>();
  if (!expand)
    return product.getDefiningOp<DenseOp>();
  auto dense = expand.getSrc().getDefiningOp<DenseOp>();
  if (!dense || !expand->hasOneUse() || !undoExpansion(expand) ||
      cast<RankedTensorType>(dense.getType()).getShape().back() !=
          expand.getResultType().getShape().back())
    return nullptr;
  return dense;
}

static StringRef whyNoBias(DenseOp dense, Operation *sum) {
  if (dense.getBias() || dense.getActivationAttr())
    return "the layer has a bias or an activation already";
  if (!dense->hasOneUse())
    return "the layer has another use and would be computed twice";
  // Moving the layer to the sum may move it into a loop.
  if (dense->getBlock() != sum->getBlock())
    return "the layer stands in another block";
  return {};
}

namespace {
struct RaiseBias : RewritePattern {
  RaiseBias(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/2, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (op->getNumResults() != 1)
      return failure();
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    if (!type || getElement(op->getResult(0)) != op->getResult(0))
      return failure();
    ElementNode node = readElement(op->getResult(0));
    if (node.op != ElementOp::add)
      return rewriter.notifyMatchFailure(op, "no sum");
    for (auto [product, added] : {std::pair{0, 1}, {1, 0}}) {
      tensor::ExpandShapeOp expand;
      DenseOp dense = getLayer(node.operands[product], expand);
      if (!dense || !whyNoBias(dense, op).empty())
        continue;
      RankedTensorType sumType = type;
      if (expand) {
        if (expand.getResultType() != type)
          continue;
        sumType = cast<RankedTensorType>(dense.getType());
      } else if (type.getElementType() !=
                     getElementTypeOrSelf(dense.getType()) ||
                 failed(verifyCompatibleShape(type, dense.getType()))) {
        continue;
      }
      std::optional<RepeatedRow> bias = findBias(node.operands[added], type);
      if (!bias)
        continue;
      Value vector = createRow(rewriter, op->getLoc(), *bias);
      auto sum = DenseOp::create(rewriter, dense.getLoc(), sumType,
                                 dense.getInput(), dense.getWeight(), vector,
                                 ActivationAttrInterface(), ValueRange());
      sum->setDiscardableAttrs(dense->getDiscardableAttrDictionary());
      if (expand) {
        IRMapping mapping;
        mapping.map(expand.getSrc(), sum.getResult());
        rewriter.replaceOp(op, rewriter.clone(*expand, mapping));
      } else {
        rewriter.replaceOp(op, sum);
      }
      return success();
    }
    return rewriter.notifyMatchFailure(op, "no sum of a layer and a vector");
  }
};
} // namespace

void relu::populateRaiseBiasPatterns(RewritePatternSet &patterns) {
  patterns.add<RaiseBias>(patterns.getContext());
}
