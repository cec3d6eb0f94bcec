// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors in the memory of this process: what the elements are, how they lie,
// and who owns them.

#ifndef RELU_EXECUTION_TENSOR_H
#define RELU_EXECUTION_TENSOR_H

#include "relu/Codegen/ShapeFunction.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

namespace relu {

/// What an element is. `i8` to `i64` are MLIR's signless integers, which print
/// as signed ones; MLIR's `si8` is the same kind. `u8` to `u64` are MLIR's
/// `ui8` to `ui64`. An `i1` is a byte that is 0 or 1.
enum class ElementKind : uint8_t {
  f16,
  bf16,
  f32,
  f64,
  i1,
  i8,
  i16,
  i32,
  i64,
  u8,
  u16,
  u32,
  u64,
};

/// Every kind, in the order of the enumeration.
llvm::ArrayRef<ElementKind> getElementKinds();

/// MLIR's spelling: "f32", "i8", "ui8".
llvm::StringRef getName(ElementKind kind);

/// The inverse of getName; "si8" to "si64" are accepted too. Nothing for any
/// other name.
std::optional<ElementKind> parseElementKind(llvm::StringRef name);

/// Bytes of an element in memory.
int64_t getByteSize(ElementKind kind);

/// Whether `kind` is f16, bf16, f32 or f64.
bool isFloat(ElementKind kind);

/// Bits of the significand of a floating-point kind, with the leading one: 24
/// for f32.
int getPrecision(ElementKind kind);

/// The unsigned integer of the same size, for the bits of an element.
ElementKind getBitsKind(ElementKind kind);

/// Whether `kind` is an integer without a sign: u8 to u64, and i1.
bool isUnsigned(ElementKind kind);

/// Whether data of kind `actual` may be passed where `expected` is asked for:
/// the same kind, or `ui8` for `i8` (16, 32, 64 alike), because a signless
/// integer says nothing about the sign. Not `i8` for `ui8`.
bool accepts(ElementKind expected, ElementKind actual);

/// The element as a double: exact, but for i64 and u64 beyond 2^53, which are
/// rounded to nearest even.
double loadDouble(ElementKind kind, const void *data, int64_t index);

/// Rounds `value` once, to nearest even, to the format of a floating-point
/// `kind`; beyond its range that is infinity. An integer kind drops the
/// fraction and takes the nearest value that it can hold; NaN becomes zero.
void storeDouble(ElementKind kind, void *data, int64_t index, double value);

/// The element of an integer kind, exactly; a u64 by its bits.
int64_t loadInteger(ElementKind kind, const void *data, int64_t index);

/// Stores the low bits of `value` in an element of an integer kind.
void storeInteger(ElementKind kind, void *data, int64_t index, int64_t value);

/// Parses one element. A floating-point kind takes decimal numbers, with or
/// without exponent, C's hexadecimal ones, `inf`, `-inf` and `nan`, rounded
/// once; an integer kind decimal numbers and 0x…; i1 also `true` and `false`.
/// Fails on anything else, and for a number out of the range of `kind`: that
/// of i8 is -128 to 127.
llvm::Error parseElement(ElementKind kind, llvm::StringRef word, void *data,
                         int64_t index);

/// Prints one element so that it parses as the same value: as %.9g for f32,
/// %.17g for f64, with 5 and 4 digits for f16 and bf16, and NaN as `nan`.
void printElement(llvm::raw_ostream &os, ElementKind kind, const void *data,
                  int64_t index);

/// An element kind and the size of every dimension, outermost first. Rank 0 is
/// a single element.
struct TensorType {
  /// A size that is not known before run time. Differs from MLIR's
  /// ShapedType::kDynamic.
  static constexpr int64_t kDynamic = -1;

  /// What `parse` and the readers accept: the limit of numpy 2.
  static constexpr int64_t kMaxRank = 64;

  ElementKind element;
  llvm::SmallVector<int64_t> shape;

  /// The inverse of `str`. Fails, with what was expected, on anything else.
  static llvm::Expected<TensorType> parse(llvm::StringRef text);

  /// "2x3xf32"; "f32" for rank 0; "?x784xf32" for a size that is not known.
  std::string str() const;

  int64_t getRank() const { return static_cast<int64_t>(shape.size()); }
  bool isStatic() const;

  /// Nothing when a size is not known or negative, or when the product of the
  /// sizes that are not zero exceeds 2^63-1: strides must not overflow either.
  std::optional<int64_t> getNumElements() const;

  /// Bytes of all elements; nothing when that can not be told or exceeds
  /// 2^63-1.
  std::optional<int64_t> getByteSize() const;

  /// Whether data of type `actual` may be passed where this type is asked for:
  /// the kinds agree as in relu::accepts, the ranks are equal, and so is every
  /// size that is known here.
  bool accepts(const TensorType &actual) const;

  bool operator==(const TensorType &other) const {
    return element == other.element && shape == other.shape;
  }
  bool operator!=(const TensorType &other) const { return !(*this == other); }
};

llvm::raw_ostream &operator<<(llvm::raw_ostream &os, const TensorType &type);

/// Whether `T` is how C++ sees elements of `kind`: float for f32, uint16_t for
/// f16 and bf16 (their bits), any integer of the same size for integers.
template <typename T> bool isElementType(ElementKind kind) {
  bool isNative = kind == ElementKind::f32 || kind == ElementKind::f64;
  return sizeof(T) == getByteSize(kind) &&
         std::is_floating_point_v<T> == isNative;
}

/// Elements that somebody else owns: contiguous, the last dimension fastest.
/// The type is static; `data` may be null when there are no elements.
struct ConstTensorView {
  TensorType type;
  const void *data;

  int64_t getNumElements() const { return *type.getNumElements(); }
  double getDouble(int64_t index) const {
    return loadDouble(type.element, data, index);
  }
  template <typename T> llvm::ArrayRef<T> getElements() const {
    assert(isElementType<T>(type.element) && "wrong type for the elements");
    return {static_cast<const T *>(data),
            static_cast<size_t>(getNumElements())};
  }
};

/// The same, to be written.
struct TensorView {
  TensorType type;
  void *data;

  operator ConstTensorView() const { return {type, data}; }
  int64_t getNumElements() const { return *type.getNumElements(); }
  double getDouble(int64_t index) const {
    return loadDouble(type.element, data, index);
  }
  void setDouble(int64_t index, double value) const {
    storeDouble(type.element, data, index, value);
  }
  template <typename T> llvm::MutableArrayRef<T> getElements() const {
    assert(isElementType<T>(type.element) && "wrong type for the elements");
    return {static_cast<T *>(data), static_cast<size_t>(getNumElements())};
  }
};

/// Owns its elements: contiguous, the last dimension fastest, at an address
/// that is a multiple of kAlignment and never null. Moves; copies only when
/// asked to. A tensor that was moved from can only be assigned to or destroyed.
class Tensor {
public:
  /// Bytes. Generated code runs best on it, and needs that of an element only.
  static constexpr int64_t kAlignment = kBufferAlignment;

  /// All elements zero. The memory is not touched, so that large tensors cost
  /// what is written to them. Fails when `type` is not static, is too large
  /// for this process, or when there is no memory.
  static llvm::Expected<Tensor> create(TensorType type);

  Tensor(Tensor &&) = default;
  Tensor &operator=(Tensor &&) = default;

  /// A copy. Fails when there is no memory.
  llvm::Expected<Tensor> clone() const;

  const TensorType &getType() const { return type; }
  int64_t getNumElements() const { return *type.getNumElements(); }
  int64_t getByteSize() const { return *type.getByteSize(); }
  void *getData() { return data; }
  const void *getData() const { return data; }

  /// Views are good while the tensor lives and is not moved from.
  TensorView getView() { return {type, data}; }
  ConstTensorView getView() const { return {type, data}; }
  operator ConstTensorView() const { return getView(); }

  double getDouble(int64_t index) const {
    return loadDouble(type.element, data, index);
  }
  void setDouble(int64_t index, double value) {
    storeDouble(type.element, data, index, value);
  }
  template <typename T> llvm::ArrayRef<T> getElements() const {
    return getView().getElements<T>();
  }
  template <typename T> llvm::MutableArrayRef<T> getElements() {
    return getView().getElements<T>();
  }

  /// Gives the same bytes another kind of the same size, such as `bf16` for
  /// `ui16`. Neither kind may be i1.
  void reinterpretAs(ElementKind kind);

private:
  struct Free {
    void operator()(void *memory) const { std::free(memory); }
  };

  Tensor(TensorType type, std::unique_ptr<void, Free> memory, void *data)
      : type(std::move(type)), memory(std::move(memory)), data(data) {}

  TensorType type;
  std::unique_ptr<void, Free> memory;
  void *data; // the first aligned address in `memory`
};

} // namespace relu

#endif // RELU_EXECUTION_TENSOR_H
