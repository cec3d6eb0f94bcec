// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces operations that spell an activation by relu.activate. The input of
// the activation must be there as a tensor: a generic operation that computes
// it on the way is split.

#include "ActivationSpellings.h"
#include "Raising.h"
#include "RepeatedRow.h"

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace relu;

/// Whether a tensor of type `from` has the shape of one of type `to` when both
/// hold elements of one operation. A length of 1 might be repeated in TOSA.
static bool haveSameShape(RankedTensorType from, RankedTensorType to) {
  return from && from.getElementType() == to.getElementType() &&
         succeeded(verifyCompatibleShape(from, to)) &&
         llvm::none_of(llvm::zip_equal(from.getShape(), to.getShape()),
                       [](auto sizes) {
                         auto [size, other] = sizes;
                         return size == 1 && other != 1;
                       });
}

/// The generic operation in whose body `scalar` is computed.
static linalg::GenericOp getGeneric(Value scalar) {
  Operation *op = scalar.getDefiningOp();
  return op ? dyn_cast_or_null<linalg::GenericOp>(op->getParentOp()) : nullptr;
}

/// A tensor of `scalar`, which a generic operation computes on its way.
static Value yieldAlone(RewriterBase &rewriter, Value scalar) {
  linalg::GenericOp generic = getGeneric(scalar);
  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(generic);
  IRMapping mapping;
  auto split =
      cast<linalg::GenericOp>(rewriter.clone(*generic.getOperation(), mapping));
  Operation *yield = split.getBody()->getTerminator();
  Value inSplit = mapping.lookup(scalar);
  rewriter.modifyOpInPlace(yield, [&] { yield->setOperand(0, inSplit); });
  // What followed the scalar is not needed any more.
  SmallVector<Operation *> body;
  for (Operation &op : split.getBody()->without_terminator())
    body.push_back(&op);
  for (Operation *op : llvm::reverse(body))
    if (isOpTriviallyDead(op))
      rewriter.eraseOp(op);
  return split.getResult(0);
}

namespace {

struct RaiseActivation : RewritePattern {
  RaiseActivation(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (op->getNumResults() != 1)
      return failure();
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    if (!type || !hasReluElements(type))
      return failure();
    // Casts and copies are known by what they copy.
    if (getElement(op->getResult(0)) != op->getResult(0))
      return failure();
    bool failsOnNaN;
    std::optional<SpelledActivation> spelled =
        matchActivation(op->getResult(0), failsOnNaN);
    if (!spelled)
      return rewriter.notifyMatchFailure(op, "no activation is spelled so");

    // All that may fail comes before the first change.
    Value input = spelled->input;
    linalg::GenericOp split;
    if (!isa<RankedTensorType>(input.getType())) {
      split = getGeneric(input);
      if (!split || input.getType() != type.getElementType())
        return rewriter.notifyMatchFailure(op, "the input is not a tensor");
    }
    auto inputType = cast<RankedTensorType>(split ? split.getResult(0).getType()
                                                  : input.getType());
    if (split && inputType.getElementType() != type.getElementType())
      return rewriter.notifyMatchFailure(op, "the input has another type");
    if (!haveSameShape(inputType, type))
      return rewriter.notifyMatchFailure(op, "the input has another shape");
    std::optional<RepeatedRow> slope;
    if (spelled->slope)
      slope = findRepeatedRow(spelled->slope, type);
    if (spelled->slope && !slope)
      return rewriter.notifyMatchFailure(
          op, "the slope varies along more than one axis");

    if (split)
      input = yieldAlone(rewriter, input);
    if (inputType != type)
      input = tensor::CastOp::create(rewriter, op->getLoc(), type, input);
    ActivationAttrInterface activation = spelled->activation;
    SmallVector<Value, 1> slopes;
    if (slope) {
      slopes.push_back(createRow(rewriter, op->getLoc(), *slope));
      activation = PReluAttr::get(getContext(), slope->axis);
    }
    rewriter.replaceOpWithNewOp<ActivateOp>(op, type, input, activation,
                                            slopes);
    return success();
  }
};

} // namespace

void relu::populateRaiseActivationPatterns(RewritePatternSet &patterns) {
  patterns.add<RaiseActivation>(patterns.getContext());
}
