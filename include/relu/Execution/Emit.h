// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A compiled module as text or as an object file.

#ifndef RELU_EXECUTION_EMIT_H
#define RELU_EXECUTION_EMIT_H

#include "relu/Codegen/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace relu {

enum class EmitKind {
  Mlir, ///< the LLVM dialect, self-contained
  Llvm, ///< LLVM IR, self-contained: functions carry the features of the target
  Asm,  ///< assembly
  Obj,  ///< a position independent object file
};

/// Writes `module`, of the LLVM dialect, for `target`. Constants are included.
llvm::Error emitModule(mlir::ModuleOp module, const Target &target,
                       EmitKind kind, llvm::raw_pwrite_stream &stream);

} // namespace relu

#endif // RELU_EXECUTION_EMIT_H
