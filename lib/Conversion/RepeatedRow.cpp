// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How repeated vectors are spelled: as an operand that is read along one axis,
// as a broadcast, with axes of length 1, or as a constant with equal rows.

#include "RepeatedRow.h"
#include "ConstantTensors.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <cstring>

using namespace mlir;
using namespace relu;

/// The row of a constant that varies along one axis at most, which `axis`
/// becomes; null when it varies along more.
static ElementsAttr findConstantRow(DenseElementsAttr constant, int64_t &axis) {
  auto type = cast<RankedTensorType>(constant.getType());
  int64_t count = type.getNumElements();
  int64_t size = type.getElementTypeBitWidth() / 8;
  ArrayRef<char> bytes = constant.getRawData();
  if (constant.isSplat() || count == 0)
    return {};
  int64_t stride = count;
  for (axis = 0; axis < type.getRank(); ++axis) {
    int64_t length = type.getDimSize(axis);
    stride /= length;
    auto isLikeRow = [&](int64_t i) {
      int64_t inRow = i / stride % length;
      return std::memcmp(bytes.data() + i * size,
                         bytes.data() + inRow * stride * size, size) == 0;
    };
    if (length == 1 || !llvm::all_of(llvm::seq<int64_t>(0, count), isLikeRow))
      continue;
    SmallVector<char> row(length * size);
    for (int64_t i = 0; i < length; ++i)
      std::memcpy(row.data() + i * size, bytes.data() + i * stride * size,
                  size);
    return DenseElementsAttr::getFromRawBuffer(type.clone({length}), row);
  }
  return {};
}

std::optional<ElementSource> relu::undoExpansion(Value tensor) {
  auto expand = tensor.getDefiningOp<tensor::ExpandShapeOp>();
  if (!expand)
    return std::nullopt;
  RankedTensorType type = expand.getResultType();
  SmallVector<AffineExpr> exprs;
  for (const ReassociationIndices &group : expand.getReassociationIndices()) {
    int64_t kept = group.front();
    unsigned longer = 0;
    for (int64_t axis : group)
      if (type.getDimSize(axis) != 1) {
        kept = axis;
        ++longer;
      }
    if (longer > 1)
      return std::nullopt;
    exprs.push_back(getAffineDimExpr(kept, tensor.getContext()));
  }
  return ElementSource{expand.getSrc(), AffineMap::get(type.getRank(), 0, exprs,
                                                       tensor.getContext())};
}

std::optional<RepeatedRow> relu::findRepeatedRow(Value element,
                                                 RankedTensorType type) {
  std::optional<ElementSource> source =
      getElementSource(element, type.getRank());
  if (!source)
    return std::nullopt;
  for (;;) {
    int64_t rank = source->map.getNumResults();
    Value tensor = getElement(source->tensor);
    if (!isa<RankedTensorType>(tensor.getType()))
      return std::nullopt;
    std::optional<ElementSource> next = getElementSource(tensor, rank);
    if (!next || next->map.isIdentity())
      next = undoExpansion(tensor);
    source->tensor = tensor;
    if (!next)
      break;
    source = ElementSource{next->tensor, next->map.compose(source->map)};
  }

  auto tensorType = cast<RankedTensorType>(source->tensor.getType());
  RepeatedRow row{source->tensor, getConstantTensor(source->tensor)};
  int64_t varying = 0;
  for (auto [axis, expr] : llvm::enumerate(source->map.getResults())) {
    if (tensorType.getDimSize(axis) == 1)
      continue;
    auto dim = dyn_cast<AffineDimExpr>(expr);
    // TOSA might repeat an axis whose length is not known.
    if (!dim || (tensorType.isDynamicDim(axis) && tensorType.getRank() != 1))
      return std::nullopt;
    row.axis = dim.getPosition();
    ++varying;
  }
  if (varying <= 1)
    return row;
  auto dense = dyn_cast_or_null<DenseElementsAttr>(row.constant);
  if (!dense || !source->map.isIdentity())
    return std::nullopt;
  row.constant = findConstantRow(dense, row.axis);
  return row.constant ? std::optional(row) : std::nullopt;
}

std::optional<RepeatedRow> relu::findBias(Value element,
                                          RankedTensorType type) {
  int64_t last = type.getRank() - 1, length = type.getDimSize(last);
  if (std::optional<double> number = readNumber(element)) {
    // One number for all outputs.
    auto floatType = cast<FloatType>(type.getElementType());
    if (ShapedType::isDynamic(length))
      return std::nullopt;
    APFloat value(*number);
    bool losesInfo;
    value.convert(floatType.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    return RepeatedRow{
        {}, DenseElementsAttr::get(type.clone({length}), value), last};
  }
  std::optional<RepeatedRow> row = findRepeatedRow(element, type);
  if (!row)
    return std::nullopt;
  if (row->axis == last)
    return row;
  // A layer of one output: any axis of length 1 will do.
  if (row->axis == -1 && length == 1 && row->tensor &&
      cast<RankedTensorType>(row->tensor.getType()).getRank() > 0) {
    row->axis = last;
    return row;
  }
  return std::nullopt;
}

Value relu::createRow(RewriterBase &rewriter, Location loc,
                      const RepeatedRow &row) {
  int64_t rank = row.axis < 0 ? 0 : 1;
  if (row.constant) {
    auto type = cast<RankedTensorType>(row.constant.getShapedType());
    SmallVector<int64_t> shape(rank, type.getNumElements());
    ElementsAttr attr = type.getRank() == rank
                            ? row.constant
                            : reshapeConstant(row.constant, shape);
    return arith::ConstantOp::create(rewriter, loc, cast<TypedAttr>(attr));
  }
  auto type = cast<RankedTensorType>(row.tensor.getType());
  if (type.getRank() == rank)
    return row.tensor;
  SmallVector<ReassociationIndices> groups(rank);
  if (rank)
    llvm::append_range(groups[0], llvm::seq<int64_t>(0, type.getRank()));
  return tensor::CollapseShapeOp::create(rewriter, loc, row.tensor, groups);
}
