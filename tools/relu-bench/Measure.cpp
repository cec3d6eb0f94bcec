// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Takes times: medians of many samples, each long enough for the clock.

#include "Measure.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <chrono>
#include <cmath>

using namespace relu::bench;

using Clock = std::chrono::steady_clock;

/// Reading the clock takes 20 to 130 ns: a few thousandths of this.
constexpr double kShortestSample = 50e-6;
constexpr int kRounds = 10;
/// A cache that many cores share does not keep what it is asked for once.
constexpr int kWarmups = 3;

/// Seconds that a call takes, as the mean of `calls`.
static llvm::Expected<double> sample(Runner &runner, int64_t calls) {
  auto start = Clock::now();
  for (int64_t i = 0; i < calls; ++i)
    if (llvm::Error error = runner.run())
      return error;
  return std::chrono::duration<double>(Clock::now() - start).count() / calls;
}

/// How many calls make a sample.
static llvm::Expected<int64_t> findCallsPerSample(Runner &runner) {
  for (int64_t calls = 1;; calls *= 4) {
    auto seconds = sample(runner, calls);
    if (!seconds)
      return seconds.takeError();
    if (*seconds * calls >= kShortestSample / 4)
      return std::max<int64_t>(1, std::ceil(kShortestSample / *seconds));
  }
}

/// Runs for so long, first `warmups` samples and a twentieth of the time
/// without taking them.
static llvm::Error run(Runner &runner, double seconds, int64_t calls,
                       int warmups, std::vector<double> &samples) {
  double warmup = 0, total = 0;
  for (int i = 0; i < warmups || warmup < seconds / 20; ++i) {
    auto time = sample(runner, calls);
    if (!time)
      return time.takeError();
    warmup += *time * calls;
  }
  do {
    auto time = sample(runner, calls);
    if (!time)
      return time.takeError();
    samples.push_back(*time);
    total += *time * calls;
  } while (total < seconds);
  return llvm::Error::success();
}

Timing relu::bench::summarize(std::vector<double> samples) {
  llvm::sort(samples);
  auto percentile = [&](double part) {
    return samples[static_cast<size_t>(part * (samples.size() - 1) + 0.5)];
  };
  return {samples.front(), percentile(0.1), percentile(0.5), percentile(0.99),
          samples.size()};
}

llvm::Expected<std::vector<Timing>>
relu::bench::measureInTurn(llvm::ArrayRef<Runner *> runners, double seconds,
                           llvm::function_ref<void()> beforeTurn,
                           llvm::function_ref<void()> afterFirst) {
  std::vector<int64_t> calls;
  for (Runner *runner : runners) {
    auto count = findCallsPerSample(*runner);
    if (!count)
      return count.takeError();
    calls.push_back(*count);
  }
  std::vector<std::vector<double>> samples(runners.size());
  for (int round = 0; round < kRounds; ++round) {
    for (size_t i = 0; i < runners.size(); ++i) {
      beforeTurn();
      if (llvm::Error error = run(*runners[i], seconds / kRounds, calls[i],
                                  kWarmups, samples[i]))
        return error;
      if (i == 0)
        afterFirst();
    }
  }
  std::vector<Timing> timings;
  for (std::vector<double> &times : samples)
    timings.push_back(summarize(std::move(times)));
  return timings;
}

llvm::Expected<size_t>
relu::bench::findFastest(llvm::ArrayRef<Runner *> runners) {
  constexpr double kSeconds = 2e-3;
  constexpr int kTrials = 3;
  // What is so much slower in the first trial is not tried again.
  constexpr double kHopeless = 1.3;
  if (runners.size() == 1)
    return 0;
  std::vector<double> best(runners.size(), INFINITY);
  for (int trial = 0; trial < kTrials; ++trial)
    for (size_t i = 0; i < runners.size(); ++i) {
      if (trial > 0 && best[i] > kHopeless * *llvm::min_element(best))
        continue;
      auto calls = findCallsPerSample(*runners[i]);
      if (!calls)
        return calls.takeError();
      std::vector<double> samples;
      if (llvm::Error error =
              run(*runners[i], kSeconds, *calls, /*warmups=*/1, samples))
        return error;
      best[i] = std::min(best[i], summarize(std::move(samples)).median);
    }
  return llvm::min_element(best) - best.begin();
}
