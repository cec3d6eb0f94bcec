// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu as one stage among others: its first two steps, then passes of MLIR.

#include "Lab.h"

#include "relu/Conversion/Passes.h"
#include "relu/Pipelines/Pipelines.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ConvertToLLVM/ToLLVMPass.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

void lab::buildLabPipeline(mlir::OpPassManager &manager) {
  relu::buildOptimizePipeline(manager);
  manager.addPass(relu::createConvertReluToLinalgPass());

  manager.addPass(mlir::createConvertElementwiseToLinalgPass());
  mlir::bufferization::OneShotBufferizePassOptions options;
  options.bufferizeFunctionBoundaries = true;
  manager.addPass(mlir::bufferization::createOneShotBufferizePass(options));
  manager.addPass(mlir::createConvertLinalgToLoopsPass());
  manager.addPass(mlir::createSCFToControlFlowPass());
  manager.addPass(mlir::memref::createExpandStridedMetadataPass());
  manager.addPass(mlir::createLowerAffinePass());
  manager.addPass(mlir::createConvertMathToLLVMPass());
  manager.addPass(mlir::createConvertToLLVMPass());
  manager.addPass(mlir::createReconcileUnrealizedCastsPass());
}
