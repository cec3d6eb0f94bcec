// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernels of scheduled operations, split by what they decide: the walk over
// row blocks and panels (DenseKernel.cpp), one register tile
// (RegisterTile.cpp). Private to ReluCodegen.

#ifndef RELU_LIB_CODEGEN_DENSEKERNEL_H
#define RELU_LIB_CODEGEN_DENSEKERNEL_H

#include "relu/IR/Relu.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace relu {

/// A dense layer on buffers, all of its parts in the shape that kernels want.
struct DenseKernel {
  mlir::Value input;  ///< memref [rows, inputs]
  mlir::Value weight; ///< memref [packed]
  mlir::Value bias;   ///< memref [outputs], or null
  mlir::Value output; ///< memref [rows, outputs], unit stride along outputs
  ActivationAttrInterface activation;       ///< or null
  llvm::SmallVector<mlir::Value, 1> slopes; ///< memrefs of rank 0 or 1
  /// A slope of rank 1 varies along the outputs, or else along the rows: row r
  /// takes slope (r / slopePeriod) mod its size.
  bool slopeAlongOutputs = true;
  mlir::Value slopePeriod; ///< index; null when the slope is along the outputs

  int64_t inputs = 0;
  int64_t outputs = 0;
  ScheduleAttr schedule;
  mlir::FloatType element;     ///< of the buffers
  mlir::FloatType computeType; ///< of sums
  int64_t lanes = 0;           ///< elements of computeType in a vector
};

/// Emits the whole layer: all rows, all columns. `batchRows` is the number of
/// rows, when it is known at compile time.
void emitDenseKernel(mlir::ImplicitLocOpBuilder &builder,
                     const DenseKernel &kernel,
                     std::optional<int64_t> batchRows);

/// Emits one register tile: `rows` rows from `row` on, of the columns that
/// start at `column` and fill `vectors` vectors, `validColumns` of which exist;
/// `panel` is the position of their weights. One store per output element.
void emitRegisterTile(mlir::ImplicitLocOpBuilder &builder,
                      const DenseKernel &kernel, mlir::Value row, int64_t rows,
                      mlir::Value column, mlir::Value panel, int64_t vectors,
                      int64_t validColumns);

} // namespace relu

#endif // RELU_LIB_CODEGEN_DENSEKERNEL_H
