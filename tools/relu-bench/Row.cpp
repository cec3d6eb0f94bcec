// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a row: prepare, check, choose, measure, check again.

#include "Row.h"

#include "Check.h"
#include "Repeat.h"

#include <chrono>
#include <cmath>
#include <thread>

using namespace relu;
using namespace relu::bench;

namespace {

/// Keeps the fastest of `runners` whose output is right; null when none is, and
/// `result` says why.
std::unique_ptr<Runner> chooseRunner(Runners runners, const Tensor &reference,
                                     Affinity &affinity, Result &result) {
  auto fail = [&](llvm::Error error) {
    result.isWrong = true;
    result.message = llvm::toString(std::move(error));
  };
  Runners right;
  std::vector<Runner *> candidates;
  std::vector<double> errors;
  for (std::unique_ptr<Runner> &runner : runners) {
    if (llvm::Error error = runner->run()) {
      fail(std::move(error));
      continue;
    }
    auto maxError = checkOutput(runner->getOutput(), reference);
    if (!maxError) {
      fail(maxError.takeError());
      continue;
    }
    errors.push_back(*maxError);
    candidates.push_back(runner.get());
    right.push_back(std::move(runner));
  }
  affinity.pin();
  if (right.empty())
    return nullptr;
  auto fastest = findFastest(candidates);
  if (!fastest) {
    fail(fastest.takeError());
    return nullptr;
  }
  // Another variant that was wrong is in the way of nobody, but is mentioned.
  result.isWrong = false;
  result.variant = right[*fastest]->describe();
  result.maxError = errors[*fastest];
  return std::move(right[*fastest]);
}

} // namespace

llvm::Expected<Row> relu::bench::runRow(const Workload &workload,
                                        const RowOptions &options,
                                        Affinity &affinity, CoreProbe &probe,
                                        const FmaPeak &peak,
                                        const ReadBandwidth &bandwidth) {
  auto network = Network::random(workload, options.seed);
  if (!network)
    return network.takeError();
  auto reference = network->computeReference();
  if (!reference)
    return reference.takeError();
  int threads = affinity.getThreads();

  Row row;
  row.workload = workload;
  Runners runners;
  std::vector<size_t> ran; // indices of results, one for each of `runners`
  auto enter = [&](llvm::StringRef name, llvm::Expected<Runners> variants) {
    Result &result = row.results.emplace_back();
    result.name = name.str();
    if (!variants) {
      result.isWrong = true;
      result.message = llvm::toString(variants.takeError());
      return;
    }
    if (variants->empty()) {
      result.message = "not supported";
      return;
    }
    if (auto runner =
            chooseRunner(std::move(*variants), *reference, affinity, result)) {
      runners.push_back(std::move(runner));
      ran.push_back(row.results.size() - 1);
    }
  };

  affinity.spread();
  enter("relu", prepareRelu(*network, threads, options.relu));
  for (const Peer &peer : options.peers) {
    affinity.spread();
    enter(peer.name, peer.prepare(*network, threads));
  }
  affinity.pin();

  // Threads of LLVM's OpenMP wait for work for so long before they sleep, and
  // those of other libraries not longer: on the cores of the next one.
  constexpr auto kRest = std::chrono::milliseconds(220);
  auto rest = [&] {
    if (threads > 1)
      std::this_thread::sleep_for(kRest);
  };
  auto isAlone = [&](double patience) {
    // Threads that wait for work would fall asleep meanwhile.
    return !options.probes || probe.isAlone(threads > 1 ? 0 : patience);
  };
  // Behind the first, which is relu where it is right, in every round: what the
  // machine could do in the same seconds. Like the times, of one flop and of
  // one byte.
  std::vector<Sample> flopTimes, byteTimes;
  auto measureLimits = [&] {
    constexpr int kPeakRepetitions = 8;
    constexpr double kPatience = 20e-3;
    rest();
    bool isAloneBefore = isAlone(kPatience);
    double flops =
        affinity.sumOverCores([&] { return peak.measure(kPeakRepetitions); });
    bool isAloneBetween = isAlone(kPatience);
    double bytes = affinity.sumOverCores([&]() -> double {
      auto measured = bandwidth.measure(workload.getBytes() / threads);
      if (measured)
        return *measured;
      llvm::consumeError(measured.takeError());
      return 0;
    });
    flopTimes.push_back({1 / flops, isAloneBefore && isAloneBetween});
    byteTimes.push_back({1 / bytes, isAloneBetween && isAlone(0)});
  };
  std::vector<Runner *> pointers;
  for (const std::unique_ptr<Runner> &runner : runners)
    pointers.push_back(runner.get());
  auto timings =
      measureInTurn(pointers, options.seconds, {rest, measureLimits, isAlone});
  if (!timings)
    return timings.takeError();
  if (flopTimes.empty()) // nobody ran
    measureLimits();
  bool isShared = !timings->empty() && timings->front().isShared;
  auto getRate = [&](const std::vector<Sample> &times) {
    Timing timing =
        isShared ? summarize(times, isShared) : summarizeAlike({times}).front();
    return 1 / timing.median;
  };
  row.fmaPeak = getRate(flopTimes);
  row.readBandwidth = getRate(byteTimes);
  for (size_t i = 0; i < ran.size(); ++i) {
    Result &result = row.results[ran[i]];
    auto maxError = checkOutput(runners[i]->getOutput(), *reference);
    if (!maxError) {
      result.isWrong = true;
      result.message =
          "after many runs " + llvm::toString(maxError.takeError());
      continue;
    }
    result.maxError = std::max(result.maxError, *maxError);
    result.timing = (*timings)[i];
  }
  return row;
}

const Result *Row::getBestPeer() const {
  const Result *best = nullptr;
  for (const Result &result : llvm::drop_begin(results))
    if (result.timing &&
        (!best || result.timing->median < best->timing->median))
      best = &result;
  return best;
}

std::optional<double> Row::getRatio() const {
  const Result *best = getBestPeer();
  if (!best || !getRelu().timing)
    return std::nullopt;
  if (!ratios.empty())
    return getMedian(ratios);
  return best->timing->median / getRelu().timing->median;
}

double Row::getFlopsPerSecond(const Result &result) const {
  return workload.getFlops() / result.timing->median;
}

double Row::getBytesPerSecond(const Result &result) const {
  return workload.getBytes() / result.timing->median;
}

std::optional<double> relu::bench::getGeometricMean(llvm::ArrayRef<Row> rows) {
  double sum = 0;
  int count = 0;
  for (const Row &row : rows)
    if (std::optional<double> ratio = row.getRatio()) {
      sum += std::log(*ratio);
      ++count;
    }
  if (count == 0)
    return std::nullopt;
  return std::exp(sum / count);
}
