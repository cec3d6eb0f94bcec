// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gives each dense layer its schedule, and brings its weights into the order
// that the schedule asks for.

#include "BatchLayout.h"
#include "CostModel.h"
#include "ScheduleOverride.h"
#include "relu/Codegen/Passes.h"
#include "relu/Codegen/Target.h"
#include "relu/IR/ConstantBytes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include <cmath>

namespace relu {
#define GEN_PASS_DEF_SCHEDULEDENSEPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

static void scheduleDense(RewriterBase &rewriter, DenseOp op,
                          ScheduleAttr schedule) {
  auto weightType = cast<RankedTensorType>(op.getWeight().getType());
  auto resultType = cast<RankedTensorType>(op.getType());
  Type element = resultType.getElementType();
  int64_t inputs = weightType.getDimSize(0), outputs = weightType.getDimSize(1);
  Location loc = op.getLoc();
  rewriter.setInsertionPoint(op);

  int64_t packedSize =
      schedule.getPackedSize(inputs, outputs, getComputeType(element));
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

static bool hasStaticWeight(DenseOp op) {
  return cast<RankedTensorType>(op.getWeight().getType()).hasStaticShape();
}

/// The layer that alone reads the output of `op`, if it can share its loop.
static DenseOp getNext(DenseOp op) {
  if (!op->hasOneUse())
    return {};
  auto next = dyn_cast<DenseOp>(*op->getUsers().begin());
  return next && next.getInput() == op.getResult() && hasStaticWeight(next) &&
                 next->getBlock() == op->getBlock()
             ? next
             : DenseOp();
}

/// Whether `op` may leave out the weights of inputs that are zero: constants,
/// and finite, so that zero times each of them is zero.
static bool hasFiniteWeights(DenseOp op) {
  ElementsAttr weight;
  if (!matchPattern(op.getWeight(), m_Constant(&weight)) ||
      !weight.getElementType().isF32())
    return false;
  std::optional<ConstantBytes> bytes = getConstantBytes(weight);
  if (!bytes)
    return false;
  bool areFinite = true;
  int64_t count = bytes->stride == 0 ? 1 : weight.getNumElements();
  for (int64_t i = 0; i < count; ++i) {
    float value;
    std::memcpy(&value, bytes->data + i * bytes->stride, sizeof(value));
    areFinite &= std::isfinite(value);
  }
  return areFinite;
}

static int64_t getWeightBytes(ArrayRef<DenseOp> layers) {
  int64_t bytes = 0;
  for (DenseOp op : layers) {
    auto type = cast<RankedTensorType>(op.getWeight().getType());
    bytes += type.getNumElements() * type.getElementTypeBitWidth() / 8;
  }
  return bytes;
}

/// Whether f(x) = 0 for all x <= 0.
static bool isZeroBelowZero(ActivationAttrInterface activation) {
  std::optional<Interval> clamp =
      activation ? activation.getClamp() : std::nullopt;
  return clamp && clamp->lo == 0;
}

static LayerChain describe(ArrayRef<DenseOp> layers) {
  LayerChain chain;
  DenseOp first = layers.front();
  auto resultType = cast<RankedTensorType>(first.getType());
  ArrayRef<int64_t> batch = resultType.getShape().drop_back();
  if (!ShapedType::isDynamicShape(batch))
    chain.rows = ShapedType::getNumElements(batch);
  chain.inputs =
      cast<RankedTensorType>(first.getWeight().getType()).getDimSize(0);
  for (DenseOp op : layers) {
    chain.outputs.push_back(
        cast<RankedTensorType>(op.getWeight().getType()).getDimSize(1));
    chain.constantWeights.push_back(matchPattern(op.getWeight(), m_Constant()));
    chain.rowsMayBeLanes &=
        hasSlopesAlongOutputs(op.getActivationAttr(), op.getSlopes(),
                              cast<RankedTensorType>(op.getType()).getRank());
  }
  chain.element = cast<FloatType>(resultType.getElementType());
  chain.sparseInputs.assign(layers.size(), false);
  for (size_t layer = 1; layer < layers.size(); ++layer)
    chain.sparseInputs[layer] =
        canListNonzeros(chain.element, chain.rows, chain.outputs[layer - 1]) &&
        isZeroBelowZero(DenseOp(layers[layer - 1]).getActivationAttr()) &&
        hasFiniteWeights(layers[layer]);
  return chain;
}

namespace {
struct ScheduleDensePass
    : relu::impl::ScheduleDensePassBase<ScheduleDensePass> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<relu::Target> target = relu::Target::fromModule(module);
    if (failed(target))
      return signalPassFailure();
    if (batchHint < 1) {
      module.emitError() << "batch-hint: expected 1 or more, got "
                         << int64_t(batchHint);
      return signalPassFailure();
    }
    auto byHand = ScheduleOverride::parse(schedule);
    if (!byHand) {
      module.emitError(llvm::toString(byHand.takeError()));
      return signalPassFailure();
    }
    SmallVector<SmallVector<DenseOp>> chains;
    DenseSet<Operation *> seen;
    module.walk([&](DenseOp op) {
      if (!seen.insert(op).second)
        return;
      if (!hasStaticWeight(op)) {
        remark::missed(op.getLoc(),
                       remark::RemarkOpts::name("unscheduled-layer")
                           .category("relu-schedule-dense"))
            << remark::reason(
                   "the inner size or the number of outputs is "
                   "dynamic: the layer is computed without a kernel");
        return;
      }
      SmallVector<DenseOp> &chain = chains.emplace_back();
      for (; op && seen.insert(op).second | chain.empty(); op = getNext(op))
        chain.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    Machine machine{target->getIsa(), target->getThreads(),
                    target->getCacheBytes()};
    int64_t allBytes = 0;
    for (ArrayRef<DenseOp> chain : chains)
      allBytes += getWeightBytes(chain);
    for (ArrayRef<DenseOp> chain : chains) {
      LayerChain description = describe(chain);
      description.likelyRows = batchHint;
      description.otherBytes = allBytes - getWeightBytes(chain);
      SmallVector<ScheduleAttr> schedules =
          chooseSchedules(machine, description);
      ScheduleOverride replaced = *byHand;
      if (!description.rowsMayBeLanes)
        replaced.lanes.reset(), replaced.rowThreads.reset();
      for (auto [op, chosen] : llvm::zip(chain, schedules)) {
        ScheduleAttr schedule = replaced.apply(
            chosen, [op = op]() mutable { return op.emitError(); });
        if (!schedule)
          return signalPassFailure();
        scheduleDense(rewriter, op, schedule);
      }
    }
  }
};
} // namespace
