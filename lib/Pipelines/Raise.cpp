// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From other dialects to the model. What is not raised is left for the linalg
// path.

#include "relu/Conversion/Passes.h"
#include "relu/Pipelines/Pipelines.h"

#include "mlir/Conversion/TosaToArith/TosaToArith.h"
#include "mlir/Conversion/TosaToLinalg/TosaToLinalg.h"
#include "mlir/Conversion/TosaToSCF/TosaToSCF.h"
#include "mlir/Conversion/TosaToTensor/TosaToTensor.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tosa/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace relu;

void relu::addTosaToLinalg(OpPassManager &manager) {
  OpPassManager &nested = manager.nest<func::FuncOp>();
  nested.addPass(tosa::createTosaOptionalDecompositionsPass());
  nested.addPass(tosa::createTosaMakeBroadcastablePass());
  nested.addPass(createTosaToSCFPass());
  nested.addPass(tosa::createTosaToLinalgNamed());
  nested.addPass(tosa::createTosaToLinalg());
  nested.addPass(createTosaToArithPass());
  nested.addPass(createTosaToTensorPass());
  // Shapes that are not used any more are still operations of TOSA.
  nested.addPass(createCSEPass());
}

void relu::buildRaisePipeline(OpPassManager &manager,
                              const RaiseOptions &options) {
  if (options.tosa) {
    manager.addPass(createConvertTosaToReluPass());
    addTosaToLinalg(manager);
  }
  manager.addPass(createConvertLinalgToReluPass());
}
