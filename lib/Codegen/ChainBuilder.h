// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How layers run block by block of rows.

#ifndef RELU_LIB_CODEGEN_CHAINBUILDER_H
#define RELU_LIB_CODEGEN_CHAINBUILDER_H

#include "relu/IR/Relu.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace relu {

/// Whether rows of `input`, of which a tile of `layer` reads several at a time,
/// lie a multiple of 4 KiB apart: so few of them have room in a first-level
/// cache of `l1Ways` ways at a time that a copy with other distances pays.
bool hasConflictingRows(PackedDenseOp layer, mlir::Value input, int64_t l1Ways);

/// Emits `chain`, layers each of which alone reads what the one before it
/// writes, for all rows of `input` [rows, features], into `output`. The
/// schedule of the last layer says how rows are cut. With `copiesInput` each
/// block of rows of the input is copied to rows with other distances.
void emitChain(mlir::ImplicitLocOpBuilder &builder,
               llvm::ArrayRef<PackedDenseOp> chain, mlir::Value input,
               mlir::Value output, bool copiesInput);

} // namespace relu

#endif // RELU_LIB_CODEGEN_CHAINBUILDER_H
