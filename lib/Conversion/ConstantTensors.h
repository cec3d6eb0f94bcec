// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants in another shape or order, without an operation that does it when
// the network runs.

#ifndef RELU_LIB_CONVERSION_CONSTANTTENSORS_H
#define RELU_LIB_CONVERSION_CONSTANTTENSORS_H

#include "relu/IR/ConstantBytes.h"

#include "mlir/IR/Value.h"

namespace relu {

/// The elements of `value` when they are floating-point numbers that are known,
/// in the attribute or as a resource; null otherwise.
mlir::ElementsAttr getConstantTensor(mlir::Value value);

/// A matrix with its axes exchanged; null when its resource has not the data.
mlir::ElementsAttr transposeMatrix(mlir::ElementsAttr matrix);

} // namespace relu

#endif // RELU_LIB_CONVERSION_CONSTANTTENSORS_H
