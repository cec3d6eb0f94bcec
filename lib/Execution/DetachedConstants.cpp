// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes the bytes of constants out of a module of the LLVM dialect.

#include "DetachedConstants.h"

#include "relu/Codegen/ShapeFunction.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/Support/Alignment.h"

using namespace mlir;
using namespace relu;

llvm::StringSet<> DetachedConstants::collectResources(ModuleOp module) {
  llvm::StringSet<> keys;
  module.walk([&](Operation *op) {
    for (NamedAttribute attr : op->getAttrs())
      if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr.getValue()))
        keys.insert(resource.getRawHandle().getKey());
  });
  return keys;
}

llvm::Error DetachedConstants::detach(ModuleOp module,
                                      const llvm::StringSet<> &shared) {
  const llvm::Align kAlign(kBufferAlignment);
  llvm::DenseMap<AsmResourceBlob *, void *> taken;
  SymbolTable table(module);
  for (auto global :
       llvm::make_early_inc_range(module.getOps<LLVM::GlobalOp>())) {
    auto resource =
        dyn_cast_if_present<DenseResourceElementsAttr>(global.getValueAttr());
    if (!resource)
      continue;
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return llvm::createStringError(
          "resource '" + resource.getRawHandle().getKey() + "' has no data");
    void *&data = taken[blob];
    if (!data) {
      ArrayRef<char> bytes = blob->getData();
      bool canTake = !shared.contains(resource.getRawHandle().getKey()) &&
                     llvm::isAddrAligned(kAlign, bytes.data());
      blobs.push_back(canTake ? std::move(*blob)
                              : HeapAsmResourceBlob::allocateAndCopyWithAlign(
                                    bytes, kBufferAlignment,
                                    /*dataIsMutable=*/false));
      data = const_cast<char *>(blobs.back().getData().data());
    }
    std::string name = "__relu_constant_" + std::to_string(symbols.size());
    if (failed(table.rename(global, name)))
      return llvm::createStringError("can not rename '" + global.getSymName() +
                                     "'");
    symbols[name] = data;
    global.removeValueAttr();
    global.setLinkage(LLVM::Linkage::External);
  }
  return llvm::Error::success();
}
