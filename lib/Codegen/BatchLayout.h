// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the rows of a batch lie in a buffer.

#ifndef RELU_LIB_CODEGEN_BATCHLAYOUT_H
#define RELU_LIB_CODEGEN_BATCHLAYOUT_H

#include "relu/IR/Activation.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace relu {

/// `buffer` [batch..., features] as [rows, features]: all batch axes made one,
/// a missing one added. Null when the layout of `buffer` does not allow it.
mlir::Value collapseBatchAxes(mlir::ImplicitLocOpBuilder &builder,
                              mlir::Value buffer);

/// Whether each slope of `activation` on tensors or buffers of `rank` axes is
/// one number, or varies along the last axis, and still does when all batch
/// axes are one.
bool hasSlopesAlongOutputs(ActivationAttrInterface activation,
                           mlir::ValueRange slopes, int64_t rank);

/// The type of a block of rows that lie side by side: [rows, features], with
/// unit stride along the rows.
mlir::MemRefType getRowsInLanes(int64_t rows, int64_t features,
                                mlir::Type element);

/// Whether `type` is getRowsInLanes(rows, …).
bool hasRowsInLanes(mlir::MemRefType type, int64_t rows);

/// How many rows are in a block when `rows`, an index, is known at run time
/// only: `mostRows` at most, in whole tiles of `tileRows` rows, and about as
/// many in the last block as in the others. At least 1.
mlir::Value createBlockRows(mlir::ImplicitLocOpBuilder &builder,
                            mlir::Value rows, int64_t mostRows,
                            int64_t tileRows);

} // namespace relu

#endif // RELU_LIB_CODEGEN_BATCHLAYOUT_H
