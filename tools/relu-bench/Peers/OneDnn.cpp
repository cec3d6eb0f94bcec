// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// oneDNN: a primitive per layer with the activation as a post-op, weights
// reordered once to the format that the primitive asks for. inner_product and
// matmul have different kernels; neither is faster everywhere. prelu is a
// primitive of its own: as a post-op, release 2.6 has it only in its reference
// code.

#include "LayerBuffers.h"
#include "Peers.h"

#include <omp.h>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

using namespace relu;
using namespace relu::bench;

namespace {

enum class Kind { InnerProduct, Matmul };

using Arguments = std::unordered_map<int, dnnl::memory>;

class OneDnnRunner : public Runner {
public:
  OneDnnRunner(const Network &network, LayerBuffers buffers, Kind kind);

  llvm::Error run() override {
    try {
      for (size_t i = 0; i < primitives.size(); ++i)
        primitives[i].execute(stream, arguments[i]);
      stream.wait();
    } catch (const dnnl::error &error) {
      return llvm::createStringError(error.what());
    }
    return llvm::Error::success();
  }
  const float *getOutput() const override {
    return buffers.getResult(numLayers - 1);
  }
  std::string describe() const override {
    return kind == Kind::Matmul ? "matmul" : "inner_product";
  }

private:
  template <typename Descriptor>
  void add(const Descriptor &descriptor, const Layer &layer,
           const dnnl::memory::desc &given, const dnnl::memory &x,
           const dnnl::memory &y, const dnnl::memory::desc &biasType);
  void addPrelu(const Layer &layer, const dnnl::memory &y);

  Kind kind;
  size_t numLayers;
  LayerBuffers buffers;
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  std::vector<dnnl::primitive> primitives;
  std::vector<Arguments> arguments;
};

} // namespace

static dnnl::primitive_attr makeAttributes(ActivationKind kind) {
  dnnl::post_ops ops;
  switch (kind) {
  case ActivationKind::Relu:
    ops.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
    break;
  case ActivationKind::LeakyRelu:
    ops.append_eltwise(1, dnnl::algorithm::eltwise_relu, kLeakySlope, 0);
    break;
  case ActivationKind::Prelu:
    return {};
  case ActivationKind::Elu:
    ops.append_eltwise(1, dnnl::algorithm::eltwise_elu, 1, 0);
    break;
  case ActivationKind::Gelu:
    ops.append_eltwise(1, dnnl::algorithm::eltwise_gelu_erf, 0, 0);
    break;
  }
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(ops);
  return attributes;
}

OneDnnRunner::OneDnnRunner(const Network &network, LayerBuffers given,
                           Kind kind)
    : kind(kind), numLayers(network.layers.size()), buffers(std::move(given)) {
  using dnnl::memory;
  constexpr auto f32 = memory::data_type::f32;
  dnnl::primitive_attr attributes = makeAttributes(network.workload.activation);
  int64_t batch = network.getBatch();
  memory x({{batch, network.getInputs()}, f32, memory::format_tag::ab}, engine,
           const_cast<float *>(network.getInput()));
  for (size_t i = 0; i < numLayers; ++i) {
    const Layer &layer = network.layers[i];
    int64_t in = layer.getInputs(), out = layer.getOutputs();
    memory::desc yType({batch, out}, f32, memory::format_tag::ab);
    memory y(yType, engine, buffers.getResult(i));
    if (kind == Kind::InnerProduct) {
      memory::desc any({out, in}, f32, memory::format_tag::any);
      memory::desc bias({out}, f32, memory::format_tag::a);
      dnnl::inner_product_forward::primitive_desc descriptor(
          {dnnl::prop_kind::forward_inference, x.get_desc(), any, bias, yType},
          attributes, engine);
      add(descriptor, layer, {{out, in}, f32, memory::format_tag::ba}, x, y,
          bias);
      primitives.push_back(dnnl::inner_product_forward(descriptor));
    } else {
      memory::desc any({in, out}, f32, memory::format_tag::any);
      memory::desc bias({1, out}, f32, memory::format_tag::ab);
      dnnl::matmul::primitive_desc descriptor({x.get_desc(), any, bias, yType},
                                              attributes, engine);
      add(descriptor, layer, {{in, out}, f32, memory::format_tag::ab}, x, y,
          bias);
      primitives.push_back(dnnl::matmul(descriptor));
    }
    if (network.workload.activation == ActivationKind::Prelu)
      addPrelu(layer, y);
    x = y;
  }
}

template <typename Descriptor>
void OneDnnRunner::add(const Descriptor &descriptor, const Layer &layer,
                       const dnnl::memory::desc &given, const dnnl::memory &x,
                       const dnnl::memory &y,
                       const dnnl::memory::desc &biasType) {
  dnnl::memory plain(given, engine, const_cast<float *>(layer.getWeight()));
  dnnl::memory packed(descriptor.weights_desc(), engine);
  dnnl::reorder(plain, packed).execute(stream, plain, packed);
  stream.wait();
  dnnl::memory bias(biasType, engine, const_cast<float *>(layer.getBias()));
  Arguments list = {{DNNL_ARG_SRC, x},
                    {DNNL_ARG_WEIGHTS, packed},
                    {DNNL_ARG_BIAS, bias},
                    {DNNL_ARG_DST, y}};
  arguments.push_back(std::move(list));
}

void OneDnnRunner::addPrelu(const Layer &layer, const dnnl::memory &y) {
  dnnl::memory::desc type({1, layer.getOutputs()}, dnnl::memory::data_type::f32,
                          dnnl::memory::format_tag::ab);
  dnnl::prelu_forward::primitive_desc descriptor(
      {dnnl::prop_kind::forward_inference, y.get_desc(), type}, engine);
  primitives.push_back(dnnl::prelu_forward(descriptor));
  dnnl::memory slopes(type, engine, const_cast<float *>(layer.getSlopes()));
  arguments.push_back(
      {{DNNL_ARG_SRC, y}, {DNNL_ARG_WEIGHTS, slopes}, {DNNL_ARG_DST, y}});
}

std::string relu::bench::getOneDnnVersion() {
  const dnnl_version_t *version = dnnl_version();
  return std::to_string(version->major) + "." + std::to_string(version->minor) +
         "." + std::to_string(version->patch);
}

llvm::Expected<Runners> relu::bench::prepareOneDnn(const Network &network,
                                                   int threads) {
  omp_set_num_threads(threads);
  Runners runners;
  for (Kind kind : {Kind::InnerProduct, Kind::Matmul}) {
    auto buffers = LayerBuffers::create(network);
    if (!buffers)
      return buffers.takeError();
    try {
      runners.push_back(
          std::make_unique<OneDnnRunner>(network, std::move(*buffers), kind));
    } catch (const dnnl::error &error) {
      // This primitive does not have this activation; the other one may.
      if (error.status != dnnl_unimplemented)
        return llvm::createStringError(error.what());
    }
  }
  return runners;
}
