// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops that measure the machine are written as IR and compiled like the
// kernels, so that both use the same instructions.

#ifndef RELU_TOOLS_ROOFLINE_MEASUREDLOOP_H
#define RELU_TOOLS_ROOFLINE_MEASUREDLOOP_H

#include "relu/Codegen/Target.h"
#include "relu/Execution/JitModule.h"
#include "relu/Execution/Tensor.h"

#include "mlir/IR/MLIRContext.h"

namespace relu {

/// Machine code, and the function in it.
struct MeasuredLoop {
  std::unique_ptr<JitModule> code;
  JitModule::Function function;
};

/// Compiles `text`, a module of loops on vectors, for `target`, and looks up
/// its function `name`. `context` needs the dialects of registerAllDialects.
llvm::Expected<MeasuredLoop> compileMeasuredLoop(llvm::StringRef text,
                                                 llvm::StringRef name,
                                                 const Target &target,
                                                 mlir::MLIRContext &context);

/// Elements of kind `element` in the widest vector of `target`.
int64_t getVectorLanes(const Target &target, ElementKind element);

} // namespace relu

#endif // RELU_TOOLS_ROOFLINE_MEASUREDLOOP_H
