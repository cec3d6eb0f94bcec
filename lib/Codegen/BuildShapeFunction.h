// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the function boundary comes by `@f_shapes`.

#ifndef RELU_LIB_CODEGEN_BUILDSHAPEFUNCTION_H
#define RELU_LIB_CODEGEN_BUILDSHAPEFUNCTION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace relu {

/// Gives `copy`, a copy of a public function on tensors, a last argument `info`
/// and fills it as ShapeFunction.h says. Fails, with an error at each place,
/// where sizes that must be equal do not follow from sizes outside of regions.
mlir::LogicalResult buildShapeFunction(mlir::func::FuncOp copy);

/// Resolves the sizes to sizes of the inputs, which leaves no other tensor,
/// once the function takes buffers. Fails, with an error, where they depend on
/// data.
mlir::LogicalResult reduceToSizes(mlir::func::FuncOp shapes);

} // namespace relu

#endif // RELU_LIB_CODEGEN_BUILDSHAPEFUNCTION_H
