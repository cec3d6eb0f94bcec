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

/// `from` holds `rows` times `columns` elements of `size` bytes.
static void transposeBytes(const char *from, char *to, int64_t rows,
                           int64_t columns, int64_t size) {
  // Blocks that fit in the cache: rows of large matrices are far apart.
  constexpr int64_t kBlock = 32;
  for (int64_t row = 0; row < rows; row += kBlock)
    for (int64_t column = 0; column < columns; column += kBlock)
      for (int64_t i = row; i < std::min(row + kBlock, rows); ++i)
        for (int64_t j = column; j < std::min(column + kBlock, columns); ++j)
          std::memcpy(to + (j * rows + i) * size,
                      from + (i * columns + j) * size, size);
}

ElementsAttr relu::transposeMatrix(ElementsAttr matrix) {
  auto type = cast<RankedTensorType>(matrix.getShapedType());
  int64_t rows = type.getDimSize(0), columns = type.getDimSize(1);
  int64_t size = type.getElementTypeBitWidth() / 8;
  auto transposed =
      RankedTensorType::get({columns, rows}, type.getElementType());
  std::optional<ConstantBytes> bytes = getConstantBytes(matrix);
  if (!bytes)
    return {};
  if (bytes->stride == 0)
    return cast<DenseElementsAttr>(matrix).resizeSplat(transposed);
  if (isa<DenseElementsAttr>(matrix)) {
    SmallVector<char> result(rows * columns * size);
    transposeBytes(bytes->data, result.data(), rows, columns, size);
    return DenseElementsAttr::getFromRawBuffer(transposed, result);
  }
  StringRef name =
      cast<DenseResourceElementsAttr>(matrix).getRawHandle().getKey();
  return createResource(
      transposed, (name + "_transposed").str(), [&](char *data) {
        transposeBytes(bytes->data, data, rows, columns, size);
        return success();
      });
}
