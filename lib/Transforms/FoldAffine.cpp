// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Folds scales and shifts around a dense layer into its constants. All of them
// at once, in f64, so that weights and bias are rounded once.

#include "AffineSides.h"
#include "ConstantFloats.h"

#include "relu/IR/Relu.h"
#include "relu/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <cmath>

namespace relu {
#define GEN_PASS_DEF_FOLDAFFINEPASS
#include "relu/Transforms/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

namespace {
/// New constants of a layer; null where the old ones stay.
struct FoldedConstants {
  TypedAttr weight, bias;
};
} // namespace

/// Whether a row or column of weights, the largest of which are `before` and
/// `after`, left the normal numbers of its type, and with them its digits.
static bool losesDigits(ArrayRef<double> before, ArrayRef<double> after,
                        double smallestNormal) {
  return llvm::any_of(llvm::zip_equal(before, after), [&](auto both) {
    auto [b, a] = both;
    return b >= smallestNormal && a < smallestNormal && a > 0;
  });
}

/// W' = diag(s0) W diag(s1)
static StringRef foldWeight(const ConstantFloats &weight, RankedTensorType type,
                            const Affine &input, const Affine &output,
                            TypedAttr &folded) {
  int64_t rows = input.scale.size(), cols = output.scale.size();
  bool isSplat = weight.isSplat() && llvm::all_equal(input.scale) &&
                 llvm::all_equal(output.scale);
  if (isSplat)
    rows = cols = 1;

  SmallVector<double> rowBefore(rows), rowAfter(rows), colBefore(cols),
      colAfter(cols);
  ElementsAttr result = createConstant(type, isSplat, [&](FloatWriter &out) {
    for (int64_t k = 0; k < rows; ++k)
      for (int64_t n = 0; n < cols; ++n) {
        double before = weight[k * cols + n];
        double after = input.scale[k] * before * output.scale[n];
        out.store(k * cols + n, after);
        before = std::abs(before);
        after = std::abs(after);
        rowBefore[k] = std::max(rowBefore[k], before);
        colBefore[n] = std::max(colBefore[n], before);
        rowAfter[k] = std::max(rowAfter[k], after);
        colAfter[n] = std::max(colAfter[n], after);
      }
  });
  if (!result)
    return "a folded weight is not finite";
  APFloat smallest = APFloat::getSmallestNormalized(
      cast<FloatType>(type.getElementType()).getFloatSemantics());
  bool losesInfo;
  smallest.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                   &losesInfo);
  double normal = smallest.convertToDouble();
  if (losesDigits(rowBefore, rowAfter, normal) ||
      losesDigits(colBefore, colAfter, normal))
    return "folded weights are too small for their type";
  folded = cast<TypedAttr>(result);
  return "";
}

/// b' = s1 (b + t0 W) + t1
static StringRef foldBias(std::optional<ConstantFloats> bias,
                          std::optional<ConstantFloats> weight,
                          RankedTensorType type, const Affine &input,
                          const Affine &output, TypedAttr &folded) {
  int64_t cols = output.scale.size();
  SmallVector<double> sums(cols, 0.0);
  if (bias)
    for (int64_t n = 0; n < cols; ++n)
      sums[n] = (*bias)[n];
  for (auto [k, shift] : llvm::enumerate(input.shift))
    if (shift != 0)
      for (int64_t n = 0; n < cols; ++n)
        sums[n] += shift * (*weight)[k * cols + n];
  for (int64_t n = 0; n < cols; ++n)
    sums[n] = sums[n] * output.scale[n] + output.shift[n];
  bool isSplat = cols > 0 && llvm::all_equal(sums);
  ElementsAttr result = createConstant(type, isSplat, [&](FloatWriter &out) {
    for (int64_t n = 0; n < (isSplat ? 1 : cols); ++n)
      out.store(n, sums[n]);
  });
  if (!result)
    return "a folded bias is not finite";
  folded = cast<TypedAttr>(result);
  return "";
}

/// Why the constants of `dense` can not take both sides in; empty when `folded`
/// can.
static StringRef fold(DenseOp dense, const Affine &input, const Affine &output,
                      FoldedConstants &folded) {
  std::optional<ConstantFloats> weight = ConstantFloats::get(dense.getWeight());
  std::optional<ConstantFloats> bias;
  if (dense.getBias())
    bias = ConstantFloats::get(dense.getBias());
  bool newWeight = input.scales() || output.scales();
  bool newBias =
      input.shifts() || output.shifts() || (dense.getBias() && output.scales());
  if ((newWeight || input.shifts()) && !weight)
    return "the weight is not a constant";
  // Neither memory nor time is sized by a number from a file of a few bytes.
  constexpr int64_t kMaxRepeated = int64_t(1) << 28;
  if ((newWeight || input.shifts()) && weight->isSplat() &&
      weight->size() > kMaxRepeated)
    return "the weight repeats one number more than 2^28 times";
  if (newBias && dense.getBias() && !bias)
    return "the bias is not a constant";
  auto type = cast<RankedTensorType>(dense.getWeight().getType());
  // The bias first: it is small.
  if (newBias)
    if (StringRef reason =
            foldBias(bias, weight, type.clone(type.getShape().take_back()),
                     input, output, folded.bias);
        !reason.empty())
      return reason;
  if (newWeight && type.getNumElements() > 0)
    return foldWeight(*weight, type, input, output, folded.weight);
  return "";
}

namespace {

struct FoldAffine : OpRewritePattern<DenseOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(DenseOp op,
                                PatternRewriter &rewriter) const override {
    Side input = walkInput(op), output = walkResult(op);
    if (input.affineOps.empty() && output.affineOps.empty())
      return rewriter.notifyMatchFailure(op, "no affine operation beside it");
    FoldedConstants folded;
    if (StringRef reason = fold(op, input.affine, output.affine, folded);
        !reason.empty())
      return rewriter.notifyMatchFailure(op, reason);

    Value newInput = op.getInput();
    if (!input.affineOps.empty())
      newInput = rebuildWithoutAffine(input, rewriter);
    auto create = [&](TypedAttr value) -> Value {
      return arith::ConstantOp::create(rewriter, op.getLoc(), value);
    };
    Value weight = folded.weight ? create(folded.weight) : Value();
    Value bias = folded.bias ? create(folded.bias) : Value();
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().assign(newInput);
      if (weight)
        op.getWeightMutable().assign(weight);
      if (bias)
        op.getBiasMutable().assign(bias);
    });
    for (OpOperand *use : output.affineOps)
      rewriter.replaceOp(use->getOwner(), use->get());
    return success();
  }

  /// The reshapes of `side` again, at the layer: other layers may read the
  /// values between.
  static Value rebuildWithoutAffine(const Side &side,
                                    PatternRewriter &rewriter) {
    Value value = side.path.back()->get();
    for (OpOperand *use : llvm::reverse(side.path)) {
      Operation *op = use->getOwner();
      if (!isReshape(op)) {
        // Sizes are the same on both sides.
        rewriter.replaceUsesWithIf(
            op->getResult(0), use->get(), [](OpOperand &other) {
              return isa<tensor::DimOp>(other.getOwner());
            });
        continue;
      }
      IRMapping map;
      map.map(op->getOperand(0), value);
      value = rewriter.clone(*op, map)->getResult(0);
    }
    return value;
  }
};

struct FoldAffinePass : relu::impl::FoldAffinePassBase<FoldAffinePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateFoldAffinePatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    if (!getContext().getRemarkEngine())
      return;

    getOperation()->walk([](DenseOp op) {
      Side input = walkInput(op), output = walkResult(op);
      auto report = [](Operation *at, StringRef reason) {
        remark::missed(at->getLoc(), remark::RemarkOpts::name("unfolded-affine")
                                         .category("relu-fold-affine"))
            << remark::reason("{0}", reason.str());
      };
      FoldedConstants folded;
      if (!input.affineOps.empty() || !output.affineOps.empty())
        report(op, fold(op, input.affine, output.affine, folded));
      for (const Side &side : {input, output})
        if (side.declined)
          report(side.declined, side.reason);
    });
  }
};

} // namespace

void relu::populateFoldAffinePatterns(RewritePatternSet &patterns) {
  patterns.add<FoldAffine>(patterns.getContext());
}
