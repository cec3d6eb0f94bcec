// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parts of a schedule that are chosen by hand instead of by the cost model.

#ifndef RELU_LIB_CODEGEN_SCHEDULEOVERRIDE_H
#define RELU_LIB_CODEGEN_SCHEDULEOVERRIDE_H

#include "relu/IR/ReluAttrs.h"

#include "llvm/Support/Error.h"
#include <optional>

namespace relu {

struct ScheduleOverride {
  std::optional<int64_t> rows, cols, rowBlock, unroll;
  std::optional<int64_t> rowThreads, threadRows, colThreads;
  std::optional<Lanes> lanes;
  std::optional<bool> fuseInput, sparseInput, alternate;

  /// Reads "rows=8,cols=48": the parameters of #relu.schedule but for `isa`,
  /// each at most once, in any order. Fails with a message that says what was
  /// expected.
  static llvm::Expected<ScheduleOverride> parse(llvm::StringRef text);

  /// `schedule` with these parts. A way to share a layer among threads that
  /// they exclude is dropped. Null, with errors emitted, when they break a
  /// constraint of schedules. `sparse_input` can only be switched off: whether
  /// it is right depends on the weights. `alternate` stays off where there are
  /// no panels.
  ScheduleAttr
  apply(ScheduleAttr schedule,
        llvm::function_ref<mlir::InFlightDiagnostic()> emitError) const;
};

} // namespace relu

#endif // RELU_LIB_CODEGEN_SCHEDULEOVERRIDE_H
