// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The relu dialect with its attributes and operations.

#ifndef RELU_IR_RELU_H
#define RELU_IR_RELU_H

#include "relu/IR/ReluAttrs.h"
#include "relu/IR/ReluDialect.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace relu::detail {
/// What the scheduled operations share: each writes all of its one
/// destination, never reads it, and reads every other operand.
void getScheduledOpEffects(
    mlir::DestinationStyleOpInterface op,
    llvm::SmallVectorImpl<mlir::MemoryEffects::EffectInstance> &effects);
mlir::bufferization::AliasingValueList
getScheduledOpAliases(mlir::DestinationStyleOpInterface op,
                      mlir::OpOperand &operand);
mlir::LogicalResult
bufferizeScheduledOp(mlir::DestinationStyleOpInterface op,
                     mlir::RewriterBase &rewriter,
                     const mlir::bufferization::BufferizationOptions &options,
                     mlir::bufferization::BufferizationState &state);
} // namespace relu::detail

#define GET_OP_CLASSES
#include "relu/IR/ReluOps.h.inc"

#endif // RELU_IR_RELU_H
