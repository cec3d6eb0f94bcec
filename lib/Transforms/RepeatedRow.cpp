// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Describes a constant tensor by a block of numbers that it repeats in
// row-major order: one for a splat, all of them for a constant that repeats
// nothing. Sizes that are not known only repeat the block more often.

#include "RepeatedRow.h"
#include "ConstantFloats.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace relu;

using Numbers = SmallVector<double>;

static std::optional<Numbers> matchScalar(Value value) {
  FloatAttr scalar;
  if (!matchPattern(value, m_Constant(&scalar)))
    return std::nullopt;
  APFloat number = scalar.getValue();
  bool losesInfo;
  number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                 &losesInfo);
  return Numbers{number.convertToDouble()};
}

static std::optional<Numbers> matchConstant(Value value) {
  std::optional<ConstantFloats> constant = ConstantFloats::get(value);
  if (!constant)
    return std::nullopt;
  int64_t size = constant->isSplat() ? 1 : constant->size();
  Numbers block(size);
  for (int64_t i = 0; i < size; ++i)
    block[i] = (*constant)[i];
  return block;
}

static std::optional<Numbers> matchBlock(Value value, int64_t width);

/// Repetition along leading axes keeps the block. Behind others it makes a
/// larger one, from the first axis that is not repeated on.
static std::optional<Numbers> matchBroadcast(linalg::BroadcastOp op,
                                             int64_t width) {
  auto input = dyn_cast<RankedTensorType>(op.getInput().getType());
  auto init = dyn_cast<RankedTensorType>(op.getInit().getType());
  if (!input || !init)
    return std::nullopt;
  ArrayRef<int64_t> added = op.getDimensions();
  auto isAdded = [&](int64_t axis) { return llvm::is_contained(added, axis); };
  std::optional<Numbers> from = matchBlock(op.getInput(), width);
  if (!from || from->size() <= 1)
    return from;
  int64_t first = 0, rank = init.getRank();
  while (first < rank && isAdded(first))
    ++first;
  bool onlyLeading = int64_t(added.size()) == first;
  if (onlyLeading)
    return from;

  // Of a block larger than a row nothing is needed.
  ArrayRef<int64_t> shape = init.getShape().drop_front(first);
  if (ShapedType::isDynamicShape(shape))
    return std::nullopt;
  int64_t size = 1;
  for (int64_t extent : shape) {
    if (extent == 0 || extent > width / size)
      return std::nullopt;
    size *= extent;
  }
  Numbers block(size);
  for (int64_t i = 0; i < size; ++i) {
    int64_t rest = i, source = 0, stride = 1;
    for (int64_t axis = rank - 1; axis >= first; --axis) {
      int64_t extent = init.getDimSize(axis);
      if (!isAdded(axis)) {
        source += rest % extent * stride;
        stride *= extent;
      }
      rest /= extent;
    }
    block[i] = (*from)[source % from->size()];
  }
  return block;
}

static std::optional<Numbers> matchBlock(Value value, int64_t width) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp, tensor::CastOp>(op))
    return matchBlock(op->getOperand(0), width);
  if (auto fill = dyn_cast<linalg::FillOp>(op))
    return matchScalar(fill.getInputs()[0]);
  if (auto broadcast = dyn_cast<linalg::BroadcastOp>(op))
    return matchBroadcast(broadcast, width);
  return matchConstant(value);
}

std::optional<SmallVector<double>> relu::matchRepeatedRow(Value value,
                                                          int64_t width) {
  std::optional<Numbers> block = matchBlock(value, width);
  if (!block)
    return std::nullopt;
  int64_t size = block->size();
  if (size == 0)
    return width == 0 ? block : std::nullopt;
  bool isWhole =
      width == 0 || (size < width ? width % size : size % width) == 0;
  if (!isWhole)
    return std::nullopt;
  for (int64_t i = width; i < size && width > 0; ++i)
    if ((*block)[i] != (*block)[i - width])
      return std::nullopt;
  SmallVector<double> row(width);
  for (int64_t i = 0; i < width; ++i)
    row[i] = (*block)[i % size];
  return row;
}
