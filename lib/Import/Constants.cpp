// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants live in one of three forms: repeated (one element stands for all,
// however many), in the IR (a few), or as a resource (weights, which are never
// copied but to transpose them).

#include "Constants.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringSwitch.h"
#include <cstring>

using namespace mlir;
using namespace relu;

/// Up to so many elements stand in the IR.
static constexpr int64_t kInlineElements = 16;

/// Up to so many may be made of one repeated element, or be a shape.
static constexpr int64_t kReadElements = 4096;

Type relu::getElementType(MLIRContext &context, StringRef name) {
  Builder b(&context);
  return llvm::StringSwitch<Type>(name)
      .Case("f16", b.getF16Type())
      .Case("bf16", b.getBF16Type())
      .Case("f32", b.getF32Type())
      .Case("f64", b.getF64Type())
      .Case("i1", b.getI1Type())
      .Case("i8", b.getI8Type())
      .Case("i16", b.getI16Type())
      .Case("i32", b.getI32Type())
      .Case("i64", b.getI64Type())
      .Default(Type());
}

static int64_t getByteSize(Type element) {
  return std::max(element.getIntOrFloatBitWidth() / 8, 1u);
}

/// The bytes of a constant, element after element; `storage` holds them where
/// they do not lie in memory like that. A repeated element appears once.
static ArrayRef<char> getBytes(ElementsAttr attr, std::string &storage) {
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    return resource.getRawHandle().getBlob()->getData();
  auto dense = cast<DenseElementsAttr>(attr);
  if (!dense.getElementType().isInteger(1))
    return dense.getRawData();
  if (dense.isSplat())
    storage.push_back(dense.getSplatValue<bool>());
  else
    for (bool value : dense.getValues<bool>())
      storage.push_back(value);
  return ArrayRef(storage.data(), storage.size());
}

/// The attribute of these bytes, which `owner` keeps alive.
static ElementsAttr makeFromBytes(RankedTensorType type, ArrayRef<char> bytes,
                                  std::shared_ptr<const void> owner,
                                  StringRef name) {
  Type element = type.getElementType();
  if (element.isInteger(1)) {
    SmallVector<bool> values(llvm::map_range(bytes, [](char c) { return c; }));
    return DenseElementsAttr::get(type, values);
  }
  if (type.getNumElements() <= kInlineElements)
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  int64_t alignment = getByteSize(element);
  std::string key = name.empty() ? "constant" : name.str();
  // External data may begin anywhere.
  if (reinterpret_cast<uintptr_t>(bytes.data()) % alignment != 0)
    return DenseResourceElementsAttr::get(
        type, key,
        HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, alignment,
                                                      /*dataIsMutable=*/false));
  return DenseResourceElementsAttr::get(type, key,
                                        AsmResourceBlob(
                                            bytes, alignment,
                                            [owner](void *, size_t, size_t) {},
                                            /*dataIsMutable=*/false));
}

llvm::Expected<ElementsAttr> relu::makeConstant(MLIRContext &context,
                                                const OnnxTensor &tensor) {
  Type element = getElementType(context, tensor.element);
  if (!element)
    return llvm::createStringError("tensor '" + tensor.name +
                                   "': element type " + tensor.element +
                                   " is not supported");
  return makeFromBytes(RankedTensorType::get(tensor.shape, element),
                       tensor.bytes, tensor.owner, tensor.name);
}

static void store(char *out, Type element, double value) {
  if (auto type = dyn_cast<FloatType>(element)) {
    APFloat rounded(value);
    bool losesInfo;
    rounded.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                    &losesInfo);
    uint64_t bits = rounded.bitcastToAPInt().getZExtValue();
    std::memcpy(out, &bits, getByteSize(element));
    return;
  }
  auto integer = static_cast<int64_t>(value);
  std::memcpy(out, &integer, getByteSize(element));
}

ElementsAttr relu::makeConstant(RankedTensorType type,
                                ArrayRef<double> values) {
  int64_t size = getByteSize(type.getElementType());
  auto bytes = std::make_shared<std::string>(values.size() * size, '\0');
  for (auto [i, value] : llvm::enumerate(values))
    store(bytes->data() + i * size, type.getElementType(), value);
  if (values.size() == 1 && type.getNumElements() != 1 &&
      !type.getElementType().isInteger(1))
    return DenseElementsAttr::getFromRawBuffer(
        type, ArrayRef(bytes->data(), bytes->size()));
  return makeFromBytes(type, ArrayRef(bytes->data(), bytes->size()), bytes, "");
}

static double loadNumber(const char *bytes, Type element) {
  uint64_t bits = 0;
  std::memcpy(&bits, bytes, getByteSize(element));
  unsigned width = element.getIntOrFloatBitWidth();
  if (auto type = dyn_cast<FloatType>(element)) {
    APFloat value(type.getFloatSemantics(), APInt(width, bits));
    bool losesInfo;
    value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
    return value.convertToDouble();
  }
  return width == 1 ? double(bits) : double(llvm::SignExtend64(bits, width));
}

std::optional<SmallVector<double>> relu::readNumbers(ElementsAttr attr) {
  Type element = attr.getElementType();
  int64_t count = attr.getShapedType().getNumElements();
  if (!element.isIntOrFloat() || (attr.isSplat() && count > kReadElements))
    return std::nullopt;
  std::string storage;
  ArrayRef<char> bytes = getBytes(attr, storage);
  int64_t size = getByteSize(element);
  bool isRepeated = int64_t(bytes.size()) != count * size;
  SmallVector<double> numbers;
  numbers.reserve(count);
  for (int64_t i = 0; i < count; ++i)
    numbers.push_back(
        loadNumber(bytes.data() + (isRepeated ? 0 : i * size), element));
  return numbers;
}

std::optional<SmallVector<int64_t>> relu::readIntegers(ElementsAttr attr) {
  Type element = attr.getElementType();
  int64_t count = attr.getShapedType().getNumElements();
  if (!element.isInteger() || element.isInteger(1) || count > kReadElements)
    return std::nullopt;
  std::string storage;
  ArrayRef<char> bytes = getBytes(attr, storage);
  int64_t size = getByteSize(element);
  bool isRepeated = int64_t(bytes.size()) != count * size;
  SmallVector<int64_t> integers;
  for (int64_t i = 0; i < count; ++i) {
    uint64_t bits = 0;
    std::memcpy(&bits, bytes.data() + (isRepeated ? 0 : i * size), size);
    integers.push_back(llvm::SignExtend64(bits, size * 8));
  }
  return integers;
}

ElementsAttr relu::transposeConstant(ElementsAttr attr,
                                     ArrayRef<int64_t> permutation) {
  ShapedType type = attr.getShapedType();
  int64_t rank = type.getRank(), size = getByteSize(type.getElementType());
  SmallVector<int64_t> shape, strides(rank, 1), steps;
  for (int64_t axis = rank - 1; axis > 0; --axis)
    strides[axis - 1] = strides[axis] * type.getDimSize(axis);
  for (int64_t axis : permutation) {
    shape.push_back(type.getDimSize(axis));
    steps.push_back(strides[axis]);
  }
  if (attr.isSplat() || type.getNumElements() <= 1)
    return reshapeConstant(attr, shape);

  std::string storage;
  ArrayRef<char> bytes = getBytes(attr, storage);
  auto result = std::make_shared<std::string>();
  result->resize(bytes.size());
  SmallVector<int64_t> index(rank, 0);
  int64_t from = 0;
  for (char *out = result->data(), *end = out + result->size(); out < end;
       out += size) {
    std::memcpy(out, bytes.data() + from * size, size);
    for (int64_t axis = rank - 1; axis >= 0; --axis) {
      from += steps[axis];
      if (++index[axis] < shape[axis])
        break;
      from -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  std::string name;
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
    name = (resource.getRawHandle().getKey() + "_transposed").str();
  return makeFromBytes(RankedTensorType::get(shape, type.getElementType()),
                       ArrayRef(result->data(), result->size()), result, name);
}
