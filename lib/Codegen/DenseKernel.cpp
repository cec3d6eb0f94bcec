// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The walk of a dense layer over its rows and columns: blocks of rows that stay
// in cache, in them panels of columns whose weights lie one after the other, in
// them register tiles.

#include "DenseKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace relu;

namespace {

class DenseWalk {
public:
  DenseWalk(ImplicitLocOpBuilder &builder, const DenseKernel &kernel)
      : b(builder), kernel(kernel), tileRows(kernel.schedule.getRows()),
        panelCols(kernel.schedule.getCols()) {}

  void emit(std::optional<int64_t> batchRows);

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, x, y); }
  Value mul(Value x, int64_t y) {
    return arith::MulIOp::create(b, x, index(y));
  }
  void loop(Value from, Value to, Value step,
            llvm::function_ref<void(Value)> body);

  /// All columns of the rows [first, end): `fixedRows` of them, if known.
  void emitRowBlock(Value first, Value end, std::optional<int64_t> fixedRows);
  /// One panel of these rows.
  void emitPanel(Value first, Value end, std::optional<int64_t> fixedRows,
                 Value column, Value panel, int64_t vectors,
                 int64_t validColumns);

  ImplicitLocOpBuilder &b;
  const DenseKernel &kernel;
  int64_t tileRows;
  int64_t panelCols;
};

} // namespace

void DenseWalk::loop(Value from, Value to, Value step,
                     llvm::function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(b, from, to, step);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

void DenseWalk::emit(std::optional<int64_t> batchRows) {
  if (kernel.outputs == 0 || batchRows == 0)
    return;
  int64_t rowBlock = kernel.schedule.getRowBlock();
  Value zero = index(0);
  if (batchRows && *batchRows <= rowBlock)
    return emitRowBlock(zero, index(*batchRows), batchRows);

  if (batchRows) {
    int64_t whole = *batchRows / rowBlock * rowBlock;
    Value step = index(rowBlock);
    loop(zero, index(whole), step,
         [&](Value first) { emitRowBlock(first, add(first, step), rowBlock); });
    if (whole != *batchRows)
      emitRowBlock(index(whole), index(*batchRows), *batchRows - whole);
    return;
  }
  Value rows = memref::DimOp::create(b, kernel.output, 0);
  Value step = index(rowBlock);
  loop(zero, rows, step, [&](Value first) {
    Value end = arith::MinUIOp::create(b, add(first, step), rows);
    emitRowBlock(first, end, std::nullopt);
  });
}

void DenseWalk::emitRowBlock(Value first, Value end,
                             std::optional<int64_t> fixedRows) {
  int64_t wholePanels = kernel.outputs / panelCols;
  int64_t restCols = kernel.outputs % panelCols;
  Value zero = index(0), one = index(1);
  if (wholePanels > 0)
    loop(zero, index(wholePanels), one, [&](Value panel) {
      emitPanel(first, end, fixedRows, mul(panel, panelCols),
                mul(panel, panelCols * kernel.inputs), panelCols / kernel.lanes,
                panelCols);
    });
  if (restCols > 0) {
    int64_t column = wholePanels * panelCols;
    emitPanel(first, end, fixedRows, index(column),
              index(column * kernel.inputs),
              llvm::divideCeil(restCols, kernel.lanes), restCols);
  }
}

void DenseWalk::emitPanel(Value first, Value end,
                          std::optional<int64_t> fixedRows, Value column,
                          Value panel, int64_t vectors, int64_t validColumns) {
  auto tile = [&](Value row, int64_t rows) {
    emitRegisterTile(b, kernel, row, rows, column, panel, vectors,
                     validColumns);
  };
  if (fixedRows) {
    int64_t whole = *fixedRows / tileRows * tileRows;
    Value wholeEnd = add(first, index(whole));
    if (whole > 0)
      loop(first, wholeEnd, index(tileRows),
           [&](Value row) { tile(row, tileRows); });
    if (whole != *fixedRows)
      tile(wholeEnd, *fixedRows - whole);
    return;
  }
  // As many rows as are left, by tiles of half the rows each time: few kernels
  // for any number of rows.
  Value next = first;
  for (int64_t rows = tileRows; rows > 0;
       rows = rows == tileRows ? int64_t(llvm::PowerOf2Ceil(rows) / 2)
                               : rows / 2) {
    Value step = index(rows);
    Value left = arith::SubIOp::create(b, end, next);
    Value taken =
        arith::SubIOp::create(b, left, arith::RemUIOp::create(b, left, step));
    Value stop = add(next, taken);
    loop(next, stop, step, [&](Value row) { tile(row, rows); });
    next = stop;
  }
}

void relu::emitDenseKernel(ImplicitLocOpBuilder &builder,
                           const DenseKernel &kernel,
                           std::optional<int64_t> batchRows) {
  DenseWalk(builder, kernel).emit(batchRows);
}
