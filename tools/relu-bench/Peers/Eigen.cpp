// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Eigen: a product per layer, then bias and activation in one more expression.
// With the weights in either order; one row is a product of a vector.

#include "Epilogue.h"
#include "LayerBuffers.h"
#include "Peers.h"

#include <Eigen/Core>
#include <unsupported/Eigen/SpecialFunctions>

using namespace relu;
using namespace relu::bench;

namespace {

using Rows =
    Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Row = Eigen::Matrix<float, 1, Eigen::Dynamic, Eigen::RowMajor>;

template <int order> class EigenRunner : public Runner {
public:
  using Weight = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, order>;

  EigenRunner(const Network &network, int threads, LayerBuffers buffers)
      : network(network), threads(threads), buffers(std::move(buffers)) {
    for (const Layer &layer : network.layers)
      weights.push_back(Eigen::Map<const Rows>(
          layer.getWeight(), layer.getInputs(), layer.getOutputs()));
  }

  llvm::Error run() override {
    if (network.getBatch() == 1)
      runLayers<Row>();
    else
      runLayers<Rows>();
    return llvm::Error::success();
  }
  const float *getOutput() const override {
    return buffers.getResult(network.layers.size() - 1);
  }
  std::string describe() const override {
    return order == Eigen::RowMajor ? "rows of weights" : "columns of weights";
  }

private:
  /// `Matrix` is Rows, or Row when there is one.
  template <typename Matrix> void runLayers() {
    const float *x = network.getInput();
    for (size_t i = 0; i < network.layers.size(); ++i) {
      const Layer &layer = network.layers[i];
      Eigen::Map<const Matrix, Eigen::Aligned64> input(x, network.getBatch(),
                                                       layer.getInputs());
      Eigen::Map<Matrix, Eigen::Aligned64> result(
          buffers.getResult(i), network.getBatch(), layer.getOutputs());
      result.noalias() = input * weights[i];
      // A row at a time: the second expression finds it in the cache.
      auto finishRow = [&](int64_t row) {
        finish(layer, buffers.getResult(i) + row * layer.getOutputs());
      };
      if (threads == 1) {
        for (int64_t row = 0; row < network.getBatch(); ++row)
          finishRow(row);
      } else {
#pragma omp parallel for num_threads(threads) schedule(static)
        for (int64_t row = 0; row < network.getBatch(); ++row)
          finishRow(row);
      }
      x = buffers.getResult(i);
    }
  }

  /// Bias and activation of one row.
  void finish(const Layer &layer, float *row) const {
    ActivationKind kind = network.workload.activation;
    int64_t out = layer.getOutputs();
    // Expressions on rows of odd lengths spend their time in the ends.
    if (hasEpilogue(kind))
      return applyEpilogue(kind, row, 1, out, out, layer.getBias(),
                           layer.getSlopes());
    using Line = Eigen::Array<float, 1, Eigen::Dynamic, Eigen::RowMajor>;
    Eigen::Map<Line> y(row, out);
    y += Eigen::Map<const Line>(layer.getBias(), out);
    if (kind == ActivationKind::Elu)
      y = y.max(0.0f) + (y.min(0.0f).exp() - 1.0f);
    else
      y = 0.5f * y * (1.0f + (float(M_SQRT1_2) * y).erf());
  }

  const Network &network;
  int threads;
  LayerBuffers buffers;
  std::vector<Weight> weights;
};

template <int order>
llvm::Error add(const Network &network, int threads, Runners &runners) {
  auto buffers = LayerBuffers::create(network);
  if (!buffers)
    return buffers.takeError();
  runners.push_back(std::make_unique<EigenRunner<order>>(network, threads,
                                                         std::move(*buffers)));
  return llvm::Error::success();
}

} // namespace

std::string relu::bench::getEigenVersion() {
  return std::to_string(EIGEN_WORLD_VERSION) + "." +
         std::to_string(EIGEN_MAJOR_VERSION) + "." +
         std::to_string(EIGEN_MINOR_VERSION);
}

llvm::Expected<Runners> relu::bench::prepareEigen(const Network &network,
                                                  int threads) {
  Eigen::setNbThreads(threads);
  Runners runners;
  if (llvm::Error error = add<Eigen::RowMajor>(network, threads, runners))
    return error;
  if (llvm::Error error = add<Eigen::ColMajor>(network, threads, runners))
    return error;
  return runners;
}
