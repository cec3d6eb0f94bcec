// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Activations and their derivatives at the ends of the line, on NaN, at kinks,
// and in between against differences of their values.

#include "ActivationSamples.h"

using namespace llvm;
using namespace relu;
using namespace relu_test;

using ActivationLimits = ActivationTest;
INSTANTIATE_TEST_SUITE_P(Every, ActivationLimits,
                         testing::ValuesIn(getActivationCases()), nameCase);

TEST_P(ActivationLimits, NaNStays) {
  EXPECT_TRUE(std::isnan(evaluate(std::nan(""))));
  EXPECT_TRUE(std::isnan(evaluateDerivative(std::nan(""))));
}

TEST_P(ActivationLimits, InfinityGivesTheLimit) {
  for (double sign : {-1.0, 1.0}) {
    // Either the values have settled long before, or they grow forever.
    double near = evaluate(sign * 1e100), far = evaluate(sign * 1e200);
    double limit = evaluate(sign * kInfinity);
    ASSERT_FALSE(std::isnan(limit)) << "at infinity, sign " << sign;
    if (near == far && std::isfinite(far))
      EXPECT_EQ(limit, far);
    else if (std::abs(far) > 1e99 || std::isinf(far))
      EXPECT_EQ(limit, std::copysign(kInfinity, far));
    else
      EXPECT_NEAR(limit, far, 1e-15);
  }
}

TEST_P(ActivationLimits, DerivativeIsTheSlopeOfTheValues) {
  for (double x = -20; x <= 20; x += 0.37) {
    double h = 1e-4;
    bool bends = llvm::any_of(GetParam().kinks, [&](auto kink) {
      return std::abs(kink.first - x) <= h;
    });
    if (bends)
      continue;
    // Central, so that the error is of the order of h^2 f'''.
    double slope = (evaluate(x + h) - evaluate(x - h)) / (2 * h);
    double scale = std::max({1.0, std::abs(slope), std::abs(evaluate(x))});
    EXPECT_NEAR(evaluateDerivative(x), slope, 1e-5 * scale) << "at " << x;
  }
}

TEST_P(ActivationLimits, DerivativeAtKinksIsTheDocumentedOne) {
  for (auto [kink, derivative] : GetParam().kinks)
    EXPECT_EQ(evaluateDerivative(kink), derivative) << "at " << kink;
}

TEST_P(ActivationLimits, DerivativeIsANumber) {
  for (double x : getSamples(Interval::all(), GetParam()))
    EXPECT_FALSE(std::isnan(evaluateDerivative(x))) << "at " << x;
}

TEST(ActivationLimits, SoftplusDoesNotLoseTinyResults) {
  auto context = createContext();
  auto softplus = parseActivation("#relu.softplus", context.get());
  EXPECT_DOUBLE_EQ(softplus.evaluate(-100, {}), std::exp(-100));
  EXPECT_EQ(softplus.evaluate(1e308, {}), 1e308);
}

TEST(ActivationLimits, ExponentialUnitsDoNotLoseTinyInputs) {
  auto context = createContext();
  for (StringRef text :
       {"#relu.elu", "#relu.celu", "#relu.celu<alpha = 2.0>"}) {
    auto unit = parseActivation(text, context.get());
    EXPECT_DOUBLE_EQ(unit.evaluate(-1e-20, {}), -1e-20);
  }
}
