// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What relu-bench takes for a right output, and what not.

#include "../../../tools/relu-bench/Check.h"
#include "../../../tools/relu-bench/Network.h"
#include "../Messages.h"

#include <cmath>

using namespace relu;
using namespace relu::bench;

namespace {

/// A small network whose output has elements on both sides of zero before the
/// activation.
Network makeNetwork(ActivationKind activation = ActivationKind::Relu) {
  return llvm::cantFail(
      Network::random({"small", 5, {40, 30, 12}, activation}, 1));
}

std::vector<float> toFloat(const Tensor &reference) {
  auto values = reference.getElements<double>();
  return {values.begin(), values.end()};
}

TEST(CheckTest, AcceptsTheReferenceRoundedToF32) {
  Tensor reference = llvm::cantFail(makeNetwork().computeReference());
  auto maxError = checkOutput(toFloat(reference).data(), reference);
  ASSERT_TRUE(bool(maxError)) << llvm::toString(maxError.takeError());
  EXPECT_LT(*maxError, 1e-6);
}

TEST(CheckTest, RefusesOneWrongElement) {
  Tensor reference = llvm::cantFail(makeNetwork().computeReference());
  for (size_t i : {0, 31, 59})
    for (float wrong : {1e-3f, -1e-3f, NAN, INFINITY}) {
      std::vector<float> output = toFloat(reference);
      output[i] += wrong;
      auto maxError = checkOutput(output.data(), reference);
      ASSERT_FALSE(bool(maxError)) << i << " " << wrong;
      std::string message = llvm::toString(maxError.takeError());
      EXPECT_NE(message.find("the output is wrong: 1 of 60"), std::string::npos)
          << message;
    }
}

/// What peers do wrong when they are used in a wrong way.
TEST(CheckTest, RefusesTheOutputOfANetworkWithoutBiasOrActivation) {
  Network network = makeNetwork();
  Tensor reference = llvm::cantFail(network.computeReference());
  Network other = makeNetwork(ActivationKind::LeakyRelu);
  Tensor leaky = llvm::cantFail(other.computeReference());
  auto checked = checkOutput(toFloat(leaky).data(), reference);
  EXPECT_FALSE(bool(checked));
  llvm::consumeError(checked.takeError());

  for (float &bias : network.layers.back().bias.getElements<float>())
    bias = 0;
  Tensor unbiased = llvm::cantFail(network.computeReference());
  checked = checkOutput(toFloat(unbiased).data(), reference);
  EXPECT_FALSE(bool(checked));
  llvm::consumeError(checked.takeError());
}

TEST(CheckTest, TheReferenceIsTheFormula) {
  // 2 rows, 2 inputs, 1 output; bias and slopes by hand.
  auto make = [](std::vector<int64_t> shape, std::vector<float> values) {
    Tensor tensor = llvm::cantFail(Tensor::create(
        {ElementKind::f32,
         llvm::SmallVector<int64_t>(shape.begin(), shape.end())}));
    for (size_t i = 0; i < values.size(); ++i)
      tensor.setDouble(i, values[i]);
    return tensor;
  };
  struct Case {
    ActivationKind kind;
    double negative; // of x = -2
  };
  for (Case expected : {Case{ActivationKind::Relu, 0},
                        Case{ActivationKind::LeakyRelu, -2 * double(0.01f)},
                        Case{ActivationKind::Prelu, -0.5},
                        Case{ActivationKind::Elu, std::exp(-2.0) - 1},
                        Case{ActivationKind::Gelu,
                             -2 * 0.5 * (1 + std::erf(-2 / std::sqrt(2.0)))}}) {
    std::vector<Layer> layers;
    bool hasSlopes = expected.kind == ActivationKind::Prelu;
    layers.push_back({make({2, 1}, {1, 3}), make({1}, {1}),
                      hasSlopes ? make({1}, {0.25f}) : make({0}, {})});
    Network network{{"hand", 2, {2, 1}, expected.kind},
                    std::move(layers),
                    make({2, 2}, {3, -2, 2, 4})};
    Tensor reference = llvm::cantFail(network.computeReference());
    EXPECT_NEAR(reference.getDouble(0), expected.negative, 1e-12);
    if (expected.kind != ActivationKind::Gelu) {
      EXPECT_EQ(reference.getDouble(1), 15);
    }
  }
}

} // namespace
