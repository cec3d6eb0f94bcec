// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether a core works for this process alone.

#ifndef RELU_TOOLS_RELU_BENCH_COREPROBE_H
#define RELU_TOOLS_RELU_BENCH_COREPROBE_H

namespace relu::bench {

/// Finds out whether something else runs on the core of the calling thread: on
/// its other hardware thread, perhaps in another virtual machine, where no
/// counter of this system shows it.
///
/// Two loops that touch no memory are timed. Steps that wait for each other
/// take as many cycles on a shared core as on one that is free; steps that do
/// not wait fill all that a core can start in a cycle, and a second program
/// takes up to half of that. So the ratio of the two speeds is a constant of
/// the core, whatever its clock, and falls while the core is shared.
class CoreProbe {
public:
  /// Independent steps by dependent steps in the same time; 0 when one of them
  /// changed meanwhile. Takes some 10 us.
  static double measure();

  /// Whether the core is as free as it ever was for two probes in a row: one
  /// alone may be an accident. The first call looks for that, for some 50 ms.
  /// On a core that is never free all this time nothing is told apart.
  bool isAlone();

private:
  double measureAgain();

  double most = 0;
  double previous = -1; ///< none yet
};

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_COREPROBE_H
