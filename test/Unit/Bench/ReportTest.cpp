// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What relu-bench writes for people and for programs, of results made by hand.

#include "../../../tools/relu-bench/Markdown.h"
#include "../../../tools/relu-bench/Plot.h"
#include "../Messages.h"

#include <gmock/gmock.h>

using namespace relu::bench;
using testing::HasSubstr;
using testing::Not;

namespace {

Result makeResult(std::string name, double median) {
  Result result;
  result.name = std::move(name);
  if (median > 0)
    result.timing = Timing{median, median, median, median, 10};
  else
    result.message = "not supported";
  return result;
}

/// What takes 1 us has half of the FMA peak and a quarter of the reads.
Row makeRow(std::string name, double relu, double x, double y) {
  Row row;
  row.workload = {std::move(name), 2, {5, 5}, ActivationKind::Elu};
  row.results = {makeResult("relu", relu), makeResult("x", x),
                 makeResult("y", y)};
  row.fmaPeak = 2 * row.workload.getFlops() / 1e-6;
  row.readBandwidth = 4 * row.workload.getBytes() / 1e-6;
  return row;
}

Results makeResults() {
  Results results;
  results.info = {
      "a 'CPU'", "1 MiB L2", "avx2", {3},  {{"x", "1.2"}, {"y", ""}},
      7,         0.25,       3,      true, ""};
  results.rows = {makeRow("fast", 1e-6, 3e-6, 2e-6),
                  makeRow("slow", 1e-6, 0.5e-6, -1)};
  results.rows[0].ratios = {2, 3, 1.9};
  results.rows[0].results[1].variant = "sideways";
  results.rows[0].results[1].timing->isShared = true;
  return results;
}

std::string toJson(const Results &results) {
  std::string text;
  llvm::raw_string_ostream os(text);
  writeJson(os, results.info, results.rows);
  return text;
}

TEST(ReportTest, TheFooterNamesRowsBelowOneAndUnstableOnes) {
  Results results = makeResults();
  std::string text;
  llvm::raw_string_ostream os(text);
  printFooter(os, results.rows);
  EXPECT_THAT(text, HasSubstr("geometric mean of 2 ratios: 1.000\n"));
  EXPECT_THAT(text, HasSubstr("below 1: slow b2 0.50\n"));
  EXPECT_THAT(text, HasSubstr("measure them again: fast b2\n"));
}

TEST(ReportTest, JsonReadsBackAsItWas) {
  Results results = makeResults();
  results.rows[1].results[1].isWrong = true;
  results.rows[1].results[1].message = "it broke";
  results.rows[1].results[1].timing.reset();
  std::string text = toJson(results);
  Results read = llvm::cantFail(readJson(text));
  EXPECT_EQ(toJson(read), text);
  EXPECT_EQ(read.rows[0].getRatio(), 2);
  EXPECT_EQ(read.rows[0].workload.activation, ActivationKind::Elu);
  EXPECT_TRUE(read.rows[1].results[1].isWrong);
  EXPECT_FALSE(read.rows[1].results[2].isWrong);
}

TEST(ReportTest, JsonThatIsIncompleteIsRefusedWithItsPlace) {
  std::string text = toJson(makeResults());
  auto whyNot = [&](llvm::StringRef old, llvm::StringRef replacement) {
    size_t at = text.find(old.str());
    EXPECT_NE(at, std::string::npos) << old.str();
    std::string changed = text;
    changed.replace(at, old.size(), replacement.str());
    auto results = readJson(changed);
    return results ? "accepted" : llvm::toString(results.takeError());
  };
  EXPECT_THAT(whyNot("\"median\": 9.9999999999999995e-07", "\"median\": 0"),
              HasSubstr("expected more than 0 at "
                        "results.rows[0].results[0].median"));
  EXPECT_THAT(whyNot("\"elu\"", "\"sine\""),
              HasSubstr("at results.rows[0].activation"));
  EXPECT_THAT(whyNot("\"batch\"", "\"rows_at_once\""),
              HasSubstr("missing value at results.rows[0].batch"));
  EXPECT_THAT(whyNot("\"version\": \"\"\n    }",
                     "\"version\": \"\"\n    }, {\"name\": \"z\", "
                     "\"version\": \"\"}"),
              HasSubstr("expected relu and all peers at "
                        "results.rows[0].results"));
}

TEST(ReportTest, MarkdownHasTheMachineTheRowsAndWhatTheyComeTo) {
  Results results = makeResults();
  std::string text = makeMarkdown(results.info, results.rows, "pictures");
  EXPECT_THAT(text, HasSubstr("Machine: a 'CPU', 1 MiB L2; relu's kernels are "
                              "those for avx2.\n"));
  EXPECT_THAT(text, HasSubstr("dynamic batch, 0.25 s for each result; all "
                              "numbers are medians of 3 runs"));
  EXPECT_THAT(text, HasSubstr("Peers: x 1.2, y.\n"));
  EXPECT_THAT(text, HasSubstr("](pictures/ratios.svg)"));
  EXPECT_THAT(text, HasSubstr("\n| fast b2 | 1.000 us | 0.1 | 50 | 25 | 2.00 ~ "
                              "| 3.000 us | **2.000 us** |\n"));
  EXPECT_THAT(text, HasSubstr("\n| slow b2 | 1.000 us | 0.1 | 50 | 25 | 0.50 | "
                              "**500.0 ns** | - |\n"));
  EXPECT_THAT(text,
              HasSubstr("Geometric mean of the ratios of all 2 rows: 1.00.\n"
                        "Rows below 1: slow b2 0.50.\n"
                        "Not steady (~): fast b2.\n"));
  EXPECT_THAT(makeMarkdown(results.info, results.rows, ""),
              Not(HasSubstr("svg")));
}

TEST(ReportTest, ASummaryHasTheSmallestAndTheLargestBatchOfEachNetwork) {
  Results results = makeResults();
  Row middle = makeRow("fast", 1e-6, 4e-6, 5e-6), last = middle;
  middle.workload.batch = 3;
  last.workload.batch = 4;
  results.rows.insert(results.rows.begin() + 1, {middle, last});
  std::string text = makeSummary(results.info, results.rows);
  EXPECT_THAT(text, HasSubstr("Machine: a 'CPU', 1 MiB L2;"));
  EXPECT_THAT(text, HasSubstr("\n| fast b2 | 1.000 us | y 2.000 us | 2.00 ~ |\n"
                              "| fast b4 | 1.000 us | x 4.000 us | 4.00 |\n"
                              "| slow b2 | 1.000 us | x 500.0 ns | 0.50 |\n"));
  EXPECT_THAT(text, HasSubstr("Geometric mean of the ratios of all 4 rows: "
                              "2.00.\nRows below 1: slow b2 0.50.\n"
                              "~: not steady.\n"));
}

TEST(ReportTest, MarkdownReplacesOnlyWhatIsBetweenItsMarks) {
  std::string begin = "<!-- relu-bench --markdown writes from here -->";
  std::string end = "<!-- to here -->";
  std::string document = "head\n" + begin + "\nold\n" + end + "\nfoot\n";
  EXPECT_EQ(llvm::cantFail(replaceResults(document, "new\n", "short\n")),
            "head\n" + begin + "\n\nnew\n\n" + end + "\nfoot\n");
  std::string summary =
      "<!-- relu-bench --markdown writes a summary from here -->";
  EXPECT_EQ(llvm::cantFail(replaceResults(
                document + summary + "\n" + end + "\n", "new\n", "short\n")),
            "head\n" + begin + "\n\nnew\n\n" + end + "\nfoot\n" + summary +
                "\n\nshort\n\n" + end + "\n");
  for (const std::string &broken :
       {std::string("head\n"), begin, summary, end, end + "\n" + begin})
    EXPECT_THAT(
        llvm::toString(replaceResults(broken, "new\n", "short\n").takeError()),
        HasSubstr("expected the lines '" + begin + "' and '" + end));
}

TEST(ReportTest, PlotsHaveAllRowsAndPeersThatRan) {
  Results results = makeResults();
  std::string ratios = makeRatioScript("a'b.svg", results.info, results.rows);
  EXPECT_THAT(ratios, HasSubstr("set output 'a''b.svg'"));
  EXPECT_THAT(ratios, HasSubstr("'a ''CPU'', 1 thread, f32, dynamic batch'"));
  EXPECT_THAT(ratios, HasSubstr("set ytics ('fast b2' 0, 'slow b2' 1)"));
  EXPECT_THAT(ratios, HasSubstr("set y2tics ('2.00 y' 0, '0.50 x' 1)"));
  EXPECT_THAT(ratios, HasSubstr("$peer0 << EOD\n3.0000 0\n0.5000 1\nEOD\n"));
  EXPECT_THAT(ratios, HasSubstr("$peer1 << EOD\n2.0000 0\nEOD\n"));
  std::string roofline =
      makeRooflineScript("c.svg", results.info, results.rows);
  EXPECT_THAT(roofline, HasSubstr("title 'fast'"));
  EXPECT_THAT(roofline, HasSubstr("title 'slow'"));
  EXPECT_THAT(roofline, HasSubstr("peak = 0.200\n"));
  EXPECT_THAT(roofline, HasSubstr("GFLOP/s"));
}

} // namespace
