// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two activations in a row as one, and parameters rounded to a type.

#include "ActivationSamples.h"

#include "mlir/IR/Builders.h"

using namespace llvm;
using namespace relu;
using namespace relu_test;

using ActivationComposition = ActivationTest;
INSTANTIATE_TEST_SUITE_P(Every, ActivationComposition,
                         testing::ValuesIn(getActivationCases()), nameCase);

static std::string print(ActivationAttrInterface activation) {
  std::string text;
  raw_string_ostream(text) << activation;
  return text;
}

TEST_P(ActivationComposition, IsTheOneAfterTheOther) {
  ActivationAttrInterface outer = activation;
  for (const ActivationCase &innerCase : getActivationCases()) {
    auto inner = parseActivation(innerCase.text, context.get());
    ActivationAttrInterface both = composeActivations(outer, inner);
    if (outer.getNumSlopes() + inner.getNumSlopes() != 0) {
      EXPECT_FALSE(both);
      continue;
    }
    if (!both)
      continue;
    std::vector<double> samples = getSamples(Interval::all(), innerCase);
    std::vector<double> more = getSamples(Interval::all(), GetParam());
    samples.insert(samples.end(), more.begin(), more.end());
    for (double x : samples)
      ASSERT_EQ(both.evaluate(x, {}), outer.evaluate(inner.evaluate(x, {}), {}))
          << print(both) << " for " << print(outer) << " after " << print(inner)
          << " at " << x;
    EXPECT_TRUE(std::isnan(both.evaluate(std::nan(""), {})));
  }
}

static std::string compose(StringRef outer, StringRef inner) {
  auto context = createContext();
  auto both = composeActivations(parseActivation(outer, context.get()),
                                 parseActivation(inner, context.get()));
  return both ? print(both) : "none";
}

TEST(Composition, OfClampsIsAClamp) {
  EXPECT_EQ(compose("#relu.relu", "#relu.relu"), "#relu.relu");
  EXPECT_EQ(compose("#relu.clipped_relu", "#relu.relu"), "#relu.clipped_relu");
  EXPECT_EQ(compose("#relu.relu", "#relu.clipped_relu"), "#relu.clipped_relu");
  EXPECT_EQ(compose("#relu.clipped_relu<min = -1.0, max = 4.0>",
                    "#relu.clipped_relu<min = 1.0, max = 9.0>"),
            "#relu.clipped_relu<min = 1.0, max = 4.0>");
  // The bounds do not meet: a constant.
  EXPECT_EQ(compose("#relu.clipped_relu<min = 5.0, max = 6.0>",
                    "#relu.clipped_relu<min = 1.0, max = 2.0>"),
            "#relu.clipped_relu<min = 5.0, max = 5.0>");
}

TEST(Composition, KeepsWhatAlreadyHoldsTheRange) {
  EXPECT_EQ(compose("#relu.relu", "#relu.sigmoid"), "#relu.sigmoid");
  EXPECT_EQ(compose("#relu.leaky_relu", "#relu.softplus"), "#relu.softplus");
  // A negative slope makes positive numbers of negative ones.
  EXPECT_EQ(compose("#relu.relu", "#relu.leaky_relu<alpha = -0.5>"),
            "#relu.leaky_relu<alpha = -0.5>");
  // Negative numbers end at the same bound.
  EXPECT_EQ(compose("#relu.relu", "#relu.leaky_relu"), "#relu.relu");
}

TEST(Composition, ThatIsUnknownIsNone) {
  EXPECT_EQ(compose("#relu.leaky_relu", "#relu.leaky_relu"), "none");
  EXPECT_EQ(compose("#relu.sigmoid", "#relu.relu"), "none");
  EXPECT_EQ(compose("#relu.relu", "#relu.silu"), "none");
  EXPECT_EQ(compose("#relu.prelu", "#relu.prelu"), "none");
}

//===----------------------------------------------------------------------===//
// Rounding
//===----------------------------------------------------------------------===//

TEST_P(ActivationComposition, RoundedParametersAreNumbersOfTheType) {
  mlir::Builder builder(context.get());
  EXPECT_EQ(roundParameters(activation, builder.getF64Type()), activation);
  for (mlir::FloatType type : {mlir::FloatType(builder.getF32Type()),
                               mlir::FloatType(builder.getF16Type()),
                               mlir::FloatType(builder.getBF16Type())}) {
    ActivationAttrInterface rounded = roundParameters(activation, type);
    EXPECT_EQ(roundParameters(rounded, type), rounded);
    EXPECT_EQ(rounded.getTypeID(), activation.getTypeID());
    rounded.walk([&](mlir::FloatAttr parameter) {
      double value = parameter.getValueAsDouble();
      EXPECT_EQ(roundTo(value, type), value);
    });
  }
}

TEST(RoundParameters, RoundsToNearest) {
  auto context = createContext();
  mlir::Builder builder(context.get());
  auto leaky = parseActivation("#relu.leaky_relu", context.get());
  EXPECT_EQ(roundParameters(leaky, builder.getF32Type()).evaluate(-1, {}),
            -0.01f);
  EXPECT_EQ(roundTo(1 + 0x1p-8, builder.getBF16Type()), 1);
  EXPECT_EQ(roundTo(1 + 3 * 0x1p-8, builder.getBF16Type()), 1 + 0x1p-6);
  EXPECT_EQ(roundTo(65520, builder.getF16Type()), kInfinity);
  EXPECT_EQ(roundTo(0x1p-25, builder.getF16Type()), 0);
  EXPECT_EQ(roundTo(0x1.8p-24, builder.getF16Type()), 0x1p-23);
  EXPECT_TRUE(std::isnan(roundTo(std::nan(""), builder.getF16Type())));
}

TEST(EvaluateRounded, RoundsParametersToF32ForNarrowTypes) {
  auto context = createContext();
  mlir::Builder builder(context.get());
  auto leaky = parseActivation("#relu.leaky_relu", context.get());
  // Were alpha rounded to bf16 it would be 0.010009765625.
  EXPECT_EQ(evaluateRounded(leaky, -100, {}, builder.getBF16Type()), -1);
  EXPECT_EQ(evaluateRounded(leaky, -1, {}, builder.getF64Type()), -0.01);
  EXPECT_EQ(evaluateRounded(leaky, -1, {}, builder.getF32Type()), -0.01f);
}
