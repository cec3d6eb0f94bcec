// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs layers that feed each other in one loop over blocks of rows, so that
// what lies between them stays in cache, in buffers whose layout suits kernels.

#include "BatchLayout.h"
#include "relu/Codegen/Passes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace relu {
#define GEN_PASS_DEF_FUSELAYERSPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

namespace {

/// Layers that run in one loop: each reads what the one before it writes, and
/// nobody else does.
using Chain = SmallVector<PackedDenseOp>;

/// Emits a chain where its last layer stands.
class ChainBuilder {
public:
  ChainBuilder(ImplicitLocOpBuilder &builder, ArrayRef<PackedDenseOp> chain,
               Value input, Value output)
      : b(builder), chain(chain), input(input), output(output),
        schedule(PackedDenseOp(chain.back()).getSchedule()),
        element(cast<MemRefType>(input.getType()).getElementType()) {}

  void emit();

private:
  bool rowsInLanes() const { return schedule.getLanes() == Lanes::rows; }
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
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

  void allocateScratch();
  /// `rows` rows of what layer `layer` writes; the input of the first one is
  /// that of layer -1.
  Value getScratch(int64_t layer, OpFoldResult rows, int64_t features);
  Value getRows(Value buffer, Value first, OpFoldResult rows);

  /// All layers for `rows` rows from `first` on.
  void emitBlock(Value first, OpFoldResult rows);
  void emitBlockInLanes(Value first, OpFoldResult rows);
  void emitLayer(size_t layer, Value from, Value to);
  void copyRows(Value from, Value to, OpFoldResult rows);

  ImplicitLocOpBuilder &b;
  ArrayRef<PackedDenseOp> chain;
  Value input, output;
  ScheduleAttr schedule;
  Type element;
  int64_t blockRows = 0;
  Value rowsInScratch; // for a batch that is known at run time only
  Value scratch[2];    // taken in turn
};

} // namespace

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

void ChainBuilder::allocateScratch() {
  int64_t sizes[2] = {0, 0};
  auto add = [&](int64_t layer, int64_t features) {
    int64_t stride = rowsInLanes() ? features : getRowStride(features, element);
    sizes[layer & 1] = std::max(sizes[layer & 1], stride);
  };
  if (rowsInLanes())
    add(-1, getInputs());
  for (size_t layer = 0; layer < chain.size(); ++layer)
    if (rowsInLanes() || layer + 1 < chain.size())
      add(layer, getOutputs(layer));
  for (int i = 0; i < 2; ++i) {
    if (sizes[i] == 0)
      continue;
    IntegerAttr alignment = b.getI64IntegerAttr(64);
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
  Value rows;
  if (!fixedRows) {
    rows = memref::DimOp::create(b, input, 0);
    if (!rowsInLanes())
      rowsInScratch = arith::MinUIOp::create(b, rows, index(blockRows));
  }
  allocateScratch();
  auto block = [&](Value first, OpFoldResult rows) {
    rowsInLanes() ? emitBlockInLanes(first, rows) : emitBlock(first, rows);
  };
  Value step = fixedRows || rowsInLanes()
                   ? index(blockRows)
                   : createBlockRows(b, rows, blockRows, getTileRows());
  if (fixedRows) {
    int64_t whole = *fixedRows / blockRows * blockRows;
    if (whole == blockRows)
      block(index(0), b.getIndexAttr(blockRows));
    else if (whole > 0)
      loop(index(0), index(whole), step,
           [&](Value first) { block(first, b.getIndexAttr(blockRows)); });
    if (whole != *fixedRows)
      block(index(whole), b.getIndexAttr(*fixedRows - whole));
    return;
  }
  loop(index(0), rows, step, [&](Value first) {
    Value left = arith::SubIOp::create(b, rows, first);
    block(first, Value(arith::MinUIOp::create(b, left, step)));
  });
}

/// Whether every operation between the two can stay where it is when `first`
/// moves down to `second`.
static bool canMoveTo(Operation *first, Operation *second) {
  if (first->getBlock() != second->getBlock())
    return false;
  for (Operation *op = first->getNextNode(); op != second;
       op = op->getNextNode())
    if (!isMemoryEffectFree(op) && !isa<memref::AllocOp>(op))
      return false;
  return true;
}

/// Slopes that differ from row to row do not fit to a block of rows.
static bool hasSlopesAlongOutputs(PackedDenseOp op) {
  return relu::hasSlopesAlongOutputs(
      op.getActivationAttr(), op.getSlopes(),
      cast<MemRefType>(op.getInit().getType()).getRank());
}

/// Whether `second` can run in the loop of `first`, whose output it reads.
static bool canShareLoop(PackedDenseOp first, PackedDenseOp second) {
  auto alloc = second.getInput().getDefiningOp<memref::AllocOp>();
  ScheduleAttr a = first.getSchedule(), b = second.getSchedule();
  return alloc && first.getInit() == alloc && alloc.getResult().hasNUses(2) &&
         second.getInit() != alloc &&
         !llvm::is_contained(second.getSlopes(), Value(alloc)) &&
         second.getBias() != Value(alloc) && a.getLanes() == b.getLanes() &&
         (a.getLanes() == Lanes::outputs || a.getCols() == b.getCols()) &&
         hasSlopesAlongOutputs(first) && hasSlopesAlongOutputs(second) &&
         canMoveTo(first, second);
}

namespace {
struct FuseLayersPass : relu::impl::FuseLayersPassBase<FuseLayersPass> {
  void runOnOperation() override {
    SmallVector<Chain> chains;
    getOperation()->walk([&](PackedDenseOp op) {
      if (op->getNumResults() != 0)
        return;
      if (op.getSchedule().getFuseInput()) {
        auto *feeding = llvm::find_if(chains, [&](Chain &chain) {
          // A block of rows is written before later ones are read.
          return op.getInit() != chain.front().getInput() &&
                 canShareLoop(chain.back(), op);
        });
        if (feeding != chains.end()) {
          feeding->push_back(op);
          return;
        }
        remark::missed(op.getLoc(), remark::RemarkOpts::name("layer-not-fused")
                                        .category("relu-fuse-layers"))
            << remark::reason("the input has other users, or is computed too "
                              "far away, or in another way");
      }
      chains.push_back({op});
    });
    for (Chain &chain : chains)
      if (failed(fuse(chain)))
        return signalPassFailure();
  }

private:
  static LogicalResult fuse(Chain &chain) {
    PackedDenseOp first = chain.front(), last = chain.back();
    bool rowsInLanes = last.getSchedule().getLanes() == Lanes::rows;
    if (chain.size() == 1 && !rowsInLanes)
      return success();
    ImplicitLocOpBuilder b(last.getLoc(), last);
    Value input = collapseBatchAxes(b, first.getInput());
    Value output = collapseBatchAxes(b, last.getInit());
    if (!input || !output || (rowsInLanes && !hasSlopesAlongOutputs(last)))
      return rowsInLanes
                 ? last.emitOpError("expects batch axes that are contiguous in "
                                    "memory, and slopes along the outputs, for "
                                    "lanes = rows")
                 : success();
    ChainBuilder(b, chain, input, output).emit();
    for (PackedDenseOp op : llvm::reverse(chain)) {
      Value between = op.getInit();
      op.erase();
      if (auto alloc = between.getDefiningOp<memref::AllocOp>();
          alloc && alloc->use_empty())
        alloc.erase();
    }
    return success();
  }
};
} // namespace
