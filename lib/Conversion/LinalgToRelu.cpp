// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass from linalg, arith and math to the dialect, and its remarks on what
// it leaves as it is.

#include "ActivationSpellings.h"
#include "Raising.h"

#include "relu/Conversion/Passes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
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
  populateRaiseDensePatterns(patterns);
  populateRaiseActivationPatterns(patterns);
}

void relu::remarkOnUnraised(Operation *root, StringRef pass) {
  auto explain = [&](Operation *op, StringRef what, StringRef reason) {
    remark::missed(op->getLoc(), remark::RemarkOpts::name(what).category(pass))
        << remark::reason("{0}", reason.str());
  };
  root->walk([&](Operation *op) {
    if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
      if (isContraction(linalgOp)) {
        explain(op, "unraised-contraction", whyNoLayer(linalgOp));
        return;
      }
    if (op->getNumResults() != 1 || isa<ActivateOp>(op))
      return;
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    if (!type || !hasReluElements(type))
      return;
    bool failsOnNaN;
    matchActivation(op->getResult(0), failsOnNaN);
    if (failsOnNaN)
      explain(op, "unraised-activation",
              "NaN gives a number here, and NaN in the activation");
  });
}

namespace {
struct ConvertLinalgToReluPass
    : relu::impl::ConvertLinalgToReluPassBase<ConvertLinalgToReluPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateLinalgToReluPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    remarkOnUnraised(getOperation(), getArgument());
  }
};
} // namespace
