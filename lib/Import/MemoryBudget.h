// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How much memory an import may take. A few bytes of a file may ask for much: a
// node of twenty bytes for ten operations, or for another order of all weights.

#ifndef RELU_LIB_IMPORT_MEMORYBUDGET_H
#define RELU_LIB_IMPORT_MEMORYBUDGET_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

namespace relu {

/// Counts the operations that a builder makes and the data of their constants,
/// whose memory counts once however often it is referred to.
class MemoryBudget : public mlir::OpBuilder::Listener {
public:
  explicit MemoryBudget(uint64_t fileBytes)
      : allowed(kBase + kPerByte * fileBytes) {}

  /// Allows for a file beside the model, once.
  void addFile(llvm::StringRef path);

  /// A constant made of `bytes` of a file, which count when they were copied.
  void addData(mlir::ElementsAttr constant, llvm::ArrayRef<char> bytes);

  void add(mlir::ElementsAttr constant);
  void notifyOperationInserted(mlir::Operation *op,
                               mlir::OpBuilder::InsertPoint previous) override;

  bool isExceeded() const { return used > allowed; }

private:
  /// Together with what the parsed file takes, less than 100 times its size.
  static constexpr uint64_t kPerByte = 50;
  /// Of any network, so that small ones may expand as they like.
  static constexpr uint64_t kBase = 16 << 20;
  static constexpr uint64_t kOperationBytes = 400;

  uint64_t allowed, used = 0;
  llvm::DenseSet<const char *> counted;
  llvm::StringSet<> files;
};

} // namespace relu

#endif // RELU_LIB_IMPORT_MEMORYBUDGET_H
