// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu itself, used as any program would use it.

#ifndef RELU_TOOLS_RELU_BENCH_RELURUNNER_H
#define RELU_TOOLS_RELU_BENCH_RELURUNNER_H

#include "Runner.h"

#include "relu/Execution/Executable.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace relu::bench {

/// Builds the function `@network` of `network`: one relu.dense a layer, its
/// parameters dense_resource constants that share the network's memory.
/// `isDynamic`: the batch is `?`.
mlir::OwningOpRef<mlir::ModuleOp>
buildModule(const Network &network, bool isDynamic, mlir::MLIRContext &context);

/// Compiles `network` for `target` and so many threads, and gives it one result
/// tensor. It reads the network's input in place. Fails when it does not
/// compile.
llvm::Expected<std::unique_ptr<Runner>>
createReluRunner(const Network &network, const Target &target, int threads,
                 bool isDynamic, mlir::MLIRContext &context);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_RELURUNNER_H
