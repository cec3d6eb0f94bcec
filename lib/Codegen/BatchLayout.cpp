// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Views of buffers as kernels want them.

#include "BatchLayout.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace relu;

Value relu::collapseBatchAxes(ImplicitLocOpBuilder &b, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  int64_t rank = type.getRank();
  if (rank == 2)
    return buffer;
  if (rank == 1) {
    SmallVector<ReassociationIndices> groups{{0, 1}};
    int64_t size = type.getDimSize(0);
    FailureOr<MemRefType> expanded =
        memref::ExpandShapeOp::computeExpandedType(type, {1, size}, groups);
    if (failed(expanded))
      return {};
    return memref::ExpandShapeOp::create(
        b, *expanded, buffer, groups,
        SmallVector<OpFoldResult>{b.getIndexAttr(1), b.getIndexAttr(size)});
  }
  SmallVector<ReassociationIndices> groups(2);
  for (int64_t axis = 0; axis < rank - 1; ++axis)
    groups[0].push_back(axis);
  groups[1].push_back(rank - 1);
  if (!memref::CollapseShapeOp::isGuaranteedCollapsible(type, groups))
    return {};
  return memref::CollapseShapeOp::create(b, buffer, groups);
}

bool relu::hasSlopesAlongOutputs(ActivationAttrInterface activation,
                                 ValueRange slopes, int64_t rank) {
  auto isNumber = [](Value slope) {
    return cast<ShapedType>(slope.getType()).getRank() == 0;
  };
  return llvm::all_of(slopes, isNumber) ||
         (getSlopeAxis(activation, rank) == rank - 1 &&
          getSlopeAxis(activation, 2) == 1);
}

MemRefType relu::getRowsInLanes(int64_t rows, int64_t features, Type element) {
  auto layout =
      StridedLayoutAttr::get(element.getContext(), /*offset=*/0, {1, rows});
  return MemRefType::get({rows, features}, element, layout);
}

bool relu::hasRowsInLanes(MemRefType type, int64_t rows) {
  return type.getRank() == 2 && type == getRowsInLanes(rows, type.getDimSize(1),
                                                       type.getElementType());
}

Value relu::createBlockRows(ImplicitLocOpBuilder &b, Value rows,
                            int64_t mostRows, int64_t tileRows) {
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  Value most = index(mostRows), one = index(1), tile = index(tileRows);
  Value blocks =
      arith::MaxUIOp::create(b, arith::CeilDivUIOp::create(b, rows, most), one);
  Value even = arith::CeilDivUIOp::create(b, rows, blocks);
  Value tiles =
      arith::MaxUIOp::create(b, arith::CeilDivUIOp::create(b, even, tile), one);
  return arith::MinUIOp::create(b, arith::MulIOp::create(b, tiles, tile), most);
}
