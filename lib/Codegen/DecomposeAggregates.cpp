// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// linalg.softmax and its kin, in simpler operations.

#include "relu/Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"

namespace relu {
#define GEN_PASS_DEF_DECOMPOSEAGGREGATESPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;

namespace {
struct DecomposeAggregatesPass
    : relu::impl::DecomposeAggregatesPassBase<DecomposeAggregatesPass> {
  void runOnOperation() override {
    SmallVector<linalg::AggregatedOpInterface> ops;
    getOperation()->walk(
        [&](linalg::AggregatedOpInterface op) { ops.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (linalg::AggregatedOpInterface op : ops) {
      // Of buffers upstream makes a mixture with tensors.
      auto destination = dyn_cast<DestinationStyleOpInterface>(*op);
      if (destination && !destination.hasPureTensorSemantics())
        continue;
      rewriter.setInsertionPoint(op);
      FailureOr<SmallVector<Value>> results = op.decomposeOperation(rewriter);
      if (succeeded(results))
        rewriter.replaceOp(op, *results);
    }
  }
};
} // namespace
