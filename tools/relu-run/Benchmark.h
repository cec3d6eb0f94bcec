// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The timing of relu-run --benchmark.

#ifndef RELU_TOOLS_RELU_RUN_BENCHMARK_H
#define RELU_TOOLS_RELU_RUN_BENCHMARK_H

#include "Options.h"

#include "relu/Execution/Executable.h"

#include "mlir/IR/MLIRContext.h"

namespace relu {

/// Times `function` on `inputs`, and prints what it was, on which machine, and
/// how far from the peak of the multiply-add units, measured in the same run.
llvm::Error runBenchmark(const RunOptions &options, const Target &target,
                         const Executable &executable,
                         const Signature &function,
                         llvm::ArrayRef<ConstTensorView> inputs,
                         mlir::MLIRContext &context);

} // namespace relu

#endif // RELU_TOOLS_RELU_RUN_BENCHMARK_H
