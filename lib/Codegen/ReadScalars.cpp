// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants of rank 0 leave their resources: the conversion of globals to LLVM
// reads the only element, and a resource has no elements to it.

#include "relu/Codegen/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/DialectResourceBlobManager.h"

namespace relu {
#define GEN_PASS_DEF_READSCALARSPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;

namespace {
struct ReadScalarsPass : relu::impl::ReadScalarsPassBase<ReadScalarsPass> {
  void runOnOperation() override {
    getOperation()->walk([](arith::ConstantOp op) {
      auto resource = dyn_cast<DenseResourceElementsAttr>(op.getValue());
      if (!resource || resource.getType().getRank() != 0)
        return;
      AsmResourceBlob *blob = resource.getRawHandle().getBlob();
      bool isSplat;
      if (!blob || !DenseElementsAttr::isValidRawBuffer(
                       resource.getType(), blob->getData(), isSplat))
        return;
      op.setValueAttr(DenseElementsAttr::getFromRawBuffer(resource.getType(),
                                                          blob->getData()));
    });
  }
};
} // namespace
