// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Draws networks. Most are small, since compiling takes the most time, and some
// are as large as the bounds allow. Values are of moderate size: what overflows
// can not be compared.

#include "RandomNetwork.h"

#include "Compilation.h"

#include "llvm/ADT/StringExtras.h"
#include <random>

using namespace llvm;
using namespace relu;
using namespace relu_test;

namespace {

constexpr int64_t kMaxLayers = 8, kMaxWidth = 300, kMaxBatch = 130;

/// Draws the parts of a network. The distributions of the standard library
/// differ between machines, so there are none.
class Drawing {
public:
  explicit Drawing(uint64_t seed) : random(seed) {}

  RandomNetwork draw();

private:
  /// Of [0, 1).
  double unit() { return std::ldexp(static_cast<double>(random() >> 11), -53); }
  bool oneIn(int n) { return random() % n == 0; }
  /// Of [lo, hi], a small one more often than a large one.
  int64_t size(int64_t lo, int64_t hi) {
    double u = unit();
    return lo + static_cast<int64_t>((hi - lo + 1) * u * u * u);
  }
  /// Uniform, of mean 0 and this deviation.
  double value(double deviation) {
    return (2 * unit() - 1) * deviation * std::sqrt(3.0);
  }

  Tensor tensor(ArrayRef<int64_t> shape, double deviation);
  int parameter(StringRef name, ArrayRef<int64_t> shape, double deviation);
  void layer(int64_t inputs);

  std::mt19937_64 random;
  RandomNetwork *network = nullptr;
};

} // namespace

Tensor Drawing::tensor(ArrayRef<int64_t> shape, double deviation) {
  Tensor result =
      cantFail(Tensor::create({network->element, SmallVector<int64_t>(shape)}));
  for (int64_t i = 0; i < result.getNumElements(); ++i)
    result.setDouble(i, value(deviation));
  return result;
}

int Drawing::parameter(StringRef name, ArrayRef<int64_t> shape,
                       double deviation) {
  using Place = Parameter::Place;
  Place place = oneIn(6)   ? Place::Argument
                : oneIn(2) ? Place::Dense
                           : Place::Resource;
  std::string number = std::to_string(network->layers.size());
  network->parameters.push_back(
      {name.str() + number, place, tensor(shape, deviation)});
  return network->parameters.size() - 1;
}

void Drawing::layer(int64_t inputs) {
  Layer layer;
  ArrayRef<int64_t> batch =
      ArrayRef<int64_t>(network->input.getType().shape).drop_back();
  layer.residual = oneIn(4);
  layer.outputs = layer.residual ? inputs : size(1, kMaxWidth);
  layer.weight = parameter("w", {inputs, layer.outputs},
                           1 / std::sqrt(static_cast<double>(inputs)));
  if (!oneIn(3))
    layer.bias = parameter("b", {layer.outputs}, 0.5);
  if (!oneIn(12)) {
    const std::vector<ActivationCase> &cases = getActivationCases();
    layer.activation = &cases[random() % cases.size()];
    layer.separateActivation = oneIn(3);
    if (!layer.activation->slopes.empty()) {
      SmallVector<int64_t, 1> shape;
      bool alongBatch = StringRef(layer.activation->text).contains("axis = 0");
      bool known = !alongBatch || batch.empty() || !network->dynamicAxes[0];
      if (known && !oneIn(3))
        shape.push_back(alongBatch && !batch.empty() ? batch[0]
                                                     : layer.outputs);
      layer.slope = parameter("s", shape, 0.7);
      // Nothing can be written as a constant of no elements in hexadecimal.
      if (network->parameters.back().value.getNumElements() == 0)
        network->parameters.back().place = Parameter::Place::Argument;
    }
  }
  network->layers.push_back(layer);
}

RandomNetwork Drawing::draw() {
  constexpr ElementKind kKinds[] = {ElementKind::f32, ElementKind::f32,
                                    ElementKind::f16, ElementKind::bf16,
                                    ElementKind::f64};
  RandomNetwork result{kKinds[random() % std::size(kKinds)],
                       cantFail(Tensor::create({ElementKind::f32, {}})),
                       {},
                       {},
                       {}};
  network = &result;
  SmallVector<int64_t> shape;
  if (oneIn(8))
    shape.push_back(size(1, 4));
  if (!oneIn(10))
    shape.push_back(oneIn(12) ? 0 : size(1, kMaxBatch));
  for (size_t axis = 0; axis < shape.size(); ++axis)
    result.dynamicAxes.push_back(oneIn(2));
  int64_t inputs = size(1, kMaxWidth);
  shape.push_back(inputs);
  result.input = tensor(shape, 1);
  for (int64_t depth = size(1, kMaxLayers); depth > 0; --depth) {
    layer(inputs);
    inputs = result.layers.back().outputs;
  }
  return result;
}

RandomNetwork RandomNetwork::create(uint64_t seed) {
  return Drawing(seed).draw();
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static std::string getBytes(const Tensor &tensor) {
  return toHex(StringRef(static_cast<const char *>(tensor.getData()),
                         tensor.getByteSize()));
}

namespace {
/// Writes one of the two functions.
class FunctionText {
public:
  FunctionText(const RandomNetwork &network, raw_ostream &os)
      : network(network), os(os) {}

  void write(StringRef name, bool allLayers);

private:
  /// The type of [batch…, columns].
  std::string typeOf(int64_t columns) const {
    const relu::TensorType &input = network.input.getType();
    std::string text = "tensor<";
    for (auto [axis, isDynamic] : enumerate(network.dynamicAxes))
      text += (isDynamic ? "?" : std::to_string(input.shape[axis])) + "x";
    return text + std::to_string(columns) + "x" +
           getName(network.element).str() + ">";
  }
  static std::string typeOf(const Parameter &parameter) {
    return "tensor<" + parameter.value.getType().str() + ">";
  }
  void writeConstants();
  /// The name of the layer's result.
  std::string writeLayer(size_t index, const std::string &input,
                         const std::string &inputType);

  const RandomNetwork &network;
  raw_ostream &os;
};
} // namespace

void FunctionText::writeConstants() {
  for (const Parameter &parameter : network.parameters) {
    if (parameter.place == Parameter::Place::Argument)
      continue;
    os << "  %" << parameter.name << " = arith.constant ";
    if (parameter.place == Parameter::Place::Dense)
      os << "dense<\"0x" << getBytes(parameter.value) << "\">";
    else
      os << "dense_resource<" << parameter.name << ">";
    os << " : " << typeOf(parameter) << "\n";
  }
}

std::string FunctionText::writeLayer(size_t index, const std::string &input,
                                     const std::string &inputType) {
  const Layer &layer = network.layers[index];
  auto parameter = [&](int i) -> const Parameter & {
    return network.parameters[i];
  };
  std::string number = std::to_string(index), result = "%y" + number;
  std::string type = typeOf(layer.outputs);
  std::string operands = "%" + parameter(layer.weight).name;
  std::string types = inputType + ", " + typeOf(parameter(layer.weight));
  if (layer.bias >= 0) {
    operands += " bias(%" + parameter(layer.bias).name + ")";
    types += ", " + typeOf(parameter(layer.bias));
  }
  bool separate = layer.activation && layer.separateActivation;
  std::string slope, slopeType;
  if (layer.slope >= 0) {
    slope = ", %" + parameter(layer.slope).name;
    slopeType = typeOf(parameter(layer.slope));
  }
  if (layer.activation && !separate) {
    operands +=
        std::string(" activation(") + layer.activation->text + slope + ")";
    if (!slope.empty())
      types += ", " + slopeType;
  }
  std::string sum = separate ? "%z" + number : result;
  os << "  " << sum << " = relu.dense " << input << ", " << operands << " : ("
     << types << ") -> " << type << "\n";
  if (separate) {
    os << "  " << result << " = relu.activate " << sum << " activation("
       << layer.activation->text << slope;
    if (!slope.empty())
      os << " : " << slopeType;
    os << ") : " << type << "\n";
  }
  return result;
}

void FunctionText::write(StringRef name, bool allLayers) {
  std::string type = typeOf(network.input.getType().shape.back());
  os << "func.func @" << name << "(%x: " << type;
  for (const Parameter &parameter : network.parameters)
    if (parameter.place == Parameter::Place::Argument)
      os << ", %" << parameter.name << ": " << typeOf(parameter);
  std::vector<std::string> results, types;
  std::string body, value = "%x";
  raw_string_ostream stream(body);
  FunctionText text(network, stream);
  text.writeConstants();
  for (auto [i, layer] : enumerate(network.layers)) {
    std::string result = text.writeLayer(i, value, type);
    std::string resultType = typeOf(layer.outputs);
    results.push_back(result);
    types.push_back(resultType);
    if (layer.residual) {
      std::string sum = "%r" + std::to_string(i);
      stream << "  " << sum << " = arith.addf " << result << ", " << value
             << " : " << resultType << "\n";
      results.push_back(sum);
      types.push_back(resultType);
    }
    value = results.back();
    type = resultType;
  }
  if (!allLayers) {
    results = {results.back()};
    types = {types.back()};
  }
  os << ") -> (" << join(types, ", ") << ") {\n"
     << body << "  return " << join(results, ", ") << " : " << join(types, ", ")
     << "\n}\n";
}

std::string RandomNetwork::getText() const {
  std::string text;
  raw_string_ostream os(text);
  FunctionText functions(*this, os);
  functions.write("network", /*allLayers=*/false);
  functions.write("layers", /*allLayers=*/true);
  SmallVector<std::string> resources;
  for (const Parameter &parameter : parameters)
    if (parameter.place == Parameter::Place::Resource)
      // The first four bytes are the alignment.
      resources.push_back(parameter.name + ": \"0x08000000" +
                          getBytes(parameter.value) + "\"");
  if (!resources.empty())
    os << "{-#\n  dialect_resources: { builtin: {\n    "
       << join(resources, ",\n    ") << "\n  } }\n#-}\n";
  return text;
}

std::vector<ConstTensorView> RandomNetwork::getArguments() const {
  std::vector<ConstTensorView> arguments = {input};
  for (const Parameter &parameter : parameters)
    if (parameter.place == Parameter::Place::Argument)
      arguments.push_back(parameter.value);
  return arguments;
}
