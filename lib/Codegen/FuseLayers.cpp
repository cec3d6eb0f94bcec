// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs layers that feed each other in one loop over blocks of rows, so that
// what lies between them stays in cache, in buffers whose layout suits kernels.

#include "BatchLayout.h"
#include "ChainBuilder.h"
#include "relu/Codegen/Passes.h"
#include "relu/Codegen/Target.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace relu {
#define GEN_PASS_DEF_FUSELAYERSPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

namespace {

/// Layers that run in one loop: each reads what the one before it writes, and
/// nobody else does.
using Chain = SmallVector<PackedDenseOp>;

} // namespace

/// Whether every operation between the two can stay where it is when `first`
/// moves down to `second`.
static bool canMoveTo(Operation *first, Operation *second) {
  if (first->getBlock() != second->getBlock())
    return false;
  for (Operation *op = first->getNextNode(); op != second;
       op = op->getNextNode())
    if (!isMemoryEffectFree(op) && !isa<memref::AllocOp>(op))
      return false;
  return true;
}

/// Slopes that differ from row to row do not fit to a block of rows.
static bool hasSlopesAlongOutputs(PackedDenseOp op) {
  return relu::hasSlopesAlongOutputs(
      op.getActivationAttr(), op.getSlopes(),
      cast<MemRefType>(op.getInit().getType()).getRank());
}

/// Whether `second` can run in the loop of `first`, whose output it reads.
static bool canShareLoop(PackedDenseOp first, PackedDenseOp second) {
  auto alloc = second.getInput().getDefiningOp<memref::AllocOp>();
  ScheduleAttr a = first.getSchedule(), b = second.getSchedule();
  return alloc && first.getInit() == alloc && alloc.getResult().hasNUses(2) &&
         second.getInit() != alloc &&
         !llvm::is_contained(second.getSlopes(), Value(alloc)) &&
         second.getBias() != Value(alloc) && a.getLanes() == b.getLanes() &&
         (a.getLanes() == Lanes::outputs || a.getCols() == b.getCols()) &&
         a.getRowThreads() == b.getRowThreads() &&
         hasSlopesAlongOutputs(first) && hasSlopesAlongOutputs(second) &&
         canMoveTo(first, second);
}

namespace {
struct FuseLayersPass : relu::impl::FuseLayersPassBase<FuseLayersPass> {
  void runOnOperation() override {
    SmallVector<Chain> chains;
    getOperation()->walk([&](PackedDenseOp op) {
      if (op->getNumResults() != 0)
        return;
      if (op.getSchedule().getFuseInput()) {
        auto *feeding = llvm::find_if(chains, [&](Chain &chain) {
          // A block of rows is written before later ones are read.
          return op.getInit() != chain.front().getInput() &&
                 canShareLoop(chain.back(), op);
        });
        if (feeding != chains.end()) {
          feeding->push_back(op);
          return;
        }
        remark::missed(op.getLoc(), remark::RemarkOpts::name("layer-not-fused")
                                        .category("relu-fuse-layers"))
            << remark::reason("the input has other users, or is computed too "
                              "far away, or in another way");
      }
      chains.push_back({op});
    });
    if (chains.empty())
      return;
    FailureOr<int64_t> l1Ways = relu::Target::getL1Ways(getOperation());
    if (failed(l1Ways))
      return signalPassFailure();
    for (Chain &chain : chains)
      if (failed(fuse(chain, *l1Ways)))
        return signalPassFailure();
  }

private:
  static LogicalResult fuse(Chain &chain, int64_t l1Ways) {
    PackedDenseOp first = chain.front(), last = chain.back();
    bool rowsInLanes = last.getSchedule().getLanes() == Lanes::rows;
    bool onThreads = last.getSchedule().getRowThreads() > 1;
    if (chain.size() == 1 && !rowsInLanes && !onThreads &&
        !hasConflictingRows(first, first.getInput(), l1Ways))
      return success();
    ImplicitLocOpBuilder b(last.getLoc(), last);
    Value input = collapseBatchAxes(b, first.getInput());
    Value output = collapseBatchAxes(b, last.getInit());
    if (!input || !output || !hasSlopesAlongOutputs(last)) {
      if (rowsInLanes)
        return last.emitOpError("expects batch axes that are contiguous in "
                                "memory, and slopes along the outputs, for "
                                "lanes = rows");
      if (onThreads)
        remark::missed(last.getLoc(),
                       remark::RemarkOpts::name("rows-not-shared")
                           .category("relu-fuse-layers"))
            << remark::reason("threads need batch axes that are contiguous in "
                              "memory, and slopes along the outputs");
      return success();
    }
    emitChain(b, chain, input, output,
              hasConflictingRows(first, input, l1Ways));
    for (PackedDenseOp op : llvm::reverse(chain)) {
      Value between = op.getInit();
      op.erase();
      if (auto alloc = between.getDefiningOp<memref::AllocOp>();
          alloc && alloc->use_empty())
        alloc.erase();
    }
    return success();
  }
};
} // namespace
