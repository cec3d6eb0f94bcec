// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Draws networks, and computes what they give by the plainest loops that finish
// in time: everybody else is judged by these.

#include "Network.h"

#include <algorithm>
#include <cmath>
#include <random>

using namespace relu;
using namespace relu::bench;

/// Numbers of mean 0 and this deviation. The same on all machines, up to the
/// last bits of the logarithm and cosine: the standard library's are not.
static llvm::Expected<Tensor> drawNormal(llvm::ArrayRef<int64_t> shape,
                                         double deviation,
                                         std::mt19937_64 &random) {
  auto tensor =
      Tensor::create({ElementKind::f32,
                      llvm::SmallVector<int64_t>(shape.begin(), shape.end())});
  if (!tensor)
    return tensor.takeError();
  auto unit = [&] { return std::ldexp(double(random() >> 11) + 0.5, -53); };
  for (float &x : tensor->getElements<float>()) {
    // Box and Muller (1958).
    double radius = std::sqrt(-2 * std::log(unit()));
    x = float(deviation * radius * std::cos(2 * M_PI * unit()));
  }
  return tensor;
}

int64_t Network::getMaxWidth() const {
  return *std::max_element(workload.widths.begin() + 1, workload.widths.end());
}

llvm::Expected<Network> Network::random(const Workload &workload,
                                        uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Layer> layers;
  for (size_t i = 1; i < workload.widths.size(); ++i) {
    int64_t in = workload.widths[i - 1], out = workload.widths[i];
    auto weight = drawNormal({in, out}, std::sqrt(2.0 / in), random);
    if (!weight)
      return weight.takeError();
    auto bias = drawNormal({out}, 0.1, random);
    if (!bias)
      return bias.takeError();
    bool hasSlopes = workload.activation == ActivationKind::Prelu;
    auto slopes = drawNormal({hasSlopes ? out : 0}, 0.1, random);
    if (!slopes)
      return slopes.takeError();
    for (float &slope : slopes->getElements<float>())
      slope += 0.1f;
    layers.push_back(
        {std::move(*weight), std::move(*bias), std::move(*slopes)});
  }
  auto input = drawNormal({workload.batch, workload.widths[0]}, 1, random);
  if (!input)
    return input.takeError();
  return Network{workload, std::move(layers), std::move(*input)};
}

static double activate(ActivationKind kind, double x, double slope) {
  switch (kind) {
  case ActivationKind::Relu:
    return x > 0 ? x : 0;
  case ActivationKind::LeakyRelu:
    return x > 0 ? x : float(kLeakySlope) * x;
  case ActivationKind::Prelu:
    return x > 0 ? x : slope * x;
  case ActivationKind::Elu:
    return x > 0 ? x : std::expm1(x);
  case ActivationKind::Gelu:
    return 0.5 * x * std::erfc(-x * M_SQRT1_2);
  }
  return x;
}

llvm::Expected<Tensor> Network::computeReference() const {
  auto result = Tensor::create({ElementKind::f64, {getBatch(), getOutputs()}});
  if (!result)
    return result.takeError();
  double *output = result->getElements<double>().data();
  // Some rows at a time, so that each weight is read from memory seldom.
  constexpr int64_t kRows = 32;
  for (int64_t first = 0; first < getBatch(); first += kRows) {
    int64_t rows = std::min(kRows, getBatch() - first);
    const float *start = getInput() + first * getInputs();
    std::vector<double> x(start, start + rows * getInputs()), y;
    for (const Layer &layer : layers) {
      int64_t in = layer.getInputs(), out = layer.getOutputs();
      y.resize(rows * out);
      for (int64_t row = 0; row < rows; ++row)
        std::copy_n(layer.getBias(), out, &y[row * out]);
      for (int64_t k = 0; k < in; ++k)
        for (int64_t row = 0; row < rows; ++row) {
          const float *weight = layer.getWeight() + k * out;
          double factor = x[row * in + k];
          double *sums = &y[row * out];
          for (int64_t n = 0; n < out; ++n)
            sums[n] += factor * weight[n];
        }
      bool hasSlopes = workload.activation == ActivationKind::Prelu;
      for (int64_t i = 0; i < rows * out; ++i)
        y[i] = activate(workload.activation, y[i],
                        hasSlopes ? layer.getSlopes()[i % out] : 0);
      std::swap(x, y);
    }
    std::copy(x.begin(), x.begin() + rows * getOutputs(),
              output + first * getOutputs());
  }
  return result;
}
