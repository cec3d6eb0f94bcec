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
/// How many times longer a turn takes on a core that is not free, and how many
/// times as many rounds there are.
constexpr int kTurnPatience = 4, kRoundPatience = 3;
/// With fewer than these the median of all samples says more.
constexpr size_t kFewestAlone = 5;
/// Who is so much slower than the fastest will not be the fastest.
constexpr double kHopeless = 1.3;

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
                       int warmups, llvm::function_ref<bool(double)> isAlone,
                       std::vector<Sample> &samples) {
  // A core that is free stays so for some milliseconds, mostly. Before shorter
  // samples waiting would only let the caches go cold.
  constexpr double kLongSample = 1e-3;
  double warmup = 0, total = 0, alone = 0, last = 0;
  for (int i = 0; i < warmups || warmup < seconds / 20; ++i) {
    auto time = sample(runner, calls);
    if (!time)
      return time.takeError();
    last = *time * calls;
    warmup += last;
  }
  bool isAloneBefore = false;
  do {
    if (!isAloneBefore)
      isAloneBefore = isAlone(last < kLongSample ? 0 : last);
    auto time = sample(runner, calls);
    if (!time)
      return time.takeError();
    bool isAloneBehind = isAlone(0);
    samples.push_back({*time, isAloneBefore && isAloneBehind});
    last = *time * calls;
    total += last;
    alone += samples.back().isAlone ? last : 0;
    isAloneBefore = isAloneBehind;
  } while (alone < seconds && total < kTurnPatience * seconds);
  return llvm::Error::success();
}

static size_t countAlone(llvm::ArrayRef<Sample> samples) {
  return llvm::count_if(samples,
                        [](const Sample &sample) { return sample.isAlone; });
}

Timing relu::bench::summarize(llvm::ArrayRef<Sample> samples, bool isShared) {
  std::vector<double> times;
  for (const Sample &sample : samples)
    if (isShared || sample.isAlone)
      times.push_back(sample.seconds);
  llvm::sort(times);
  auto percentile = [&](double part) {
    return times[static_cast<size_t>(part * (times.size() - 1) + 0.5)];
  };
  return {times.front(),    percentile(0.1), percentile(0.5),
          percentile(0.99), times.size(),    isShared};
}

/// Whether there are enough samples of a free core of the first, and of each of
/// the others that may be the fastest of them: by their fastest samples, which
/// had the core for themselves more likely than others.
static bool isDone(llvm::ArrayRef<std::vector<Sample>> samples) {
  std::vector<double> fastest;
  for (const std::vector<Sample> &ofRunner : samples)
    fastest.push_back(summarize(ofRunner, /*isShared=*/true).min);
  double best = INFINITY;
  for (size_t i = 1; i < fastest.size(); ++i)
    best = std::min(best, fastest[i]);
  for (size_t i = 0; i < samples.size(); ++i)
    if ((i == 0 || fastest[i] <= kHopeless * best) &&
        countAlone(samples[i]) < kFewestAlone)
      return false;
  return true;
}

std::vector<Timing>
relu::bench::summarizeAlike(llvm::ArrayRef<std::vector<Sample>> samples) {
  bool isShared = !isDone(samples);
  std::vector<Timing> timings;
  for (const std::vector<Sample> &ofRunner : samples)
    timings.push_back(
        summarize(ofRunner, isShared || countAlone(ofRunner) < kFewestAlone));
  return timings;
}

llvm::Expected<std::vector<Timing>>
relu::bench::measureInTurn(llvm::ArrayRef<Runner *> runners, double seconds,
                           const TurnHooks &hooks) {
  std::vector<int64_t> calls;
  for (Runner *runner : runners) {
    auto count = findCallsPerSample(*runner);
    if (!count)
      return count.takeError();
    calls.push_back(*count);
  }
  std::vector<std::vector<Sample>> samples(runners.size());
  for (int round = 0; round < kRounds ||
                      (round < kRoundPatience * kRounds && !isDone(samples));
       ++round) {
    for (size_t i = 0; i < runners.size(); ++i) {
      hooks.beforeTurn();
      if (llvm::Error error = run(*runners[i], seconds / kRounds, calls[i],
                                  kWarmups, hooks.isAlone, samples[i]))
        return error;
      if (i == 0)
        hooks.afterFirst();
    }
  }
  return summarizeAlike(samples);
}

llvm::Expected<size_t>
relu::bench::findFastest(llvm::ArrayRef<Runner *> runners) {
  constexpr double kSeconds = 2e-3;
  constexpr int kTrials = 3;
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
      std::vector<Sample> samples;
      if (llvm::Error error = run(
              *runners[i], kSeconds, *calls, /*warmups=*/1,
              [](double) { return true; }, samples))
        return error;
      best[i] = std::min(best[i], summarize(samples, /*isShared=*/true).median);
    }
  return llvm::min_element(best) - best.begin();
}
