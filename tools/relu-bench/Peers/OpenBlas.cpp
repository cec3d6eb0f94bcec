// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// OpenBLAS: a product per layer, then one pass of bias and activation. Loaded
// at run time by path, because its builds with and without threads have one
// name: the one without is faster on one thread.

#include "Epilogue.h"
#include "LayerBuffers.h"
#include "Peers.h"

#include <cblas.h>
#include <dlfcn.h>
#include <sstream>

using namespace relu;
using namespace relu::bench;

namespace {

/// The functions of one build of the library.
struct OpenBlas {
  decltype(&cblas_sgemm) sgemm;
  decltype(&cblas_sgemv) sgemv;
  decltype(&openblas_set_num_threads) setThreads;
  decltype(&openblas_get_config) getConfig;

  static llvm::Expected<OpenBlas> load(const char *path);
};

/// Weights as given, [in, out], or transposed: the library copies them in tiles
/// either way, from rows or from columns.
enum class Order { Given, Transposed };

class OpenBlasRunner : public Runner {
public:
  OpenBlasRunner(const OpenBlas &blas, const Network &network, Order order,
                 int threads, LayerBuffers buffers);

  llvm::Error run() override;
  const float *getOutput() const override {
    return buffers.getResult(network.layers.size() - 1);
  }
  std::string describe() const override {
    return order == Order::Given ? "weights as given" : "weights transposed";
  }

private:
  void multiply(size_t index, const float *x, float *y) const;

  OpenBlas blas;
  const Network &network;
  Order order;
  int threads;
  LayerBuffers buffers;
  std::vector<std::vector<float>> transposed; // [out, in]
};

} // namespace

/// OpenBLAS 0.3.21 takes CPUs that it does not know for one without AVX. Names
/// kernels by what the CPU can do, unless the user has named others.
static void chooseKernels() {
  if (__builtin_cpu_supports("avx512vl"))
    setenv("OPENBLAS_CORETYPE", "SkylakeX", /*overwrite=*/0);
  else if (__builtin_cpu_supports("avx2"))
    setenv("OPENBLAS_CORETYPE", "Haswell", /*overwrite=*/0);
}

llvm::Expected<OpenBlas> OpenBlas::load(const char *path) {
  chooseKernels();
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return llvm::createStringError(dlerror());
  OpenBlas blas;
  auto find = [&](auto &function, const char *name) {
    function = reinterpret_cast<std::decay_t<decltype(function)>>(
        dlsym(library, name));
    return function != nullptr;
  };
  if (find(blas.sgemm, "cblas_sgemm") && find(blas.sgemv, "cblas_sgemv") &&
      find(blas.setThreads, "openblas_set_num_threads") &&
      find(blas.getConfig, "openblas_get_config"))
    return blas;
  return llvm::createStringError(llvm::StringRef(path) +
                                 " lacks a function of CBLAS");
}

OpenBlasRunner::OpenBlasRunner(const OpenBlas &blas, const Network &network,
                               Order order, int threads, LayerBuffers buffers)
    : blas(blas), network(network), order(order), threads(threads),
      buffers(std::move(buffers)) {
  if (order == Order::Given)
    return;
  for (const Layer &layer : network.layers) {
    int64_t in = layer.getInputs(), out = layer.getOutputs();
    std::vector<float> &weight = transposed.emplace_back(in * out);
    for (int64_t k = 0; k < in; ++k)
      for (int64_t n = 0; n < out; ++n)
        weight[n * in + k] = layer.getWeight()[k * out + n];
  }
}

void OpenBlasRunner::multiply(size_t index, const float *x, float *y) const {
  const Layer &layer = network.layers[index];
  int64_t rows = network.getBatch();
  int64_t in = layer.getInputs(), out = layer.getOutputs();
  bool isGiven = order == Order::Given;
  const float *weight = isGiven ? layer.getWeight() : transposed[index].data();
  if (rows == 1)
    blas.sgemv(CblasRowMajor, isGiven ? CblasTrans : CblasNoTrans,
               isGiven ? in : out, isGiven ? out : in, 1, weight,
               isGiven ? out : in, x, 1, 0, y, 1);
  else
    blas.sgemm(CblasRowMajor, CblasNoTrans, isGiven ? CblasNoTrans : CblasTrans,
               rows, out, in, 1, x, in, weight, isGiven ? out : in, 0, y, out);
}

llvm::Error OpenBlasRunner::run() {
  const float *x = network.getInput();
  int64_t rows = network.getBatch();
  for (size_t i = 0; i < network.layers.size(); ++i) {
    const Layer &layer = network.layers[i];
    int64_t out = layer.getOutputs();
    float *y = buffers.getResult(i);
    multiply(i, x, y);
    auto finish = [&](int64_t first, int64_t count) {
      applyEpilogue(network.workload.activation, y + first * out, count, out,
                    out, layer.getBias(), layer.getSlopes());
    };
    if (threads == 1 || rows < threads) {
      finish(0, rows);
    } else {
#pragma omp parallel for num_threads(threads) schedule(static)
      for (int64_t row = 0; row < rows; ++row)
        finish(row, 1);
    }
    x = y;
  }
  return llvm::Error::success();
}

std::string relu::bench::getOpenBlasVersion() {
  auto blas = OpenBlas::load(RELU_BENCH_OPENBLAS_SERIAL);
  if (!blas)
    return llvm::toString(blas.takeError());
  // "OpenBLAS 0.3.21 DYNAMIC_ARCH …"
  std::istringstream words(blas->getConfig());
  std::string name, version;
  words >> name >> version;
  return version;
}

llvm::Expected<Runners> relu::bench::prepareOpenBlas(const Network &network,
                                                     int threads) {
  Runners runners;
  if (!hasEpilogue(network.workload.activation))
    return runners;
  auto blas = OpenBlas::load(threads == 1 ? RELU_BENCH_OPENBLAS_SERIAL
                                          : RELU_BENCH_OPENBLAS_OPENMP);
  if (!blas)
    return blas.takeError();
  blas->setThreads(threads);
  for (Order order : {Order::Given, Order::Transposed}) {
    auto buffers = LayerBuffers::create(network);
    if (!buffers)
      return buffers.takeError();
    runners.push_back(std::make_unique<OpenBlasRunner>(
        *blas, network, order, threads, std::move(*buffers)));
  }
  return runners;
}
