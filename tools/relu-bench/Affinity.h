// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which thread runs on which core: one each, always the same, for relu and all
// peers.

#ifndef RELU_TOOLS_RELU_BENCH_AFFINITY_H
#define RELU_TOOLS_RELU_BENCH_AFFINITY_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <set>
#include <vector>

namespace relu::bench {

/// The cores of this run: `threads` of them, one after another.
class Affinity {
public:
  /// Without `first`, from the first that this process may use. Fails when it
  /// may not use one of them.
  static llvm::Expected<Affinity> create(std::optional<int> first, int threads);

  /// Lets the calling thread, and those that it starts, use all of them: some
  /// libraries count the cores that they may use before they start threads.
  void spread() const;

  /// Puts the calling thread on the first core, and every thread that was
  /// started since the last call on one of the others, in turn. So each pool
  /// of threads - 1 workers has one on each core, whatever library made it.
  void pin();

  /// Calls `measure` on all cores at once, and returns the sum of the results.
  double sumOverCores(llvm::function_ref<double()> measure) const;

  const std::vector<int> &getCores() const { return cores; }
  int getThreads() const { return cores.size(); }

private:
  explicit Affinity(std::vector<int> cores) : cores(std::move(cores)) {}

  std::vector<int> cores;
  std::set<int> pinned; // threads, by the kernel's numbers
};

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_AFFINITY_H
