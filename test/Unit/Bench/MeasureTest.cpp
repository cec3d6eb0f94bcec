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

bool always(double) { return true; }
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
  auto isShared = [](std::vector<std::vector<Sample>> samples) {
    std::string text;
    for (const Timing &timing : summarizeAlike(samples))
      text += timing.isShared ? 's' : '-';
    return text;
  };
  auto enough = [](double seconds) { return makeSamples(seconds, 9); };
  auto tooFew = [](double seconds) { return makeSamples(seconds, 4); };
  // Too few of the first, of the fastest of the others, and of one that may be.
  EXPECT_EQ(isShared({tooFew(1), enough(1)}), "ss");
  EXPECT_EQ(isShared({tooFew(5), enough(1)}), "ss");
  EXPECT_EQ(isShared({enough(1), tooFew(2), enough(5)}), "sss");
  EXPECT_EQ(isShared({enough(1), enough(2), tooFew(2.5)}), "sss");
  // And of one that may not.
  EXPECT_EQ(isShared({enough(1), enough(2), tooFew(3)}), "--s");
  EXPECT_EQ(isShared({enough(1)}), "-");
  EXPECT_EQ(isShared({}), "");

  Timing timing = summarizeAlike({tooFew(1)}).front();
  EXPECT_EQ(timing.median, 3);
  EXPECT_EQ(timing.samples, 24u);
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
  int rounds = 0;
  auto count = [&] { ++rounds; };
  auto measure = [&](llvm::function_ref<bool(double)> isAlone) {
    rounds = 0;
    auto timings = measureInTurn({&a}, 1e-3, {nothing, count, isAlone});
    return llvm::cantFail(std::move(timings)).front();
  };
  // Never free: more samples in a turn, and more rounds, but not for ever.
  Timing timing = measure([](double) { return false; });
  EXPECT_TRUE(timing.isShared);
  EXPECT_EQ(rounds, 30);
  EXPECT_GT(timing.samples, 30u);
  EXPECT_LE(timing.samples, 30u * 5);
  // Free often enough.
  int probes = 0;
  timing = measure([&](double) { return probes++ % 4 < 2; });
  EXPECT_FALSE(timing.isShared);
  EXPECT_EQ(rounds, 10);
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
