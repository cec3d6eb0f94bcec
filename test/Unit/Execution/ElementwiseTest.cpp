// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic between layers, in every type and on every path: each operation
// gives what the rules of its type ask for, subnormal numbers included.

#include "Compilation.h"
#include "FloatFormat.h"

#include "../ActivationTable.h"

#include <cmath>

using namespace llvm;
using namespace relu;
using namespace relu_test;

class Elementwise
    : public testing::TestWithParam<std::tuple<ExecutionPath, ElementKind>> {
protected:
  void SetUp() override { SKIP_UNLESS_RUNNABLE(std::get<0>(GetParam())); }
};

INSTANTIATE_TEST_SUITE_P(Every, Elementwise,
                         testing::Combine(testing::ValuesIn(kPaths),
                                          testing::ValuesIn(kFloatKinds)),
                         [](const auto &info) {
                           return std::string(std::get<0>(info.param).name) +
                                  "_" + getName(std::get<1>(info.param)).str();
                         });

namespace {
/// An operation of MLIR, and what it computes before it is rounded.
struct Operation {
  const char *text; // on %x and %y
  double (*compute)(double x, double y);
};
} // namespace

static const Operation kOperations[] = {
    {"arith.addf %x, %y", [](double x, double y) { return x + y; }},
    {"arith.subf %x, %y", [](double x, double y) { return x - y; }},
    {"arith.mulf %x, %y", [](double x, double y) { return x * y; }},
    {"arith.divf %x, %y", [](double x, double y) { return x / y; }},
    {"arith.negf %x", [](double x, double) { return -x; }},
    {"arith.maximumf %x, %y",
     [](double x, double y) { return std::fmax(x, y); }},
    {"arith.select %less, %x, %y",
     [](double x, double y) { return x < y ? x : y; }},
    {"arith.sitofp %integer",
     [](double x, double) { return std::trunc(std::fmod(x, 100)); }},
    {"math.absf %x", [](double x, double) { return std::abs(x); }},
    {"math.sqrt %magnitude",
     [](double x, double) { return std::sqrt(std::abs(x)); }},
};

TEST_P(Elementwise, OperationsRoundAsTheirTypeAsks) {
  auto [path, kind] = GetParam();
  std::string type = "tensor<?x" + getName(kind).str() + ">", results, types;
  std::string text = "func.func @f(%x: " + type + ", %y: " + type + ") -> (";
  std::string body =
      "  %less = arith.cmpf olt, %x, %y : " + type +
      "\n  %magnitude = math.absf %x : " + type +
      "\n  %hundred = arith.constant 100.0 : " + getName(kind).str() +
      "\n  %c0 = arith.constant 0 : index"
      "\n  %n = tensor.dim %x, %c0 : " +
      type + "\n  %many = tensor.splat %hundred[%n] : " + type +
      "\n  %small = arith.remf %x, %many : " + type +
      "\n  %integer = arith.fptosi %small : " + type + " to tensor<?xi32>\n";
  for (auto [i, operation] : enumerate(kOperations)) {
    StringRef name = StringRef(operation.text).split(' ').first;
    std::string signature = type;
    if (name == "arith.select")
      signature = "tensor<?xi1>, " + type;
    if (name == "arith.sitofp")
      signature = "tensor<?xi32> to " + type;
    body += "  %r" + std::to_string(i) + " = " + operation.text + " : " +
            signature + "\n";
    results += (i ? ", %r" : "%r") + std::to_string(i);
    types += (i ? ", " : "") + type;
  }
  auto executable = compile(text + types + ") {\n" + body + "  return " +
                                results + " : " + types + "\n}",
                            path);
  ASSERT_TRUE(executable);

  double tiny = getSpacing(kind, 0);
  std::vector<double> values;
  for (double x : {0.0, tiny, 5 * tiny, std::ldexp(1.0, getMinExponent(kind)),
                   1e-3, 0.1, 1.0, 1.7, 3.0, 99.9, 1234.0, getLargest(kind)})
    for (double value : {x, -x})
      values.push_back(roundTo(kind, value));
  std::vector<double> xs, ys;
  for (double x : values)
    for (double y : values) {
      xs.push_back(x);
      ys.push_back(y);
    }
  int64_t size = xs.size();
  auto actual = executable->run(
      executable->getSignatures()[0],
      {makeTensor(kind, {size}, xs), makeTensor(kind, {size}, ys)});
  ASSERT_TRUE(static_cast<bool>(actual)) << toString(actual.takeError());
  for (auto [operation, result] : zip(kOperations, *actual))
    for (int64_t i = 0; i < size; ++i) {
      double expected = roundTo(kind, operation.compute(xs[i], ys[i]));
      double got = result.getDouble(i);
      EXPECT_TRUE(got == expected || (std::isnan(got) && std::isnan(expected)))
          << operation.text << " of " << xs[i] << " and " << ys[i]
          << ": expected " << expected << ", got " << got;
    }
}
