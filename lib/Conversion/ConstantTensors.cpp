// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How constants are reshaped and transposed: as bytes. A constant that was a
// resource stays one, so that large weights are neither hashed nor printed.

#include "ConstantTensors.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"
#include <cstring>

using namespace mlir;
using namespace relu;

ElementsAttr relu::getConstantTensor(Value value) {
  Attribute attr;
  if (!matchPattern(value, m_Constant(&attr)))
    return {};
  if (!isa<DenseIntOrFPElementsAttr, DenseResourceElementsAttr>(attr))
    return {};
  auto elements = cast<ElementsAttr>(attr);
  auto type = dyn_cast<RankedTensorType>(elements.getShapedType());
  if (!type || !isa<FloatType>(type.getElementType()) ||
      type.getElementTypeBitWidth() % 8 != 0)
    return {};
  return elements;
}

ElementsAttr relu::reshapeConstant(ElementsAttr attr, ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, attr.getElementType());
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return cast<DenseElementsAttr>(attr).reshape(type);
}

/// `from` holds `rows` times `columns` elements of `size` bytes.
static void transposeBytes(ArrayRef<char> from, MutableArrayRef<char> to,
                           int64_t rows, int64_t columns, int64_t size) {
  // Blocks that fit in the cache: rows of large matrices are far apart.
  constexpr int64_t kBlock = 32;
  for (int64_t row = 0; row < rows; row += kBlock)
    for (int64_t column = 0; column < columns; column += kBlock)
      for (int64_t i = row; i < std::min(row + kBlock, rows); ++i)
        for (int64_t j = column; j < std::min(column + kBlock, columns); ++j)
          std::memcpy(to.data() + (j * rows + i) * size,
                      from.data() + (i * columns + j) * size, size);
}

ElementsAttr relu::transposeConstant(ElementsAttr matrix) {
  auto type = cast<RankedTensorType>(matrix.getShapedType());
  int64_t rows = type.getDimSize(0), columns = type.getDimSize(1);
  int64_t size = type.getElementTypeBitWidth() / 8;
  auto transposed = type.clone({columns, rows});
  if (auto dense = dyn_cast<DenseElementsAttr>(matrix)) {
    if (dense.isSplat())
      return dense.resizeSplat(transposed);
    SmallVector<char> bytes(dense.getRawData().size());
    transposeBytes(dense.getRawData(), bytes, rows, columns, size);
    return DenseElementsAttr::getFromRawBuffer(transposed, bytes);
  }
  auto resource = cast<DenseResourceElementsAttr>(matrix);
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  if (!blob || int64_t(blob->getData().size()) != rows * columns * size)
    return {};
  AsmResourceBlob result = HeapAsmResourceBlob::allocate(
      blob->getData().size(), blob->getDataAlignment(), /*dataIsMutable=*/true);
  transposeBytes(blob->getData(), result.getMutableData(), rows, columns, size);
  return DenseResourceElementsAttr::get(
      transposed, (resource.getRawHandle().getKey() + "_transposed").str(),
      std::move(result));
}
