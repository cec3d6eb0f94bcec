// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Networks as callable objects: compile a module, read its signatures, run its
// functions on tensors of the caller.

#ifndef RELU_EXECUTION_EXECUTABLE_H
#define RELU_EXECUTION_EXECUTABLE_H

#include "relu/Codegen/Target.h"
#include "relu/Execution/BoundCall.h"
#include "relu/Execution/Signature.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include <memory>

namespace relu {

/// How to compile.
struct CompileOptions {
  enum class Path {
    Compiled,  ///< the pipeline `relu-compile`
    Reference, ///< the pipeline `relu-reference`: slow, and obviously right
  };
  Path path = Path::Compiled;
  /// The only function to compile; empty: all public ones.
  std::string function;
  /// Must be able to run here; see Target::getFeaturesMissingOnHost. With more
  /// than one thread, and enough work for them, MissingRuntimeError where there
  /// is no OpenMP.
  Target target = Target::host();
  /// Parts of the schedules of all layers that are chosen by hand, such as
  /// "rows=8,cols=48": see the pass relu-schedule-dense.
  std::string schedule;
  /// Whether Path::Compiled computes new weights from the given ones
  /// (relu-fold-affine and relu-merge-dense), which changes the rounding of
  /// results.
  bool foldWeights = true;
};

/// Seconds that the phases of a compilation took.
struct CompileTimes {
  double optimize = 0; ///< model to smaller model
  double lower = 0;    ///< model to LLVM dialect, weights packed
  double codegen = 0;  ///< LLVM dialect to machine code
};

/// A failure that is not the fault of the model or the inputs.
class InternalError : public llvm::ErrorInfo<InternalError, llvm::StringError> {
public:
  static char ID;
  using Base = llvm::ErrorInfo<InternalError, llvm::StringError>;
  using Base::Base;
  explicit InternalError(const llvm::Twine &message)
      : Base(message, llvm::inconvertibleErrorCode()) {}
};

/// What a call with inputs of certain sizes gives and needs.
struct CallInfo {
  llvm::SmallVector<TensorType, 1> results;
  int64_t workspaceBytes = 0;
  /// Additions and multiplications of the dense layers.
  int64_t flops = 0;
};

/// A compiled module. Independent of the module and the context that it was
/// compiled from. All methods may be called from several threads at once.
class Executable {
public:
  /// Compiles a copy of `module`. Diagnostics go to the handler of its context;
  /// the error only says that they did, or what failed after them.
  static llvm::Expected<std::unique_ptr<Executable>>
  compile(mlir::ModuleOp module, const CompileOptions &options = {});

  ~Executable();

  /// Of the compiled functions.
  llvm::ArrayRef<Signature> getSignatures() const;

  /// What a call of `function` on inputs of these types gives. Fails when their
  /// number, element kinds, ranks or sizes do not fit the signature, or each
  /// other.
  llvm::Expected<CallInfo>
  getCallInfo(const Signature &function,
              llvm::ArrayRef<ConstTensorView> inputs) const;

  /// Runs `function`, one of getSignatures(). The caller owns all tensors;
  /// results must not overlap inputs or each other. Fails as getCallInfo does,
  /// and when the results have other types than it says. Allocates nothing
  /// once as many threads have called as call at the same time.
  llvm::Error run(const Signature &function,
                  llvm::ArrayRef<ConstTensorView> inputs,
                  llvm::ArrayRef<TensorView> results) const;

  /// Allocates results, and runs.
  llvm::Expected<std::vector<Tensor>>
  run(const Signature &function, llvm::ArrayRef<ConstTensorView> inputs) const;

  /// A call of `function` on these tensors, to be run any number of times at
  /// the cost of the function alone. Checks what `run` checks, and fails as it
  /// does; the call has a workspace of its own.
  llvm::Expected<BoundCall> bind(const Signature &function,
                                 llvm::ArrayRef<ConstTensorView> inputs,
                                 llvm::ArrayRef<TensorView> results) const;

  const CompileTimes &getCompileTimes() const;

  /// Bytes of the constants that the code reads.
  int64_t getConstantBytes() const;

private:
  struct Impl;
  explicit Executable(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl; // bound calls share it
};

} // namespace relu

#endif // RELU_EXECUTION_EXECUTABLE_H
