// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a core works for this process alone.

#ifndef RELU_TOOLS_RELU_BENCH_COREPROBE_H
#define RELU_TOOLS_RELU_BENCH_COREPROBE_H

#include <functional>

namespace relu::bench {

/// How free the core of the calling thread is: the speed of independent steps
/// by that of dependent steps, 0 when one of the two changed meanwhile. Takes
/// some 12 us.
///
/// The steps touch no memory. Those that wait for each other take as many
/// cycles on a shared core as on one that is free; those that do not wait fill
/// all that a core can start in a cycle, and a program on its other hardware
/// thread takes up to half of that. So the ratio is a constant of the core,
/// whatever its clock, and falls while the core is shared.
double measureFreedom();

/// Finds out whether something else runs on the core, perhaps in another
/// virtual machine, where no counter of this system shows it.
class CoreProbe {
public:
  explicit CoreProbe(std::function<double()> measure = measureFreedom)
      : measure(std::move(measure)) {}

  /// Whether the core is at least 85 % as free as the best that two probes in a
  /// row have confirmed; asks again until it is, for `patience` seconds. The
  /// first call looks for that best, for a quarter of a second: a core that is
  /// never free so long counts as free. So does one where no two probes agree.
  bool isAlone(double patience = 0);

private:
  double probe();

  std::function<double()> measure;
  double freest = 0;
  double previous = -1; ///< none yet
};

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_COREPROBE_H
