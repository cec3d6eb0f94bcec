// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What activations state of themselves, against what they compute. A fact may
// be kept back where a rewrite does not need it, so most are tested one way; a
// wrong fact makes a wrong rewrite.

#include "ActivationSamples.h"

using namespace llvm;
using namespace relu;
using namespace relu_test;

using ActivationFacts = ActivationTest;
INSTANTIATE_TEST_SUITE_P(Every, ActivationFacts,
                         testing::ValuesIn(getActivationCases()), nameCase);

static bool isOfRelu(ActivationAttrInterface activation) {
  return isa<ReluDialect>(activation.getDialect());
}

TEST_P(ActivationFacts, PrintsAndParsesAsItself) {
  std::string text;
  raw_string_ostream(text) << activation;
  EXPECT_EQ(parseActivation(text, context.get()), activation);
  EXPECT_EQ(activation.getNumSlopes(), GetParam().slopes.size());
}

TEST_P(ActivationFacts, MonotoneOnesNeverFall) {
  bool falls = false;
  double last = -kInfinity;
  for (double x : getSamples(Interval::all(), GetParam())) {
    double value = evaluate(x);
    if (value < last - slack(last)) {
      EXPECT_FALSE(activation.isMonotone()) << "falls at " << x;
      falls = true;
    }
    last = value;
  }
  // One for any slope can not tell what it does for this one.
  if (isOfRelu(activation) && activation.getNumSlopes() == 0) {
    EXPECT_EQ(activation.isMonotone(), !falls);
  }
}

TEST_P(ActivationFacts, IdempotentOnesKeepTheirResults) {
  if (!activation.isIdempotent())
    return;
  for (double x : getSamples(Interval::all(), GetParam()))
    EXPECT_EQ(evaluate(evaluate(x)), evaluate(x)) << "at " << x;
}

TEST_P(ActivationFacts, HomogeneousOnesScale) {
  if (!activation.isPositivelyHomogeneous())
    return;
  for (double x : getSamples({-1e100, 1e100}, GetParam())) {
    // Products that are subnormal are rounded more coarsely.
    if (x != 0 && std::abs(x) < 0x1p-990)
      continue;
    for (double scale : {0x1p-20, 0.5, 2.0, 64.0})
      EXPECT_EQ(evaluate(scale * x), scale * evaluate(x)) << "at " << x;
  }
}

TEST_P(ActivationFacts, ZeroIsPreserved) {
  bool preserved = evaluate(0) == 0;
  if (activation.preservesZero() || isOfRelu(activation)) {
    EXPECT_EQ(activation.preservesZero(), preserved);
  }
}

TEST_P(ActivationFacts, IdentityRegionIsWhereNothingChanges) {
  Interval region = activation.getIdentityRegion();
  if (region.isEmpty())
    return;
  for (double x : getSamples(region, GetParam()))
    EXPECT_EQ(evaluate(x), x);
  // And no larger. The very next number may be kept by rounding alone. A slope
  // of one can not be known to prelu.
  if (!GetParam().slopes.empty())
    return;
  for (double x : {region.lo - 0.5, region.hi + 0.5})
    EXPECT_TRUE(std::isinf(x) || evaluate(x) != x) << "at " << x;
  EXPECT_EQ(isIdentity(activation), region == Interval::all());
}

TEST_P(ActivationFacts, ClampsAreClamps) {
  std::optional<Interval> clamp = activation.getClamp();
  if (!clamp)
    return;
  ASSERT_FALSE(clamp->isEmpty());
  for (double x : getSamples(Interval::all(), GetParam()))
    EXPECT_EQ(evaluate(x), std::min(std::max(x, clamp->lo), clamp->hi));
  for (double bound : {clamp->lo, clamp->hi})
    EXPECT_TRUE(std::isinf(bound) || evaluateDerivative(bound) == 0);
  // What it is normalized to is the same function.
  ActivationAttrInterface normal = normalizeActivation(activation);
  EXPECT_EQ(normal.getClamp(), clamp);
  for (double x : getSamples(Interval::all(), GetParam()))
    EXPECT_EQ(normal.evaluate(x, {}), evaluate(x));
}

TEST_P(ActivationFacts, StraightPiecesAreStraight) {
  // They are the ones that are computed without an error.
  EXPECT_EQ(activation.isPiecewiseLinear(), GetParam().maxUlp == 0);
  if (!activation.isPiecewiseLinear())
    return;
  constexpr double kStep = 1 / 64.0;
  for (double x = -12; x <= 12; x += kStep) {
    bool bends = llvm::any_of(GetParam().kinks, [&](auto kink) {
      return std::abs(kink.first - x) <= kStep;
    });
    if (bends)
      continue;
    double bend = evaluate(x - kStep) - 2 * evaluate(x) + evaluate(x + kStep);
    EXPECT_NEAR(bend, 0, 1e-14) << "at " << x;
  }
}

//===----------------------------------------------------------------------===//
// Images
//===----------------------------------------------------------------------===//

/// Intervals whose ends are kinks, ordinary numbers and infinities.
static std::vector<Interval> getIntervals(const ActivationCase &activation) {
  std::vector<double> ends = {-kInfinity, -30,  -4, -1.25, -1e-4,    0,
                              0.5,        1.75, 5,  25,    kInfinity};
  for (auto [kink, derivative] : activation.kinks)
    ends.push_back(kink);
  std::vector<Interval> intervals;
  for (double lo : ends)
    for (double hi : ends)
      if (lo <= hi && !(lo == hi && std::isinf(lo)))
        intervals.push_back({lo, hi});
  return intervals;
}

/// Fails unless `image` holds `values`, whose least and largest are its ends.
/// The steps of the samples leave smooth extrema a little short of an end.
static void expectHull(Interval image, const std::vector<double> &values,
                       const std::string &where) {
  auto [least, largest] = std::minmax_element(values.begin(), values.end());
  EXPECT_LE(image.lo, *least + slack(*least)) << where;
  EXPECT_GE(image.hi, *largest - slack(*largest)) << where;
  if (std::isinf(image.lo) || std::isinf(*least))
    EXPECT_EQ(image.lo, *least) << where;
  else
    EXPECT_NEAR(image.lo, *least, 1e-4 * (1 + std::abs(*least))) << where;
  if (std::isinf(image.hi) || std::isinf(*largest))
    EXPECT_EQ(image.hi, *largest) << where;
  else
    EXPECT_NEAR(image.hi, *largest, 1e-4 * (1 + std::abs(*largest))) << where;
}

static std::string print(Interval interval) {
  return "on [" + std::to_string(interval.lo) + ", " +
         std::to_string(interval.hi) + "]";
}

TEST_P(ActivationFacts, ImagesHoldAllValuesAndNoMore) {
  for (Interval x : getIntervals(GetParam())) {
    std::vector<double> values;
    for (double sample : getSamples(x, GetParam()))
      values.push_back(evaluate(sample));
    expectHull(activation.image(x, getSlopes()), values, print(x));
  }
  EXPECT_TRUE(activation.image(Interval::empty(), getSlopes()).isEmpty());
  SmallVector<Interval> anySlope(activation.getNumSlopes(), Interval::all());
  EXPECT_EQ(getRange(activation), activation.image(Interval::all(), anySlope));
}

TEST(PReluImage, HoldsTheValuesOfAllSlopes) {
  auto context = createContext();
  auto prelu = parseActivation("#relu.prelu", context.get());
  const ActivationCase activation = {"#relu.prelu", 0, {{0, 0}}, {0}};
  std::vector<Interval> slopes = {{0.25, 0.5}, {-1, 2},   {-2, -1},
                                  {0, 4},      {-3, 0},   {0, 0},
                                  {1e-300, 1}, {1, 1e300}};
  for (Interval x : getIntervals(activation))
    for (Interval slope : slopes) {
      std::vector<double> values;
      for (double sample : getSamples(x, activation))
        for (double s : {slope.lo, (slope.lo + slope.hi) / 2, slope.hi})
          values.push_back(prelu.evaluate(sample, s));
      if (slope.contains(0) && x.lo < 0)
        values.push_back(0);
      expectHull(prelu.image(x, slope), values,
                 print(x) + " with slopes " + print(slope));
    }
}
