// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass around populateExpandMathPatterns, with multiply-adds as the target
// has them.

#include "relu/Codegen/ExpandMath.h"
#include "relu/Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace relu {
#define GEN_PASS_DEF_EXPANDMATHPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;

namespace {
/// f32: one instruction where the target has it, two elsewhere, never a call.
/// f64: one instruction where the target has it, a call elsewhere.
struct ExpandFma : OpRewritePattern<math::FmaOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(math::FmaOp op,
                                PatternRewriter &rewriter) const override {
    Type element = getElementTypeOrSelf(op.getType());
    if (element.isF64()) {
      rewriter.replaceOpWithNewOp<LLVM::FMAOp>(op, op.getType(), op.getA(),
                                               op.getB(), op.getC());
      return success();
    }
    if (!element.isF32())
      return rewriter.notifyMatchFailure(op, "neither f32 nor f64");
    rewriter.replaceOpWithNewOp<LLVM::FMulAddOp>(op, op.getType(), op.getA(),
                                                 op.getB(), op.getC());
    return success();
  }
};

struct ExpandMathPass : relu::impl::ExpandMathPassBase<ExpandMathPass> {
  using Base::Base;

  void runOnOperation() override {
    // Kernels are long, and few activations are functions.
    auto isMath = [](Operation *op) {
      return isa_and_present<math::MathDialect>(op->getDialect())
                 ? WalkResult::interrupt()
                 : WalkResult::advance();
    };
    if (!getOperation()->walk(isMath).wasInterrupted())
      return markAllAnalysesPreserved();
    RewritePatternSet patterns(&getContext());
    if (signsOnly) {
      relu::populateSignPatterns(patterns);
    } else {
      relu::populateExpandMathPatterns(patterns);
      patterns.add<ExpandFma>(&getContext());
    }
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
