// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pipelines: each takes the IR from one level to the next, and can be
// registered, run and dumped by name.

#ifndef RELU_PIPELINES_PIPELINES_H
#define RELU_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace relu {

/// For which machine to compile.
struct TargetOptions : mlir::PassPipelineOptions<TargetOptions> {
  Option<std::string> cpu{
      *this, "cpu",
      llvm::cl::desc("Name of the CPU, such as x86-64-v3; 'host' or nothing is "
                     "this machine, unless the module names its target"),
      llvm::cl::init("")};
  Option<int64_t> threads{
      *this, "threads",
      llvm::cl::desc("Threads of one call, 1 to 1024; 0: what the module says, "
                     "or 1"),
      llvm::cl::init(0)};
  Option<int64_t> cacheBytes{
      *this, "cache-bytes",
      llvm::cl::desc("Second-level cache of a core, 65536 to 1073741824 bytes; "
                     "0: what the module says, or that of this machine, or "
                     "2 MiB"),
      llvm::cl::init(0)};
  Option<int64_t> batchHint{
      *this, "batch-hint",
      llvm::cl::desc("Rows that a batch of unknown size likely has, 1 or more"),
      llvm::cl::init(128)};
  Option<std::string> schedule{
      *this, "schedule",
      llvm::cl::desc("Parameters that all schedules take instead of what is "
                     "chosen, such as rows=8,cols=48"),
      llvm::cl::init("")};
};

/// What is raised.
struct RaiseOptions : mlir::PassPipelineOptions<RaiseOptions> {
  Option<bool> tosa{
      *this, "tosa",
      llvm::cl::desc("Raise TOSA, and lower to linalg what is left of it"),
      llvm::cl::init(true)};
};

/// Upstream's passes from TOSA to linalg, arith and tensor; they change nothing
/// else.
void addTosaToLinalg(mlir::OpPassManager &manager);

/// `relu-raise`: linalg, arith, math and TOSA to model.
void buildRaisePipeline(mlir::OpPassManager &manager,
                        const RaiseOptions &options = {});

/// What may change when a model is made smaller.
struct OptimizeOptions : mlir::PassPipelineOptions<OptimizeOptions> {
  Option<bool> foldWeights{
      *this, "fold-weights",
      llvm::cl::desc("Compute new weights: fold scales and shifts into layers, "
                     "merge linear layers; results are rounded differently"),
      llvm::cl::init(true)};
};

/// `relu-optimize`: model to smaller model. Inlines calls, folds scales and
/// shifts, merges linear layers, fuses biases and activations. Needs no target.
void buildOptimizePipeline(mlir::OpPassManager &manager,
                           const OptimizeOptions &options = {});

/// `relu-schedule`: model to scheduled layers with packed weights.
void buildSchedulePipeline(mlir::OpPassManager &manager,
                           const TargetOptions &options);

/// `relu-lower-to-vector`: scheduled layers to functions on buffers that hold
/// loops of vector code.
void buildLowerToVectorPipeline(mlir::OpPassManager &manager);

/// `relu-lower-to-llvm`: buffers, loops and vectors to the LLVM dialect.
void buildLowerToLLVMPipeline(mlir::OpPassManager &manager);

/// `relu-compile`: all of the above, in this order.
void buildCompilePipeline(mlir::OpPassManager &manager,
                          const TargetOptions &options);

/// `relu-reference`: model to the LLVM dialect by `convert-relu-to-linalg` and
/// upstream loops. No fusion, no vectors, no fast-math but `nsz`. The
/// operations of relu on f32 are computed in f64, those on f16 and bf16 in f32,
/// each result rounded once: the oracle that other paths are compared with.
void buildReferencePipeline(mlir::OpPassManager &manager);

/// Registers all of the above by name. Calling it again changes nothing.
void registerPipelines();

} // namespace relu

#endif // RELU_PIPELINES_PIPELINES_H
