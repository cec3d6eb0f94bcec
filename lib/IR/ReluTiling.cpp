// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How layers and activations are cut into tiles. Each operation says which axes
// may be cut, and which of these each axis of an operand follows; the rest is
// common. The inner product is never cut: no tile holds partial sums.

#include "ReluTiling.h"

#include "relu/IR/Relu.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"
#include "mlir/Interfaces/TilingInterface.h"

using namespace mlir;
using namespace relu;

//===----------------------------------------------------------------------===//
// What is particular to each operation
//===----------------------------------------------------------------------===//

/// For each axis of an operand the axis of the iteration space that it follows,
/// or kWhole when every tile needs all of it.
using FollowedAxes = SmallVector<int64_t>;
static constexpr int64_t kWhole = -1;

static int64_t getRank(Value value) {
  return cast<ShapedType>(value.getType()).getRank();
}

/// The first `count` of `rank` axes, in order.
static FollowedAxes followInOrder(int64_t rank, int64_t count) {
  FollowedAxes axes(rank, kWhole);
  std::iota(axes.begin(), axes.begin() + count, 0);
  return axes;
}

/// A slope has no axis, or the slope axis of the activated tensor.
static void followSlopeAxis(ValueRange slopes,
                            ActivationAttrInterface activation,
                            int64_t activatedRank, int64_t tiledAxes,
                            SmallVectorImpl<FollowedAxes> &operands) {
  for (Value slope : slopes) {
    FollowedAxes axes;
    if (getRank(slope) == 1) {
      int64_t axis = *getSlopeAxis(activation, activatedRank);
      axes.push_back(axis < tiledAxes ? axis : kWhole);
    }
    operands.push_back(axes);
  }
}

// A layer is cut along its batch axes and its outputs.
static int64_t getNumTiledAxes(DenseOp op) { return getRank(op.getInput()); }

static SmallVector<FollowedAxes> getFollowedAxes(DenseOp op) {
  int64_t axes = getNumTiledAxes(op);
  SmallVector<FollowedAxes> operands = {followInOrder(axes, axes - 1),
                                        {kWhole, axes - 1}};
  if (op.getBias())
    operands.push_back({axes - 1});
  followSlopeAxis(op.getSlopes(), op.getActivationAttr(), axes, axes, operands);
  return operands;
}

// A scheduled layer is cut along its batch axes only: its weights are packed,
// and each row needs all of them.
static int64_t getNumTiledAxes(PackedDenseOp op) {
  return getRank(op.getInput()) - 1;
}

static SmallVector<FollowedAxes> getFollowedAxes(PackedDenseOp op) {
  int64_t axes = getNumTiledAxes(op);
  SmallVector<FollowedAxes> operands = {followInOrder(axes + 1, axes),
                                        {kWhole}};
  if (op.getBias())
    operands.push_back({kWhole});
  followSlopeAxis(op.getSlopes(), op.getActivationAttr(), axes + 1, axes,
                  operands);
  operands.push_back(followInOrder(axes + 1, axes));
  return operands;
}

// An activation is cut along every axis.
static int64_t getNumTiledAxes(ActivateOp op) { return getRank(op.getInput()); }

static SmallVector<FollowedAxes> getFollowedAxes(ActivateOp op) {
  int64_t axes = getNumTiledAxes(op);
  SmallVector<FollowedAxes> operands = {followInOrder(axes, axes)};
  followSlopeAxis(op.getSlopes(), op.getActivation(), axes, axes, operands);
  return operands;
}

/// What the iteration space is the front axes of.
static Value getWritten(Operation *op) {
  if (auto scheduled = dyn_cast<DestinationStyleOpInterface>(op))
    return scheduled.getDpsInits()[0];
  return op->getResult(0);
}

//===----------------------------------------------------------------------===//
// What all have in common
//===----------------------------------------------------------------------===//

static SmallVector<OpFoldResult> getSizes(OpBuilder &builder, Operation *op) {
  Value written = getWritten(op);
  if (isa<MemRefType>(written.getType()))
    return memref::getMixedSizes(builder, op->getLoc(), written);
  ReifiedRankedShapedTypeDims sizes;
  if (failed(reifyResultShapes(builder, op, sizes)))
    return tensor::getMixedSizes(builder, op->getLoc(), written);
  return sizes.front();
}

/// The part of `operand` that belongs to a tile; the operand itself when the
/// tile needs all of it.
static Value cut(OpBuilder &builder, Location location, Value operand,
                 ArrayRef<int64_t> followed, ArrayRef<OpFoldResult> offsets,
                 ArrayRef<OpFoldResult> sizes,
                 SmallVectorImpl<Operation *> &slices) {
  if (llvm::all_of(followed, [](int64_t axis) { return axis == kWhole; }))
    return operand;
  bool isTensor = isa<RankedTensorType>(operand.getType());
  SmallVector<OpFoldResult> from, count;
  SmallVector<OpFoldResult> steps(followed.size(), builder.getIndexAttr(1));
  for (auto [axis, tiled] : llvm::enumerate(followed)) {
    if (tiled != kWhole) {
      from.push_back(offsets[tiled]);
      count.push_back(sizes[tiled]);
      continue;
    }
    from.push_back(builder.getIndexAttr(0));
    // One axis at a time: the size of an axis that is cut would keep the whole
    // operand in use, which can be the result of a layer still to be fused.
    count.push_back(
        isTensor ? tensor::getMixedSize(builder, location, operand, axis)
                 : memref::getMixedSize(builder, location, operand, axis));
  }
  Operation *slice;
  if (isTensor)
    slice = tensor::ExtractSliceOp::create(builder, location, operand, from,
                                           count, steps);
  else
    slice = memref::SubViewOp::create(builder, location, operand, from, count,
                                      steps);
  slices.push_back(slice);
  return slice->getResult(0);
}

namespace {
template <typename ConcreteOp>
struct TilingModel
    : TilingInterface::ExternalModel<TilingModel<ConcreteOp>, ConcreteOp> {
  SmallVector<utils::IteratorType> getLoopIteratorTypes(Operation *op) const {
    return SmallVector<utils::IteratorType>(
        getNumTiledAxes(cast<ConcreteOp>(op)), utils::IteratorType::parallel);
  }

  SmallVector<Range> getIterationDomain(Operation *op,
                                        OpBuilder &builder) const {
    SmallVector<Range> domain;
    int64_t axes = getNumTiledAxes(cast<ConcreteOp>(op));
    SmallVector<OpFoldResult> sizes = getSizes(builder, op);
    for (OpFoldResult size : ArrayRef(sizes).take_front(axes))
      domain.push_back(
          {builder.getIndexAttr(0), size, builder.getIndexAttr(1)});
    return domain;
  }

  FailureOr<TilingResult>
  getTiledImplementation(Operation *op, OpBuilder &builder,
                         ArrayRef<OpFoldResult> offsets,
                         ArrayRef<OpFoldResult> sizes) const {
    SmallVector<Value> operands;
    SmallVector<Operation *> slices;
    for (auto [operand, followed] : llvm::zip_equal(
             op->getOperands(), getFollowedAxes(cast<ConcreteOp>(op))))
      operands.push_back(cut(builder, op->getLoc(), operand, followed, offsets,
                             sizes, slices));

    SmallVector<Type> results;
    for (Type result : op->getResultTypes()) {
      auto type = cast<RankedTensorType>(result);
      SmallVector<int64_t> shape(type.getShape());
      for (auto [axis, size] : llvm::enumerate(sizes))
        shape[axis] = getConstantIntValue(size).value_or(ShapedType::kDynamic);
      results.push_back(type.clone(shape));
    }
    Operation *tile = clone(builder, op, results, operands);
    return TilingResult{{tile}, SmallVector<Value>(tile->getResults()), slices};
  }

  LogicalResult
  getResultTilePosition(Operation *op, OpBuilder &builder, unsigned,
                        ArrayRef<OpFoldResult> offsets,
                        ArrayRef<OpFoldResult> sizes,
                        SmallVectorImpl<OpFoldResult> &resultOffsets,
                        SmallVectorImpl<OpFoldResult> &resultSizes) const {
    resultOffsets.assign(offsets.begin(), offsets.end());
    resultSizes.assign(sizes.begin(), sizes.end());
    SmallVector<OpFoldResult> whole = getSizes(builder, op);
    for (OpFoldResult size : ArrayRef(whole).drop_front(offsets.size())) {
      resultOffsets.push_back(builder.getIndexAttr(0));
      resultSizes.push_back(size);
    }
    return success();
  }

  LogicalResult getIterationDomainTileFromResultTile(
      Operation *op, OpBuilder &builder, unsigned,
      ArrayRef<OpFoldResult> resultOffsets, ArrayRef<OpFoldResult> resultSizes,
      SmallVectorImpl<OpFoldResult> &offsets,
      SmallVectorImpl<OpFoldResult> &sizes) const {
    int64_t axes = getNumTiledAxes(cast<ConcreteOp>(op));
    SmallVector<OpFoldResult> whole = getSizes(builder, op);
    // Axes that are not cut have to be asked for as a whole.
    for (size_t axis = axes; axis < whole.size(); ++axis)
      if (!isZeroInteger(resultOffsets[axis]) ||
          !isEqualConstantIntOrValue(resultSizes[axis], whole[axis]))
        return failure();
    offsets.assign(resultOffsets.begin(), resultOffsets.begin() + axes);
    sizes.assign(resultSizes.begin(), resultSizes.begin() + axes);
    return success();
  }

  FailureOr<TilingResult>
  generateResultTileValue(Operation *op, OpBuilder &builder, unsigned result,
                          ArrayRef<OpFoldResult> resultOffsets,
                          ArrayRef<OpFoldResult> resultSizes) const {
    SmallVector<OpFoldResult> offsets, sizes;
    if (failed(getIterationDomainTileFromResultTile(
            op, builder, result, resultOffsets, resultSizes, offsets, sizes)))
      return failure();
    return getTiledImplementation(op, builder, offsets, sizes);
  }
};
} // namespace

void relu::detail::attachTilingInterfaces(MLIRContext *context) {
  DenseOp::attachInterface<TilingModel<DenseOp>>(*context);
  ActivateOp::attachInterface<TilingModel<ActivateOp>>(*context);
  PackedDenseOp::attachInterface<TilingModel<PackedDenseOp>>(*context);
}
