// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How times are taken: in rounds, so that a machine that is slow for a while is
// slow for all.

#ifndef RELU_TOOLS_RELU_BENCH_MEASURE_H
#define RELU_TOOLS_RELU_BENCH_MEASURE_H

#include "Runner.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace relu::bench {

/// Seconds of one call.
struct Timing {
  double min = 0;
  double p10 = 0;
  double median = 0;
  double p99 = 0;
  /// Each is the mean of as many calls as take some 50 us, or one.
  size_t samples = 0;
};

/// The statistics of these samples, one at least.
Timing summarize(std::vector<double> samples);

/// Runs each of `runners` for `seconds` in all, in ten rounds: in every round
/// all of them in turn, each of them first without taking the time, because the
/// others have used the caches meanwhile. Calls `beforeTurn` before each turn,
/// and `afterFirst` behind the first turn of every round. Fails when a run
/// does.
llvm::Expected<std::vector<Timing>>
measureInTurn(llvm::ArrayRef<Runner *> runners, double seconds,
              llvm::function_ref<void()> beforeTurn,
              llvm::function_ref<void()> afterFirst);

/// The index of the fastest of `runners`, by a few milliseconds each.
llvm::Expected<size_t> findFastest(llvm::ArrayRef<Runner *> runners);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_MEASURE_H
