// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How times are summed up, and in which order runs are made. No test depends on
// how long something takes.

#include "../../../tools/relu-bench/Row.h"
#include "../Messages.h"

#include <chrono>

using namespace relu::bench;

namespace {

/// Writes its letter at every run, takes 0.1 ms, and may fail.
class Recorder : public Runner {
public:
  Recorder(char letter, std::string &log, int failAfter = -1)
      : letter(letter), log(log), failAfter(failAfter) {}
  llvm::Error run() override {
    if (failAfter == 0)
      return llvm::createStringError("it broke");
    failAfter -= failAfter > 0;
    log += letter;
    auto start = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - start <
           std::chrono::microseconds(100))
      ;
    return llvm::Error::success();
  }
  const float *getOutput() const override { return nullptr; }

private:
  char letter;
  std::string &log;
  int failAfter;
};

TEST(MeasureTest, SummarizesByRank) {
  std::vector<double> samples;
  for (int i = 100; i >= 0; --i)
    samples.push_back(i);
  Timing timing = summarize(samples);
  EXPECT_EQ(timing.min, 0);
  EXPECT_EQ(timing.p10, 10);
  EXPECT_EQ(timing.median, 50);
  EXPECT_EQ(timing.p99, 99);
  EXPECT_EQ(timing.samples, 101u);
}

TEST(MeasureTest, RunsInTurnAndWarmsUpInEveryRound) {
  std::string log;
  Recorder a('a', log), b('b', log);
  auto timings = llvm::cantFail(
      measureInTurn({&a, &b}, 1e-6, [&] { log += ' '; }, [&] { log += '|'; }));
  ASSERT_EQ(timings.size(), 2u);
  // One run each finds out how long they take. Then, in each of ten rounds,
  // three runs to warm up and one sample, and behind the first of both what
  // limits it.
  std::string expected = "ab";
  for (int i = 0; i < 10; ++i)
    expected += " aaaa| bbbb";
  EXPECT_EQ(log, expected);
  EXPECT_EQ(timings[0].samples, 10u);
  EXPECT_GE(timings[0].min, 100e-6);
}

TEST(MeasureTest, AFailingRunEndsIt) {
  std::string log;
  Recorder a('a', log), b('b', log, 3);
  auto timings = measureInTurn({&a, &b}, 1e-6, [] {}, [] {});
  ASSERT_FALSE(bool(timings));
  EXPECT_EQ(llvm::toString(timings.takeError()), "it broke");
}

Row makeRow(std::vector<std::pair<std::string, double>> medians) {
  Row row;
  row.workload = {"w", 1, {2, 2}, ActivationKind::Relu};
  for (auto &[name, median] : medians) {
    Result &result = row.results.emplace_back();
    result.name = name;
    if (median > 0)
      result.timing = summarize({median});
  }
  return row;
}

TEST(RowTest, TheRatioIsThatToTheFastestPeerThatRan) {
  Row row = makeRow({{"relu", 2}, {"x", 5}, {"y", 3}, {"wrong", 0}});
  EXPECT_EQ(row.getBestPeer()->name, "y");
  EXPECT_EQ(row.getRatio(), 1.5);
  EXPECT_FALSE(makeRow({{"relu", 2}}).getRatio().has_value());
  EXPECT_FALSE(makeRow({{"relu", 0}, {"x", 1}}).getRatio().has_value());
}

TEST(RowTest, TheMeanLeavesOutRowsWithoutRatio) {
  std::vector<Row> rows;
  EXPECT_FALSE(getGeometricMean(rows).has_value());
  rows.push_back(makeRow({{"relu", 1}, {"x", 4}}));
  rows.push_back(makeRow({{"relu", 1}}));
  rows.push_back(makeRow({{"relu", 1}, {"x", 1}}));
  EXPECT_DOUBLE_EQ(*getGeometricMean(rows), 2);
}

} // namespace
