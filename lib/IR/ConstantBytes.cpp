// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads constants where they lie, and makes new ones as resources.

#include "relu/IR/ConstantBytes.h"

#include "relu/IR/HugePages.h"

#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/Support/CheckedArithmetic.h"
#include "llvm/Support/MathExtras.h"
#include <cstdlib>

using namespace mlir;
using namespace relu;

std::optional<ConstantBytes> relu::getConstantBytes(ElementsAttr value) {
  Type element = value.getElementType();
  if (!element.isIntOrFloat() || element.getIntOrFloatBitWidth() % 8 != 0)
    return std::nullopt;
  size_t elementSize = element.getIntOrFloatBitWidth() / 8;
  if (auto dense = dyn_cast<DenseElementsAttr>(value))
    return ConstantBytes{dense.getRawData().data(),
                         dense.isSplat() ? 0 : elementSize};
  auto resource = dyn_cast<DenseResourceElementsAttr>(value);
  if (!resource)
    return std::nullopt;
  AsmResourceBlob *blob = resource.getRawHandle().getBlob();
  if (!blob ||
      blob->getData().size() != size_t(value.getNumElements()) * elementSize)
    return std::nullopt;
  return ConstantBytes{blob->getData().data(), elementSize};
}

ElementsAttr relu::createResource(RankedTensorType type, StringRef name,
                                  function_ref<LogicalResult(char *)> fill) {
  // Aligned for a kernel's loads, but declared with the alignment of one
  // element: bytecode files refuse anything above 16.
  size_t elementSize = type.getElementTypeBitWidth() / 8;
  // A splat takes few bytes in a file, whatever its type says.
  constexpr uint64_t kLargest = uint64_t(1) << 62;
  std::optional<uint64_t> size = elementSize;
  for (int64_t length : type.getShape())
    if (size)
      size = llvm::checkedMulUnsigned<uint64_t>(*size, length);
  if (!size || *size > kLargest)
    return {};
  // Not `new`, whose handler ends the process.
  size_t alignment = getBufferAlignment(*size);
  auto *data = static_cast<char *>(std::aligned_alloc(
      alignment, llvm::alignTo(std::max<uint64_t>(*size, 1), alignment)));
  if (!data)
    return {};
  preferHugePages(data, *size);
  if (failed(fill(data))) {
    std::free(data);
    return {};
  }
  AsmResourceBlob blob(
      ArrayRef<char>(data, *size), elementSize,
      [](void *buffer, size_t, size_t) { std::free(buffer); },
      /*dataIsMutable=*/false);
  return DenseResourceElementsAttr::get(type, name, std::move(blob));
}

ElementsAttr relu::reshapeConstant(ElementsAttr value,
                                   ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, value.getElementType());
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  return cast<DenseElementsAttr>(value).reshape(type);
}
