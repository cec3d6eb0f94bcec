// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ONNX Runtime: the network as a model in memory, a Gemm and an activation a
// layer, optimised by the library as far as it can. Input and output are bound
// once. Loaded at run time by path: what has the library is often a package of
// another language, without what a linker needs.

#include "Peers.h"

#include <dlfcn.h>
#include <onnx/onnx_pb.h>
#include <onnxruntime_c_api.h>

using namespace relu;
using namespace relu::bench;

namespace {

/// The first version of ONNX's operators that has Gelu, and its file format.
constexpr int kOpset = 20;
constexpr int kIrVersion = 9;

/// The functions of the library, and what all sessions share.
struct OnnxRuntime {
  const OrtApi *api = nullptr;
  std::string version;
  OrtEnv *environment = nullptr;
  OrtMemoryInfo *memory = nullptr;

  static llvm::Expected<OnnxRuntime> load();

  /// Takes `status`.
  llvm::Error check(OrtStatus *status) const {
    if (!status)
      return llvm::Error::success();
    std::string message = api->GetErrorMessage(status);
    api->ReleaseStatus(status);
    return llvm::createStringError("ONNX Runtime: " + message);
  }
};

/// A network that is loaded, with its tensors.
class Session {
public:
  Session(const OnnxRuntime &runtime, const Network &network, Tensor result)
      : runtime(runtime), network(network), result(std::move(result)) {}
  Session(const Session &) = delete;
  ~Session();

  llvm::Error open(int threads);

  OrtStatus *run() {
    const char *const inputName = "input", *const outputName = "output";
    return runtime.api->Run(session, nullptr, &inputName, &input, 1,
                            &outputName, 1, &output);
  }
  OrtStatus *runWithBinding() {
    return runtime.api->RunWithBinding(session, nullptr, binding);
  }
  const float *getOutput() const {
    return static_cast<const float *>(result.getData());
  }
  const OnnxRuntime &getRuntime() const { return runtime; }

private:
  /// A value in memory of ours.
  OrtStatus *bind(const float *data, int64_t columns, OrtValue *&value) const;

  const OnnxRuntime &runtime;
  const Network &network;
  Tensor result;
  OrtSessionOptions *options = nullptr;
  OrtSession *session = nullptr;
  OrtValue *input = nullptr, *output = nullptr;
  OrtIoBinding *binding = nullptr;
};

/// The two ways to call a session; neither is faster everywhere.
enum class Call { Run, RunWithBinding };

class OnnxRuntimeRunner : public Runner {
public:
  OnnxRuntimeRunner(std::shared_ptr<Session> session, Call call)
      : session(std::move(session)), call(call) {}

  llvm::Error run() override {
    OrtStatus *status =
        call == Call::Run ? session->run() : session->runWithBinding();
    return session->getRuntime().check(status);
  }
  const float *getOutput() const override { return session->getOutput(); }
  std::string describe() const override {
    return call == Call::Run ? "Run" : "RunWithBinding";
  }

private:
  std::shared_ptr<Session> session;
  Call call;
};

} // namespace

llvm::Expected<OnnxRuntime> OnnxRuntime::load() {
  const char *given = getenv("RELU_ONNXRUNTIME_LIBRARY");
  void *library = dlopen(given && *given ? given : RELU_BENCH_ONNXRUNTIME_PATH,
                         RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return llvm::createStringError(dlerror());
  auto getBase = reinterpret_cast<decltype(&OrtGetApiBase)>(
      dlsym(library, "OrtGetApiBase"));
  if (!getBase)
    return llvm::createStringError(dlerror());
  OnnxRuntime runtime;
  runtime.version = getBase()->GetVersionString();
  runtime.api = getBase()->GetApi(ORT_API_VERSION);
  if (!runtime.api)
    return llvm::createStringError(
        "expected a library of version " + llvm::Twine(ORT_API_VERSION) +
        " of the API or later, got ONNX Runtime " + runtime.version);
  if (llvm::Error error = runtime.check(runtime.api->CreateEnv(
          ORT_LOGGING_LEVEL_ERROR, "relu-bench", &runtime.environment)))
    return error;
  if (llvm::Error error = runtime.check(runtime.api->CreateCpuMemoryInfo(
          OrtDeviceAllocator, OrtMemTypeDefault, &runtime.memory)))
    return error;
  return runtime;
}

/// Loaded once, and never unloaded: it has threads.
static llvm::Expected<OnnxRuntime &> getOnnxRuntime() {
  static llvm::Expected<OnnxRuntime> runtime = OnnxRuntime::load();
  static std::string message =
      runtime ? "" : llvm::toString(runtime.takeError());
  if (!message.empty())
    return llvm::createStringError(message);
  return *runtime;
}

static void setType(onnx::ValueInfoProto &value, const std::string &name,
                    int64_t rows, int64_t columns) {
  value.set_name(name);
  auto *type = value.mutable_type()->mutable_tensor_type();
  type->set_elem_type(onnx::TensorProto::FLOAT);
  type->mutable_shape()->add_dim()->set_dim_value(rows);
  type->mutable_shape()->add_dim()->set_dim_value(columns);
}

static void addConstant(onnx::GraphProto &graph, const std::string &name,
                        const Tensor &tensor) {
  onnx::TensorProto &constant = *graph.add_initializer();
  constant.set_name(name);
  constant.set_data_type(onnx::TensorProto::FLOAT);
  for (int64_t size : tensor.getType().shape)
    constant.add_dims(size);
  llvm::ArrayRef<float> values = tensor.getElements<float>();
  constant.set_raw_data(values.data(), values.size() * sizeof(float));
}

static void setAlpha(onnx::NodeProto &node, float alpha) {
  onnx::AttributeProto &attribute = *node.add_attribute();
  attribute.set_name("alpha");
  attribute.set_type(onnx::AttributeProto::FLOAT);
  attribute.set_f(alpha);
}

/// Names the operator, and gives it what it has beside its input.
static void setActivation(onnx::NodeProto &node, ActivationKind kind,
                          const std::string &slopes) {
  switch (kind) {
  case ActivationKind::Relu:
    return node.set_op_type("Relu");
  case ActivationKind::LeakyRelu:
    node.set_op_type("LeakyRelu");
    return setAlpha(node, kLeakySlope);
  case ActivationKind::Prelu:
    node.set_op_type("PRelu");
    return node.add_input(slopes);
  case ActivationKind::Elu:
    node.set_op_type("Elu");
    return setAlpha(node, 1);
  case ActivationKind::Gelu:
    return node.set_op_type("Gelu");
  }
}

static onnx::ModelProto makeModel(const Network &network) {
  onnx::ModelProto model;
  model.set_ir_version(kIrVersion);
  model.add_opset_import()->set_version(kOpset);
  onnx::GraphProto &graph = *model.mutable_graph();
  graph.set_name("network");
  setType(*graph.add_input(), "input", network.getBatch(), network.getInputs());
  setType(*graph.add_output(), "output", network.getBatch(),
          network.getOutputs());
  ActivationKind activation = network.workload.activation;
  std::string x = "input";
  for (size_t i = 0; i < network.layers.size(); ++i) {
    const Layer &layer = network.layers[i];
    std::string number = std::to_string(i);
    addConstant(graph, "weight" + number, layer.weight);
    addConstant(graph, "bias" + number, layer.bias);
    if (activation == ActivationKind::Prelu)
      addConstant(graph, "slopes" + number, layer.slopes);
    onnx::NodeProto &product = *graph.add_node();
    product.set_op_type("Gemm");
    for (const std::string &name : {x, "weight" + number, "bias" + number})
      product.add_input(name);
    product.add_output("product" + number);
    onnx::NodeProto &node = *graph.add_node();
    node.add_input("product" + number);
    setActivation(node, activation, "slopes" + number);
    x = i + 1 == network.layers.size() ? "output" : "layer" + number;
    node.add_output(x);
  }
  return model;
}

OrtStatus *Session::bind(const float *data, int64_t columns,
                         OrtValue *&value) const {
  int64_t shape[] = {network.getBatch(), columns};
  return runtime.api->CreateTensorWithDataAsOrtValue(
      runtime.memory, const_cast<float *>(data),
      shape[0] * shape[1] * sizeof(float), shape, 2,
      ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, &value);
}

llvm::Error Session::open(int threads) {
  const OrtApi &api = *runtime.api;
  std::string model;
  if (!makeModel(network).SerializeToString(&model))
    return llvm::createStringError("the network is too large for ONNX");
  // Nothing of a step that fails is needed by the next.
  OrtStatus *status = api.CreateSessionOptions(&options);
  auto then = [&](auto step) {
    if (!status)
      status = step();
  };
  then([&] { return api.SetIntraOpNumThreads(options, threads); });
  then([&] { return api.SetInterOpNumThreads(options, 1); });
  then([&] { return api.SetSessionExecutionMode(options, ORT_SEQUENTIAL); });
  then([&] {
    return api.SetSessionGraphOptimizationLevel(options, ORT_ENABLE_ALL);
  });
  then([&] {
    return api.CreateSessionFromArray(runtime.environment, model.data(),
                                      model.size(), options, &session);
  });
  then([&] { return bind(network.getInput(), network.getInputs(), input); });
  then([&] { return bind(getOutput(), network.getOutputs(), output); });
  then([&] { return api.CreateIoBinding(session, &binding); });
  then([&] { return api.BindInput(binding, "input", input); });
  then([&] { return api.BindOutput(binding, "output", output); });
  return runtime.check(status);
}

Session::~Session() {
  const OrtApi &api = *runtime.api;
  if (binding)
    api.ReleaseIoBinding(binding);
  for (OrtValue *value : {input, output})
    if (value)
      api.ReleaseValue(value);
  if (session)
    api.ReleaseSession(session);
  if (options)
    api.ReleaseSessionOptions(options);
}

bool relu::bench::hasOnnxRuntime() {
  auto runtime = getOnnxRuntime();
  if (runtime)
    return true;
  llvm::errs() << "relu-bench: warning: without onnxruntime: "
               << llvm::toString(runtime.takeError()) << '\n';
  return false;
}

std::string relu::bench::getOnnxRuntimeVersion() {
  return llvm::cantFail(getOnnxRuntime()).version;
}

llvm::Expected<Runners> relu::bench::prepareOnnxRuntime(const Network &network,
                                                        int threads) {
  auto runtime = getOnnxRuntime();
  if (!runtime)
    return runtime.takeError();
  auto result = Tensor::create(
      {ElementKind::f32, {network.getBatch(), network.getOutputs()}});
  if (!result)
    return result.takeError();
  auto session =
      std::make_shared<Session>(*runtime, network, std::move(*result));
  if (llvm::Error error = session->open(threads))
    return error;
  Runners runners;
  for (Call call : {Call::Run, Call::RunWithBinding})
    runners.push_back(std::make_unique<OnnxRuntimeRunner>(session, call));
  return runners;
}
