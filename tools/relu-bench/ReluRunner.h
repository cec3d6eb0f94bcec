// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu itself, used as any program would use it.

#ifndef RELU_TOOLS_RELU_BENCH_RELURUNNER_H
#define RELU_TOOLS_RELU_BENCH_RELURUNNER_H

#include "Runner.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

namespace relu::bench {

/// Builds the function `@network` of `network`: one relu.dense a layer, its
/// parameters dense_resource constants that share the network's memory.
/// `isDynamic`: the batch is `?`.
mlir::OwningOpRef<mlir::ModuleOp>
buildModule(const Network &network, bool isDynamic, mlir::MLIRContext &context);

/// How relu compiles a network.
struct ReluOptions {
  bool isDynamic = false; ///< for any size of the batch
  std::string schedule;   ///< see CompileOptions::schedule
};

/// Compiles `network` for this machine and so many threads, and gives it one
/// result tensor: a single runner, which reads the network's input in place.
/// Fails when it does not compile.
llvm::Expected<Runners> prepareRelu(const Network &network, int threads,
                                    const ReluOptions &options = {});

/// relu itself, compiled for any size of the batch: measured in turn with relu,
/// its ratio says what not knowing the size costs.
Peer getDynamicRelu();

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_RELURUNNER_H
