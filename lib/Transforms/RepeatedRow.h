// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which constant tensors repeat one row, however they are spelled.

#ifndef RELU_LIB_TRANSFORMS_REPEATEDROW_H
#define RELU_LIB_TRANSFORMS_REPEATEDROW_H

#include "mlir/IR/Value.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace relu {

/// The `width` numbers that `value`, a constant tensor of floats, repeats from
/// its first element to its last in row-major order, so that reshapes do not
/// matter. `value` may be a constant, a `linalg.fill` or a `linalg.broadcast`
/// of one, and any reshape or cast of these. Nothing when it is anything else,
/// or when its rows differ.
std::optional<llvm::SmallVector<double>> matchRepeatedRow(mlir::Value value,
                                                          int64_t width);

} // namespace relu

#endif // RELU_LIB_TRANSFORMS_REPEATEDROW_H
