// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions that programs in C call, around those of the model.

#ifndef RELU_LIB_AHEADOFTIME_ENTRYFUNCTIONS_H
#define RELU_LIB_AHEADOFTIME_ENTRYFUNCTIONS_H

#include "relu/AheadOfTime/CInterface.h"

#include "mlir/IR/BuiltinOps.h"

namespace relu {

/// Adds the functions of `interface` to `module`, of the LLVM dialect, in which
/// its function is lowered. They check all that can be checked, and return a
/// CStatus. Everything else becomes local, or goes.
llvm::Error addEntryFunctions(mlir::ModuleOp module,
                              const CInterface &interface);

} // namespace relu

#endif // RELU_LIB_AHEADOFTIME_ENTRYFUNCTIONS_H
