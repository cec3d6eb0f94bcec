// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants of a compiled module, kept out of LLVM IR: their bytes are bound to
// the machine code by address, so that compile time does not grow with them.

#ifndef RELU_LIB_EXECUTION_DETACHEDCONSTANTS_H
#define RELU_LIB_EXECUTION_DETACHEDCONSTANTS_H

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include <vector>

namespace relu {

/// Owns the bytes of constants, and knows the symbol of each.
class DetachedConstants {
public:
  /// Names of the resources that `module` refers to.
  static llvm::StringSet<> collectResources(mlir::ModuleOp module);

  /// Turns each global of `module`, of the LLVM dialect, that holds a resource
  /// into a declaration, and takes its bytes: those of resources in `shared`
  /// are copied, others, which were made for this module, are taken out of the
  /// context.
  llvm::Error detach(mlir::ModuleOp module, const llvm::StringSet<> &shared);

  /// Where each declared symbol lies.
  const llvm::StringMap<void *> &getSymbols() const { return symbols; }

  /// Bytes of all of them.
  int64_t getBytes() const {
    int64_t bytes = 0;
    for (const mlir::AsmResourceBlob &blob : blobs)
      bytes += blob.getData().size();
    return bytes;
  }

private:
  std::vector<mlir::AsmResourceBlob> blobs;
  llvm::StringMap<void *> symbols;
};

} // namespace relu

#endif // RELU_LIB_EXECUTION_DETACHEDCONSTANTS_H
