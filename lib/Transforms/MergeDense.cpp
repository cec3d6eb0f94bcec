// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes one layer of two with nothing between, when one is less work: not the
// halves of a low-rank factorisation, which somebody took apart on purpose.

#include "ConstantFloats.h"

#include "relu/IR/Relu.h"
#include "relu/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/Support/MathExtras.h"

namespace relu {
#define GEN_PASS_DEF_MERGEDENSEPASS
#include "relu/Transforms/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

/// The work that the compiler takes on, in multiply-adds: some seconds.
static constexpr uint64_t kMaxMultiplyAdds = uint64_t(1) << 32;

/// The memory that it takes on, in elements of the new weight.
static constexpr uint64_t kMaxElements = uint64_t(1) << 28;

namespace {
/// What a merged layer is made of.
struct Merged {
  TypedAttr weight, bias;
};
} // namespace

static uint64_t multiply(uint64_t a, uint64_t b) {
  return llvm::SaturatingMultiply(a, b);
}

/// W1[inputs, hidden] W2[hidden, outputs], block by block: sums of
/// kRows × kCols and a panel of kDepth × kCols stay in the cache.
static void storeProduct(const ConstantFloats &first,
                         const ConstantFloats &second, int64_t inputs,
                         int64_t hidden, int64_t outputs, FloatWriter &out) {
  constexpr int64_t kRows = 64, kCols = 256, kDepth = 64;
  SmallVector<double, 0> sums(kRows * kCols), panel(kDepth * kCols);
  for (int64_t i0 = 0; i0 < inputs; i0 += kRows)
    for (int64_t j0 = 0; j0 < outputs; j0 += kCols) {
      int64_t rows = std::min(kRows, inputs - i0);
      int64_t cols = std::min(kCols, outputs - j0);
      llvm::fill(sums, 0.0);
      for (int64_t k0 = 0; k0 < hidden; k0 += kDepth) {
        int64_t depth = std::min(kDepth, hidden - k0);
        for (int64_t k = 0; k < depth; ++k)
          for (int64_t j = 0; j < cols; ++j)
            panel[k * kCols + j] = second[(k0 + k) * outputs + j0 + j];
        for (int64_t i = 0; i < rows; ++i)
          for (int64_t k = 0; k < depth; ++k) {
            double factor = first[(i0 + i) * hidden + k0 + k];
            for (int64_t j = 0; j < cols; ++j)
              sums[i * kCols + j] += factor * panel[k * kCols + j];
          }
      }
      for (int64_t i = 0; i < rows; ++i)
        for (int64_t j = 0; j < cols; ++j)
          out.store((i0 + i) * outputs + j0 + j, sums[i * kCols + j]);
    }
}

/// b1 W2 + b2
static ElementsAttr mergeBias(const ConstantFloats &firstBias,
                              const ConstantFloats &second,
                              std::optional<ConstantFloats> secondBias,
                              RankedTensorType type) {
  int64_t outputs = type.getDimSize(0);
  SmallVector<double> sums(outputs, 0.0);
  for (int64_t k = 0; k < firstBias.size(); ++k)
    for (int64_t j = 0; j < outputs; ++j)
      sums[j] += firstBias[k] * second[k * outputs + j];
  return createConstant(type, /*isSplat=*/false, [&](FloatWriter &out) {
    for (int64_t j = 0; j < outputs; ++j)
      out.store(j, sums[j] + (secondBias ? (*secondBias)[j] : 0.0));
  });
}

/// The layer before `second`, if it is linear: not one with an activation,
/// between which and the next there is something.
static DenseOp getLinearProducer(DenseOp second) {
  auto first = second.getInput().getDefiningOp<DenseOp>();
  return first && !first.getActivationAttr() ? first : DenseOp();
}

/// Why the two do not become one layer, found without any work; empty when they
/// may.
static StringRef whyNotMerged(DenseOp first, DenseOp second) {
  if (!first->hasOneUse())
    return "the first product has another use";
  // A merged layer may be more work in a loop than the second one.
  if (first->getBlock() != second->getBlock())
    return "the first layer stands in another block";
  auto firstType = cast<RankedTensorType>(first.getWeight().getType());
  auto secondType = cast<RankedTensorType>(second.getWeight().getType());
  if (!ConstantFloats::get(first.getWeight()) ||
      !ConstantFloats::get(second.getWeight()))
    return "a weight is not a constant";
  if (first.getBias() && !ConstantFloats::get(first.getBias()))
    return "the first bias is not a constant";
  if (first.getBias() && second.getBias() &&
      !ConstantFloats::get(second.getBias()))
    return "the second bias is not a constant";
  uint64_t inputs = firstType.getDimSize(0), hidden = firstType.getDimSize(1),
           outputs = secondType.getDimSize(1);
  if (multiply(inputs, outputs) >=
      llvm::SaturatingAdd(multiply(inputs, hidden), multiply(hidden, outputs)))
    return "one layer would not be less work than two";
  if (multiply(multiply(inputs, hidden), outputs) > kMaxMultiplyAdds)
    return "the product of the weights takes more than 2^32 multiply-adds";
  // Two repeated numbers in a file of a few bytes may ask for any size.
  if (multiply(std::max<uint64_t>(inputs, 1), outputs) > kMaxElements)
    return "the merged weight has more than 2^28 elements";
  // A size that one of the types knows may be wrong, and the network with it.
  auto input = cast<RankedTensorType>(first.getInput().getType());
  auto result = cast<RankedTensorType>(second.getType());
  if (failed(verifyCompatibleShape(input.getShape().drop_back(),
                                   result.getShape().drop_back())))
    return "the sizes of the batch contradict each other";
  return "";
}

/// The merged constants; why there are none otherwise.
static StringRef merge(DenseOp first, DenseOp second, Merged &merged) {
  ConstantFloats w1 = *ConstantFloats::get(first.getWeight());
  ConstantFloats w2 = *ConstantFloats::get(second.getWeight());
  auto type = cast<RankedTensorType>(second.getWeight().getType());
  int64_t inputs = cast<ShapedType>(first.getWeight().getType()).getDimSize(0);
  int64_t hidden = type.getDimSize(0), outputs = type.getDimSize(1);
  if (first.getBias()) {
    std::optional<ConstantFloats> secondBias;
    if (second.getBias())
      secondBias = ConstantFloats::get(second.getBias());
    ElementsAttr bias = mergeBias(*ConstantFloats::get(first.getBias()), w2,
                                  secondBias, type.clone({outputs}));
    if (!bias)
      return "a number of the merged bias is not finite";
    merged.bias = cast<TypedAttr>(bias);
  }
  // A repeated number times another is the sum of as many equal products.
  bool isSplat = w1.isSplat() && w2.isSplat() && hidden > 0;
  ElementsAttr weight = createConstant(
      type.clone({inputs, outputs}), isSplat, [&](FloatWriter &out) {
        if (isSplat)
          out.store(0, hidden * w1[0] * w2[0]);
        else
          storeProduct(w1, w2, inputs, hidden, outputs, out);
      });
  if (!weight)
    return "a number of the merged weight is not finite";
  merged.weight = cast<TypedAttr>(weight);
  return "";
}

namespace {

struct MergeDense : OpRewritePattern<DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DenseOp second,
                                PatternRewriter &rewriter) const override {
    DenseOp first = getLinearProducer(second);
    if (!first)
      return rewriter.notifyMatchFailure(second, "no linear layer before it");
    Merged merged;
    StringRef reason = whyNotMerged(first, second);
    if (reason.empty())
      reason = merge(first, second, merged);
    if (!reason.empty())
      return rewriter.notifyMatchFailure(second, reason);

    Location loc = rewriter.getFusedLoc({first.getLoc(), second.getLoc()});
    Value weight = arith::ConstantOp::create(rewriter, loc, merged.weight);
    Value bias;
    if (merged.bias)
      bias = arith::ConstantOp::create(rewriter, loc, merged.bias);
    rewriter.modifyOpInPlace(second, [&] {
      second.getInputMutable().assign(first.getInput());
      second.getWeightMutable().assign(weight);
      if (bias)
        second.getBiasMutable().assign(bias);
      second->setLoc(loc);
    });
    rewriter.eraseOp(first);
    return success();
  }
};

struct MergeDensePass : relu::impl::MergeDensePassBase<MergeDensePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMergeDensePatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    if (!getContext().getRemarkEngine())
      return;

    getOperation()->walk([](DenseOp second) {
      DenseOp first = getLinearProducer(second);
      if (!first)
        return;
      Merged merged;
      StringRef reason = whyNotMerged(first, second);
      if (reason.empty())
        reason = merge(first, second, merged);
      remark::missed(second.getLoc(),
                     remark::RemarkOpts::name("unmerged-layers")
                         .category("relu-merge-dense"))
          << remark::reason("{0}", reason.str());
    });
  }
};

} // namespace

void relu::populateMergeDensePatterns(RewritePatternSet &patterns) {
  patterns.add<MergeDense>(patterns.getContext());
}
