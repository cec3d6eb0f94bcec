// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass from linalg, arith and math to the dialect, and its remarks on what
// it leaves as it is.

#include "ActivationSpellings.h"
#include "Raising.h"

#include "relu/Conversion/Passes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace relu {
#define GEN_PASS_DEF_CONVERTLINALGTORELUPASS
#include "relu/Conversion/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

void relu::populateLinalgToReluPatterns(RewritePatternSet &patterns) {
  populateRaiseContractionPatterns(patterns);
  populateRaiseBiasPatterns(patterns);
  populateRaiseActivationPatterns(patterns);
  populateReshapedLayerPatterns(patterns);
  // A size that is asked of a layer is a use that would keep it as it is.
  memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
}

void relu::remarkUnraised(Operation *op, StringRef what, StringRef reason,
                          StringRef pass) {
  remark::missed(op->getLoc(), remark::RemarkOpts::name(what).category(pass))
      << remark::reason("{0}", reason.str());
}

namespace {
struct ConvertLinalgToReluPass
    : relu::impl::ConvertLinalgToReluPassBase<ConvertLinalgToReluPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateLinalgToReluPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    getOperation()->walk([&](Operation *op) { explain(op); });
  }

  void explain(Operation *op) {
    if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
      if (isContraction(linalgOp))
        return remarkUnraised(op, "unraised-contraction", whyNoLayer(linalgOp),
                              getArgument());
    if (op->getNumResults() != 1 || isa<ActivateOp>(op))
      return;
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    if (!type || !hasReluElements(type))
      return;
    bool failsOnNaN;
    matchActivation(op->getResult(0), failsOnNaN);
    if (failsOnNaN)
      remarkUnraised(op, "unraised-activation",
                     "it gives a number for NaN, where the activation gives "
                     "NaN; nnan would say that there is none",
                     getArgument());
  }
};
} // namespace
