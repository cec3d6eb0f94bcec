// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How fast a layer is under a schedule, in cycles of a simple model of a core,
// and the schedule that is fastest by it.

#ifndef RELU_LIB_CODEGEN_COSTMODEL_H
#define RELU_LIB_CODEGEN_COSTMODEL_H

#include "relu/IR/ReluAttrs.h"

#include <optional>

namespace relu {

/// Layers that feed each other, and nobody else.
struct LayerChain {
  std::optional<int64_t>
      rows;           ///< of the batch; nothing: known at run time only
  int64_t inputs = 0; ///< of the first layer
  llvm::SmallVector<int64_t> outputs; ///< of each layer
  bool rowsMayBeLanes = true;         ///< no slope varies from row to row
  mlir::FloatType element;            ///< of the tensors
};

/// The schedules of the layers of `chain` with the lowest cost.
llvm::SmallVector<ScheduleAttr> chooseSchedules(Isa isa,
                                                const LayerChain &chain);

} // namespace relu

#endif // RELU_LIB_CODEGEN_COSTMODEL_H
