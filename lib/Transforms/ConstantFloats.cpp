// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a float in memory is in f64, and the other way round. f32 and f64 are
// the machine's own; the rest goes through APFloat, which rounds f64 to them
// directly.

#include "ConstantFloats.h"

#include "mlir/IR/Matchers.h"
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace relu;

/// Up to so many elements stand in the IR, where they can be read.
static constexpr int64_t kInlineElements = 16;

std::optional<ConstantFloats> ConstantFloats::get(Value value) {
  ElementsAttr constant;
  if (!matchPattern(value, m_Constant(&constant)))
    return std::nullopt;
  Type element = constant.getElementType();
  if (!isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(element))
    return std::nullopt;
  std::optional<ConstantBytes> bytes = getConstantBytes(constant);
  if (!bytes)
    return std::nullopt;
  return ConstantFloats(*bytes, cast<FloatType>(element),
                        constant.getNumElements());
}

template <typename T> static double load(const char *data) {
  T value;
  std::memcpy(&value, data, sizeof(T));
  return value;
}

double ConstantFloats::operator[](int64_t index) const {
  const char *data = bytes.data + index * bytes.stride;
  if (element.isF32())
    return load<float>(data);
  if (element.isF64())
    return load<double>(data);
  uint16_t bits;
  std::memcpy(&bits, data, sizeof(bits));
  APFloat value(element.getFloatSemantics(), APInt(16, bits));
  bool losesInfo;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  return value.convertToDouble();
}

void FloatWriter::store(int64_t index, double value) {
  char *out = data + index * (element.getWidth() / 8);
  if (element.isF64()) {
    allFinite &= std::isfinite(value);
    std::memcpy(out, &value, sizeof(value));
    return;
  }
  if (element.isF32()) {
    float rounded = value;
    allFinite &= std::isfinite(rounded);
    std::memcpy(out, &rounded, sizeof(rounded));
    return;
  }
  APFloat rounded(value);
  bool losesInfo;
  rounded.convert(element.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                  &losesInfo);
  allFinite &= rounded.isFinite();
  uint16_t bits = rounded.bitcastToAPInt().getZExtValue();
  std::memcpy(out, &bits, sizeof(bits));
}

ElementsAttr relu::createConstant(RankedTensorType type, bool isSplat,
                                  function_ref<void(FloatWriter &)> fill) {
  auto element = cast<FloatType>(type.getElementType());
  if (isSplat || type.getNumElements() <= kInlineElements) {
    int64_t stored = isSplat ? 1 : type.getNumElements();
    SmallVector<char> bytes(stored * (element.getWidth() / 8));
    FloatWriter writer(element, bytes.data());
    fill(writer);
    if (!writer.isFinite())
      return {};
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  }
  return createResource(type, "relu_folded", [&](char *data) {
    FloatWriter writer(element, data);
    fill(writer);
    return success(writer.isFinite());
  });
}
