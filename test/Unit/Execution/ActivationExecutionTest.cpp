// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every activation on every path and in every type, alone and as the end of a
// dense layer, against its written meaning in double precision. The bounds are
// those of docs/Semantics.md.

#include "Compilation.h"
#include "FloatFormat.h"

#include "../ActivationTable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <random>

using namespace llvm;
using namespace relu;
using namespace relu_test;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Whole vectors, less than one, and some lanes more, for vectors of 2 to 16
/// lanes and panels of 2 to 64 columns.
constexpr int64_t kLengths[] = {1, 3, 4, 7, 8, 15, 16, 17, 33, 67};

/// The lengths in turn, so that each kind of activation meets several.
int64_t getLength(size_t index) {
  return kLengths[index % std::size(kLengths)];
}

class ActivationExecution
    : public testing::TestWithParam<std::tuple<ExecutionPath, ElementKind>> {
protected:
  void SetUp() override {
    SKIP_UNLESS_RUNNABLE(getPath());
    isFused = getOptions(getPath()).target.hasFeature("fma");
  }

  ExecutionPath getPath() const { return std::get<0>(GetParam()); }
  ElementKind getKind() const { return std::get<1>(GetParam()); }
  bool isReference() const {
    return getPath().path == CompileOptions::Path::Reference;
  }

  /// "?x1" to "tensor<?x1xf32>"; "" to the type of a slope.
  std::string tensor(const std::string &shape) const {
    return "tensor<" + shape + (shape.empty() ? "" : "x") +
           getName(getKind()).str() + ">";
  }
  /// ", %s: tensor<f32>", and how an activation names it.
  std::string slopeArgument(const ActivationCase &activation) const {
    return activation.slopes.empty() ? "" : ", %s: " + tensor("");
  }

  Tensor make(ArrayRef<int64_t> shape, ArrayRef<double> values) const {
    return makeTensor(getKind(), shape, values);
  }
  /// Runs the function `name` on `inputs` and the slopes of `activation`.
  std::vector<double> run(const Executable &executable, const std::string &name,
                          std::vector<Tensor> inputs,
                          const ActivationCase &activation) const {
    for (double slope : activation.slopes)
      inputs.push_back(make({}, {slope}));
    std::vector<ConstTensorView> views(inputs.begin(), inputs.end());
    return getValues(runOne(executable, getFunction(executable, name), views));
  }

  std::vector<double> runOnVector(const Executable &executable,
                                  const std::string &name, ArrayRef<double> x,
                                  const ActivationCase &activation) const {
    std::vector<Tensor> inputs;
    inputs.push_back(make({static_cast<int64_t>(x.size())}, x));
    return run(executable, name, std::move(inputs), activation);
  }

  double getBound(const ActivationCase &activation) const;
  double getSlack(const ActivationCase &activation, double exact) const;
  void expectValues(const ActivationCase &activation, ArrayRef<double> x,
                    ArrayRef<double> actual);

  std::unique_ptr<mlir::MLIRContext> context = createContext();
  bool isFused = false; // whether the target has fused multiply-add
};

} // namespace

/// The largest error in f32, in ulps, of compiled code. The table has it for
/// targets with fused multiply-add; others lose a little more.
static double getBoundInF32(const ActivationCase &activation, bool isFused) {
  double bound = activation.maxUlp == 0 ? 0.5 : activation.maxUlp;
  if (isFused)
    return bound;
  return StringSwitch<double>(activation.text)
      .Case("#relu.silu", 2.325)
      .Case("#relu.gelu", 4.16)
      .Case("#relu.celu<alpha = 0.3>", 2.175)
      .Default(bound);
}

/// The largest error in units in the last place of the kind.
double ActivationExecution::getBound(const ActivationCase &activation) const {
  // The doubles that we compare with are rounded too.
  constexpr double kRounding = 0x1p-20;
  double inF32 = getBoundInF32(activation, isFused);
  switch (getKind()) {
  case ElementKind::f64:
    return inF32 + 4; // of the code and of `evaluate`
  case ElementKind::f32:
    // The reference is computed in f64.
    return (isReference() ? 0.5 : inF32) + kRounding;
  default:
    return 0.5 + kRounding + std::ldexp(inF32, getPrecision(getKind()) - 24);
  }
}

/// An absolute error on top of the bound.
double ActivationExecution::getSlack(const ActivationCase &activation,
                                     double exact) const {
  StringRef text = activation.text;
  if (text.starts_with("#relu.hard_sigmoid")) {
    // Either the code or, in f64, `evaluate` rounds the product before it adds
    // beta.
    if (getKind() == ElementKind::f64)
      return 0x1p-54;
    return isReference() || isFused ? 0 : 0x1p-26;
  }
  // Far below zero the rounding of the exponent counts.
  if (text.starts_with("#relu.gelu") && getKind() == ElementKind::f64)
    return 1e-12 * std::abs(exact);
  return 0;
}

void ActivationExecution::expectValues(const ActivationCase &activation,
                                       ArrayRef<double> x,
                                       ArrayRef<double> actual) {
  ASSERT_EQ(x.size(), actual.size());
  ActivationAttrInterface rounded = roundParameters(
      parseActivation(activation.text, context.get()),
      getKind() == ElementKind::f64
          ? mlir::FloatType(mlir::Float64Type::get(context.get()))
          : mlir::FloatType(mlir::Float32Type::get(context.get())));
  double bound = getBound(activation);
  int failures = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    double input = roundTo(getKind(), x[i]);
    double exact = rounded.evaluate(input, activation.slopes);
    double error = getUlpError(getKind(), actual[i], exact);
    double allowed = bound;
    if (std::isfinite(exact))
      allowed += getSlack(activation, exact) / getSpacing(getKind(), exact);
    if (error <= allowed || ++failures > 5)
      continue;
    ADD_FAILURE() << activation.text << " at " << input << ", element " << i
                  << " of " << x.size() << ": expected " << exact << ", got "
                  << actual[i] << ", which is " << error
                  << " ulp away; the bound is " << allowed;
  }
  if (failures > 5)
    ADD_FAILURE() << activation.text << ": " << failures << " failures";
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

/// Where something may go wrong: not numbers, ends, kinks, and neighbours.
static std::vector<double> getSpecialInputs(ElementKind kind,
                                            const ActivationCase &activation) {
  double smallest = std::ldexp(1.0, getMinExponent(kind));
  double tiniest = getSpacing(kind, 0);
  std::vector<double> inputs = {kNaN, 0};
  for (double magnitude :
       {tiniest,  3 * tiniest,  smallest / 2, getPrevious(kind, smallest),
        smallest, 2 * smallest, 1e-30,        1e-20,
        1e-8,     1e-4,         0.1,          0.5,
        1.0,      2.0,          2.5,          3.0,
        5.0,      6.0,          10.0,         14.6,
        16.7,     30.0,         87.0,         88.7,
        89.0,     100.0,        103.9,        104.0,
        128.0,    700.0,        709.8,        745.2,
        1000.0,   1e4,          6e4,          1e10,
        1e30,     1e38,         1e200,        getLargest(kind),
        kInfinity})
    for (double x : {magnitude, -magnitude})
      inputs.push_back(roundTo(kind, x));
  inputs.push_back(-0.0);
  for (auto [kink, derivative] : activation.kinks) {
    double x = roundTo(kind, kink);
    for (double next : {x, getNext(kind, x), getPrevious(kind, x)})
      inputs.insert(inputs.end(), {next, -next});
  }
  return inputs;
}

/// All numbers of the 16-bit kinds; of others a sample of many magnitudes.
static std::vector<double> getInputs(ElementKind kind,
                                     const ActivationCase &activation) {
  std::vector<double> inputs = getSpecialInputs(kind, activation);
  if (getByteSize(kind) == 2) {
    for (uint32_t bits = 0; bits < 0x10000; ++bits) {
      uint16_t element = bits;
      inputs.push_back(loadDouble(kind, &element, 0));
    }
    return inputs;
  }
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform(-1, 1), exponent(-40, 7.5);
  for (int i = 0; i < 1000; ++i) {
    inputs.push_back(roundTo(kind, 20 * uniform(random)));
    inputs.push_back(roundTo(kind, 110 * uniform(random)));
    double magnitude = std::exp2(exponent(random));
    inputs.push_back(roundTo(kind, std::copysign(magnitude, uniform(random))));
  }
  return inputs;
}

/// Calls `body` on pieces of this length that together are all of `inputs`; the
/// last one overlaps the one before it.
static void forEachPiece(ArrayRef<double> inputs, size_t length,
                         function_ref<void(ArrayRef<double>)> body) {
  for (size_t start = 0; start < inputs.size(); start += length)
    body(inputs.slice(std::min(start, inputs.size() - length), length));
}

//===----------------------------------------------------------------------===//
// Tests
//===----------------------------------------------------------------------===//

TEST_P(ActivationExecution, AloneIsWithinTheBound) {
  std::string text;
  raw_string_ostream os(text);
  for (auto [i, activation] : enumerate(getActivationCases())) {
    std::string attr = activation.text;
    if (!activation.slopes.empty())
      attr += ", %s : " + tensor("");
    std::string fixed = tensor(std::to_string(getLength(i)));
    for (std::string type : {tensor("?"), fixed})
      os << "func.func @" << (type == fixed ? "fixed" : "any") << i
         << "(%x: " << type << slopeArgument(activation) << ") -> " << type
         << " {\n  %0 = relu.activate %x activation(" << attr << ") : " << type
         << "\n  return %0 : " << type << "\n}\n";
  }
  auto executable = compile(text, getPath());
  ASSERT_TRUE(executable);
  for (auto [i, activation] : enumerate(getActivationCases())) {
    auto runOn = [&](const std::string &name, ArrayRef<double> x) {
      expectValues(
          activation, x,
          runOnVector(*executable, name + std::to_string(i), x, activation));
    };
    runOn("any", getInputs(getKind(), activation));
    std::vector<double> special = getSpecialInputs(getKind(), activation);
    for (size_t length : kLengths)
      forEachPiece(special, length,
                   [&](ArrayRef<double> x) { runOn("any", x); });
    forEachPiece(special, getLength(i),
                 [&](ArrayRef<double> x) { runOn("fixed", x); });
  }
}

TEST_P(ActivationExecution, AtTheEndOfALayerIsWithinTheBound) {
  // The products of one input and one weight, one of which is 1. Any number of
  // rows needs many kernels: only some layers take that.
  constexpr int64_t kRows = 5;
  auto takesAnyRows = [](size_t i) { return i % 4 == 0; };
  std::string text;
  raw_string_ostream os(text);
  for (auto [i, activation] : enumerate(getActivationCases())) {
    std::string rows = takesAnyRows(i) ? "?" : std::to_string(kRows);
    std::string columns = std::to_string(getLength(i));
    std::string x = tensor(rows + "x1"), w = tensor("1x" + columns);
    std::string slope = activation.slopes.empty() ? "" : ", " + tensor("");
    std::string y = tensor(rows + "x" + columns);
    os << "func.func @layer" << i << "(%x: " << x << ", %w: " << w
       << slopeArgument(activation) << ") -> " << y
       << " {\n  %0 = relu.dense %x, %w activation(" << activation.text
       << (slope.empty() ? "" : ", %s") << ") : (" << x << ", " << w << slope
       << ") -> " << y << "\n  return %0 : " << y << "\n}\n";
  }
  auto executable = compile(text, getPath());
  ASSERT_TRUE(executable);
  for (auto [i, activation] : enumerate(getActivationCases())) {
    int64_t columns = getLength(i);
    auto runOn = [&](ArrayRef<double> x, ArrayRef<double> w) {
      std::vector<double> products;
      for (double input : x)
        for (double weight : w)
          products.push_back(input * weight);
      std::vector<Tensor> inputs;
      inputs.push_back(make({static_cast<int64_t>(x.size()), 1}, x));
      inputs.push_back(make({1, columns}, w));
      expectValues(activation, products,
                   run(*executable, "layer" + std::to_string(i),
                       std::move(inputs), activation));
    };
    // The same in all lanes of each row; then the same in each row.
    std::vector<double> special = getSpecialInputs(getKind(), activation);
    std::vector<double> onesOfRow(columns, 1), onesOfColumn(kRows, 1);
    forEachPiece(special, takesAnyRows(i) ? special.size() : kRows,
                 [&](ArrayRef<double> x) { runOn(x, onesOfRow); });
    forEachPiece(special, columns,
                 [&](ArrayRef<double> w) { runOn(onesOfColumn, w); });
  }
}

TEST_P(ActivationExecution, TheSeedTableHolds) {
  const std::vector<double> x = {-5, -2, 0, 3, 6}, expected = {0, 0, 0, 3, 6};
  std::string type = tensor("5"), any = tensor("?");
  auto executable = compile(
      "func.func @fixed(%x: " + type + ") -> " + type +
          " {\n  %0 = relu.activate %x activation(#relu.relu) : " + type +
          "\n  return %0 : " + type + "\n}\nfunc.func @any(%x: " + any +
          ") -> " + any +
          " {\n  %0 = relu.activate %x activation(#relu.relu) : " + any +
          "\n  return %0 : " + any + "\n}",
      getPath());
  ASSERT_TRUE(executable);
  const ActivationCase relu = {"#relu.relu", 0};
  EXPECT_EQ(runOnVector(*executable, "fixed", x, relu), expected);
  EXPECT_EQ(runOnVector(*executable, "any", x, relu), expected);
  // Seven times over: in whole vectors and in what is left.
  std::vector<double> many, expectedMany;
  for (int i = 0; i < 7; ++i) {
    many.insert(many.end(), x.begin(), x.end());
    expectedMany.insert(expectedMany.end(), expected.begin(), expected.end());
  }
  EXPECT_EQ(runOnVector(*executable, "any", many, relu), expectedMany);
}

INSTANTIATE_TEST_SUITE_P(Every, ActivationExecution,
                         testing::Combine(testing::ValuesIn(kPaths),
                                          testing::ValuesIn(kFloatKinds)),
                         [](const auto &info) {
                           return std::string(std::get<0>(info.param).name) +
                                  "_" + getName(std::get<1>(info.param)).str();
                         });
