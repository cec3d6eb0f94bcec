// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every activation with the parameters that tests run it with: defaults, the
// usual other values, and the odd ones that are legal all the same.

#ifndef RELU_TEST_UNIT_ACTIVATIONTABLE_H
#define RELU_TEST_UNIT_ACTIVATIONTABLE_H

#include "TestDialect.h"

#include "relu/IR/Relu.h"
#include "relu/Registration.h"

#include "mlir/AsmParser/AsmParser.h"
#include "gtest/gtest.h"
#include <cctype>
#include <string>
#include <utility>
#include <vector>

namespace relu_test {

struct ActivationCase {
  const char *text;
  /// Largest error of f32 results; 0 for the straight-lined ones.
  unsigned maxUlp;
  /// Where f or f' jumps, and the derivative that is documented there.
  std::vector<std::pair<double, double>> kinks = {};
  std::vector<double> slopes = {};
};

inline const std::vector<ActivationCase> &getActivationCases() {
  constexpr double kSeluSlope = 1.0507009873554805 * 1.6732632423543772;
  static const std::vector<ActivationCase> cases = {
      {"#relu.relu", 0, {{0, 0}}},
      {"#relu.relu<subgradient = 0.5>", 0, {{0, 0.5}}},
      {"#relu.relu<subgradient = 1.0>", 0, {{0, 1}}},
      {"#relu.clipped_relu", 0, {{0, 0}, {6, 0}}},
      {"#relu.clipped_relu<min = -1.0, max = 1.0>", 0, {{-1, 0}, {1, 0}}},
      {"#relu.clipped_relu<min = 0.5, max = 2.5>", 0, {{0.5, 0}, {2.5, 0}}},
      {"#relu.clipped_relu<min = 3.0, max = -3.0>", 0},
      {"#relu.clipped_relu<min = 2.0, max = 2.0>", 0},
      {"#relu.clipped_relu<min = -inf>", 0, {{6, 0}}},
      {"#relu.clipped_relu<max = inf>", 0, {{0, 0}}},
      {"#relu.clipped_relu<min = -inf, max = inf>", 0},
      {"#relu.leaky_relu", 0, {{0, 0.01}}},
      {"#relu.leaky_relu<alpha = 0.25>", 0, {{0, 0.25}}},
      {"#relu.leaky_relu<alpha = -0.5>", 0, {{0, -0.5}}},
      {"#relu.leaky_relu<alpha = 0.0>", 0, {{0, 0}}},
      {"#relu.leaky_relu<alpha = 1.0>", 0, {{0, 1}}},
      {"#relu.leaky_relu<alpha = 2.0>", 0, {{0, 2}}},
      {"#relu.prelu", 0, {{0, 0.25}}, {0.25}},
      {"#relu.prelu<axis = 0>", 0, {{0, -0.5}}, {-0.5}},
      {"#relu.prelu", 0, {{0, 0}}, {0}},
      {"#relu.prelu", 0, {{0, 1}}, {1}},
      {"#relu.prelu", 0, {{0, 2}}, {2}},
      {"#relu.thresholded_relu", 0, {{1, 0}}},
      {"#relu.thresholded_relu<alpha = 0.0>", 0, {{0, 0}}},
      {"#relu.thresholded_relu<alpha = -1.0>", 0, {{-1, 0}}},
      {"#relu.hard_sigmoid", 0, {{-2.5, 0}, {2.5, 0}}},
      {"#relu.hard_sigmoid<alpha = 0.16666666666666666>", 0, {{-3, 0}, {3, 0}}},
      {"#relu.hard_sigmoid<alpha = -0.5>", 0, {{-1, 0}, {1, 0}}},
      {"#relu.hard_sigmoid<alpha = 0.0, beta = 0.25>", 0},
      {"#relu.squared_relu", 1, {{0, 0}}},
      {"#relu.hard_swish", 2, {{-3, 0}, {3, 1}}},
      {"#relu.elu", 2, {{0, 1}}},
      {"#relu.elu<alpha = 0.3>", 2, {{0, 0.3}}},
      {"#relu.elu<alpha = -0.5>", 2, {{0, -0.5}}},
      {"#relu.elu<alpha = 0.0>", 2, {{0, 0}}},
      {"#relu.selu", 2, {{0, kSeluSlope}}},
      {"#relu.celu", 2, {{0, 1}}},
      {"#relu.celu<alpha = 0.3>", 2, {{0, 1}}},
      {"#relu.celu<alpha = 2.0>", 2, {{0, 1}}},
      // Grows exponentially: half an ulp for each unit of x / alpha, up to 89.
      {"#relu.celu<alpha = -2.0>", 46, {{0, 1}}},
      {"#relu.sigmoid", 2},
      {"#relu.tanh", 2},
      {"#relu.softplus", 2},
      {"#relu.softplus<beta = 2.0>", 2},
      // Two constants that are not exact, beta and 1 / beta, cost half an ulp.
      {"#relu.softplus<beta = 0.3>", 3},
      {"#relu.softplus<beta = 20.0>", 3},
      {"#relu.silu", 2},
      {"#relu.silu<beta = 1.702>", 3},
      {"#relu.mish", 4},
      {"#relu.gelu", 4},
      {"#relu.gelu<approximate = tanh>", 4},
      {"#relu_test.softsign", 2},
  };
  return cases;
}

/// What gtest calls a case: letters, digits and underscores, no two the same.
inline std::string getName(const ActivationCase &activation) {
  std::string name;
  auto add = [&](llvm::StringRef text) {
    for (char c : text) {
      if (std::isalnum(static_cast<unsigned char>(c)) || c == '_')
        name += c;
      else if (c == '-')
        name += "minus";
      else if (c == '.' || c == '=')
        name += '_';
    }
  };
  add(llvm::StringRef(activation.text).split('.').second);
  for (double slope : activation.slopes)
    add("_slope" + std::to_string(slope).substr(0, 5));
  return name;
}

/// A context that knows relu, what its pipelines need, and softsign.
inline std::unique_ptr<mlir::MLIRContext> createContext() {
  mlir::DialectRegistry registry;
  relu::registerAllDialects(registry);
  registry.insert<ReluTestDialect>();
  auto context = std::make_unique<mlir::MLIRContext>(
      registry, mlir::MLIRContext::Threading::DISABLED);
  context->loadDialect<relu::ReluDialect, ReluTestDialect>();
  return context;
}

inline relu::ActivationAttrInterface
parseActivation(llvm::StringRef text, mlir::MLIRContext *context) {
  return llvm::cast<relu::ActivationAttrInterface>(
      mlir::parseAttribute(text, context));
}

/// So that gtest prints the text rather than the bytes.
inline void PrintTo(const ActivationCase &activation, std::ostream *os) {
  *os << activation.text;
}

} // namespace relu_test

#endif // RELU_TEST_UNIT_ACTIVATIONTABLE_H
