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

bool always() { return true; }
void nothing() {}

TEST(MeasureTest, SummarizesByRank) {
  std::vector<Sample> samples;
  for (int i = 100; i >= 0; --i)
    samples.push_back({double(i), true});
  Timing timing = summarize(samples, /*isShared=*/false);
  EXPECT_EQ(timing.min, 0);
  EXPECT_EQ(timing.p10, 10);
  EXPECT_EQ(timing.median, 50);
  EXPECT_EQ(timing.p99, 99);
  EXPECT_EQ(timing.samples, 101u);
  EXPECT_FALSE(timing.isShared);
}

/// `alone` samples of a free core, and 20 of a core that is shared, where all
/// takes three times as long.
std::vector<Sample> makeSamples(double seconds, int alone) {
  std::vector<Sample> samples(alone, {seconds, true});
  samples.resize(alone + 20, {3 * seconds, false});
  return samples;
}

TEST(MeasureTest, LeavesOutSamplesOfASharedCore) {
  auto timings = summarizeAlike({makeSamples(1, 5), makeSamples(1.2, 9)});
  EXPECT_EQ(timings[0].median, 1);
  EXPECT_EQ(timings[0].p99, 1);
  EXPECT_EQ(timings[0].samples, 5u);
  EXPECT_FALSE(timings[0].isShared);
  EXPECT_EQ(timings[1].samples, 9u);
}

TEST(MeasureTest, WhoIsComparedIsSummarizedAlike) {
  // Too few of the second, which may be the fastest.
  auto timings = summarizeAlike({makeSamples(1, 9), makeSamples(1.2, 4)});
  EXPECT_EQ(timings[0].median, 3);
  EXPECT_EQ(timings[0].samples, 29u);
  EXPECT_TRUE(timings[0].isShared);
  EXPECT_TRUE(timings[1].isShared);
  // Or may not.
  timings = summarizeAlike({makeSamples(1, 9), makeSamples(2, 4)});
  EXPECT_EQ(timings[0].samples, 9u);
  EXPECT_FALSE(timings[0].isShared);
  EXPECT_TRUE(timings[1].isShared);
}

TEST(MeasureTest, RunsInTurnAndWarmsUpInEveryRound) {
  std::string log;
  Recorder a('a', log), b('b', log);
  auto timings = llvm::cantFail(measureInTurn(
      {&a, &b}, 1e-6, {[&] { log += ' '; }, [&] { log += '|'; }, always}));
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

TEST(MeasureTest, ASharedCoreIsMeasuredForLonger) {
  std::string log;
  Recorder a('a', log);
  // Free before and behind every second sample.
  int probes = 0;
  auto isAlone = [&] { return probes++ % 4 < 2; };
  auto timings =
      llvm::cantFail(measureInTurn({&a}, 1e-3, {nothing, nothing, isAlone}));
  EXPECT_FALSE(timings[0].isShared);
  size_t warmups = 1 + 10 * 3;
  EXPECT_GT(log.size(), warmups + timings[0].samples);

  // Never: not for ever.
  timings = llvm::cantFail(
      measureInTurn({&a}, 1e-3, {nothing, nothing, [] { return false; }}));
  EXPECT_TRUE(timings[0].isShared);
  EXPECT_GE(timings[0].samples, 30u);
  EXPECT_LE(timings[0].samples, 150u);
}

TEST(MeasureTest, AFailingRunEndsIt) {
  std::string log;
  Recorder a('a', log), b('b', log, 3);
  auto timings = measureInTurn({&a, &b}, 1e-6, {nothing, nothing, always});
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
      result.timing = summarize(Sample{median, true}, /*isShared=*/false);
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
