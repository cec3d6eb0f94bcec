// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is made of the probes of a core. Their results are written down here,
// not measured.

#include "../../../tools/relu-bench/CoreProbe.h"

#include <gtest/gtest.h>

#include <vector>

using namespace relu::bench;

namespace {

/// A core whose probes find `search` in turn, and then what a test says.
class Core {
public:
  explicit Core(std::vector<double> search)
      : search(std::move(search)), probe([this] { return measure(); }) {
    probe.isAlone();
  }

  /// Of probes that find `results`; waits for them when there are several.
  bool isAlone(std::vector<double> results) {
    next = std::move(results);
    taken = 0;
    return probe.isAlone(next.size() > 1 ? 60 : 0);
  }

  size_t taken = 0; ///< of the results

private:
  double measure() {
    if (taken < next.size())
      return next[taken++];
    return search[searched++ % search.size()];
  }

  std::vector<double> search, next;
  size_t searched = 0;
  CoreProbe probe;
};

TEST(CoreProbeTest, FreeIsNearTheBest) {
  Core core({2.8, 4.4, 4.4, 2.8});
  EXPECT_TRUE(core.isAlone({4.4}));
  EXPECT_TRUE(core.isAlone({3.8}));
  EXPECT_FALSE(core.isAlone({3.6}));
  EXPECT_FALSE(core.isAlone({2.8}));
  EXPECT_FALSE(core.isAlone({0}));
}

TEST(CoreProbeTest, TheBestIsConfirmed) {
  Core core({4.4, 4.4, 9, 2}); // never two of 9 in a row
  EXPECT_TRUE(core.isAlone({4.4}));
}

TEST(CoreProbeTest, ACoreThatIsNeverFreeCountsAsFree) {
  EXPECT_TRUE(Core({2.8}).isAlone({2.8}));
  EXPECT_TRUE(Core({0}).isAlone({0}));
  EXPECT_TRUE(Core({1, 2, 3}).isAlone({0}));
}

TEST(CoreProbeTest, WaitsUntilItIsFree) {
  Core core({4.4});
  EXPECT_TRUE(core.isAlone({2.8, 0, 2.8, 4.4, 2.8}));
  EXPECT_EQ(core.taken, 4u);
}

} // namespace
