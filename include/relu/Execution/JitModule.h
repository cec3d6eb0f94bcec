// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The machine code of one module, in this process. Below Executable: knows
// nothing of networks, only of symbols.

#ifndef RELU_EXECUTION_JITMODULE_H
#define RELU_EXECUTION_JITMODULE_H

#include "relu/Codegen/Target.h"

#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace relu {

class NearMemory;

class JitModule {
public:
  /// A function of compiled code, taking an array of pointers to its arguments.
  using Function = void (*)(void **arguments);

  /// Compiles `module`, of the LLVM dialect, for `target`. `symbols` are the
  /// addresses of what the module declares and does not define.
  static llvm::Expected<std::unique_ptr<JitModule>>
  create(mlir::ModuleOp module, const Target &target,
         const llvm::StringMap<void *> &symbols = {});

  /// The function `name`, which was marked with `llvm.emit_c_interface`. The
  /// first look-up makes the machine code.
  llvm::Expected<Function> lookup(llvm::StringRef name) const;

  ~JitModule();

private:
  JitModule();
  std::unique_ptr<NearMemory> memory; // where the code is; null: anywhere
  std::unique_ptr<mlir::ExecutionEngine> engine;
};

/// Adds to the context of `module` what translation to LLVM IR needs.
void registerTranslations(mlir::MLIRContext &context);

} // namespace relu

#endif // RELU_EXECUTION_JITMODULE_H
