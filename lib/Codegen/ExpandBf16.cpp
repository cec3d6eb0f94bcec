// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions of bf16 without a run-time library. f64 goes to bf16 by way of
// f32.

#include "relu/Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace relu {
#define GEN_PASS_DEF_EXPANDBF16PASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;

namespace {
/// Rounds twice: no run-time library has the direct conversion.
struct TruncateByF32 : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isBF16() ||
        !getElementTypeOrSelf(op.getIn().getType()).isF64())
      return rewriter.notifyMatchFailure(op, "not from f64 to bf16");
    Type f32 = rewriter.getF32Type();
    if (auto vector = dyn_cast<VectorType>(op.getType()))
      f32 = vector.clone(f32);
    Value narrowed =
        arith::TruncFOp::create(rewriter, op.getLoc(), f32, op.getIn());
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), narrowed);
    return success();
  }
};

struct ExpandBf16Pass : relu::impl::ExpandBf16PassBase<ExpandBf16Pass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    arith::populateExpandBFloat16Patterns(patterns);
    patterns.add<TruncateByF32>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
