// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The run-time library that starts threads. Nothing links it: it is loaded when
// code needs it, and a network on one thread never does.

#ifndef RELU_EXECUTION_OPENMPRUNTIME_H
#define RELU_EXECUTION_OPENMPRUNTIME_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

namespace relu {

/// There is no OpenMP run-time library on this machine, or not a usable one.
class MissingRuntimeError
    : public llvm::ErrorInfo<MissingRuntimeError, llvm::StringError> {
public:
  static char ID;
  using Base = llvm::ErrorInfo<MissingRuntimeError, llvm::StringError>;
  using Base::Base;
  explicit MissingRuntimeError(const llvm::Twine &message)
      : Base(message, llvm::inconvertibleErrorCode()) {}
};

/// Whether `module`, of the LLVM dialect, has regions that run on threads.
bool usesOpenMP(mlir::ModuleOp module);

/// Loads LLVM's OpenMP run-time library, once in a process and for good: the
/// file that the environment variable RELU_OPENMP_RUNTIME names, or else
/// libomp.so.5 as the loader finds it, the one found when relu was configured,
/// libiomp5.so. Gives the address of each function that compiled code may call.
/// Fails with MissingRuntimeError.
llvm::Expected<llvm::StringMap<void *>> loadOpenMPRuntime();

} // namespace relu

#endif // RELU_EXECUTION_OPENMPRUNTIME_H
