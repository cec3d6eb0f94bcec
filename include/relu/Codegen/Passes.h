// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The passes of ReluCodegen.

#ifndef RELU_CODEGEN_PASSES_H
#define RELU_CODEGEN_PASSES_H

#include "mlir/Pass/Pass.h"

namespace relu {

#define GEN_PASS_DECL
#include "relu/Codegen/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "relu/Codegen/Passes.h.inc"

} // namespace relu

#endif // RELU_CODEGEN_PASSES_H
