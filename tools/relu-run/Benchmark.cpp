// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Times a function: medians, because the machine may be shared, and always on
// the data that the user gave or on random ones.

#include "Benchmark.h"

#include "Roofline/FmaPeak.h"

#include "llvm/Support/Format.h"
#include "llvm/TargetParser/Host.h"
#include <chrono>

using namespace relu;

/// Seconds. Shorter calls are timed in groups: reading the clock takes some 20
/// ns, a hundredth of this.
constexpr double kShortestSample = 2e-6;

/// "12.3 us": three digits or more, in the unit that suits.
static std::string formatSeconds(double seconds) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (seconds < 1e-6)
    os << llvm::format("%.1f ns", seconds * 1e9);
  else if (seconds < 1e-3)
    os << llvm::format("%.2f us", seconds * 1e6);
  else if (seconds < 1)
    os << llvm::format("%.3f ms", seconds * 1e3);
  else
    os << llvm::format("%.3f s", seconds);
  return text;
}

static double percentile(llvm::ArrayRef<double> sorted, double part) {
  return sorted[static_cast<size_t>(part * (sorted.size() - 1) + 0.5)];
}

llvm::Error relu::runBenchmark(const RunOptions &options, const Target &target,
                               const Executable &executable,
                               const Signature &function,
                               llvm::ArrayRef<ConstTensorView> inputs,
                               mlir::MLIRContext &context) {
  auto info = executable.getCallInfo(function, inputs);
  if (!info)
    return info.takeError();
  std::vector<Tensor> results;
  llvm::SmallVector<TensorView, 1> views;
  double bytes = executable.getConstantBytes();
  for (const TensorType &type : info->results) {
    auto tensor = Tensor::create(type);
    if (!tensor)
      return tensor.takeError();
    bytes += tensor->getByteSize();
    results.push_back(std::move(*tensor));
  }
  for (Tensor &tensor : results)
    views.push_back(tensor.getView());
  for (const ConstTensorView &input : inputs)
    bytes += *input.type.getByteSize();

  // Before and after: the speed of a shared machine changes.
  ElementKind element = function.results.empty() ||
                                function.results[0].element != ElementKind::f64
                            ? ElementKind::f32
                            : ElementKind::f64;
  auto fmaPeak = FmaPeak::create(target, element, context);
  if (!fmaPeak)
    return fmaPeak.takeError();
  double peakBefore = fmaPeak->measure();

  auto call = executable.bind(function, inputs, views);
  if (!call)
    return call.takeError();
  using Clock = std::chrono::steady_clock;
  int64_t group = 1; // calls between two looks at the clock
  auto once = [&] {
    auto start = Clock::now();
    for (int64_t i = 0; i < group; ++i)
      call->run();
    return std::chrono::duration<double>(Clock::now() - start).count() / group;
  };
  for (int64_t i = 0; i < options.warmup; ++i)
    once();
  // Whoever asks for a number of runs gets the time of each.
  if (options.benchmarkRuns == 0)
    while (once() * group < kShortestSample)
      group *= 2;
  std::vector<double> times;
  double total = 0;
  constexpr size_t kFewest = 5, kMost = 10000000;
  while (options.benchmarkRuns > 0
             ? times.size() < static_cast<size_t>(options.benchmarkRuns)
             : (total < options.benchmarkSeconds || times.size() < kFewest) &&
                   times.size() < kMost) {
    times.push_back(once());
    total += times.back() * group;
  }
  llvm::sort(times);

  double peak = std::max(peakBefore, fmaPeak->measure());
  double median = percentile(times, 0.5);

  llvm::raw_ostream &os = llvm::outs();
  os << "function: " << function.str() << '\n';
  os << "inputs:";
  for (const ConstTensorView &input : inputs)
    os << ' ' << input.type;
  os << '\n';
  os << "machine: " << llvm::sys::getHostCPUName() << " as detected, kernels "
     << stringifyIsa(target.getIsa()) << ", "
     << countOf(target.getThreads(), "thread") << ", seed " << options.seed
     << ", " << times.size() * group << " runs after " << options.warmup;
  if (group > 1)
    os << ", timed in groups of " << group;
  os << '\n';
  os << "time: min " << formatSeconds(times.front()) << ", median "
     << formatSeconds(median) << ", p99 "
     << formatSeconds(percentile(times, 0.99)) << '\n';
  os << llvm::format("dense layers: %.2f GFLOP/s, %.1f %% of the FMA peak of "
                     "%.1f GFLOP/s (%s) measured in this run%s\n",
                     info->flops / median * 1e-9,
                     100.0 * info->flops / median / peak, peak * 1e-9,
                     getName(element).str().c_str(),
                     target.getThreads() > 1 ? " on one core" : "");
  os << llvm::format("memory: %.2f GB/s of inputs, constants and results\n",
                     bytes / median * 1e-9);
  return llvm::Error::success();
}
