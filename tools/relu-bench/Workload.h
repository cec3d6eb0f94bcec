// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is measured: dense networks, by the sizes of their layers.

#ifndef RELU_TOOLS_RELU_BENCH_WORKLOAD_H
#define RELU_TOOLS_RELU_BENCH_WORKLOAD_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace relu::bench {

/// The activation of every layer of a workload.
enum class ActivationKind {
  Relu,
  LeakyRelu, ///< slope kLeakySlope
  Prelu,     ///< one slope for each output
  Elu,       ///< alpha 1
  Gelu,      ///< exact, by erf
};

constexpr double kLeakySlope = 0.01;

/// As workload files spell it: "relu", "leaky_relu", "prelu", "elu", "gelu".
llvm::StringRef getName(ActivationKind kind);

/// The inverse of getName.
std::optional<ActivationKind> parseActivationKind(llvm::StringRef name);

/// One row of the table: layers with bias and activation, f32.
struct Workload {
  std::string name;
  int64_t batch;
  std::vector<int64_t> widths; ///< the input's, then one for each layer
  ActivationKind activation = ActivationKind::Relu;

  /// "A 1024x1024 b8": what --filter is matched with.
  std::string getLabel() const;

  /// Multiplications and additions of the products.
  int64_t getFlops() const;

  /// Weights, biases and slopes.
  int64_t getParameterBytes() const;

  /// Parameters, input and output: what has to be read or written once.
  int64_t getBytes() const;
};

/// Reads a workload file: JSON of the form
///
///     {"workloads": [{"name": "A 1024x1024", "widths": [1024, 1024],
///                     "batch": [1, 8], "activation": "relu"}, …]}
///
/// `activation` may be missing. Each size in `batch` makes one workload. Fails
/// on any other member or value, with its place, and when two workloads have
/// one label.
llvm::Expected<std::vector<Workload>> parseWorkloads(llvm::StringRef json);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_WORKLOAD_H
