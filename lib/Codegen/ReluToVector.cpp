// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expands scheduled operations on buffers: brings a dense layer into the shape
// that kernels want, whatever its batch axes, and packs run-time weights.

#include "BatchLayout.h"
#include "CostModel.h"
#include "DenseKernel.h"
#include "relu/Codegen/Passes.h"
#include "relu/Codegen/Target.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace relu {
#define GEN_PASS_DEF_CONVERTRELUTOVECTORPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

/// How many rows in a row have the same slope, when slopes vary along the batch
/// axis `axis` of `output`: the sizes of the batch axes behind it, multiplied.
static Value getSlopePeriod(ImplicitLocOpBuilder &b, Value output,
                            int64_t axis) {
  int64_t rank = cast<MemRefType>(output.getType()).getRank();
  Value period = arith::ConstantIndexOp::create(b, 1);
  for (int64_t behind = axis + 1; behind < rank - 1; ++behind)
    period = arith::MulIOp::create(b, period,
                                   memref::DimOp::create(b, output, behind));
  return period;
}

/// What does not depend on where the batch is.
static DenseKernel describeLayer(PackedDenseOp op, int64_t cacheBytes) {
  auto outputType = cast<MemRefType>(op.getInit().getType());
  DenseKernel kernel;
  kernel.weight = op.getWeight();
  kernel.bias = op.getBias();
  kernel.activation = op.getActivationAttr();
  kernel.slopes = llvm::to_vector<1>(op.getSlopes());
  kernel.inputs = cast<MemRefType>(op.getInput().getType()).getShape().back();
  kernel.outputs = outputType.getShape().back();
  kernel.schedule = op.getSchedule();
  kernel.rowBlock = kernel.schedule.getRowBlock();
  kernel.element = cast<FloatType>(outputType.getElementType());
  kernel.computeType = getComputeType(kernel.element);
  kernel.lanes = kernel.schedule.getVectorLength(kernel.computeType);
  kernel.cacheBytes = cacheBytes;
  return kernel;
}

/// For `alternate`: whether this is an odd run of the layer, by a number that
/// the program keeps and that runs on other threads count, too. Null where
/// `root`, to which this pass is confined, has no place for it.
static Value countRun(ImplicitLocOpBuilder &b, PackedDenseOp op,
                      Operation *root) {
  auto module =
      dyn_cast_or_null<ModuleOp>(SymbolTable::getNearestSymbolTable(op));
  if (!module || !root->isAncestor(module))
    return {};
  auto type = MemRefType::get({}, b.getI32Type());
  auto zero = DenseElementsAttr::get(RankedTensorType::get({}, b.getI32Type()),
                                     int32_t(0));
  OpBuilder detached(b.getContext());
  auto count = memref::GlobalOp::create(
      detached, op.getLoc(), "relu_runs", b.getStringAttr("private"), type,
      zero, /*constant=*/false, /*alignment=*/IntegerAttr());
  StringAttr name =
      SymbolTable(module).insert(count, module.getBody()->begin());
  Value buffer = memref::GetGlobalOp::create(b, type, name.getValue());
  Value one = arith::ConstantOp::create(b, b.getI32IntegerAttr(1));
  Value before = memref::AtomicRMWOp::create(
      b, b.getI32Type(), arith::AtomicRMWKind::addi, one, buffer, ValueRange());
  return arith::TruncIOp::create(b, b.getI1Type(), before);
}

/// `lanes = outputs`.
static LogicalResult expandDense(PackedDenseOp op, int64_t cacheBytes,
                                 Operation *root) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  auto outputType = cast<MemRefType>(op.getInit().getType());
  int64_t rank = outputType.getRank();
  SmallVector<int64_t> strides;
  int64_t offset;
  if (failed(outputType.getStridesAndOffset(strides, offset)) ||
      strides.back() != 1)
    return op.emitOpError("expects a destination of unit stride along its last "
                          "axis, got ")
           << outputType << "; copy it into a buffer of its own first";
  // Without rows there is nothing to do, whatever the other axes are.
  if (llvm::is_contained(outputType.getShape().drop_back(), 0)) {
    op.erase();
    return success();
  }

  DenseKernel kernel = describeLayer(op, cacheBytes);
  kernel.input = collapseBatchAxes(b, op.getInput());
  kernel.output = collapseBatchAxes(b, op.getInit());
  if (!kernel.input || !kernel.output)
    return op.emitOpError("expects batch axes that are contiguous in memory, "
                          "got ")
           << op.getInput().getType() << " and " << outputType
           << "; copy them into buffers of their own first";
  if (!kernel.slopes.empty()) {
    int64_t axis = getSlopeAxis(kernel.activation, rank).value_or(rank - 1);
    kernel.slopeAlongOutputs = axis == rank - 1;
    if (!kernel.slopeAlongOutputs)
      kernel.slopePeriod = getSlopePeriod(b, op.getInit(), axis);
  }

  std::optional<int64_t> rows;
  ArrayRef<int64_t> batch = outputType.getShape().drop_back();
  if (!ShapedType::isDynamicShape(batch))
    rows = ShapedType::getNumElements(batch);
  if (kernel.schedule.getSparseInput()) {
    if (!canListNonzeros(kernel.element, rows, kernel.inputs))
      return op.emitOpError(
                 "expects a single row of f32, of 32 to 4096 inputs, "
                 "for sparse_input, got ")
             << op.getInput().getType();
    auto inputType = cast<MemRefType>(op.getInput().getType());
    if (!inputType.areTrailingDimsContiguous(1))
      return op.emitOpError("expects an input of unit stride along its last "
                            "axis for sparse_input, got ")
             << inputType << "; copy it into a buffer of its own first";
    // A list is outside of loops, but each thread has one of its own.
    Operation *scope = op->getParentOp();
    while (!isa<func::FuncOp>(scope) &&
           !scope->hasAttr(ReluDialect::getParallelAttrName()))
      scope = scope->getParentOp();
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(&scope->getRegion(0).front());
    kernel.nonzeros = allocateNonzeroInputs(b, kernel);
    b.setInsertionPoint(op);
    emitNonzeroInputs(b, kernel, kernel.nonzeros);
  }
  if (kernel.schedule.getAlternate() &&
      kernel.outputs >= 2 * kernel.schedule.getCols())
    kernel.isReversed = countRun(b, op, root);
  emitDenseKernel(b, kernel, rows);
  op.erase();
  return success();
}

/// `lanes = rows`, on buffers in which the rows of the batch lie side by side:
/// the kernel of y^T = W^T x^T.
static LogicalResult expandTransposedDense(PackedDenseOp op,
                                           int64_t cacheBytes) {
  int64_t blockRows = op.getSchedule().getCols();
  for (Value buffer : {op.getInput(), op.getInit()})
    if (!hasRowsInLanes(cast<MemRefType>(buffer.getType()), blockRows))
      return op.emitOpError("expects blocks of ")
             << blockRows
             << " rows that lie side by side for lanes = rows, got "
             << buffer.getType() << "; run relu-fuse-layers before";
  ImplicitLocOpBuilder b(op.getLoc(), op);
  DenseKernel kernel = describeLayer(op, cacheBytes);
  auto view = [&](Value buffer, ArrayRef<int64_t> sizes) -> Value {
    SmallVector<int64_t> strides = computeSuffixProduct(sizes);
    auto type = MemRefType::get(sizes, kernel.element);
    return memref::ReinterpretCastOp::create(b, type, buffer, /*offset=*/0,
                                             sizes, strides);
  };
  kernel.input = view(kernel.weight, {kernel.outputs, kernel.inputs});
  kernel.weight = view(op.getInput(), {kernel.inputs * blockRows});
  kernel.output = view(op.getInit(), {kernel.outputs, blockRows});
  kernel.biasAlongOutputs = false;
  if (!hasSlopesAlongOutputs(kernel.activation, op.getSlopes(), 2))
    return op.emitOpError(
               "expects slopes along the outputs for lanes = rows, got ")
           << kernel.activation;
  kernel.slopeAlongOutputs = false;
  kernel.slopePeriod = arith::ConstantIndexOp::create(b, 1);
  // There is one panel: its rows need no blocks.
  kernel.rowBlock = std::max<int64_t>(1, kernel.outputs);
  int64_t rows = std::exchange(kernel.outputs, blockRows);
  emitDenseKernel(b, kernel, rows);
  op.erase();
  return success();
}

/// Packs run-time weights, one element at a time: see the description of
/// relu.pack_weights for the order.
static void expandPack(PackWeightsOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  auto weightType = cast<MemRefType>(op.getWeight().getType());
  Type element = weightType.getElementType();
  int64_t inputs = weightType.getDimSize(0), outputs = weightType.getDimSize(1);
  ScheduleAttr schedule = op.getSchedule();
  int64_t packedCols = schedule.getPackedCols(outputs, getComputeType(element));
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  auto loop = [&](int64_t begin, int64_t end,
                  llvm::function_ref<void(Value)> body) {
    auto loop = scf::ForOp::create(b, index(begin), index(end), index(1));
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    body(loop.getInductionVar());
  };
  auto add = [&](Value x, Value y) -> Value {
    return arith::AddIOp::create(b, x, y);
  };
  auto mul = [&](Value x, int64_t y) -> Value {
    return arith::MulIOp::create(b, x, index(y));
  };

  // Two loops instead of a choice in one: a choice between values of bf16 would
  // be a phi, for which LLVM calls a function that Debian 12 does not have.
  auto packPanel = [&](Value first, int64_t width, int64_t filled) {
    loop(0, inputs, [&](Value k) {
      Value start = add(mul(first, inputs), mul(k, width));
      loop(0, filled, [&](Value c) {
        Value value = memref::LoadOp::create(b, op.getWeight(),
                                             ValueRange{k, add(first, c)});
        memref::StoreOp::create(b, value, op.getInit(),
                                ValueRange{add(start, c)});
      });
      if (filled == width)
        return;
      Value zero = arith::ConstantOp::create(b, b.getZeroAttr(element));
      loop(filled, width, [&](Value c) {
        memref::StoreOp::create(b, zero, op.getInit(),
                                ValueRange{add(start, c)});
      });
    });
  };
  if (schedule.getLanes() == Lanes::rows) {
    loop(0, outputs, [&](Value o) {
      loop(0, inputs, [&](Value k) {
        Value value =
            memref::LoadOp::create(b, op.getWeight(), ValueRange{k, o});
        memref::StoreOp::create(b, value, op.getInit(),
                                ValueRange{add(mul(o, inputs), k)});
      });
    });
    op.erase();
    return;
  }
  int64_t panelCols = schedule.getCols();
  int64_t fullPanels = outputs / panelCols, done = fullPanels * panelCols;
  if (fullPanels > 0)
    loop(0, fullPanels, [&](Value panel) {
      packPanel(mul(panel, panelCols), panelCols, panelCols);
    });
  if (done < outputs)
    packPanel(index(done), packedCols - done, outputs - done);
  op.erase();
}

namespace {
struct ConvertReluToVectorPass
    : relu::impl::ConvertReluToVectorPassBase<ConvertReluToVectorPass> {
  void runOnOperation() override {
    auto module = dyn_cast<ModuleOp>(getOperation());
    if (!module)
      module = getOperation()->getParentOfType<ModuleOp>();
    FailureOr<int64_t> cacheBytes = kUsualCacheBytes;
    if (module)
      cacheBytes = relu::Target::getCacheBytes(module);
    if (failed(cacheBytes))
      return signalPassFailure();
    bool failedToExpand = false;
    getOperation()->walk([&](Operation *op) {
      if (op->getNumResults() != 0)
        return;
      if (auto dense = dyn_cast<PackedDenseOp>(op))
        failedToExpand |=
            failed(dense.getSchedule().getLanes() == Lanes::rows
                       ? expandTransposedDense(dense, *cacheBytes)
                       : expandDense(dense, *cacheBytes, getOperation()));
      else if (auto pack = dyn_cast<PackWeightsOp>(op))
        expandPack(pack);
    });
    if (failedToExpand)
      signalPassFailure();
  }
};
} // namespace
