// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frees the rare buffers that the workspace can not hold. A network of layers
// has none, and then this costs one walk.

#include "relu/Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Pipelines/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/PassManager.h"

namespace relu {
#define GEN_PASS_DEF_FREEBUFFERSPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;

namespace {
struct FreeBuffersPass : relu::impl::FreeBuffersPassBase<FreeBuffersPass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    FreeBuffersPassBase::getDependentDialects(registry);
    OpPassManager pipeline(ModuleOp::getOperationName());
    bufferization::buildBufferDeallocationPipeline(pipeline);
    pipeline.getDependentDialects(registry);
  }

  void runOnOperation() override {
    WalkResult walk = getOperation()->walk(
        [](memref::AllocOp) { return WalkResult::interrupt(); });
    if (!walk.wasInterrupted())
      return;
    OpPassManager pipeline(ModuleOp::getOperationName());
    bufferization::buildBufferDeallocationPipeline(pipeline);
    if (failed(runPipeline(pipeline, getOperation())))
      signalPassFailure();
  }
};
} // namespace
