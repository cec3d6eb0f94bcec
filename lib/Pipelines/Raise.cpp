// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From other dialects to the model. What is not raised is left for the linalg
// path.

#include "relu/Conversion/Passes.h"
#include "relu/Pipelines/Pipelines.h"

#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace relu;

void relu::buildRaisePipeline(OpPassManager &manager,
                              const RaiseOptions &options) {
  manager.addPass(createConvertLinalgToReluPass());
}
