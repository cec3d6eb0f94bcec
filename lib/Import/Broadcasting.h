// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors repeated along axes, as ONNX broadcasts.

#ifndef RELU_LIB_IMPORT_BROADCASTING_H
#define RELU_LIB_IMPORT_BROADCASTING_H

#include "Node.h"

namespace relu {

/// Makes all operands the same shape, as numpy does: axes are counted from the
/// last, and one of size 1, or one that is missing, is repeated. A size that is
/// not known is not 1. Fails, after telling `node`, when two sizes differ.
mlir::FailureOr<llvm::SmallVector<mlir::Value>>
broadcastOperands(Node &node, llvm::ArrayRef<mlir::Value> operands);

/// The same with the shape of `target`, which must be a result of the rule.
mlir::FailureOr<mlir::Value> broadcastTo(Node &node, mlir::Value value,
                                         mlir::Value target);

} // namespace relu

#endif // RELU_LIB_IMPORT_BROADCASTING_H
