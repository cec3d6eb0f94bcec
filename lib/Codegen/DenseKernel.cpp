// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The walk of a dense layer over its rows and columns: blocks of rows that stay
// in cache, in them panels of columns whose weights lie one after the other, in
// them register tiles.

#include "DenseKernel.h"
#include "BatchLayout.h"

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

  /// All rows, in blocks.
  void emitRows(std::optional<int64_t> batchRows);
  /// All columns, or those of this thread, of the rows [first, end):
  /// `fixedRows` of them, if known.
  void emitRowBlock(Value first, Value end, std::optional<int64_t> fixedRows);
  /// Which part of the panel behind `panel` the tiles of these rows fetch: all
  /// of them together the whole.
  Prefetch planPrefetch(Value first, Value end,
                        std::optional<int64_t> fixedRows, const Panel &panel,
                        Value nextPanel);
  /// What they fetch of the next block of rows, where weights stay in cache.
  Prefetch planRowPrefetch(Value end, const Panel &panel);
  /// One panel of these rows. `nextPanel` is the position of the weights that
  /// are used next.
  void emitPanel(Value first, Value end, std::optional<int64_t> fixedRows,
                 const Panel &panel, Value next);

  ImplicitLocOpBuilder &b;
  const DenseKernel &kernel;
  int64_t tileRows;
  int64_t panelCols;
  Value thread;             // of those that share the panels; or null
  int64_t threadPanels = 0; // of each thread but the last
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
  int64_t panels = llvm::divideCeil(kernel.outputs, panelCols);
  threadPanels = llvm::divideCeil(panels, kernel.schedule.getColThreads());
  int64_t threads = llvm::divideCeil(panels, threadPanels);
  if (threads == 1)
    return emitRows(batchRows);
  auto forall =
      scf::ForallOp::create(b, ArrayRef<OpFoldResult>{b.getIndexAttr(threads)},
                            ValueRange(), std::nullopt);
  forall->setAttr(ReluDialect::getParallelAttrName(), b.getUnitAttr());
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(forall.getBody());
  thread = forall.getInductionVar(0);
  emitRows(batchRows);
}

void DenseWalk::emitRows(std::optional<int64_t> batchRows) {
  int64_t rowBlock = kernel.rowBlock;
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
  Value step = createBlockRows(b, rows, rowBlock, tileRows);
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
  Value firstPanel = zero, endPanel = index(wholePanels);
  if (thread) {
    firstPanel = mul(thread, threadPanels);
    endPanel = arith::MinUIOp::create(b, add(firstPanel, index(threadPanels)),
                                      endPanel);
  }
  if (wholePanels > 0)
    loop(firstPanel, endPanel, one, [&](Value panel) {
      int64_t size = panelCols * kernel.inputs;
      Value next;
      if (kernel.isReversed) {
        Value both = add(firstPanel, endPanel);
        Value after = add(panel, one);
        Value mirrored = arith::SubIOp::create(b, both, after);
        Value before = arith::SubIOp::create(b, mirrored, one);
        before = arith::MaxSIOp::create(b, before, zero);
        next = arith::SelectOp::create(b, kernel.isReversed, before, after);
        panel = arith::SelectOp::create(b, kernel.isReversed, mirrored, panel);
      }
      Value weights = mul(panel, size);
      next = next ? mul(next, size) : add(weights, index(size));
      emitPanel(
          first, end, fixedRows,
          {mul(panel, panelCols), panelCols / kernel.lanes, panelCols, weights},
          next);
    });
  OpBuilder::InsertionGuard guard(b);
  if (restCols > 0) {
    if (thread) {
      // What remains is narrower than a panel: the last thread's.
      Value isLast = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, thread,
                                           index(wholePanels / threadPanels));
      auto last = scf::IfOp::create(b, isLast, /*withElseRegion=*/false);
      b.setInsertionPointToStart(last.thenBlock());
    }
    int64_t column = wholePanels * panelCols;
    emitPanel(first, end, fixedRows,
              {index(column), int64_t(llvm::divideCeil(restCols, kernel.lanes)),
               restCols, index(column * kernel.inputs)},
              zero);
  }
}

Prefetch DenseWalk::planPrefetch(Value first, Value end,
                                 std::optional<int64_t> fixedRows,
                                 const Panel &panel, Value nextPanel) {
  // A quarter of the second-level cache stays there from one block of rows to
  // the next. A single tile needs each weight once: it is as fast as memory.
  constexpr int64_t kLine = 64;
  int64_t residentBytes = kernel.cacheBytes / 4;
  int64_t elementBytes = Type(kernel.element).getIntOrFloatBitWidth() / 8;
  int64_t packedCols = llvm::alignTo(kernel.outputs, kernel.lanes);
  if (fixedRows.value_or(2 * tileRows) < 2 * tileRows)
    return {};
  if (kernel.inputs * packedCols * elementBytes <= residentBytes)
    return planRowPrefetch(end, panel);
  int64_t work = panel.vectors * kernel.lanes * tileRows, most;
  Value stride;
  if (fixedRows) {
    most = llvm::divideCeil(work, *fixedRows);
    stride = index(most);
  } else {
    // One cache line an iteration, which is enough for six tiles and more.
    most = llvm::divideCeil(kLine / elementBytes, kernel.schedule.getUnroll());
    Value rows = arith::SubIOp::create(b, end, first);
    rows = arith::MaxUIOp::create(b, rows, index(2 * tileRows));
    stride = arith::CeilDivUIOp::create(b, index(work), rows);
  }
  Value share =
      arith::DivUIOp::create(b, mul(stride, kernel.inputs), index(tileRows));
  return {kernel.weight, nextPanel, share, stride, most};
}

Prefetch DenseWalk::planRowPrefetch(Value end, const Panel &panel) {
  // Narrow layers compute little on each input. Their first panel fetches for
  // all; wider ones would fetch the same again and again.
  constexpr int64_t kFewestInputs = 16, kMostPanels = 2;
  const FlatBuffer &input = kernel.flatInput;
  if (!input.memory || !input.isPart || input.columnStride != 1 ||
      kernel.inputs < kFewestInputs || panel.validColumns < panelCols ||
      kernel.outputs / panelCols > kMostPanels)
    return {};
  int64_t stride = llvm::divideCeil(tileRows * input.rowStride, kernel.inputs);
  Value nextBlock = add(input.start, mul(end, input.rowStride));
  return {input.memory, nextBlock, index(input.rowStride), index(stride),
          stride};
}

void DenseWalk::emitPanel(Value first, Value end,
                          std::optional<int64_t> fixedRows, const Panel &panel,
                          Value nextPanel) {
  if (kernel.nonzeros.values && isSweptPanel(panel.vectors))
    return emitRowSweep(b, kernel, panel);
  Prefetch planned = planPrefetch(first, end, fixedRows, panel, nextPanel);
  auto tile = [&](Value row, int64_t rows) {
    Prefetch prefetch = fixedRows || rows == tileRows ? planned : Prefetch();
    if (prefetch.most > 0) {
      Value done = arith::SubIOp::create(b, row, first);
      done = arith::MulIOp::create(b, done, prefetch.rowShare);
      prefetch.position = add(prefetch.position, done);
    }
    emitRegisterTile(b, kernel, row, rows, panel, prefetch);
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
       rows = rows == tileRows ? getRestRows(rows) : rows / 2) {
    Value step = index(rows);
    Value left = arith::SubIOp::create(b, end, next);
    Value taken =
        arith::SubIOp::create(b, left, arith::RemUIOp::create(b, left, step));
    Value stop = add(next, taken);
    loop(next, stop, step, [&](Value row) { tile(row, rows); });
    next = stop;
  }
}

static FlatBuffer flatten(ImplicitLocOpBuilder &b, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  SmallVector<int64_t> strides;
  int64_t offset;
  if (failed(type.getStridesAndOffset(strides, offset)) ||
      llvm::any_of(strides, [](int64_t stride) {
        return ShapedType::isDynamic(stride) || stride <= 0;
      }))
    return {};
  FlatBuffer flat;
  flat.rowStride = strides[0];
  flat.columnStride = strides[1];
  if (ShapedType::isDynamic(offset))
    flat.start =
        memref::ExtractStridedMetadataOp::create(b, buffer).getOffset();
  else
    flat.start = arith::ConstantIndexOp::create(b, offset);
  flat.isPart = ShapedType::isDynamic(offset);
  // Up to the last element of the last row.
  Value rows = memref::DimOp::create(b, buffer, 0);
  Value stride = arith::ConstantIndexOp::create(b, flat.rowStride);
  Value last = arith::ConstantIndexOp::create(
      b, (type.getDimSize(1) - 1) * flat.columnStride + 1 - flat.rowStride);
  Value size = arith::MulIOp::create(b, rows, stride);
  size = arith::AddIOp::create(b, size, last);
  size = arith::AddIOp::create(b, flat.start, size);
  flat.memory = memref::ReinterpretCastOp::create(
      b,
      MemRefType::get({ShapedType::kDynamic}, type.getElementType(),
                      MemRefLayoutAttrInterface(), type.getMemorySpace()),
      buffer, OpFoldResult(b.getIndexAttr(0)), ArrayRef<OpFoldResult>{size},
      ArrayRef<OpFoldResult>{b.getIndexAttr(1)});
  return flat;
}

void relu::emitDenseKernel(ImplicitLocOpBuilder &builder, DenseKernel kernel,
                           std::optional<int64_t> batchRows) {
  kernel.flatInput = flatten(builder, kernel.input);
  FlatBuffer output = flatten(builder, kernel.output);
  if (output.columnStride == 1)
    kernel.flatOutput = output;
  DenseWalk(builder, kernel).emit(batchRows);
}
