// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernels of scheduled operations, split by what they decide: the walk over
// row blocks and panels (DenseKernel.cpp), one register tile
// (RegisterTile.cpp), one row of the batch with its sums in memory
// (RowSweep.cpp). Private to ReluCodegen.

#ifndef RELU_LIB_CODEGEN_DENSEKERNEL_H
#define RELU_LIB_CODEGEN_DENSEKERNEL_H

#include "MaskedVectors.h"

#include "relu/IR/Relu.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace relu {

/// As many as bits in a register.
constexpr int64_t kMostInputBits = 64;

/// The inputs of a single row that are not zero: up to 64 as a bit each; more,
/// and those of a layer that is swept, as a list in memory. Zeros follow the
/// last one, for a vector's length. All are null when all inputs are taken.
struct NonzeroInputs {
  mlir::Value bits;      ///< i64: bit k is set if input k is not zero
  mlir::Value values;    ///< memref of f32
  mlir::Value positions; ///< memref of i32: which input each value is
  mlir::Value count;     ///< index: how many there are

  bool areKnown() const { return bits || values; }
};

/// The memory of a memref [rows, columns] as a memref of one axis, where
/// element (r, c) is at start + r rowStride + c columnStride. So inner loops
/// count addresses, and elements of a tile are constants apart: no pass of LLVM
/// has to find that.
struct FlatBuffer {
  mlir::Value memory; ///< null where a stride is not known, or not positive
  mlir::Value start;  ///< index
  int64_t rowStride = 0, columnStride = 0;
  bool isPart = false; ///< of a larger buffer, at a place known at run time
};

/// A product of matrices on buffers, with all that is done to it before it is
/// stored. In a layer with `lanes = rows` the batch takes the place of the
/// outputs, and the weights that of the input: y^T = W^T x^T.
struct DenseKernel {
  mlir::Value input;  ///< memref [rows, inputs]
  mlir::Value weight; ///< memref [packed]
  mlir::Value bias;   ///< memref [outputs], or [rows]; or null
  bool biasAlongOutputs = true;
  mlir::Value output; ///< memref [rows, outputs], unit stride along outputs
  FlatBuffer flatInput, flatOutput;
  ActivationAttrInterface activation;       ///< or null
  llvm::SmallVector<mlir::Value, 1> slopes; ///< memrefs of rank 0 or 1
  /// A slope of rank 1 varies along the outputs, or else along the rows: row r
  /// takes slope (r / slopePeriod) mod its size.
  bool slopeAlongOutputs = true;
  mlir::Value slopePeriod; ///< index; null when the slope is along the outputs

  NonzeroInputs nonzeros;

  /// i1: whether panels are taken from the last to the first; null: they are
  /// not.
  mlir::Value isReversed;

  /// Of the second-level cache of a core.
  int64_t cacheBytes = 0;
  int64_t inputs = 0;
  int64_t outputs = 0;
  ScheduleAttr schedule;
  int64_t rowBlock = 0;        ///< rows that run through all panels at a time
  mlir::FloatType element;     ///< of the buffers
  mlir::FloatType computeType; ///< of sums
  int64_t lanes = 0;           ///< elements of computeType in a vector
};

/// Room on the stack for the list of the only row of the kernel's input, if it
/// needs one.
NonzeroInputs allocateNonzeroInputs(mlir::ImplicitLocOpBuilder &builder,
                                    const DenseKernel &kernel);

/// Fills `list` with what is not zero in the only row of the kernel's input, or
/// makes the bits.
void emitNonzeroInputs(mlir::ImplicitLocOpBuilder &builder,
                       const DenseKernel &kernel, NonzeroInputs &list);

/// Emits the whole layer: all rows, all columns. `batchRows` is the number of
/// rows, when it is known at compile time.
void emitDenseKernel(mlir::ImplicitLocOpBuilder &builder, DenseKernel kernel,
                     std::optional<int64_t> batchRows);

/// Into how many sums a tile splits each of its sums, to be added at the end. A
/// multiply-add waits four cycles for the one before it, and two start in a
/// cycle: eight sums keep the multipliers busy.
inline int64_t getPartialSums(int64_t rows, int64_t vectors) {
  int64_t sums = rows * vectors;
  return sums >= 8 ? 1 : std::min<int64_t>(4, llvm::divideCeil(8, sums));
}

/// The rows of the largest tile for what fills no tile of `rows` rows, when
/// that is known at run time only; half of it is the next one.
inline int64_t getRestRows(int64_t rows) {
  return llvm::PowerOf2Ceil(rows) / 2;
}

/// Columns whose weights lie together.
struct Panel {
  mlir::Value column;       ///< the first one
  int64_t vectors = 0;      ///< that the columns fill
  int64_t validColumns = 0; ///< of these that exist
  mlir::Value weights;      ///< position of the first weight
};

/// What a tile brings into the second-level cache for later, as much in each
/// step of its inner product: weights of the next panel, or rows of the next
/// block.
struct Prefetch {
  mlir::Value memory;   ///< memref of one axis
  mlir::Value position; ///< of the first one
  mlir::Value rowShare; ///< elements by which a row of a tile moves it
  mlir::Value stride;   ///< elements a step
  int64_t most = 0;     ///< elements a step, at most; 0: nothing is fetched
};

/// Emits one register tile: `rows` rows of `panel` from `row` on. One store per
/// output element.
void emitRegisterTile(mlir::ImplicitLocOpBuilder &builder,
                      const DenseKernel &kernel, mlir::Value row, int64_t rows,
                      const Panel &panel, const Prefetch &prefetch);

/// Whether a row that lists its inputs sweeps over panels of so many vectors.
/// It is one more than the cost model gives a register tile (`fits`), so that
/// `cols` of a schedule says which.
inline bool isSweptPanel(int64_t vectors) {
  constexpr int64_t kFewestVectors = 16;
  return vectors >= kFewestVectors;
}

/// Emits `panel` for the only row, with the sums in the output: each listed
/// input adds its row of weights to them.
void emitRowSweep(mlir::ImplicitLocOpBuilder &builder,
                  const DenseKernel &kernel, const Panel &panel);

} // namespace relu

#endif // RELU_LIB_CODEGEN_DENSEKERNEL_H
