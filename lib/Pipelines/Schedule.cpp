// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the model to scheduled layers, in two steps: the mathematics first, the
// machine second.

#include "relu/Codegen/Passes.h"
#include "relu/Pipelines/Pipelines.h"
#include "relu/Transforms/Passes.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace relu;

void relu::buildOptimizePipeline(OpPassManager &manager,
                                 const OptimizeOptions &options) {
  manager.addPass(createInlinerPass());
  manager.addPass(createSymbolDCEPass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  // Before activations move in: what stands behind one can not be folded.
  if (options.foldWeights) {
    manager.addPass(createFoldAffinePass());
    manager.addPass(createMergeDensePass());
  }
  manager.addPass(createFuseActivationPass());
  // An activation behind a fused one may now be one with it.
  manager.addPass(createCanonicalizerPass());
}

void relu::buildSchedulePipeline(OpPassManager &manager,
                                 const TargetOptions &options) {
  AttachTargetPassOptions target;
  target.cpu = options.cpu;
  target.threads = options.threads;
  target.cacheBytes = options.cacheBytes;
  manager.addPass(createAttachTargetPass(target));
  ScheduleDensePassOptions dense;
  dense.schedule = options.schedule;
  dense.batchHint = options.batchHint;
  manager.addPass(createScheduleDensePass(dense));
  manager.addPass(createPackWeightsPass());
}
