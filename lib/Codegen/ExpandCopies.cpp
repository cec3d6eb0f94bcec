// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Copies between strided buffers as loops: the run-time library that MLIR would
// call for them is not there.

#include "relu/Codegen/Passes.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace relu {
#define GEN_PASS_DEF_EXPANDCOPIESPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;

static void expandCopy(memref::CopyOp op, OpBuilder &builder) {
  int64_t rank = cast<MemRefType>(op.getTarget().getType()).getRank();
  builder.setInsertionPoint(op);
  AffineMap identity = builder.getMultiDimIdentityMap(rank);
  linalg::GenericOp::create(
      builder, op.getLoc(), op.getSource(), op.getTarget(),
      ArrayRef<AffineMap>{identity, identity},
      SmallVector<utils::IteratorType>(rank, utils::IteratorType::parallel),
      [](OpBuilder &nested, Location loc, ValueRange args) {
        linalg::YieldOp::create(nested, loc, args[0]);
      });
  op.erase();
}

namespace {
struct ExpandCopiesPass : relu::impl::ExpandCopiesPassBase<ExpandCopiesPass> {
  void runOnOperation() override {
    OpBuilder builder(&getContext());
    getOperation()->walk([&](memref::CopyOp op) {
      auto source = dyn_cast<MemRefType>(op.getSource().getType());
      auto target = dyn_cast<MemRefType>(op.getTarget().getType());
      if (source && target &&
          !(source.getLayout().isIdentity() && target.getLayout().isIdentity()))
        expandCopy(op, builder);
    });
  }
};
} // namespace
