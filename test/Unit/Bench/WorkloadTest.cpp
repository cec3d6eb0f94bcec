// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Workload files: what is read, and what is refused, with its place.

#include "../../../tools/relu-bench/Workload.h"
#include "../Messages.h"

using namespace relu::bench;

namespace {

std::string whyNot(llvm::StringRef json) {
  auto workloads = parseWorkloads(json);
  if (workloads)
    return "accepted";
  return llvm::toString(workloads.takeError());
}

std::string whyNotEntry(llvm::StringRef entry) {
  return whyNot(("{\"workloads\": [" + entry + "]}").str());
}

TEST(WorkloadTest, EachBatchIsAWorkload) {
  auto workloads = llvm::cantFail(parseWorkloads(
      R"({"workloads": [{"name": "a", "widths": [3, 5, 2], "batch": [1, 8]},
                        {"name": "b", "widths": [2, 2], "batch": [1],
                         "activation": "gelu"}]})"));
  ASSERT_EQ(workloads.size(), 3u);
  EXPECT_EQ(workloads[1].getLabel(), "a b8");
  EXPECT_EQ(workloads[1].activation, ActivationKind::Relu);
  EXPECT_EQ(workloads[1].getFlops(), 2 * 8 * (3 * 5 + 5 * 2));
  EXPECT_EQ(workloads[1].getParameterBytes(), 4 * (3 * 5 + 5 + 5 * 2 + 2));
  EXPECT_EQ(workloads[1].getBytes(),
            workloads[1].getParameterBytes() + 4 * 8 * (3 + 2));
  EXPECT_EQ(workloads[2].activation, ActivationKind::Gelu);
}

TEST(WorkloadTest, NamesThePlaceOfAMistake) {
  EXPECT_EQ(whyNotEntry("4"), "workloads[0]: expected an object, got 4");
  EXPECT_EQ(whyNotEntry(R"({"name": "", "widths": [2, 2], "batch": [1]})"),
            "workloads[0].name: expected a text");
  EXPECT_EQ(whyNotEntry(R"({"name": "a", "widths": [2, 2]})"),
            "workloads[0].batch: expected an array of 1 or more whole numbers "
            "from 1 to 16777216, got nothing");
  EXPECT_EQ(whyNotEntry(R"({"name": "a", "widths": [2, 0], "batch": [1]})"),
            "workloads[0].widths: expected an array of 2 or more whole numbers "
            "from 1 to 16777216, got 0");
  EXPECT_EQ(whyNotEntry(R"({"name": "a", "widths": [2, 2], "batch": [1.5]})"),
            "workloads[0].batch: expected an array of 1 or more whole numbers "
            "from 1 to 16777216, got 1.5");
  EXPECT_EQ(whyNotEntry(R"({"name": "a", "widths": [2, 2], "batch": [1],
                            "activation": "sine"})"),
            "workloads[0].activation: expected one of relu, leaky_relu, prelu, "
            "elu, gelu, got \"sine\"");
  EXPECT_EQ(whyNotEntry(R"({"name": "a", "width": [2, 2], "batch": [1]})"),
            "workloads[0]: expected the members name, widths, batch and "
            "activation, got 'width'");
}

TEST(WorkloadTest, RefusesWhatDoesNotFitInMemory) {
  EXPECT_EQ(
      whyNotEntry(R"({"name": "a", "widths": [65536, 65536], "batch": [1]})"),
      "workloads[0]: expected tensors of at most 2147483648 elements, "
      "got a larger one");
}

TEST(WorkloadTest, RefusesTwoOfOneLabel) {
  EXPECT_EQ(whyNotEntry(R"({"name": "a", "widths": [2, 2], "batch": [4, 4]})"),
            "expected one workload of each name and batch, got two called "
            "'a b4'");
}

TEST(WorkloadTest, RefusesFilesWithoutWorkloads) {
  EXPECT_EQ(whyNot(R"({"workloads": []})"),
            "expected at least one workload, got none");
  EXPECT_EQ(whyNot(R"({"workloads": [], "extra": 1})"),
            "expected an object whose only member is the array 'workloads'");
  EXPECT_NE(whyNot("{"), "accepted");
}

TEST(WorkloadTest, EveryActivationReadsBackByItsName) {
  for (ActivationKind kind :
       {ActivationKind::Relu, ActivationKind::LeakyRelu, ActivationKind::Prelu,
        ActivationKind::Elu, ActivationKind::Gelu})
    EXPECT_EQ(parseActivationKind(getName(kind)), kind);
}

} // namespace
