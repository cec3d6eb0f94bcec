// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From tensors to buffers, loops and vectors: the fast way for scheduled
// layers, and the readable way of the reference.

#include "relu/Codegen/Passes.h"
#include "relu/Conversion/Passes.h"
#include "relu/Pipelines/Passes.h"
#include "relu/Pipelines/Pipelines.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Tensor/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace relu;

static void verifyStage(OpPassManager &manager, StringRef stage) {
  VerifyStagePassOptions options;
  options.stage = stage.str();
  manager.addPass(createVerifyStagePass(options));
}

/// Tensors to buffers.
static void addBufferization(OpPassManager &manager) {
  // Sizes of temporaries follow from those of the inputs.
  manager.addPass(memref::createResolveShapedTypeResultDimsPass());
  // The last layer then writes straight into the caller's buffer.
  manager.addPass(bufferization::createEmptyTensorEliminationPass());
  manager.addPass(createReadScalarsPass());
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.allowReturnAllocsFromLoops = true;
  manager.addPass(bufferization::createOneShotBufferizePass(bufferize));
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  manager.addPass(createCanonicalizerPass());
}

/// Buffers have their place in the workspace.
static void addMemory(OpPassManager &manager) {
  manager.addPass(createPlanWorkspacePass());
  manager.addPass(createFreeBuffersPass());
  manager.addPass(createExpandCopiesPass());
}

void relu::buildLowerToVectorPipeline(OpPassManager &manager) {
  verifyStage(manager, "model");
  manager.addPass(createDecomposeAggregatesPass());
  manager.addPass(createFunctionBoundaryPass());
  manager.addPass(createConvertReluToLinalgPass());
  manager.addPass(createConvertElementwiseToLinalgPass());
  manager.addPass(createLinalgGeneralizeNamedOpsPass());
  manager.addPass(createLinalgElementwiseOpFusionPass());
  addBufferization(manager);
  manager.addPass(createFuseLayersPass());
  addMemory(manager);
  // Before kernels, which are long and hold nothing for these two.
  manager.addPass(createVectorizeElementwisePass());
  manager.addPass(createConvertLinalgToLoopsPass());
  manager.addPass(createShareKernelsPass());
  manager.addPass(createConvertReluToVectorPass());
  manager.addPass(createExpandMathPass());
  // Kernels are long, and mostly canonical: from their end to their start this
  // takes half as long.
  GreedyRewriteConfig upwards;
  upwards.setUseTopDownTraversal(false);
  manager.addPass(createCanonicalizerPass(upwards));
  manager.addPass(createCSEPass());
}

void relu::buildLowerToLLVMPipeline(OpPassManager &manager) {
  verifyStage(manager, "vector");
  manager.addPass(createThreadsToOpenMPPass());
  manager.addPass(createConvertVectorToSCFPass());
  manager.addPass(createSCFToControlFlowPass());
  manager.addPass(memref::createExpandStridedMetadataPass());
  manager.addPass(createLowerAffinePass());
  manager.addPass(createExpandBf16Pass());
  // Before convert-to-llvm, whose expm1 is exp(x) - 1.
  manager.addPass(createConvertMathToLibmPass());
  manager.addPass(createConvertVectorToLLVMPass());
  manager.addPass(createConvertToLLVMPass());
  manager.addPass(createReconcileUnrealizedCastsPass());
  manager.addPass(createGlobalsToBytesPass());
  verifyStage(manager, "llvm");
}

void relu::buildCompilePipeline(OpPassManager &manager,
                                const TargetOptions &options) {
  verifyStage(manager, "source");
  buildRaisePipeline(manager);
  verifyStage(manager, "model");
  buildOptimizePipeline(manager);
  buildSchedulePipeline(manager, options);
  buildLowerToVectorPipeline(manager);
  buildLowerToLLVMPipeline(manager);
}

void relu::buildReferencePipeline(OpPassManager &manager) {
  verifyStage(manager, "source");
  addTosaToLinalg(manager);
  verifyStage(manager, "model");
  manager.addPass(createInlinerPass());
  manager.addPass(createSymbolDCEPass());
  manager.addPass(createDecomposeAggregatesPass());
  manager.addPass(createFunctionBoundaryPass());
  ConvertReluToLinalgPassOptions exact;
  exact.computeInF64 = true;
  manager.addPass(createConvertReluToLinalgPass(exact));
  manager.addPass(createConvertElementwiseToLinalgPass());
  addBufferization(manager);
  addMemory(manager);
  manager.addPass(createConvertLinalgToLoopsPass());
  // The C library's functions take the rest.
  ExpandMathPassOptions signs;
  signs.signsOnly = true;
  manager.addPass(createExpandMathPass(signs));
  buildLowerToLLVMPipeline(manager);
}

void relu::registerPipelines() {
  static const bool registered = [] {
    PassPipelineRegistration<RaiseOptions>(
        "relu-raise", "Raise linalg, arith, math and TOSA to the model",
        buildRaisePipeline);
    PassPipelineRegistration<OptimizeOptions>(
        "relu-optimize", "Fuse and fold a network: model to model",
        buildOptimizePipeline);
    PassPipelineRegistration<TargetOptions>(
        "relu-schedule", "Choose how each layer is computed, and pack weights",
        buildSchedulePipeline);
    PassPipelineRegistration<>(
        "relu-lower-to-vector",
        "Lower scheduled layers to vector code on buffers",
        buildLowerToVectorPipeline);
    PassPipelineRegistration<>("relu-lower-to-llvm",
                               "Lower vector code to the LLVM dialect",
                               buildLowerToLLVMPipeline);
    PassPipelineRegistration<TargetOptions>(
        "relu-compile", "Compile a network: model to the LLVM dialect",
        buildCompilePipeline);
    PassPipelineRegistration<>(
        "relu-reference",
        "Lower a network to the LLVM dialect the slow and obvious way",
        buildReferencePipeline);
    return true;
  }();
  (void)registered;
}
