// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Masks that say which elements exist.

#include "MaskedVectors.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace relu;

Value relu::createMask(ImplicitLocOpBuilder &b, int64_t lanes, int64_t valid) {
  if (valid >= lanes)
    return {};
  SmallVector<bool> bits(lanes, false);
  std::fill_n(bits.begin(), valid, true);
  auto type = VectorType::get({lanes}, b.getI1Type());
  return arith::ConstantOp::create(b, DenseElementsAttr::get(type, bits));
}

Value relu::loadVector(ImplicitLocOpBuilder &b, VectorType type, Value memref,
                       ValueRange position, Value mask) {
  if (!mask)
    return vector::LoadOp::create(b, type, memref, position);
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(type));
  return vector::MaskedLoadOp::create(b, type, memref, position, mask, zero);
}

void relu::storeVector(ImplicitLocOpBuilder &b, Value vector, Value memref,
                       ValueRange position, Value mask) {
  if (mask)
    vector::MaskedStoreOp::create(b, memref, position, mask, vector);
  else
    vector::StoreOp::create(b, vector, memref, position);
}
