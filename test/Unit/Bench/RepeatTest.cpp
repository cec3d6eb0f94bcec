// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What becomes of several runs, and which rows are called unstable.

#include "../../../tools/relu-bench/Repeat.h"

#include <gtest/gtest.h>

using namespace relu::bench;

namespace {

/// A result that took `median`, with a 10th percentile of its `steadiness`.
Result makeResult(std::string name, double median, double steadiness = 1) {
  Result result;
  result.name = std::move(name);
  result.timing =
      Timing{0.5 * median, steadiness * median, median, 2 * median, 10};
  return result;
}

Row makeRow(std::vector<Result> results, double peak = 1) {
  Row row;
  row.workload = {"w", 1, {2, 2}, ActivationKind::Relu};
  row.results = std::move(results);
  row.fmaPeak = peak;
  row.readBandwidth = 2 * peak;
  return row;
}

TEST(RepeatTest, TheMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle) {
  EXPECT_EQ(getMedian({4}), 4);
  EXPECT_EQ(getMedian({9, 1, 4}), 4);
  EXPECT_EQ(getMedian({9, 1, 4, 2}), 3);
}

TEST(RepeatTest, TimesLimitsAndRatiosAreMediansEachForItself) {
  // The machine was half as fast in the second run: times double, the ratio is
  // what it was. In the third run another peer is the fastest.
  Row merged = mergeRuns(
      {makeRow({makeResult("relu", 1), makeResult("x", 2), makeResult("y", 3)},
               8),
       makeRow({makeResult("relu", 2), makeResult("x", 4), makeResult("y", 6)},
               4),
       makeRow({makeResult("relu", 1), makeResult("x", 5), makeResult("y", 3)},
               10)});
  EXPECT_EQ(merged.getRelu().timing->median, 1);
  EXPECT_EQ(merged.getRelu().timing->p99, 2);
  EXPECT_EQ(merged.getRelu().timing->samples, 30u);
  EXPECT_EQ(merged.results[1].timing->median, 4);
  EXPECT_EQ(merged.results[2].timing->median, 3);
  EXPECT_EQ(merged.fmaPeak, 8);
  EXPECT_EQ(merged.readBandwidth, 16);
  EXPECT_EQ(merged.ratios, (std::vector<double>{2, 2, 3}));
  // Not 3 / 1, by the medians of the times.
  EXPECT_EQ(merged.getRatio(), 2);
}

TEST(RepeatTest, WhatWasWrongOnceHasNoTime) {
  Row wrong = makeRow({makeResult("relu", 1), makeResult("x", 2)});
  wrong.results[1].timing.reset();
  wrong.results[1].isWrong = true;
  wrong.results[1].message = "it broke";
  Row right = makeRow({makeResult("relu", 1), makeResult("x", 2)});
  for (const std::vector<Row> &runs : {std::vector<Row>{right, wrong, right},
                                       std::vector<Row>{wrong, right}}) {
    Row merged = mergeRuns(runs);
    EXPECT_FALSE(merged.results[1].timing.has_value());
    EXPECT_TRUE(merged.results[1].isWrong);
    EXPECT_EQ(merged.results[1].message, "it broke");
    EXPECT_FALSE(merged.getRatio().has_value());
    EXPECT_TRUE(merged.getRelu().timing.has_value());
  }
}

TEST(RepeatTest, ARowIsUnstableByReluOrItsBestPeer) {
  auto isUnstableWith = [](double relu, double best, double other) {
    return isUnstable(
        makeRow({makeResult("relu", 1, relu), makeResult("x", 2, best),
                 makeResult("y", 3, other)}));
  };
  EXPECT_FALSE(isUnstableWith(0.9, 0.9, 0.9));
  EXPECT_TRUE(isUnstableWith(0.8, 0.9, 0.9));
  EXPECT_TRUE(isUnstableWith(0.9, 0.8, 0.9));
  EXPECT_FALSE(isUnstableWith(0.9, 0.9, 0.1));
  EXPECT_FALSE(isUnstable(makeRow({makeResult("relu", 1)})));
}

TEST(RepeatTest, ARowIsUnstableOnASharedCore) {
  Row row = makeRow({makeResult("relu", 1), makeResult("x", 2)});
  Row shared = row;
  shared.results[1].timing->isShared = true;
  EXPECT_TRUE(isUnstable(shared));
  Row merged = mergeRuns({row, shared, row});
  EXPECT_FALSE(merged.getRelu().timing->isShared);
  EXPECT_TRUE(merged.results[1].timing->isShared);
  EXPECT_TRUE(isUnstable(merged));
}

TEST(RepeatTest, ARowIsUnstableWhenItsRunsDisagree) {
  Row row = makeRow({makeResult("relu", 1), makeResult("x", 2)});
  row.ratios = {1.0, 1.1, 1.05};
  EXPECT_FALSE(isUnstable(row));
  row.ratios = {1.1, 0.9, 1.05};
  EXPECT_TRUE(isUnstable(row));
}

} // namespace
