// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which elements pass a comparison, how errors are measured, and what is
// printed.

#include "relu/Execution/Compare.h"

#include "relu/Execution/TensorSpec.h"

#include "gtest/gtest.h"
#include <cmath>

using namespace llvm;
using namespace relu;

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

static Tensor load(StringRef text) {
  std::mt19937_64 random;
  return cantFail(cantFail(TensorSpec::parse(text)).load(random));
}

static Comparison compare(StringRef actual, StringRef expected,
                          Tolerance tolerance = {}) {
  return cantFail(relu::compare(load(actual), load(expected), tolerance));
}

static std::string messageOf(StringRef actual, StringRef expected,
                             Tolerance tolerance = {}) {
  auto result = relu::compare(load(actual), load(expected), tolerance);
  return result ? "no error" : toString(result.takeError());
}

static std::string print(const Comparison &comparison) {
  std::string text;
  raw_string_ostream os(text);
  comparison.print(os);
  return text;
}

TEST(Compare, EqualValuesPassWithoutTolerance) {
  Comparison result = compare("2x2xf32=1 2 3 4", "2x2xf32=1 2 3 4");
  EXPECT_TRUE(result.passed());
  EXPECT_EQ(result.numElements, 4);
  EXPECT_EQ(result.maxAbsError, 0);
  EXPECT_EQ(result.maxRelError, 0);
  EXPECT_EQ(result.maxUlpError, 0u);
  EXPECT_FALSE(compare("f32=1", "f32=1.0000001").passed());
}

TEST(Compare, NothingPasses) {
  EXPECT_TRUE(compare("0x3xf32", "0x3xf32").passed());
}

TEST(Compare, SpecialValuesEqualThemselvesAlone) {
  Tolerance large = {1e300, 1e300, UINT64_MAX};
  for (StringRef kind : {"f16", "bf16", "f32", "f64"}) {
    auto passes = [&](StringRef a, StringRef b, const Tolerance &tolerance) {
      return compare((kind + "=" + a).str(), (kind + "=" + b).str(), tolerance)
          .passed();
    };
    EXPECT_TRUE(passes("nan", "nan", {}));
    EXPECT_TRUE(passes("inf", "inf", {}));
    EXPECT_TRUE(passes("-inf", "-inf", {}));
    EXPECT_FALSE(passes("inf", "-inf", large));
    EXPECT_FALSE(passes("nan", "inf", large));
    EXPECT_FALSE(passes("nan", "1", large));
    EXPECT_FALSE(passes("1", "nan", large));
    EXPECT_FALSE(passes("inf", "1", large));
    EXPECT_FALSE(passes("1", "inf", large));
    // An infinite tolerance does not make infinities equal.
    EXPECT_FALSE(passes("inf", "1", {kInfinity, 0, 0}));
  }
  Comparison result = compare("2xf32=nan 1", "2xf32=1 1");
  EXPECT_EQ(result.maxAbsError, kInfinity);
  EXPECT_EQ(result.maxRelError, kInfinity);
  EXPECT_EQ(result.maxUlpError, UINT64_MAX);
}

TEST(Compare, ZerosAreEqual) {
  for (StringRef kind : {"f16", "bf16", "f32", "f64"}) {
    Comparison result = compare((kind + "=-0").str(), (kind + "=0").str());
    EXPECT_TRUE(result.passed());
    EXPECT_EQ(result.maxUlpError, 0u);
  }
}

TEST(Compare, AddsAbsoluteAndRelativeTolerance) {
  // The error is 3; the limit is atol + 100 * rtol.
  StringRef actual = "f64=103", expected = "f64=100";
  EXPECT_TRUE(compare(actual, expected, {3, 0, 0}).passed());
  EXPECT_FALSE(compare(actual, expected, {2.99, 0, 0}).passed());
  EXPECT_TRUE(compare(actual, expected, {0, 0.03, 0}).passed());
  EXPECT_FALSE(compare(actual, expected, {0, 0.0299, 0}).passed());
  EXPECT_TRUE(compare(actual, expected, {2, 0.01, 0}).passed());
  EXPECT_FALSE(compare(actual, expected, {1.99, 0.01, 0}).passed());
  // Relative to what is expected, not to what was computed.
  EXPECT_FALSE(compare("f64=100", "f64=10", {0, 1, 0}).passed());
  EXPECT_TRUE(compare("f64=10", "f64=100", {0, 1, 0}).passed());
}

TEST(Compare, CountsUlpsInTheFormat) {
  auto ulps = [](StringRef a, StringRef b) {
    return compare(a, b).maxUlpError;
  };
  EXPECT_EQ(ulps("f16=1", "f16=1.001"), 1u);
  EXPECT_EQ(ulps("bf16=1", "bf16=1.0078125"), 1u);
  EXPECT_EQ(ulps("f32=1", "f32=1.00000012"), 1u);
  EXPECT_EQ(ulps("f64=1", "f64=1.0000000000000002"), 1u);
  EXPECT_EQ(ulps("f32=2", "f32=1.99999988"), 1u);
  EXPECT_EQ(ulps("f32=1", "f32=2"), 1u << 23);
  EXPECT_EQ(ulps("f32=0", "f32=1e-45"), 1u);
  // Through zero, which is one value.
  EXPECT_EQ(ulps("f32=-1e-45", "f32=1e-45"), 2u);
  EXPECT_EQ(ulps("f32=-1e-45", "f32=0"), 1u);
  EXPECT_EQ(ulps("f32=1e-45", "f32=-0"), 1u);
  EXPECT_EQ(ulps("f64=-1.7976931348623157e308", "f64=1.7976931348623157e308"),
            2 * 0x7fefffffffffffffu);
}

TEST(Compare, AFewUlpsPass) {
  EXPECT_TRUE(compare("f32=1.00000024", "f32=1", {0, 0, 2}).passed());
  EXPECT_FALSE(compare("f32=1.00000036", "f32=1", {0, 0, 2}).passed());
  EXPECT_TRUE(compare("f32=-1e-45", "f32=1e-45", {0, 0, 2}).passed());
  // Either rule is enough.
  EXPECT_TRUE(
      compare("2xf32=1.00000012 1e-30", "2xf32=1 0", {1e-20, 0, 1}).passed());
}

TEST(Compare, MixesFloatingPointKinds) {
  // In steps of the narrower one. What f16 makes of 1/3 is right, so that it
  // passes without tolerance.
  Comparison result = compare("f16=0.333333333", "f64=0.333333333");
  EXPECT_EQ(result.maxUlpError, 0u);
  EXPECT_GT(result.maxAbsError, 0);
  EXPECT_TRUE(result.passed());
  EXPECT_FALSE(compare("f16=0.3335", "f64=0.333333333").passed());
  EXPECT_EQ(compare("f64=0.333333333", "f16=0.333333333").maxUlpError, 0u);
  EXPECT_EQ(compare("f32=1.0078125", "bf16=1").maxUlpError, 1u);
  EXPECT_EQ(compare("f16=1.0078125", "bf16=1").maxUlpError, 1u);
  // Beyond the range of the narrower one there are no steps.
  EXPECT_EQ(compare("f16=65504", "f32=1e30").maxUlpError, UINT64_MAX);
  EXPECT_FALSE(compare("f16=65504", "f32=1e30", {0, 0, 5}).passed());
  EXPECT_FALSE(compare("f16=inf", "f32=1e30", {0, 0, 5}).passed());
}

TEST(Compare, IntegersAreExact) {
  // As doubles they would be equal.
  Comparison result = compare("i64=9007199254740993", "i64=9007199254740992");
  EXPECT_FALSE(result.passed());
  EXPECT_EQ(result.maxAbsError, 1);
  EXPECT_EQ(result.maxUlpError, 1u);
  EXPECT_EQ(result.mismatches[0].actual, "9007199254740993");
  EXPECT_TRUE(compare("i64=9007199254740993", "i64=9007199254740992", {1, 0, 0})
                  .passed());
  EXPECT_TRUE(compare("i8=10", "i8=12", {0, 0, 2}).passed());
  EXPECT_FALSE(compare("i8=10", "i8=12", {0, 0.1, 1}).passed());
  EXPECT_EQ(compare("i64=-9223372036854775808", "i64=9223372036854775807")
                .maxUlpError,
            UINT64_MAX);
  EXPECT_EQ(compare("i8=-5", "i8=-4").maxRelError, 0.25);
  EXPECT_EQ(compare("ui64=18446744073709551615", "ui64=0").maxAbsError,
            18446744073709551616.0);
  EXPECT_EQ(compare("ui64=0", "ui64=18446744073709551615").maxRelError, 1);
  EXPECT_FALSE(compare("2xi1=0 1", "2xi1=0 0").passed());
}

TEST(Compare, SignlessIntegersAreReadAsTheOthers) {
  // The bits of -56 are those of 200.
  Comparison result = compare("2xi8=-56 -56", "2xui8=200 201");
  EXPECT_EQ(result.numMismatches, 1);
  EXPECT_EQ(result.maxAbsError, 1);
  EXPECT_EQ(result.mismatches[0].actual, "200");
  EXPECT_EQ(result.mismatches[0].expected, "201");
  EXPECT_TRUE(compare("ui8=200", "i8=-56").passed());
}

TEST(Compare, TypesMustGoTogether) {
  EXPECT_EQ(messageOf("2x3xf32", "3x2xf32"),
            "expected a result of type 3x2xf32, got 2x3xf32");
  EXPECT_EQ(messageOf("f32", "1xf32"),
            "expected a result of type 1xf32, got f32");
  EXPECT_EQ(messageOf("2xi32", "2xf32"),
            "expected a result of type 2xf32, got 2xi32");
  EXPECT_EQ(messageOf("2xi32", "2xi64"),
            "expected a result of type 2xi64, got 2xi32");
  EXPECT_EQ(messageOf("2xi1", "2xui8"),
            "expected a result of type 2xui8, got 2xi1");
}

TEST(Compare, TolerancesAreNotNegative) {
  EXPECT_EQ(messageOf("f32", "f32", {-1, 0, 0}).rfind("expected tolerances", 0),
            0u);
  EXPECT_EQ(messageOf("f32", "f32", {0, std::nan(""), 0})
                .rfind("expected tolerances of 0 or more", 0),
            0u);
}

TEST(Compare, ErrorsAreTheLargestOfAllElements) {
  // Largest in different elements, one of which passes.
  Comparison result =
      compare("3xf64=101 0.5 10", "3xf64=100 0.25 10", {0.5, 0, 0});
  EXPECT_EQ(result.numMismatches, 1);
  EXPECT_EQ(result.maxAbsError, 1);
  EXPECT_EQ(result.maxRelError, 1);
  EXPECT_EQ(result.mismatches[0].index, (SmallVector<int64_t>{0}));
}

TEST(Compare, NoErrorIsRelativeToZero) {
  Comparison result = compare("2xf32=1 11", "2xf32=0 10");
  EXPECT_EQ(result.maxAbsError, 1);
  EXPECT_NEAR(result.maxRelError, 0.1, 1e-12);
}

TEST(Compare, ListsTheFirstTenMismatches) {
  Comparison result = compare("3x4x2xi32=iota", "3x4x2xi32");
  EXPECT_EQ(result.numMismatches, 23);
  ASSERT_EQ(result.mismatches.size(), 10u);
  EXPECT_EQ(result.mismatches[0].index, (SmallVector<int64_t>{0, 0, 1}));
  EXPECT_EQ(result.mismatches[9].index, (SmallVector<int64_t>{1, 1, 0}));
  EXPECT_EQ(result.mismatches[9].actual, "10");
}

TEST(Compare, PrintsTotalsAndMismatches) {
  EXPECT_EQ(
      print(compare("2x2xf32=1 2 3 4", "2x2xf32=1 2 3 4")),
      "0 of 4 elements differ by more than the tolerance; largest errors: "
      "abs 0, rel 0, ulp 0\n");
  EXPECT_EQ(
      print(compare("2x2xf32=1 2.5 3 nan", "2x2xf32=1 2 3 4")),
      "2 of 4 elements differ by more than the tolerance; largest errors: "
      "abs inf, rel inf, ulp inf\n"
      "  [0, 1]: expected 2, got 2.5 (abs 0.5, rel 0.25, ulp 2097152)\n"
      "  [1, 1]: expected 4, got nan (abs inf, rel inf, ulp inf)\n");
  std::string text = print(compare("30xf32=1", "30xf32=2"));
  EXPECT_NE(text.find("\n  and 20 more\n"), std::string::npos);
  EXPECT_EQ(StringRef(text).count('\n'), 12u);
  EXPECT_NE(print(compare("f32=1", "f32=2")).find("  []: expected 2, got 1"),
            std::string::npos);
}
