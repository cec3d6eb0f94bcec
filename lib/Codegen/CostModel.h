// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How fast a layer is under a schedule, in cycles of a simple model of a core,
// and the schedule that is fastest by it.

#ifndef RELU_LIB_CODEGEN_COSTMODEL_H
#define RELU_LIB_CODEGEN_COSTMODEL_H

#include "relu/IR/ReluAttrs.h"

#include <optional>

namespace relu {

/// What the model knows of the machine.
struct Machine {
  Isa isa;
  int64_t threads;    ///< of one call
  int64_t cacheBytes; ///< of the second-level cache of a core
};

/// Layers that feed each other, and nobody else.
struct LayerChain {
  std::optional<int64_t>
      rows;                 ///< of the batch; nothing: known at run time only
  int64_t likelyRows = 128; ///< where they are not known
  int64_t inputs = 0;       ///< of the first layer
  llvm::SmallVector<int64_t> outputs; ///< of each layer
  /// No slope varies from row to row: rows may lie side by side, or go to
  /// threads of their own.
  bool rowsMayBeLanes = true;
  /// Of each layer: whether many of its inputs are zero and can be listed, and
  /// nothing is lost when the weights of these are not read.
  llvm::SmallVector<bool> sparseInputs;
  /// Of each layer: whether its weights are packed once, and not by each call,
  /// which would fill the cache with them.
  llvm::SmallVector<bool> constantWeights;
  mlir::FloatType element; ///< of the tensors
  /// Weights that are read between two runs of the chain, because they belong
  /// to other layers of the program.
  int64_t otherBytes = 0;
};

/// Whether the inputs of a layer can be listed, and are worth it: a single row
/// of f32, not too long for the stack.
bool canListNonzeros(mlir::Type element, std::optional<int64_t> rows,
                     int64_t inputs);

/// The schedules of the layers of `chain` with the lowest cost.
llvm::SmallVector<ScheduleAttr> chooseSchedules(const Machine &machine,
                                                const LayerChain &chain);

} // namespace relu

#endif // RELU_LIB_CODEGEN_COSTMODEL_H
