// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One row of the batch times the rows of weights that its inputs need: each is
// read from end to end and added to sums that lie in the output.

#include "DenseKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace relu;

/// Rows of weights that are added at a time: the sums are loaded and stored
/// half as often, and the core reads two streams.
constexpr int64_t kRows = 2;

namespace {

class RowSweep {
public:
  RowSweep(ImplicitLocOpBuilder &builder, const DenseKernel &kernel,
           const Panel &panel)
      : b(builder), kernel(kernel), panel(panel),
        type(VectorType::get({kernel.lanes}, kernel.element)),
        whole(panel.validColumns / kernel.lanes * kernel.lanes), zero(index(0)),
        mask(createMask(b, kernel.lanes, panel.validColumns - whole)) {
    assert(kernel.element == kernel.computeType && kernel.biasAlongOutputs &&
           "expected a layer whose inputs can be listed");
  }

  void emit();

private:
  /// A vector of columns of the panel; `mask` as in loadVector.
  struct Columns {
    Value first; ///< in the panel
    Value mask;
  };

  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, x, y); }
  void loop(Value end, int64_t step, llvm::function_ref<void(Value)> body);
  void forEachVector(llvm::function_ref<void(const Columns &)> body);

  /// Of a memref along the columns of the layer.
  Value load(Value memref, const Columns &columns) {
    return loadVector(b, type, memref, add(panel.column, columns.first),
                      columns.mask);
  }
  Value loadSums(const Columns &columns) {
    Value position[] = {zero, add(panel.column, columns.first)};
    return loadVector(b, type, kernel.output, position, columns.mask);
  }
  void storeSums(Value sums, const Columns &columns) {
    Value position[] = {zero, add(panel.column, columns.first)};
    storeVector(b, sums, kernel.output, position, columns.mask);
  }
  /// Adds the rows of weights of the listed inputs from number `first` on.
  void addRows(Value first);
  Value activate(Value sums, const Columns &columns);

  ImplicitLocOpBuilder &b;
  const DenseKernel &kernel;
  const Panel &panel;
  VectorType type;
  int64_t whole; ///< columns that fill vectors
  Value zero, mask;
};

} // namespace

void RowSweep::loop(Value end, int64_t step,
                    llvm::function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(b, zero, end, index(step));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

void RowSweep::forEachVector(llvm::function_ref<void(const Columns &)> body) {
  constexpr int64_t kUnroll = 4;
  int64_t step = kUnroll * kernel.lanes, unrolled = whole / step * step;
  if (unrolled > 0)
    loop(index(unrolled), step, [&](Value first) {
      for (int64_t u = 0; u < kUnroll; ++u)
        body({add(first, index(u * kernel.lanes)), Value()});
    });
  for (int64_t first = unrolled; first < whole; first += kernel.lanes)
    body({index(first), Value()});
  if (whole < panel.validColumns)
    body({index(whole), mask});
}

void RowSweep::addRows(Value first) {
  const NonzeroInputs &list = kernel.nonzeros;
  SmallVector<Value, kRows> inputs, starts;
  Value width = index(panel.vectors * kernel.lanes);
  for (int64_t r = 0; r < kRows; ++r) {
    Value number = add(first, index(r));
    Value value = memref::LoadOp::create(b, list.values, number);
    inputs.push_back(vector::BroadcastOp::create(b, type, value));
    Value row = arith::IndexCastUIOp::create(
        b, b.getIndexType(), memref::LoadOp::create(b, list.positions, number));
    starts.push_back(add(panel.weights, arith::MulIOp::create(b, row, width)));
  }
  forEachVector([&](const Columns &columns) {
    Value sums = loadSums(columns);
    // Packed weights are filled up with zeros: no mask.
    for (auto [input, start] : llvm::zip(inputs, starts)) {
      Value weights = vector::LoadOp::create(b, type, kernel.weight,
                                             add(start, columns.first));
      sums = vector::FMAOp::create(b, input, weights, sums);
    }
    storeSums(sums, columns);
  });
}

Value RowSweep::activate(Value sums, const Columns &columns) {
  SmallVector<Value, 1> slopes;
  for (Value slope : kernel.slopes) {
    bool isVector = cast<MemRefType>(slope.getType()).getRank() == 1;
    if (isVector && kernel.slopeAlongOutputs) {
      slopes.push_back(load(slope, columns));
      continue;
    }
    SmallVector<Value, 1> firstRow(isVector, zero);
    Value value = memref::LoadOp::create(b, slope, firstRow);
    slopes.push_back(vector::BroadcastOp::create(b, type, value));
  }
  return emitActivation(b, kernel.activation, sums, slopes, kernel.computeType);
}

void RowSweep::emit() {
  forEachVector([&](const Columns &columns) {
    Value start =
        kernel.bias
            ? load(kernel.bias, columns)
            : arith::ConstantOp::create(b, b.getZeroAttr(type)).getResult();
    storeSums(start, columns);
  });
  // Zeros follow the list.
  loop(kernel.nonzeros.count, kRows, [&](Value first) { addRows(first); });
  if (kernel.activation)
    forEachVector([&](const Columns &columns) {
      storeSums(activate(loadSums(columns), columns), columns);
    });
}

void relu::emitRowSweep(ImplicitLocOpBuilder &builder,
                        const DenseKernel &kernel, const Panel &panel) {
  RowSweep(builder, kernel, panel).emit();
}
