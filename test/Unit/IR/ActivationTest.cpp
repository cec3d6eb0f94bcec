// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The facts that activations state of themselves.

#include "relu/IR/Relu.h"

#include "gtest/gtest.h"

TEST(Interval, HullHoldsBoth) {
  relu::Interval a{0, 1}, b{2, 3};
  EXPECT_EQ(a.hull(b), (relu::Interval{0, 3}));
}
