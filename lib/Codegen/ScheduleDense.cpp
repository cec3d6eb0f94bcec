// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Chooses the schedule of each dense layer: the register tile of the target's
// instruction set. docs/Rationale.md has the measurements behind the numbers.

#include "relu/Codegen/Passes.h"
#include "relu/Codegen/Target.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"

namespace relu {
#define GEN_PASS_DEF_SCHEDULEDENSEPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

namespace {
/// A register tile of so many rows, and so many vectors of columns.
struct Tile {
  int64_t rows;
  int64_t vectors;
};
} // namespace

/// The tile that keeps the multipliers busy and fits in the registers:
/// rows x vectors sums, the vectors of a panel's row, and one input.
static Tile getTile(Isa isa) {
  switch (isa) {
  case Isa::avx512:
    return {9, 3}; // 27 + 3 + 1 of 32
  case Isa::avx2:
    return {6, 2}; // 12 + 2 + 1 of 16
  case Isa::generic:
    return {4, 2}; // 8 + 2 + 1 and a product of 16: no fused multiply-add
  }
  llvm_unreachable("an instruction set without a tile");
}

static ScheduleAttr chooseSchedule(Isa isa, Type element) {
  // So many rows of 1024 inputs stay in a second-level cache of 2 MiB.
  constexpr int64_t kRowBlock = 384;
  constexpr int64_t kUnroll = 2;
  Tile tile = getTile(isa);
  MLIRContext *context = element.getContext();
  int64_t rowBlock = kRowBlock / tile.rows * tile.rows;
  auto oneVector =
      ScheduleAttr::get(context, isa, tile.rows, /*cols=*/1, rowBlock, kUnroll);
  int64_t lanes = oneVector.getLanes(getComputeType(element));
  return ScheduleAttr::get(context, isa, tile.rows, tile.vectors * lanes,
                           rowBlock, kUnroll);
}

static void scheduleDense(RewriterBase &rewriter, DenseOp op, Isa isa) {
  auto weightType = cast<RankedTensorType>(op.getWeight().getType());
  auto resultType = cast<RankedTensorType>(op.getType());
  Type element = resultType.getElementType();
  int64_t inputs = weightType.getDimSize(0), outputs = weightType.getDimSize(1);
  ScheduleAttr schedule = chooseSchedule(isa, element);
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(op);

  int64_t packedSize =
      inputs * schedule.getPackedCols(outputs, getComputeType(element));
  auto packedType = RankedTensorType::get({packedSize}, element);
  Value packedInit = tensor::EmptyOp::create(
      rewriter, loc, ArrayRef<int64_t>{packedSize}, element);
  auto packed = PackWeightsOp::create(rewriter, loc, packedType, op.getWeight(),
                                      packedInit, schedule);

  // Sizes that only one of the types knows are made known to both.
  Value input = op.getInput();
  auto inputType = cast<RankedTensorType>(input.getType());
  if (inputType.isDynamicDim(inputType.getRank() - 1)) {
    SmallVector<int64_t> shape(inputType.getShape());
    shape.back() = inputs;
    input = tensor::CastOp::create(
        rewriter, loc, RankedTensorType::get(shape, element), input);
  }
  SmallVector<OpFoldResult> shape = tensor::getMixedSizes(rewriter, loc, input);
  shape.back() = rewriter.getIndexAttr(outputs);
  Value init = tensor::EmptyOp::create(rewriter, loc, shape, element);
  auto dense = PackedDenseOp::create(
      rewriter, loc, init.getType(), input, packed->getResult(0), op.getBias(),
      op.getActivationAttr(), op.getSlopes(), init, schedule);
  Value result = dense->getResult(0);
  if (result.getType() != resultType)
    result = tensor::CastOp::create(rewriter, loc, resultType, result);
  rewriter.replaceOp(op, result);
}

namespace {
struct ScheduleDensePass
    : relu::impl::ScheduleDensePassBase<ScheduleDensePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<relu::Target> target = relu::Target::fromModule(module);
    if (failed(target))
      return signalPassFailure();
    Isa isa = target->getIsa();
    SmallVector<DenseOp> layers;
    module.walk([&](DenseOp op) { layers.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (DenseOp op : layers) {
      if (cast<RankedTensorType>(op.getWeight().getType()).hasStaticShape()) {
        scheduleDense(rewriter, op, isa);
        continue;
      }
      remark::missed(op.getLoc(), remark::RemarkOpts::name("unscheduled-layer")
                                      .category("relu-schedule-dense"))
          << remark::reason("the inner size or the number of outputs is "
                            "dynamic: the layer is computed without a kernel");
    }
  }
};
} // namespace
