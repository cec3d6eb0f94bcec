// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What operations and constants are taken to cost.

#include "MemoryBudget.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/FileSystem.h"

using namespace mlir;
using namespace relu;

static ArrayRef<char> getMemory(ElementsAttr constant) {
  if (auto dense = dyn_cast<DenseElementsAttr>(constant))
    return dense.getRawData();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant))
    if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
      return blob->getData();
  return {};
}

void MemoryBudget::addFile(StringRef path) {
  uint64_t size = 0;
  if (files.insert(path).second && !llvm::sys::fs::file_size(path, size))
    allowed += kPerByte * size;
}

void MemoryBudget::addData(ElementsAttr constant, ArrayRef<char> bytes) {
  // A few elements stand in the IR; the memory of others stays what it was.
  if (getMemory(constant).data() == bytes.data())
    counted.insert(bytes.data());
  else
    add(constant);
}

void MemoryBudget::add(ElementsAttr constant) {
  ArrayRef<char> memory = getMemory(constant);
  if (counted.insert(memory.data()).second)
    used += memory.size();
}

void MemoryBudget::notifyOperationInserted(Operation *op,
                                           OpBuilder::InsertPoint) {
  used += kOperationBytes;
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    if (auto elements = dyn_cast<ElementsAttr>(constant.getValue()))
      add(elements);
}
