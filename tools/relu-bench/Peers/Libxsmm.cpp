// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libxsmm: its JIT makes the kernel of a tile, the loops around are ours: all
// layers for a block of rows, panels of weights outside, bias and activation
// while the tile is in the cache. Which blocks are best differs from network to
// network, so several are tried.

#include "Epilogue.h"
#include "Peers.h"

#include <libxsmm.h>

#include <algorithm>
#include <omp.h>

using namespace relu;
using namespace relu::bench;

namespace {

/// What is tried. Sizes in rows, columns and inputs.
struct Blocking {
  int64_t rows;    ///< that go through all layers together
  int64_t columns; ///< of a panel of weights
  int64_t inputs;  ///< of a step of the reduction, at most
};

/// Rows of one call of a kernel.
constexpr int64_t kTileRows = 48;

using Kernel = libxsmm_smmfunction_reducebatch_strd;

/// Weights as [panel][in][column of the panel], the last panel narrower.
struct PackedLayer {
  const Layer *layer;
  std::vector<float> weight;
  int64_t step; // inputs of one step of the reduction
  // For whole tiles and for the rest of rows, of whole panels and of the last.
  Kernel kernels[2][2];
};

class LibxsmmRunner : public Runner {
public:
  static llvm::Expected<std::unique_ptr<Runner>>
  create(const Network &network, Blocking blocking, int threads);

  llvm::Error run() override;
  const float *getOutput() const override {
    return static_cast<const float *>(output.getData());
  }
  std::string describe() const override {
    return "panels of " + std::to_string(blocking.columns) + ", " +
           std::to_string(blocking.rows) + " rows, steps of " +
           std::to_string(blocking.inputs);
  }

private:
  LibxsmmRunner(const Network &network, Blocking blocking, int threads,
                Tensor output)
      : network(network), blocking(blocking), threads(threads),
        output(std::move(output)),
        scratchSize(blocking.rows * network.getMaxWidth()) {}

  bool addLayer(const Layer &layer);
  void runPanel(const PackedLayer &layer, int64_t panel, int64_t rows,
                const float *x, float *y) const;
  void runBlock(int64_t first, int64_t rows, float *scratch);

  const Network &network;
  Blocking blocking;
  int threads;
  Tensor output;
  std::vector<PackedLayer> layers;
  int64_t scratchSize;                     // elements of one result
  std::vector<std::vector<float>> scratch; // of each thread, for two results
};

} // namespace

/// The largest divisor of `size` up to `limit`; the whole when that is small.
static int64_t findStep(int64_t size, int64_t limit) {
  for (int64_t step = std::min(size, limit); step >= 16; --step)
    if (size % step == 0)
      return step;
  return size;
}

bool LibxsmmRunner::addLayer(const Layer &layer) {
  int64_t in = layer.getInputs(), out = layer.getOutputs();
  PackedLayer packed{&layer, {}, findStep(in, blocking.inputs), {}};
  packed.weight.reserve(in * out);
  for (int64_t first = 0; first < out; first += blocking.columns)
    for (int64_t k = 0; k < in; ++k)
      packed.weight.insert(packed.weight.end(),
                           layer.getWeight() + k * out + first,
                           layer.getWeight() + k * out +
                               std::min(out, first + blocking.columns));
  // Blocks are whole tiles, but for the last one.
  int64_t rowSizes[] = {kTileRows, network.getBatch() % kTileRows};
  int64_t columnSizes[] = {out < blocking.columns ? 0 : blocking.columns,
                           out % blocking.columns};
  // libxsmm counts in columns: its left matrix is ours on the right.
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) {
      libxsmm_blasint columns = columnSizes[j], ldx = in, ldy = out;
      float alpha = 1, beta = 0;
      if (rowSizes[i] == 0 || columns == 0)
        continue;
      packed.kernels[i][j] = libxsmm_smmdispatch_reducebatch_strd(
          columns, rowSizes[i], packed.step, packed.step * columns * 4,
          packed.step * 4, &columns, &ldx, &ldy, &alpha, &beta, nullptr,
          nullptr);
      if (!packed.kernels[i][j])
        return false;
    }
  layers.push_back(std::move(packed));
  return true;
}

void LibxsmmRunner::runPanel(const PackedLayer &packed, int64_t panel,
                             int64_t rows, const float *x, float *y) const {
  const Layer &layer = *packed.layer;
  int64_t in = layer.getInputs(), out = layer.getOutputs();
  int64_t first = panel * blocking.columns;
  int64_t columns = std::min(blocking.columns, out - first);
  unsigned long long steps = in / packed.step;
  const float *weight = packed.weight.data() + first * in;
  const float *slopes = layer.getSlopes();
  bool hasSlopes = network.workload.activation == ActivationKind::Prelu;
  for (int64_t row = 0; row < rows; row += kTileRows) {
    int64_t tile = std::min(kTileRows, rows - row);
    Kernel kernel =
        packed.kernels[tile < kTileRows][columns < blocking.columns];
    float *result = y + row * out + first;
    kernel(weight, x + row * in, result, &steps);
    applyEpilogue(network.workload.activation, result, tile, columns, out,
                  layer.getBias() + first, hasSlopes ? slopes + first : slopes);
  }
}

void LibxsmmRunner::runBlock(int64_t first, int64_t rows, float *scratch) {
  const float *x = network.getInput() + first * network.getInputs();
  for (size_t i = 0; i < layers.size(); ++i) {
    float *y = i + 1 == layers.size() ? static_cast<float *>(output.getData()) +
                                            first * network.getOutputs()
                                      : scratch + i % 2 * scratchSize;
    int64_t out = layers[i].layer->getOutputs();
    int64_t panels = (out + blocking.columns - 1) / blocking.columns;
    // Few rows: threads share the panels instead.
    if (threads > 1 && blocking.rows >= network.getBatch()) {
#pragma omp parallel for num_threads(threads) schedule(static)
      for (int64_t panel = 0; panel < panels; ++panel)
        runPanel(layers[i], panel, rows, x, y);
    } else {
      for (int64_t panel = 0; panel < panels; ++panel)
        runPanel(layers[i], panel, rows, x, y);
    }
    x = y;
  }
}

llvm::Error LibxsmmRunner::run() {
  int64_t batch = network.getBatch();
  auto runRows = [&](int64_t first, int thread) {
    runBlock(first, std::min(blocking.rows, batch - first),
             scratch[thread].data());
  };
  if (threads == 1 || blocking.rows >= batch) {
    for (int64_t first = 0; first < batch; first += blocking.rows)
      runRows(first, 0);
  } else {
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int64_t first = 0; first < batch; first += blocking.rows)
      runRows(first, omp_get_thread_num());
  }
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<Runner>>
LibxsmmRunner::create(const Network &network, Blocking blocking, int threads) {
  auto output = Tensor::create(
      {ElementKind::f32, {network.getBatch(), network.getOutputs()}});
  if (!output)
    return output.takeError();
  std::unique_ptr<LibxsmmRunner> runner(
      new LibxsmmRunner(network, blocking, threads, std::move(*output)));
  for (const Layer &layer : network.layers)
    if (!runner->addLayer(layer))
      return llvm::createStringError("libxsmm made no kernel for " +
                                     runner->describe());
  runner->scratch.resize(threads);
  for (std::vector<float> &buffer : runner->scratch)
    buffer.resize(2 * runner->scratchSize);
  return std::unique_ptr<Runner>(std::move(runner));
}

std::string relu::bench::getLibxsmmVersion() { return LIBXSMM_CONFIG_VERSION; }

llvm::Expected<Runners> relu::bench::prepareLibxsmm(const Network &network,
                                                    int threads) {
  Runners runners;
  if (!hasEpilogue(network.workload.activation))
    return runners;
  libxsmm_init();
  std::vector<int64_t> rows;
  for (int64_t size : {kTileRows, 4 * kTileRows})
    if (size < network.getBatch())
      rows.push_back(size);
  rows.push_back(network.getBatch());
  for (int64_t size : rows)
    for (int64_t columns : {16, 32, 48, 64})
      for (int64_t inputs : {64, 4096}) {
        auto runner =
            LibxsmmRunner::create(network, {size, columns, inputs}, threads);
        if (!runner)
          return runner.takeError();
        runners.push_back(std::move(*runner));
      }
  return runners;
}
