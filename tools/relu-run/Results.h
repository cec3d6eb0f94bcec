// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the results of relu-run go, and what they are compared with.

#ifndef RELU_TOOLS_RELU_RUN_RESULTS_H
#define RELU_TOOLS_RELU_RUN_RESULTS_H

#include "Options.h"

#include "relu/Execution/Signature.h"
#include "relu/Execution/Tensor.h"

#include <random>

namespace relu {

/// Checks what --output says against the results of `function`, before anything
/// is computed.
llvm::Error checkOutputs(const RunOptions &options, const Signature &function);

/// Writes `results` to the files of --output, or as text to stdout.
llvm::Error writeResults(const RunOptions &options,
                         llvm::ArrayRef<Tensor> results);

/// Loads what --expect says, in order; at most as many as `function` has
/// results.
llvm::Expected<std::vector<Tensor>> loadExpected(const RunOptions &options,
                                                 const Signature &function,
                                                 std::mt19937_64 &random);

/// Prints to stderr how far `actual` is from `expected`, which may be shorter
/// and comes from `source`. Whether all of it is near enough; fails when the
/// types do not go together.
llvm::Expected<bool> compareResults(const RunOptions &options,
                                    llvm::ArrayRef<Tensor> actual,
                                    llvm::ArrayRef<Tensor> expected,
                                    llvm::StringRef source);

} // namespace relu

#endif // RELU_TOOLS_RELU_RUN_RESULTS_H
