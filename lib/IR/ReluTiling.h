// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tiling of the operations of the dialect, for the dialect's own use. Others
// reach it through mlir::TilingInterface.

#ifndef RELU_LIB_IR_RELUTILING_H
#define RELU_LIB_IR_RELUTILING_H

namespace mlir {
class MLIRContext;
} // namespace mlir

namespace relu::detail {

/// Attaches `TilingInterface` to every operation that can be cut into tiles.
/// The operations have to be in `context` already.
void attachTilingInterfaces(mlir::MLIRContext *context);

} // namespace relu::detail

#endif // RELU_LIB_IR_RELUTILING_H
