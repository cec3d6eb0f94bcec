// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants as numbers in f64: read without a copy, and written with one
// rounding.

#ifndef RELU_LIB_TRANSFORMS_CONSTANTFLOATS_H
#define RELU_LIB_TRANSFORMS_CONSTANTFLOATS_H

#include "relu/IR/ConstantBytes.h"

#include "mlir/IR/Value.h"

namespace relu {

/// The elements of a constant of f16, bf16, f32 or f64, in row-major order. The
/// constant owns their memory.
class ConstantFloats {
public:
  /// Nothing when `value` is no such constant, or its data are missing.
  static std::optional<ConstantFloats> get(mlir::Value value);

  double operator[](int64_t index) const;
  int64_t size() const { return numElements; }
  bool isSplat() const { return bytes.stride == 0; }

private:
  ConstantFloats(ConstantBytes bytes, mlir::FloatType element, int64_t size)
      : bytes(bytes), element(element), numElements(size) {}

  ConstantBytes bytes;
  mlir::FloatType element;
  int64_t numElements;
};

/// Rounds numbers to the element type of a new constant.
class FloatWriter {
public:
  FloatWriter(mlir::FloatType element, char *data)
      : element(element), data(data) {}

  void store(int64_t index, double value);
  /// Whether all numbers are finite after rounding.
  bool isFinite() const { return allFinite; }

private:
  mlir::FloatType element;
  char *data;
  bool allFinite = true;
};

/// A constant of the static type `type`, of which `fill` stores each element;
/// null when one of them is not finite. One number for all of `type` is asked
/// for, and stored, when `isSplat`. More than a few elements become a resource.
mlir::ElementsAttr createConstant(mlir::RankedTensorType type, bool isSplat,
                                  llvm::function_ref<void(FloatWriter &)> fill);

} // namespace relu

#endif // RELU_LIB_TRANSFORMS_CONSTANTFLOATS_H
