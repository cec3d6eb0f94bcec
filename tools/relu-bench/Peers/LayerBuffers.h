// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the results of layers go in peers that run layer by layer: two buffers
// in turn, which stay in the cache when they fit.

#ifndef RELU_TOOLS_RELU_BENCH_PEERS_LAYERBUFFERS_H
#define RELU_TOOLS_RELU_BENCH_PEERS_LAYERBUFFERS_H

#include "../Network.h"

#include <algorithm>

namespace relu::bench {

class LayerBuffers {
public:
  /// Fails when there is no memory.
  static llvm::Expected<LayerBuffers> create(const Network &network) {
    LayerBuffers buffers;
    size_t count = std::min<size_t>(2, network.layers.size());
    for (size_t i = 0; i < count; ++i) {
      auto tensor = Tensor::create(
          {ElementKind::f32, {network.getBatch(), network.getMaxWidth()}});
      if (!tensor)
        return tensor.takeError();
      buffers.tensors.push_back(std::move(*tensor));
    }
    return buffers;
  }

  /// [batch, out], contiguous, of the layer with this index.
  float *getResult(size_t layer) {
    return static_cast<float *>(tensors[layer % 2].getData());
  }
  const float *getResult(size_t layer) const {
    return static_cast<const float *>(tensors[layer % 2].getData());
  }

private:
  std::vector<Tensor> tensors;
};

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_PEERS_LAYERBUFFERS_H
