// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random networks on the reference and on the vector paths. Over many layers
// error bounds grow until they say nothing. So each layer is checked by itself:
// what it made of the numbers that the layer before it gave, against what it
// may make of them, by interval arithmetic in long double. `@network`, which
// keeps its intermediate results to itself, has to give the same last bits; it
// is compiled for this machine only.
//
// RELU_RANDOM_NETWORKS is how many networks there are, RELU_RANDOM_SEED the
// seed of the first; each network has a seed of its own.

#include "RandomNetwork.h"
#include "Compilation.h"
#include "FloatFormat.h"

#include "mlir/IR/OperationSupport.h"
#include "llvm/ADT/STLExtras.h"
#include <cstring>

using namespace llvm;
using namespace relu;
using namespace relu_test;

/// The number that the environment gives, or `otherwise`.
static uint64_t getNumber(const char *variable, uint64_t otherwise) {
  const char *text = std::getenv(variable);
  uint64_t number = otherwise;
  if (text && StringRef(text).getAsInteger(10, number))
    ADD_FAILURE() << variable << " is no number: " << text;
  return number;
}

namespace {

/// What a layer may give.
class LayerBounds {
public:
  LayerBounds(const RandomNetwork &network, const Layer &layer,
              mlir::MLIRContext *context);

  /// All results that are near enough for the inputs `x` of row `row`; false
  /// when they may overflow.
  bool compute(ArrayRef<double> x, int64_t row, MutableArrayRef<Interval> y);

private:
  /// Half the distance of numbers of `kind` around `interval`, and a trifle.
  static Interval rounded(ElementKind kind, Interval interval) {
    double largest = std::max(std::abs(interval.lo), std::abs(interval.hi));
    double error = (0.5 + 0x1p-10) * getSpacing(kind, largest);
    return {interval.lo - error, interval.hi + error};
  }
  double getSlope(int64_t row, int64_t column) const;
  Interval activate(Interval sum, int64_t row, int64_t column) const;

  const RandomNetwork &network;
  const Layer &layer;
  ElementKind element, computed;
  std::vector<double> weight, bias;
  ActivationAttrInterface activation;
};

} // namespace

LayerBounds::LayerBounds(const RandomNetwork &network, const Layer &layer,
                         mlir::MLIRContext *context)
    : network(network), layer(layer), element(network.element),
      computed(element == ElementKind::f64 ? ElementKind::f64
                                           : ElementKind::f32) {
  weight = getValues(network.parameters[layer.weight].value);
  if (layer.bias >= 0)
    bias = getValues(network.parameters[layer.bias].value);
  if (!layer.activation)
    return;
  activation = parseActivation(layer.activation->text, context);
  if (computed == ElementKind::f32)
    activation = roundParameters(activation, mlir::Float32Type::get(context));
}

double LayerBounds::getSlope(int64_t row, int64_t column) const {
  const Tensor &slope = network.parameters[layer.slope].value;
  if (slope.getType().getRank() == 0)
    return slope.getDouble(0);
  const relu::TensorType &input = network.input.getType();
  if (activation.getSlopeAxis() == -1 || input.getRank() == 1)
    return slope.getDouble(column);
  // Along the first batch axis.
  int64_t rowsBehind = 1;
  for (int64_t axis = 1; axis + 1 < input.getRank(); ++axis)
    rowsBehind *= input.shape[axis];
  return slope.getDouble(row / rowsBehind);
}

Interval LayerBounds::activate(Interval sum, int64_t row,
                               int64_t column) const {
  SmallVector<Interval, 1> slopes;
  if (layer.slope >= 0) {
    double slope = getSlope(row, column);
    slopes.push_back({slope, slope});
  }
  Interval image = activation.image(sum, slopes);
  double largest = std::max(std::abs(image.lo), std::abs(image.hi));
  double error = (layer.activation->maxUlp + 1) * getSpacing(computed, largest);
  StringRef text = layer.activation->text;
  // docs/Semantics.md, "Accuracy".
  if (text.starts_with("#relu.hard_sigmoid"))
    error += computed == ElementKind::f64 ? 0x1p-54 : 0x1p-26;
  if (text.starts_with("#relu.gelu") && computed == ElementKind::f64)
    error += 1e-12 * largest;
  return {image.lo - error, image.hi + error};
}

bool LayerBounds::compute(ArrayRef<double> x, int64_t row,
                          MutableArrayRef<Interval> y) {
  int64_t columns = layer.outputs;
  // A sum of n products and a bias, in any order, fused or not: Higham,
  // "Accuracy and Stability of Numerical Algorithms", section 3.1.
  double unit = std::ldexp(1.0, -getPrecision(computed));
  double terms = x.size() + 2, gamma = terms * unit / (1 - terms * unit);
  std::vector<long double> sums(columns), sizes(columns);
  for (size_t k = 0; k < x.size(); ++k)
    for (int64_t n = 0; n < columns; ++n) {
      long double product =
          static_cast<long double>(x[k]) * weight[k * columns + n];
      sums[n] += product;
      sizes[n] += std::abs(product);
    }
  for (int64_t n = 0; n < columns; ++n) {
    if (!bias.empty()) {
      sums[n] += bias[n];
      sizes[n] += std::abs(bias[n]);
    }
    double error =
        gamma * static_cast<double>(sizes[n]) + terms * getSpacing(computed, 0);
    double sum = static_cast<double>(sums[n]);
    Interval result{sum - error, sum + error};
    if (layer.activation) {
      // The reference stores the sum between two operations.
      if (layer.separateActivation)
        result = rounded(element, result);
      result = activate(result, row, n);
    }
    result = rounded(element, result);
    double limit = getLargest(element) / 4;
    if (!(result.lo > -limit && result.hi < limit))
      return false;
    y[n] = result;
  }
  return true;
}

namespace {

/// One network on one path.
class Check {
public:
  Check(const RandomNetwork &network, const ExecutionPath &path)
      : network(network), path(path) {}

  /// What is wrong; empty when nothing is.
  std::string run(const Executable &executable);

  int64_t numCheckedLayers = 0;

private:
  /// What is wrong with the result of a layer, given its input. `isLast` is set
  /// when the numbers are too large for the next layer to be checked.
  std::string checkLayer(size_t index, const ConstTensorView &x,
                         const ConstTensorView &y, bool &isLast);
  std::string checkSum(size_t index, const ConstTensorView &a,
                       const ConstTensorView &b, const ConstTensorView &sum);
  std::string describe(size_t index, const char *what, int64_t element) const {
    return std::string(path.name) + ": " + what + " of layer " +
           std::to_string(index) + ", element " + std::to_string(element);
  }

  const RandomNetwork &network;
  ExecutionPath path;
  std::unique_ptr<mlir::MLIRContext> context = createContext();
};

} // namespace

static std::string print(double value) {
  std::string text;
  raw_string_ostream(text) << format("%.17g", value);
  return text;
}

std::string Check::checkLayer(size_t index, const ConstTensorView &x,
                              const ConstTensorView &y, bool &isLast) {
  const Layer &layer = network.layers[index];
  LayerBounds bounds(network, layer, context.get());
  std::vector<double> inputs = getValues(x), outputs = getValues(y);
  size_t width = x.type.shape.back();
  int64_t rows = outputs.size() / layer.outputs;
  std::vector<Interval> allowed(layer.outputs);
  for (int64_t row = 0; row < rows; ++row) {
    if (!bounds.compute(ArrayRef(inputs).slice(row * width, width), row,
                        allowed)) {
      isLast = true;
      return "";
    }
    for (int64_t n = 0; n < layer.outputs; ++n) {
      int64_t i = row * layer.outputs + n;
      if (!allowed[n].contains(outputs[i]))
        return describe(index, "the result", i) + ": expected [" +
               print(allowed[n].lo) + ", " + print(allowed[n].hi) + "], got " +
               print(outputs[i]);
    }
  }
  ++numCheckedLayers;
  return "";
}

std::string Check::checkSum(size_t index, const ConstTensorView &a,
                            const ConstTensorView &b,
                            const ConstTensorView &sum) {
  for (int64_t i = 0; i < sum.getNumElements(); ++i) {
    double exact = a.getDouble(i) + b.getDouble(i);
    double error = getUlpError(network.element, sum.getDouble(i), exact);
    // Also when it is taken in f32 first, which has more than twice the digits.
    if (!(error <= 0.5))
      return describe(index, "the residual sum", i) + ": expected " +
             print(exact) + ", got " + print(sum.getDouble(i));
  }
  return "";
}

/// Where two tensors of a type differ first.
static std::string describeDifference(const Tensor &a, const Tensor &b) {
  for (int64_t i = 0; a.getType() == b.getType() && i < a.getNumElements(); ++i)
    if (a.getDouble(i) != b.getDouble(i))
      return ": element " + std::to_string(i) + " of " + a.getType().str() +
             " is " + print(a.getDouble(i)) + " and " + print(b.getDouble(i));
  return "";
}

std::string Check::run(const Executable &executable) {
  std::vector<ConstTensorView> arguments = network.getArguments();
  auto results = executable.run(getFunction(executable, "layers"), arguments);
  if (!results)
    return toString(results.takeError());
  if (executable.getSignatures().size() == 2) {
    auto last = executable.run(getFunction(executable, "network"), arguments);
    if (!last)
      return toString(last.takeError());
    if (last->front().getType() != results->back().getType() ||
        std::memcmp(last->front().getData(), results->back().getData(),
                    last->front().getByteSize()) != 0)
      return std::string(path.name) + ": @network and @layers differ" +
             describeDifference(last->front(), results->back());
  }

  ConstTensorView x = network.input;
  size_t next = 0;
  for (auto [index, layer] : enumerate(network.layers)) {
    ConstTensorView y = (*results)[next++];
    relu::TensorType expected = network.input.getType();
    expected.shape.back() = layer.outputs;
    if (y.type != expected)
      return std::string(path.name) + ": expected " + expected.str() +
             ", got " + y.type.str();
    bool isLast = false;
    std::string problem = checkLayer(index, x, y, isLast);
    if (!problem.empty() || isLast)
      return problem;
    if (layer.residual) {
      ConstTensorView sum = (*results)[next++];
      problem = checkSum(index, y, x, sum);
      if (!problem.empty())
        return problem;
      y = sum;
    }
    x = y;
  }
  return "";
}

/// The module without its numbers.
static std::string elide(mlir::ModuleOp module) {
  std::string text;
  raw_string_ostream os(text);
  module.print(os, mlir::OpPrintingFlags()
                       .elideLargeElementsAttrs(8)
                       .elideLargeResourceString(64));
  return text;
}

/// Schedules that no cost model would choose for all these networks. "" is the
/// choice of the cost model, which sums up in another order in @network, whose
/// layers it sees together, than in @layers.
static const char *const kSchedules[] = {
    "",
    "rows=4,cols=32,row_block=10,lanes=outputs",
    "rows=3,cols=16,row_block=11,lanes=outputs,alternate=true",
    "rows=5,cols=32,lanes=rows",
    "",
    "rows=9,cols=16,row_block=20,unroll=3,lanes=outputs,fuse_input=false",
    "",
    "rows=1,cols=16,row_block=7,lanes=rows,unroll=5",
    "rows=6,cols=64,row_block=31,lanes=outputs,row_threads=2",
    "rows=5,cols=32,row_block=9,lanes=outputs,row_threads=3",
    "rows=4,cols=16,lanes=rows,row_threads=2",
    "rows=8,cols=16,row_block=64,lanes=outputs,col_threads=3,alternate=true"};

TEST(RandomNetwork, EveryLayerIsWithinItsBoundOnEveryPath) {
  uint64_t count = getNumber("RELU_RANDOM_NETWORKS", 200);
  uint64_t first = getNumber("RELU_RANDOM_SEED", 20261123);
  std::vector<ExecutionPath> paths;
  for (const ExecutionPath &path : kPaths)
    if (whyNotHere(path).empty())
      paths.push_back(path);
  int64_t numLayers = 0, numCheckedLayers = 0;
  int failures = 0;
  for (uint64_t i = 0; i < count && failures < 3; ++i) {
    uint64_t seed = first + i;
    RandomNetwork network = RandomNetwork::create(seed);
    std::unique_ptr<mlir::MLIRContext> context = createContext();
    mlir::OwningOpRef<mlir::ModuleOp> module =
        parseModule(network.getText(), context.get());
    ASSERT_TRUE(module) << "seed " << seed;
    mlir::OwningOpRef<mlir::ModuleOp> layersOnly = module->clone();
    keepOnlyFunction(*layersOnly, "layers");
    for (auto [number, path] : enumerate(paths)) {
      // The narrower vectors of this machine on a quarter of the networks each.
      if (number >= 2 && seed % 4 != number)
        continue;
      bool isHost = path.name == StringRef(kHostPath.name);
      StringRef schedule =
          isHost ? kSchedules[seed % std::size(kSchedules)] : "";
      // Merged layers have other last bits than layers one by one.
      auto executable = compile(schedule.empty() ? *layersOnly : *module, path,
                                /*foldWeights=*/false, schedule);
      Check check(network, path);
      std::string problem =
          executable ? check.run(*executable) : "it does not compile";
      numLayers += network.layers.size();
      numCheckedLayers += check.numCheckedLayers;
      if (problem.empty())
        continue;
      ++failures;
      ADD_FAILURE() << problem << "\nSchedule: '" << schedule.str()
                    << "'\nTo see it again: RELU_RANDOM_SEED=" << seed
                    << " RELU_RANDOM_NETWORKS=1 ReluExecutionTests "
                       "--gtest_filter='RandomNetwork.*'\n"
                    << elide(*module);
    }
  }
  // What overflows is not compared; that must not be many.
  if (failures == 0 && count >= 100) {
    EXPECT_GE(numCheckedLayers, 0.9 * numLayers);
  }
}
