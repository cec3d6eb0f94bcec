// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A workload with numbers in it, and what it must give.

#ifndef RELU_TOOLS_RELU_BENCH_NETWORK_H
#define RELU_TOOLS_RELU_BENCH_NETWORK_H

#include "Workload.h"

#include "relu/Execution/Tensor.h"

namespace relu::bench {

/// The parameters of one layer, all f32. The accessors are for inner loops of
/// peers: they only read fields.
struct Layer {
  Tensor weight; ///< [in, out]
  Tensor bias;   ///< [out]
  Tensor slopes; ///< [out]; no elements unless the activation is prelu

  int64_t getInputs() const { return weight.getType().shape[0]; }
  int64_t getOutputs() const { return weight.getType().shape[1]; }
  const float *getWeight() const {
    return static_cast<const float *>(weight.getData());
  }
  const float *getBias() const {
    return static_cast<const float *>(bias.getData());
  }
  const float *getSlopes() const {
    return static_cast<const float *>(slopes.getData());
  }
};

/// A network and its input.
struct Network {
  Workload workload;
  std::vector<Layer> layers;
  Tensor input; ///< [batch, in]

  int64_t getBatch() const { return workload.batch; }
  int64_t getInputs() const { return workload.widths.front(); }
  int64_t getOutputs() const { return workload.widths.back(); }
  const float *getInput() const {
    return static_cast<const float *>(input.getData());
  }

  /// The widest result of a layer, in elements of a row.
  int64_t getMaxWidth() const;

  /// Draws normal parameters and input. The deviation of a weight is
  /// sqrt(2 / in), as He et al. (2015) derive for ReLU: the results of all
  /// layers have the size of the input. That of a bias is 0.1, slopes are
  /// around 0.1. Fails when there is no memory.
  static llvm::Expected<Network> random(const Workload &workload,
                                        uint64_t seed);

  /// The output [batch, out], computed in f64 without any library: f64.
  llvm::Expected<Tensor> computeReference() const;
};

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_NETWORK_H
