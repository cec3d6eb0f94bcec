// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The loop over blocks of rows in which the layers of a chain run, and how the
// rows are shared among threads.

#include "ChainBuilder.h"
#include "BatchLayout.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace relu;

namespace {

/// Emits a chain where its last layer stands.
class ChainBuilder {
public:
  ChainBuilder(ImplicitLocOpBuilder &builder, ArrayRef<PackedDenseOp> chain,
               Value input, Value output, bool copiesInput)
      : b(builder), chain(chain), input(input), output(output),
        schedule(PackedDenseOp(chain.back()).getSchedule()),
        element(cast<MemRefType>(input.getType()).getElementType()),
        copiesInput(copiesInput) {}

  void emit();

private:
  bool rowsInLanes() const { return schedule.getLanes() == Lanes::rows; }
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value offset(Value first, int64_t by) {
    return matchPattern(first, m_Zero())
               ? index(by)
               : arith::AddIOp::create(b, first, index(by)).getResult();
  }
  int64_t getOutputs(size_t layer) const {
    PackedDenseOp op = chain[layer];
    return cast<MemRefType>(op.getInit().getType()).getShape().back();
  }
  /// The rows of a tile of the layer with the most weights.
  int64_t getTileRows() const;
  int64_t getInputs() const {
    return cast<MemRefType>(input.getType()).getShape().back();
  }
  void loop(Value from, Value to, Value step,
            llvm::function_ref<void(Value)> body);

  /// Room for `slices` threads.
  void allocateScratch(int64_t slices);
  void allocateSlices(int i, int64_t rowSize, int64_t numSlices);
  /// Makes the scratch of thread `thread` the one that layers use.
  void takeScratch(Value thread);
  /// `rows` rows of what layer `layer` writes; the input of the first one is
  /// that of layer -1.
  Value getScratch(int64_t layer, OpFoldResult rows, int64_t features);
  Value getRows(Value buffer, Value first, OpFoldResult rows);

  /// All layers for `rows` rows from `first` on, block by block.
  void emitRows(Value first, OpFoldResult rows);
  /// All rows, `fixedRows` of them if known, on threads. False, with nothing
  /// emitted, when there are too few rows for two.
  bool emitOnThreads(std::optional<int64_t> fixedRows);
  void emitForall(OpFoldResult threads, llvm::function_ref<void(Value)> body);

  /// All layers for `rows` rows from `first` on, at once.
  void emitBlock(Value first, OpFoldResult rows);
  void emitBlockInLanes(Value first, OpFoldResult rows);
  void emitLayer(size_t layer, Value from, Value to);
  void copyRows(Value from, Value to, OpFoldResult rows);
  /// The same for rows of whole vectors, and `to` with the layout of `from` but
  /// for the stride of its rows.
  void copyVectors(Value from, Value to, OpFoldResult rows);

  ImplicitLocOpBuilder &b;
  ArrayRef<PackedDenseOp> chain;
  Value input, output;
  ScheduleAttr schedule;
  Type element;
  bool copiesInput; // because its rows evict each other
  int64_t blockRows = 0;
  Value rows;          // of a batch that is known at run time only
  Value rowsInScratch; // for a batch that is known at run time only
  Value scratch[2];    // taken in turn
  Value slices[2];     // the scratch of all threads, in bytes
  Value sliceBytes[2];
  int64_t scratchRowSize[2] = {0, 0}; // elements
};

} // namespace

constexpr int64_t kPageBytes = 4096;

bool relu::hasConflictingRows(PackedDenseOp layer, Value input,
                              int64_t l1Ways) {
  // A copy of a row costs as much as a few outputs, and needs memory for a
  // block of rows. Measured: tiles of 6 rows gain by it with 8 ways, those of
  // 6, 8 and 9 lose with 12.
  constexpr int64_t kFewestOutputs = 256, kMostPages = 16;
  int64_t fewestRows = l1Ways >= 12 ? 11 : 4;
  auto type = cast<MemRefType>(input.getType());
  auto outputType = cast<MemRefType>(layer.getInit().getType());
  ScheduleAttr schedule = layer.getSchedule();
  SmallVector<int64_t> strides;
  int64_t offset;
  if (schedule.getLanes() == Lanes::rows || schedule.getColThreads() > 1 ||
      schedule.getRows() < fewestRows ||
      outputType.getShape().back() < kFewestOutputs ||
      failed(type.getStridesAndOffset(strides, offset)) || strides.size() < 2)
    return false;
  int64_t elementBytes = type.getElementTypeBitWidth() / 8;
  int64_t rowBytes = type.getShape().back() * elementBytes;
  int64_t stride = strides[strides.size() - 2];
  return strides.back() == 1 && stride != 0 && !ShapedType::isDynamic(stride) &&
         stride * elementBytes % kPageBytes == 0 &&
         rowBytes % kPageBytes == 0 && rowBytes <= kMostPages * kPageBytes;
}

/// Elements from one row of a temporary buffer to the next: whole cache lines,
/// and not so many of them that all rows fall into few sets of the cache.
static int64_t getRowStride(int64_t features, Type element) {
  int64_t line = 64 / (element.getIntOrFloatBitWidth() / 8);
  int64_t stride = llvm::alignTo(features, line);
  return stride % (line * 8) == 0 ? stride + line : stride;
}

void ChainBuilder::loop(Value from, Value to, Value step,
                        llvm::function_ref<void(Value)> body) {
  auto loop = scf::ForOp::create(b, from, to, step);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

int64_t ChainBuilder::getTileRows() const {
  auto largest = llvm::max_element(chain, [](PackedDenseOp a, PackedDenseOp b) {
    auto getSize = [](PackedDenseOp op) {
      return cast<MemRefType>(op.getWeight().getType()).getNumElements();
    };
    return getSize(a) < getSize(b);
  });
  return PackedDenseOp(*largest).getSchedule().getRows();
}

void ChainBuilder::allocateScratch(int64_t numSlices) {
  int64_t sizes[2] = {0, 0};
  auto add = [&](int64_t layer, int64_t features) {
    int64_t stride = rowsInLanes() ? features : getRowStride(features, element);
    sizes[layer & 1] = std::max(sizes[layer & 1], stride);
  };
  if (rowsInLanes() || copiesInput)
    add(-1, getInputs());
  for (size_t layer = 0; layer < chain.size(); ++layer)
    if (rowsInLanes() || layer + 1 < chain.size())
      add(layer, getOutputs(layer));
  for (int i = 0; i < 2; ++i) {
    if (sizes[i] == 0)
      continue;
    IntegerAttr alignment = b.getI64IntegerAttr(64);
    if (numSlices > 1) {
      allocateSlices(i, sizes[i], numSlices);
      continue;
    }
    if (!rowsInScratch) {
      auto type = MemRefType::get({blockRows * sizes[i]}, element);
      scratch[i] = memref::AllocOp::create(b, type, alignment);
      continue;
    }
    Value size =
        arith::MulIOp::create(b, rowsInScratch, index(sizes[i])).getResult();
    auto type = MemRefType::get({ShapedType::kDynamic}, element);
    scratch[i] = memref::AllocOp::create(b, type, size, alignment);
  }
}

/// Each slice ends with a cache line: threads share none.
void ChainBuilder::allocateSlices(int i, int64_t rowSize, int64_t numSlices) {
  int64_t rowBytes = rowSize * element.getIntOrFloatBitWidth() / 8;
  IntegerAttr alignment = b.getI64IntegerAttr(64);
  scratchRowSize[i] = rowSize;
  if (!rowsInScratch) {
    int64_t bytes = llvm::alignTo(blockRows * rowBytes, 64);
    sliceBytes[i] = index(bytes);
    auto type = MemRefType::get({numSlices * bytes}, b.getI8Type());
    slices[i] = memref::AllocOp::create(b, type, alignment);
    return;
  }
  sliceBytes[i] = arith::MulIOp::create(b, rowsInScratch, index(rowBytes));
  Value bytes = arith::MulIOp::create(b, sliceBytes[i], index(numSlices));
  auto type = MemRefType::get({ShapedType::kDynamic}, b.getI8Type());
  slices[i] = memref::AllocOp::create(b, type, bytes, alignment);
}

void ChainBuilder::takeScratch(Value thread) {
  for (int i = 0; i < 2; ++i) {
    if (!slices[i])
      continue;
    Value start = arith::MulIOp::create(b, thread, sliceBytes[i]);
    int64_t size = ShapedType::kDynamic;
    SmallVector<Value, 1> sizes;
    if (rowsInScratch)
      sizes = {
          arith::MulIOp::create(b, rowsInScratch, index(scratchRowSize[i]))};
    else
      size = blockRows * scratchRowSize[i];
    scratch[i] = memref::ViewOp::create(b, MemRefType::get({size}, element),
                                        slices[i], start, sizes);
  }
}

Value ChainBuilder::getScratch(int64_t layer, OpFoldResult rows,
                               int64_t features) {
  int64_t rowStride = rowsInLanes() ? 1 : getRowStride(features, element);
  int64_t featureStride = rowsInLanes() ? blockRows : 1;
  auto layout = StridedLayoutAttr::get(b.getContext(), /*offset=*/0,
                                       {rowStride, featureStride});
  int64_t fixed = getConstantIntValue(rows).value_or(ShapedType::kDynamic);
  auto type = MemRefType::get({fixed, features}, element, layout);
  return memref::ReinterpretCastOp::create(
      b, type, scratch[layer & 1], OpFoldResult(b.getIndexAttr(0)),
      ArrayRef<OpFoldResult>{rows, b.getIndexAttr(features)},
      ArrayRef<OpFoldResult>{b.getIndexAttr(rowStride),
                             b.getIndexAttr(featureStride)});
}

Value ChainBuilder::getRows(Value buffer, Value first, OpFoldResult rows) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.isDynamicDim(0) && getConstantIntValue(rows) == type.getDimSize(0))
    return buffer;
  SmallVector<OpFoldResult> offsets{first, b.getIndexAttr(0)};
  SmallVector<OpFoldResult> sizes{rows, b.getIndexAttr(type.getDimSize(1))};
  SmallVector<OpFoldResult> strides(2, b.getIndexAttr(1));
  return memref::SubViewOp::create(b, buffer, offsets, sizes, strides);
}

void ChainBuilder::emitLayer(size_t layer, Value from, Value to) {
  PackedDenseOp op = chain[layer];
  PackedDenseOp::create(b, op.getLoc(), TypeRange(), from, op.getWeight(),
                        op.getBias(), op.getActivationAttr(), op.getSlopes(),
                        to, op.getSchedule());
}

void ChainBuilder::emitBlock(Value first, OpFoldResult rows) {
  Value from = getRows(input, first, rows);
  if (copiesInput) {
    Value copy = getScratch(-1, rows, getInputs());
    copyVectors(from, copy, rows);
    from = copy;
  }
  for (size_t layer = 0; layer < chain.size(); ++layer) {
    Value to = layer + 1 == chain.size()
                   ? getRows(output, first, rows)
                   : getScratch(layer, rows, getOutputs(layer));
    emitLayer(layer, from, to);
    from = to;
  }
}

void ChainBuilder::copyRows(Value from, Value to, OpFoldResult rows) {
  int64_t features = cast<MemRefType>(from.getType()).getDimSize(1);
  Value end = getValueOrCreateConstantIndexOp(b, b.getLoc(), rows);
  loop(index(0), end, index(1), [&](Value row) {
    loop(index(0), index(features), index(1), [&](Value feature) {
      Value value = memref::LoadOp::create(b, from, ValueRange{row, feature});
      memref::StoreOp::create(b, value, to, ValueRange{row, feature});
    });
  });
}

void ChainBuilder::copyVectors(Value from, Value to, OpFoldResult rows) {
  constexpr int64_t kUnroll = 4; // which divides the vectors of a page
  int64_t features = cast<MemRefType>(from.getType()).getDimSize(1);
  int64_t lanes = schedule.getVectorLength(getComputeType(element));
  auto vectorType = VectorType::get({lanes}, element);
  Value end = getValueOrCreateConstantIndexOp(b, b.getLoc(), rows);
  loop(index(0), end, index(1), [&](Value row) {
    loop(index(0), index(features), index(kUnroll * lanes), [&](Value first) {
      for (int64_t u = 0; u < kUnroll; ++u) {
        SmallVector<Value, 2> position{row, offset(first, u * lanes)};
        Value value = vector::LoadOp::create(b, vectorType, from, position);
        vector::StoreOp::create(b, value, to, position);
      }
    });
  });
}

void ChainBuilder::emitBlockInLanes(Value first, OpFoldResult rows) {
  OpFoldResult all = b.getIndexAttr(blockRows);
  Value from = getScratch(-1, all, getInputs());
  copyRows(getRows(input, first, rows), from, rows);
  if (getConstantIntValue(rows) != blockRows) {
    // What no row of the batch fills takes part in the arithmetic.
    Value filled = getValueOrCreateConstantIndexOp(b, b.getLoc(), rows);
    Value zero = arith::ConstantOp::create(b, b.getZeroAttr(element));
    loop(filled, index(blockRows), index(1), [&](Value row) {
      loop(index(0), index(getInputs()), index(1), [&](Value feature) {
        memref::StoreOp::create(b, zero, from, ValueRange{row, feature});
      });
    });
  }
  for (size_t layer = 0; layer < chain.size(); ++layer) {
    Value to = getScratch(layer, all, getOutputs(layer));
    emitLayer(layer, from, to);
    from = to;
  }
  copyRows(from, getRows(output, first, rows), rows);
}

void ChainBuilder::emitRows(Value first, OpFoldResult rows) {
  auto block = [&](Value first, OpFoldResult rows) {
    rowsInLanes() ? emitBlockInLanes(first, rows) : emitBlock(first, rows);
  };
  if (std::optional<int64_t> fixed = getConstantIntValue(rows)) {
    Value step = index(blockRows);
    int64_t whole = *fixed / blockRows * blockRows;
    if (whole == blockRows)
      block(first, b.getIndexAttr(blockRows));
    else if (whole > 0)
      loop(first, offset(first, whole), step,
           [&](Value first) { block(first, b.getIndexAttr(blockRows)); });
    if (whole != *fixed)
      block(offset(first, whole), b.getIndexAttr(*fixed - whole));
    return;
  }
  Value end = cast<Value>(rows);
  Value step = rowsInLanes()
                   ? index(blockRows)
                   : createBlockRows(b, end, blockRows, getTileRows());
  if (!matchPattern(first, m_Zero()))
    end = arith::AddIOp::create(b, first, end);
  loop(first, end, step, [&](Value first) {
    Value left = arith::SubIOp::create(b, end, first);
    block(first, Value(arith::MinUIOp::create(b, left, step)));
  });
}

void ChainBuilder::emitForall(OpFoldResult threads,
                              llvm::function_ref<void(Value)> body) {
  auto forall = scf::ForallOp::create(b, ArrayRef<OpFoldResult>{threads},
                                      ValueRange(), std::nullopt);
  forall->setAttr(ReluDialect::getParallelAttrName(), b.getUnitAttr());
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(forall.getBody());
  body(forall.getInductionVar(0));
}

bool ChainBuilder::emitOnThreads(std::optional<int64_t> fixedRows) {
  int64_t most = schedule.getRowThreads();
  int64_t fewest = schedule.getThreadRows();
  // Rows that a thread takes go through its lanes together.
  int64_t unit = rowsInLanes() ? blockRows : 1;
  if (fixedRows) {
    int64_t worth = std::clamp<int64_t>(*fixedRows / fewest, 1, most);
    int64_t share = llvm::alignTo(llvm::divideCeil(*fixedRows, worth), unit);
    int64_t threads = llvm::divideCeil(*fixedRows, share);
    if (threads == 1)
      return false;
    if (!rowsInLanes())
      blockRows = std::min(blockRows, share);
    allocateScratch(threads);
    emitForall(b.getIndexAttr(threads), [&](Value thread) {
      takeScratch(thread);
      Value first = arith::MulIOp::create(b, thread, index(share));
      if (threads * share == *fixedRows)
        return emitRows(first, b.getIndexAttr(share));
      Value left = arith::SubIOp::create(b, index(*fixedRows), first);
      emitRows(first, Value(arith::MinUIOp::create(b, left, index(share))));
    });
    return true;
  }
  allocateScratch(most);
  Value worth = arith::DivUIOp::create(b, rows, index(fewest));
  Value threads = arith::MaxUIOp::create(
      b, arith::MinUIOp::create(b, worth, index(most)), index(1));
  Value share = arith::CeilDivUIOp::create(b, rows, threads);
  if (unit > 1)
    share = arith::MulIOp::create(
        b, arith::CeilDivUIOp::create(b, share, index(unit)), index(unit));
  // A region of one thread would cost time, and memory of the run-time library.
  Value isAlone =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, threads, index(1));
  auto choice = scf::IfOp::create(b, isAlone, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(choice.thenBlock());
  takeScratch(index(0));
  emitRows(index(0), rows);
  b.setInsertionPointToStart(choice.elseBlock());
  emitForall(threads, [&](Value thread) {
    takeScratch(thread);
    Value first = arith::MinUIOp::create(
        b, arith::MulIOp::create(b, thread, share), rows);
    Value left = arith::SubIOp::create(b, rows, first);
    emitRows(first, Value(arith::MinUIOp::create(b, left, share)));
  });
  return true;
}

void ChainBuilder::emit() {
  auto inputType = cast<MemRefType>(input.getType());
  auto outputType = cast<MemRefType>(output.getType());
  std::optional<int64_t> fixedRows;
  for (MemRefType type : {inputType, outputType})
    if (!type.isDynamicDim(0))
      fixedRows = type.getDimSize(0);
  if (fixedRows == 0)
    return;
  blockRows = rowsInLanes() ? schedule.getCols() : schedule.getRowBlock();
  if (fixedRows && !rowsInLanes())
    blockRows = std::min(blockRows, *fixedRows);
  if (!fixedRows) {
    rows = memref::DimOp::create(b, input, 0);
    if (!rowsInLanes())
      rowsInScratch = arith::MinUIOp::create(b, rows, index(blockRows));
  }
  if (schedule.getRowThreads() > 1 && emitOnThreads(fixedRows))
    return;
  allocateScratch(/*numSlices=*/1);
  emitRows(index(0),
           fixedRows ? OpFoldResult(b.getIndexAttr(*fixedRows)) : rows);
}

void relu::emitChain(ImplicitLocOpBuilder &builder,
                     ArrayRef<PackedDenseOp> chain, Value input, Value output,
                     bool copiesInput) {
  ChainBuilder(builder, chain, input, output, copiesInput).emit();
}
