// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Networks as object files for programs in C: code that needs no run-time
// library, and the header that declares it.

#ifndef RELU_AHEADOFTIME_COMPILEDOBJECT_H
#define RELU_AHEADOFTIME_COMPILEDOBJECT_H

#include "relu/Codegen/Target.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <string>

namespace relu {

/// What to compile, and for whom.
struct ObjectOptions {
  /// The public function; empty: the only one.
  std::string function;
  /// What the names of all functions and constants begin with.
  std::string prefix;
  Target target = Target::host();
};

/// Code of one function. It defines `PREFIX_run`, `PREFIX_workspace_size` where
/// a workspace is needed, and `PREFIX_result_sizes` where the caller can not
/// know a size of a result; all else is local. It allocates nothing and refers
/// to nothing but memcpy, memmove, memset and the functions of libm. Its only
/// state are 4 bytes for each layer that is scheduled to `alternate`; they
/// change no result, and calls may run at the same time.
struct CompiledObject {
  llvm::SmallVector<char, 0> bytes; ///< a position independent object file
  std::string header;               ///< C99 and C++
  bool needsLibm = false;
};

/// Compiles a function of `module`, which is lowered on the way. Diagnostics
/// go to the handler of its context. Fails when the model can not be compiled,
/// when the target is not one of 64-bit little-endian ELF, and when the code
/// would need more than CompiledObject allows.
llvm::Expected<CompiledObject> compileObject(mlir::ModuleOp module,
                                             const ObjectOptions &options);

/// Makes a shared library at `path` of an object file. `linker` is a program
/// that takes the options of ld; empty: the one of `target` on PATH, which is
/// `ld` for this machine, else `aarch64-linux-gnu-ld` or `ld.lld`. The file at
/// `path` is replaced only when all went well.
llvm::Error linkSharedLibrary(const CompiledObject &object,
                              const Target &target, llvm::StringRef linker,
                              llvm::StringRef path);

} // namespace relu

#endif // RELU_AHEADOFTIME_COMPILEDOBJECT_H
