// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// XNNPACK: an operator per layer, which packs weights and bias when it is made
// and clamps its result. An activation that is no clamp is one operator more.

#include "LayerBuffers.h"
#include "Peers.h"

#include <cmath>
#include <pthreadpool.h>
#include <xnnpack.h>

using namespace relu;
using namespace relu::bench;

namespace {

struct DeleteOperator {
  void operator()(xnn_operator *op) const { xnn_delete_operator(op); }
};
using Operator = std::unique_ptr<xnn_operator, DeleteOperator>;

struct DestroyPool {
  void operator()(pthreadpool *pool) const { pthreadpool_destroy(pool); }
};

class XnnpackRunner : public Runner {
public:
  static llvm::Expected<std::unique_ptr<Runner>> create(const Network &network,
                                                        int threads);

  llvm::Error run() override {
    for (const Operator &op : operators)
      if (xnn_run_operator(op.get(), pool.get()) != xnn_status_success)
        return llvm::createStringError("an operator of XNNPACK failed");
    return llvm::Error::success();
  }
  const float *getOutput() const override { return output; }

private:
  bool addProduct(const Layer &layer, bool isClamped, const float *x, float *y);
  bool addActivation(const Layer &layer, float *y);

  ActivationKind activation;
  int64_t batch;
  std::unique_ptr<pthreadpool, DestroyPool> pool; // null: this thread alone
  std::vector<Operator> operators;
  // With what XNNPACK may read beyond the end.
  std::vector<float> input, results[2];
  const float *output = nullptr;
};

} // namespace

bool XnnpackRunner::addProduct(const Layer &layer, bool isClamped,
                               const float *x, float *y) {
  int64_t in = layer.getInputs(), out = layer.getOutputs();
  xnn_operator_t op = nullptr;
  if (xnn_create_fully_connected_nc_f32(
          in, out, in, out, layer.getWeight(), layer.getBias(),
          isClamped ? 0 : -INFINITY, INFINITY, XNN_FLAG_TRANSPOSE_WEIGHTS,
          &op) != xnn_status_success)
    return false;
  operators.emplace_back(op);
  return xnn_setup_fully_connected_nc_f32(op, batch, x, y, pool.get()) ==
         xnn_status_success;
}

bool XnnpackRunner::addActivation(const Layer &layer, float *y) {
  int64_t out = layer.getOutputs();
  xnn_operator_t op = nullptr;
  xnn_status created = xnn_status_unsupported_parameter;
  if (activation == ActivationKind::LeakyRelu)
    created = xnn_create_leaky_relu_nc_f32(out, out, out, kLeakySlope, 0, &op);
  else if (activation == ActivationKind::Prelu)
    created = xnn_create_prelu_nc_f32(out, out, out, layer.getSlopes(), 0, &op);
  else if (activation == ActivationKind::Elu)
    created = xnn_create_elu_nc_f32(out, out, out, 1, 0, &op);
  if (created != xnn_status_success)
    return false;
  operators.emplace_back(op);
  auto setup = activation == ActivationKind::LeakyRelu
                   ? xnn_setup_leaky_relu_nc_f32
               : activation == ActivationKind::Prelu ? xnn_setup_prelu_nc_f32
                                                     : xnn_setup_elu_nc_f32;
  return setup(op, batch, y, y, pool.get()) == xnn_status_success;
}

llvm::Expected<std::unique_ptr<Runner>>
XnnpackRunner::create(const Network &network, int threads) {
  auto runner = std::make_unique<XnnpackRunner>();
  runner->activation = network.workload.activation;
  runner->batch = network.getBatch();
  if (threads > 1)
    runner->pool.reset(pthreadpool_create(threads));
  constexpr size_t kExtra = XNN_EXTRA_BYTES / sizeof(float);
  auto elements = network.input.getElements<float>();
  runner->input.assign(elements.begin(), elements.end());
  runner->input.resize(elements.size() + kExtra);
  for (std::vector<float> &result : runner->results)
    result.resize(network.getBatch() * network.getMaxWidth() + kExtra);
  bool isRelu = runner->activation == ActivationKind::Relu;
  const float *x = runner->input.data();
  for (size_t i = 0; i < network.layers.size(); ++i) {
    float *y = runner->results[i % 2].data();
    const Layer &layer = network.layers[i];
    if (!runner->addProduct(layer, isRelu, x, y) ||
        (!isRelu && !runner->addActivation(layer, y)))
      return llvm::createStringError("XNNPACK refused an operator");
    x = y;
  }
  runner->output = x;
  return std::unique_ptr<Runner>(std::move(runner));
}

// The library does not tell.
std::string relu::bench::getXnnpackVersion() { return ""; }

llvm::Expected<Runners> relu::bench::prepareXnnpack(const Network &network,
                                                    int threads) {
  Runners runners;
  if (network.workload.activation == ActivationKind::Gelu)
    return runners;
  if (xnn_initialize(nullptr) != xnn_status_success)
    return llvm::createStringError("XNNPACK does not work on this CPU");
  auto runner = XnnpackRunner::create(network, threads);
  if (!runner)
    return runner.takeError();
  runners.push_back(std::move(*runner));
  return runners;
}
