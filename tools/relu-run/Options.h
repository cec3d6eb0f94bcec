// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line of relu-run, read into one struct.

#ifndef RELU_TOOLS_RELU_RUN_OPTIONS_H
#define RELU_TOOLS_RELU_RUN_OPTIONS_H

#include "relu/Execution/Compare.h"
#include "relu/Execution/Emit.h"

#include <optional>
#include <string>
#include <vector>

namespace relu {

/// What the user asked for.
struct RunOptions {
  std::string model;
  std::string function; ///< empty: the only public one
  std::vector<std::string> inputs;
  std::string dataSet;          ///< a folder of ONNX tensors
  std::optional<int64_t> batch; ///< TensorType::kDynamic: not known
  std::vector<std::string> outputs;
  std::vector<std::string> expected;
  Tolerance tolerance;
  bool hasTolerance = false;
  bool verify = false;
  bool showSignature = false;
  bool showTimes = false;

  bool benchmark = false;
  int64_t benchmarkRuns = 0; ///< 0: as many as fit in benchmarkSeconds
  double benchmarkSeconds = 1;
  int64_t warmup = 3;

  std::optional<EmitKind> emit;
  std::string emitPath = "-";
  std::string cpu;
  std::string schedule;
  int64_t threads = 1;
  uint64_t seed = 42;
  int64_t maxPrintedElements = 1000;
};

/// Reads the command line. Nothing when it is wrong, after saying why on
/// stderr.
std::optional<RunOptions> parseOptions(int argc, char **argv);

} // namespace relu

#endif // RELU_TOOLS_RELU_RUN_OPTIONS_H
