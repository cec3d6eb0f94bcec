// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Medians over runs. Of the ratios, not of the times that they are made of: the
// machine may have been slower in one run, for all.

#include "Repeat.h"

#include "llvm/ADT/STLExtras.h"

using namespace relu::bench;

/// Quiet machines stay below half of this; with another program on the core
/// the medians are twice the 10th percentile and more.
constexpr double kSteady = 1.15;

double relu::bench::getMedian(std::vector<double> values) {
  llvm::sort(values);
  size_t half = values.size() / 2;
  return values.size() % 2 ? values[half]
                           : (values[half - 1] + values[half]) / 2;
}

/// The median of what `get` returns of each of `items`.
template <typename T, typename Get>
static double getMedianOf(llvm::ArrayRef<T> items, Get get) {
  std::vector<double> values;
  for (const T &item : items)
    values.push_back(get(item));
  return getMedian(std::move(values));
}

/// `results` are of one library, each of a run.
static Result merge(llvm::ArrayRef<Result> results) {
  Result merged = results.front();
  std::vector<Timing> timings;
  for (const Result &result : results) {
    if (!result.timing)
      return result; // with the reason
    merged.maxError = std::max(merged.maxError, result.maxError);
    timings.push_back(*result.timing);
  }
  llvm::ArrayRef<Timing> all(timings);
  merged.timing = Timing{
      getMedianOf(all, [](const Timing &t) { return t.min; }),
      getMedianOf(all, [](const Timing &t) { return t.p10; }),
      getMedianOf(all, [](const Timing &t) { return t.median; }),
      getMedianOf(all, [](const Timing &t) { return t.p99; }),
      0,
      llvm::any_of(all, [](const Timing &t) { return t.isShared; }),
  };
  for (const Timing &timing : timings)
    merged.timing->samples += timing.samples;
  return merged;
}

Row relu::bench::mergeRuns(llvm::ArrayRef<Row> runs) {
  Row merged;
  merged.workload = runs.front().workload;
  merged.fmaPeak =
      getMedianOf(runs, [](const Row &run) { return run.fmaPeak; });
  merged.readBandwidth =
      getMedianOf(runs, [](const Row &run) { return run.readBandwidth; });
  for (size_t i = 0; i < runs.front().results.size(); ++i) {
    std::vector<Result> results;
    for (const Row &run : runs)
      results.push_back(run.results[i]);
    merged.results.push_back(merge(results));
  }
  for (const Row &run : runs)
    if (std::optional<double> ratio = run.getRatio())
      merged.ratios.push_back(*ratio);
  if (merged.ratios.size() < runs.size())
    merged.ratios.clear();
  return merged;
}

bool relu::bench::isUnstable(const Row &row) {
  auto isSpread = [](const Result *result) {
    return result && result->timing &&
           (result->timing->isShared ||
            result->timing->median > kSteady * result->timing->p10);
  };
  if (isSpread(&row.getRelu()) || isSpread(row.getBestPeer()))
    return true;
  if (row.ratios.empty())
    return false;
  auto [least, most] =
      std::minmax_element(row.ratios.begin(), row.ratios.end());
  return *most > kSteady * *least;
}
