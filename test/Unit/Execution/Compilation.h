// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From MLIR text to results in one or two calls, on each of the paths that a
// network can take.

#ifndef RELU_TEST_UNIT_EXECUTION_COMPILATION_H
#define RELU_TEST_UNIT_EXECUTION_COMPILATION_H

#include "../Messages.h"

#include "relu/Execution/Compare.h"
#include "relu/Execution/Executable.h"

#include "mlir/IR/OwningOpRef.h"

namespace relu_test {

/// A way from a model to numbers.
struct ExecutionPath {
  const char *name;
  relu::CompileOptions::Path path;
  const char *cpu;
};

/// The reference; compiled for this machine, for AVX2, and for plain SSE2,
/// which is the generic vector code.
inline constexpr ExecutionPath kPaths[] = {
    {"Reference", relu::CompileOptions::Path::Reference, "host"},
    {"Host", relu::CompileOptions::Path::Compiled, "host"},
    {"Avx2", relu::CompileOptions::Path::Compiled, "x86-64-v3"},
    {"Sse2", relu::CompileOptions::Path::Compiled, "x86-64"},
};
inline constexpr ExecutionPath kReferencePath = kPaths[0];
inline constexpr ExecutionPath kHostPath = kPaths[1];

/// Why `path` can not be taken on this machine; empty when it can.
std::string whyNotHere(const ExecutionPath &path);

/// The target of `path`, which can be taken here.
relu::CompileOptions getOptions(const ExecutionPath &path);

/// Null, and a failure of the test, when the text is not a valid module.
mlir::OwningOpRef<mlir::ModuleOp> parseModule(llvm::StringRef text,
                                              mlir::MLIRContext *context);

/// Null, and a failure of the test that shows the diagnostics, when that fails.
std::unique_ptr<relu::Executable> compile(mlir::ModuleOp module,
                                          const ExecutionPath &path,
                                          bool foldWeights = true,
                                          llvm::StringRef schedule = "");
std::unique_ptr<relu::Executable> compile(llvm::StringRef text,
                                          const ExecutionPath &path);

/// The function called `name`; aborts when there is none.
const relu::Signature &getFunction(const relu::Executable &executable,
                                   llvm::StringRef name);

/// A tensor that holds `values`, each rounded to `element`.
relu::Tensor makeTensor(relu::ElementKind element,
                        llvm::ArrayRef<int64_t> shape,
                        llvm::ArrayRef<double> values);

/// Runs a function of one result; aborts when that fails.
relu::Tensor runOne(const relu::Executable &executable,
                    const relu::Signature &function,
                    llvm::ArrayRef<relu::ConstTensorView> inputs);

/// The elements as doubles.
std::vector<double> getValues(const relu::ConstTensorView &tensor);

/// Empty when `actual` is near enough to `expected`; else what is not.
std::string describeMismatches(const relu::ConstTensorView &actual,
                               const relu::ConstTensorView &expected,
                               const relu::Tolerance &tolerance = {});

} // namespace relu_test

/// Leaves the test when the machine lacks what `path` needs.
#define SKIP_UNLESS_RUNNABLE(path)                                             \
  if (std::string why = relu_test::whyNotHere(path); !why.empty())             \
  GTEST_SKIP() << why

#endif // RELU_TEST_UNIT_EXECUTION_COMPILATION_H
