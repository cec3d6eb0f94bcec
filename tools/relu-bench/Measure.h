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
  /// Of samples that had to share the core, too.
  bool isShared = false;
};

/// Seconds of a call, and whether the core was free before and behind it.
struct Sample {
  double seconds;
  bool isAlone;
};

/// The statistics of those samples that had the core for themselves, one at
/// least, or with `isShared` of all.
Timing summarize(llvm::ArrayRef<Sample> samples, bool isShared);

/// The statistics of several that are compared: the first with the fastest of
/// the others. Samples of a shared core are left out where five are left of the
/// first and of each of the others that may be the fastest; if not, they count
/// for all alike.
std::vector<Timing> summarizeAlike(llvm::ArrayRef<std::vector<Sample>> samples);

/// What measureInTurn asks and tells.
struct TurnHooks {
  llvm::function_ref<void()> beforeTurn;
  /// Behind the first turn of every round.
  llvm::function_ref<void()> afterFirst;
  /// Whether nothing else runs on the core, or soon will not: asks again for so
  /// many seconds.
  llvm::function_ref<bool(double)> isAlone;
};

/// Runs each of `runners` for `seconds` in all, in ten rounds: in every round
/// all of them in turn, each of them first without taking the time, because the
/// others have used the caches meanwhile. While something else shares the core,
/// turns run for up to four times as long, and wait as long again for it to be
/// free; and there are up to thirty rounds. Fails when a run does.
llvm::Expected<std::vector<Timing>>
measureInTurn(llvm::ArrayRef<Runner *> runners, double seconds,
              const TurnHooks &hooks);

/// The index of the fastest of `runners`, by a few milliseconds each.
llvm::Expected<size_t> findFastest(llvm::ArrayRef<Runner *> runners);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_MEASURE_H
