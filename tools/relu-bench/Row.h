// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One row of the table: a workload through relu and through every peer.

#ifndef RELU_TOOLS_RELU_BENCH_ROW_H
#define RELU_TOOLS_RELU_BENCH_ROW_H

#include "Affinity.h"
#include "CoreProbe.h"
#include "Measure.h"
#include "ReluRunner.h"

#include "Roofline/FmaPeak.h"
#include "Roofline/ReadBandwidth.h"

namespace relu::bench {

/// What became of one of those that were to run.
struct Result {
  std::string name;
  std::string variant;          ///< the fastest of several, described
  std::optional<Timing> timing; ///< none: it did not run
  double maxError = 0;          ///< absolute, against f64
  std::string message;          ///< why it did not run, or what went wrong
  bool isWrong = false;         ///< not merely unsupported
};

struct Row {
  Workload workload;
  std::vector<Result> results; ///< relu first
  /// The limits of the machine during this row, on all cores of the run: flops
  /// per second, and bytes per second of a buffer of the workload's size.
  double fmaPeak = 0;
  double readBandwidth = 0;
  /// Of each run, when this row stands for several.
  std::vector<double> ratios;

  const Result &getRelu() const { return results.front(); }
  /// Null when no peer ran.
  const Result *getBestPeer() const;
  /// Time of the best peer by that of relu: above 1, relu is faster. Of several
  /// runs the median. None unless both ran.
  std::optional<double> getRatio() const;

  double getFlopsPerSecond(const Result &result) const;
  double getBytesPerSecond(const Result &result) const;
};

/// exp of the mean of the logarithms of the rows' ratios; none without ratios.
std::optional<double> getGeometricMean(llvm::ArrayRef<Row> rows);

/// How to run rows.
struct RowOptions {
  std::vector<Peer> peers;
  double seconds = 0.5; ///< for each of those that run
  uint64_t seed = 42;
  ReluOptions relu;
  bool probes = true; ///< leaves out samples of a shared core
};

/// Runs `workload`. All outputs are checked before and after the times are
/// taken; what is wrong has no time. Fails when the machine does: no memory.
llvm::Expected<Row> runRow(const Workload &workload, const RowOptions &options,
                           Affinity &affinity, CoreProbe &probe,
                           const FmaPeak &peak, const ReadBandwidth &bandwidth);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_ROW_H
