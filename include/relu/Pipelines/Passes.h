// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass of ReluPipelines. The pipelines are in relu/Pipelines/Pipelines.h.

#ifndef RELU_PIPELINES_PASSES_H
#define RELU_PIPELINES_PASSES_H

#include "mlir/Pass/Pass.h"

namespace relu {

#define GEN_PASS_DECL
#include "relu/Pipelines/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "relu/Pipelines/Passes.h.inc"

} // namespace relu

#endif // RELU_PIPELINES_PASSES_H
