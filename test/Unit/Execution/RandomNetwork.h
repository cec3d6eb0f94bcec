// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Networks that nobody thought of: drawn from a seed, as data that a test can
// compute with, and as the text of a module.

#ifndef RELU_TEST_UNIT_EXECUTION_RANDOMNETWORK_H
#define RELU_TEST_UNIT_EXECUTION_RANDOMNETWORK_H

#include "../ActivationTable.h"

#include "relu/Execution/Tensor.h"

#include <cstdint>

namespace relu_test {

/// A weight, bias or slope.
struct Parameter {
  enum class Place { Argument, Dense, Resource };
  std::string name; // of the value, without '%'
  Place place;
  relu::Tensor value;
};

struct Layer {
  int64_t outputs;
  /// Null: the layer ends with the sum.
  const ActivationCase *activation = nullptr;
  /// Indices of parameters; -1 for none.
  int weight = -1, bias = -1, slope = -1;
  /// Written as operations of their own, rather than inside relu.dense.
  bool separateActivation = false;
  /// Adds the input of the layer to its result.
  bool residual = false;
};

/// `@network` takes the input and those parameters that are arguments, and
/// returns what the last layer gives. `@layers` is the same network, returning
/// the result of each layer and, after it, of its residual addition.
struct RandomNetwork {
  relu::ElementKind element;
  relu::Tensor input; // [batch…, inputs]
  /// Batch axes whose size the module does not know.
  llvm::SmallVector<bool> dynamicAxes;
  std::vector<Parameter> parameters;
  std::vector<Layer> layers;

  /// The same for the same seed, on any machine.
  static RandomNetwork create(uint64_t seed);

  std::string getText() const;

  /// All arguments, in order.
  std::vector<relu::ConstTensorView> getArguments() const;
};

} // namespace relu_test

#endif // RELU_TEST_UNIT_EXECUTION_RANDOMNETWORK_H
