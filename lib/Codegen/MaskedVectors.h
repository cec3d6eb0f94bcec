// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vectors at the end of an axis, of which only the first elements exist.
// Private to ReluCodegen.

#ifndef RELU_LIB_CODEGEN_MASKEDVECTORS_H
#define RELU_LIB_CODEGEN_MASKEDVECTORS_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace relu {

/// The first `valid` of `lanes` lanes; null if these are all.
mlir::Value createMask(mlir::ImplicitLocOpBuilder &builder, int64_t lanes,
                       int64_t valid);

/// A vector of `memref` at `position`; what `mask` leaves out is zero and not
/// touched. No mask: all of it.
mlir::Value loadVector(mlir::ImplicitLocOpBuilder &builder,
                       mlir::VectorType type, mlir::Value memref,
                       mlir::ValueRange position, mlir::Value mask);
void storeVector(mlir::ImplicitLocOpBuilder &builder, mlir::Value vector,
                 mlir::Value memref, mlir::ValueRange position,
                 mlir::Value mask);

} // namespace relu

#endif // RELU_LIB_CODEGEN_MASKEDVECTORS_H
