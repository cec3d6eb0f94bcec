// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides how elements are stored, rounded, parsed and printed, and where
// tensors get their memory.

#include "relu/Execution/Tensor.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

using namespace llvm;
using namespace relu;

namespace {

struct KindInfo {
  ElementKind kind;
  StringLiteral name;
  int64_t byteSize;
};

/// A binary interchange format of 16 bits.
struct SmallFloat {
  int fractionBits;
  int bias;
};

} // namespace

static constexpr KindInfo kKinds[] = {
    {ElementKind::f16, "f16", 2},  {ElementKind::bf16, "bf16", 2},
    {ElementKind::f32, "f32", 4},  {ElementKind::f64, "f64", 8},
    {ElementKind::i1, "i1", 1},    {ElementKind::i8, "i8", 1},
    {ElementKind::i16, "i16", 2},  {ElementKind::i32, "i32", 4},
    {ElementKind::i64, "i64", 8},  {ElementKind::u8, "ui8", 1},
    {ElementKind::u16, "ui16", 2}, {ElementKind::u32, "ui32", 4},
    {ElementKind::u64, "ui64", 8},
};

static constexpr SmallFloat kF16 = {10, 15};
static constexpr SmallFloat kBF16 = {7, 127};

static const KindInfo &getInfo(ElementKind kind) {
  const KindInfo &info = kKinds[static_cast<size_t>(kind)];
  assert(info.kind == kind && "the table follows the enumeration");
  return info;
}

//===----------------------------------------------------------------------===//
// Kinds
//===----------------------------------------------------------------------===//

static const fltSemantics &getSemantics(ElementKind kind) {
  switch (kind) {
  case ElementKind::f16:
    return APFloat::IEEEhalf();
  case ElementKind::bf16:
    return APFloat::BFloat();
  case ElementKind::f32:
    return APFloat::IEEEsingle();
  default:
    assert(kind == ElementKind::f64 && "expected a floating-point kind");
    return APFloat::IEEEdouble();
  }
}

ArrayRef<ElementKind> relu::getElementKinds() {
  static const SmallVector<ElementKind> kinds =
      map_to_vector(kKinds, [](const KindInfo &info) { return info.kind; });
  return kinds;
}

StringRef relu::getName(ElementKind kind) { return getInfo(kind).name; }

int64_t relu::getByteSize(ElementKind kind) { return getInfo(kind).byteSize; }

std::optional<ElementKind> relu::parseElementKind(StringRef name) {
  for (const KindInfo &info : kKinds)
    if (info.name == name)
      return info.kind;
  // There is no kind for si1, as there is no ui1.
  if (name.consume_front("s") && name.starts_with("i") && name != "i1")
    return parseElementKind(name);
  return std::nullopt;
}

bool relu::isFloat(ElementKind kind) { return kind <= ElementKind::f64; }

int relu::getPrecision(ElementKind kind) {
  return static_cast<int>(APFloat::semanticsPrecision(getSemantics(kind)));
}

ElementKind relu::getBitsKind(ElementKind kind) {
  switch (getByteSize(kind)) {
  case 1:
    return ElementKind::u8;
  case 2:
    return ElementKind::u16;
  case 4:
    return ElementKind::u32;
  default:
    return ElementKind::u64;
  }
}

bool relu::isUnsigned(ElementKind kind) {
  return kind == ElementKind::i1 || kind >= ElementKind::u8;
}

bool relu::accepts(ElementKind expected, ElementKind actual) {
  if (expected == actual)
    return true;
  bool isSignless = expected >= ElementKind::i8 && expected <= ElementKind::i64;
  return isSignless && actual >= ElementKind::u8 &&
         getByteSize(expected) == getByteSize(actual);
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

// Elements are copied, so that a view may start at any address.
template <typename T> static T load(const void *data, int64_t index) {
  T value;
  std::memcpy(&value, static_cast<const char *>(data) + index * sizeof(T),
              sizeof(T));
  return value;
}

template <typename T> static void store(void *data, int64_t index, T value) {
  std::memcpy(static_cast<char *>(data) + index * sizeof(T), &value, sizeof(T));
}

static double fromSmallFloat(uint16_t bits, SmallFloat format) {
  int fraction = bits & ((1 << format.fractionBits) - 1);
  int exponent = (bits & 0x7fff) >> format.fractionBits;
  double magnitude;
  if (exponent == 2 * format.bias + 1)
    magnitude = fraction ? std::numeric_limits<double>::quiet_NaN()
                         : std::numeric_limits<double>::infinity();
  else if (exponent == 0) // subnormal: no leading one, exponent as for 1
    magnitude = std::ldexp(fraction, 1 - format.bias - format.fractionBits);
  else
    magnitude = std::ldexp(fraction + (1 << format.fractionBits),
                           exponent - format.bias - format.fractionBits);
  return bits & 0x8000 ? -magnitude : magnitude;
}

static uint16_t toSmallFloat(double value, SmallFloat format) {
  uint64_t bits = llvm::bit_cast<uint64_t>(value);
  auto sign = static_cast<uint16_t>(bits >> 63 << 15);
  int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1023;
  uint64_t fraction = bits & maskTrailingOnes<uint64_t>(52);
  uint16_t infinity = (2 * format.bias + 1) << format.fractionBits;
  if (exponent == 1024) {
    if (!fraction)
      return sign | infinity;
    return sign | infinity | (1 << (format.fractionBits - 1)); // quiet NaN
  }

  // value = significand * 2^(exponent - 52). Bits are dropped until the last
  // one left is the format's last one, in its subnormal range if need be. A
  // subnormal double has no leading one, but is dropped to zero anyway.
  uint64_t significand = fraction | uint64_t(1) << 52;
  int minExponent = 1 - format.bias;
  int dropped = 52 - format.fractionBits + std::max(0, minExponent - exponent);
  if (dropped > 53)
    return sign; // less than half of the smallest value
  uint64_t rounded = significand >> dropped;
  uint64_t rest = significand & maskTrailingOnes<uint64_t>(dropped);
  uint64_t half = uint64_t(1) << (dropped - 1);
  if (rest > half || (rest == half && (rounded & 1)))
    ++rounded;
  // The leading one of a normal significand counts as one of the exponent,
  // and so does a carry out of the rounding.
  uint64_t result = rounded;
  if (exponent > minExponent)
    result += static_cast<uint64_t>(exponent - minExponent)
              << format.fractionBits;
  return sign | static_cast<uint16_t>(std::min<uint64_t>(result, infinity));
}

template <typename T> static T saturate(double value) {
  if (std::isnan(value))
    return 0;
  // As a double the upper limit of 64 bits is rounded up to a power of two;
  // what lies strictly between the limits can be converted for every size.
  if (value <= static_cast<double>(std::numeric_limits<T>::min()))
    return std::numeric_limits<T>::min();
  if (value >= static_cast<double>(std::numeric_limits<T>::max()))
    return std::numeric_limits<T>::max();
  return static_cast<T>(value);
}

double relu::loadDouble(ElementKind kind, const void *data, int64_t index) {
  switch (kind) {
  case ElementKind::f16:
    return fromSmallFloat(load<uint16_t>(data, index), kF16);
  case ElementKind::bf16:
    return fromSmallFloat(load<uint16_t>(data, index), kBF16);
  case ElementKind::f32:
    return load<float>(data, index);
  case ElementKind::f64:
    return load<double>(data, index);
  case ElementKind::u64:
    return static_cast<double>(load<uint64_t>(data, index));
  default:
    return static_cast<double>(loadInteger(kind, data, index));
  }
}

void relu::storeDouble(ElementKind kind, void *data, int64_t index,
                       double value) {
  switch (kind) {
  case ElementKind::f16:
    return store<uint16_t>(data, index, toSmallFloat(value, kF16));
  case ElementKind::bf16:
    return store<uint16_t>(data, index, toSmallFloat(value, kBF16));
  case ElementKind::f32:
    return store(data, index, static_cast<float>(value));
  case ElementKind::f64:
    return store(data, index, value);
  case ElementKind::i1:
    return store<uint8_t>(data, index, saturate<uint8_t>(value) != 0);
  case ElementKind::i8:
    return store(data, index, saturate<int8_t>(value));
  case ElementKind::i16:
    return store(data, index, saturate<int16_t>(value));
  case ElementKind::i32:
    return store(data, index, saturate<int32_t>(value));
  case ElementKind::i64:
    return store(data, index, saturate<int64_t>(value));
  case ElementKind::u8:
    return store(data, index, saturate<uint8_t>(value));
  case ElementKind::u16:
    return store(data, index, saturate<uint16_t>(value));
  case ElementKind::u32:
    return store(data, index, saturate<uint32_t>(value));
  case ElementKind::u64:
    return store(data, index, saturate<uint64_t>(value));
  }
  llvm_unreachable("every kind is above");
}

int64_t relu::loadInteger(ElementKind kind, const void *data, int64_t index) {
  assert(!isFloat(kind) && "expected an integer kind");
  bool isSigned = !isUnsigned(kind);
  switch (getByteSize(kind)) {
  case 1:
    return isSigned ? load<int8_t>(data, index) : load<uint8_t>(data, index);
  case 2:
    return isSigned ? load<int16_t>(data, index) : load<uint16_t>(data, index);
  case 4:
    return isSigned ? int64_t(load<int32_t>(data, index))
                    : int64_t(load<uint32_t>(data, index));
  default:
    return load<int64_t>(data, index);
  }
}

void relu::storeInteger(ElementKind kind, void *data, int64_t index,
                        int64_t value) {
  assert(!isFloat(kind) && "expected an integer kind");
  switch (getByteSize(kind)) {
  case 1:
    return store(
        data, index,
        static_cast<uint8_t>(kind == ElementKind::i1 ? value & 1 : value));
  case 2:
    return store(data, index, static_cast<uint16_t>(value));
  case 4:
    return store(data, index, static_cast<uint32_t>(value));
  default:
    return store(data, index, value);
  }
}

//===----------------------------------------------------------------------===//
// Elements as text
//===----------------------------------------------------------------------===//

/// Longer words are no numbers, and would take long to find that out.
static constexpr size_t kMaxWord = 1000;

static Error failWord(const Twine &expected, StringRef word) {
  return createStringError("expected " + expected + ", got '" +
                           word.take_front(60) +
                           (word.size() > 60 ? "…'" : "'"));
}

static Error parseFloat(ElementKind kind, StringRef word, void *data,
                        int64_t index) {
  std::string text = word.lower();
  StringRef magnitude = text;
  bool isNegative = magnitude.consume_front("-");
  if (!isNegative)
    magnitude.consume_front("+");
  const fltSemantics &semantics = getSemantics(kind);
  APFloat value(semantics);
  if (magnitude == "inf" || magnitude == "infinity") {
    value = APFloat::getInf(semantics);
  } else if (magnitude == "nan") {
    value = APFloat::getQNaN(semantics);
  } else {
    // LLVM has more names for special values, and takes 1e for 1. C's
    // hexadecimal numbers have an exponent, which is not asked for here.
    std::string number = magnitude.str();
    if (magnitude.starts_with("0x") && !magnitude.contains('p'))
      number += "p0";
    bool isNumber = !magnitude.empty() && number.size() <= kMaxWord &&
                    (isDigit(number.front()) || number.front() == '.') &&
                    (isDigit(number.back()) || number.back() == '.');
    if (!isNumber)
      return failWord("a number for " + getName(kind), word);
    auto status = value.convertFromString(number, APFloat::rmNearestTiesToEven);
    if (errorToBool(status.takeError()))
      return failWord("a number for " + getName(kind), word);
    if (*status & APFloat::opOverflow)
      return failWord("'inf' or a number in the range of " + getName(kind),
                      word);
  }
  if (isNegative)
    value.changeSign();
  storeInteger(getBitsKind(kind), data, index,
               static_cast<int64_t>(value.bitcastToAPInt().getZExtValue()));
  return Error::success();
}

static Error parseInteger(ElementKind kind, StringRef word, void *data,
                          int64_t index) {
  bool isBool = kind == ElementKind::i1;
  if (isBool && (word == "true" || word == "false")) {
    storeInteger(kind, data, index, word == "true");
    return Error::success();
  }
  StringRef digits = word;
  bool isNegative = digits.consume_front("-");
  if (!isNegative)
    digits.consume_front("+");
  // A leading zero does not make a number octal.
  unsigned radix = digits.consume_front("0x") ? 16 : 10;
  bool isInteger = !digits.empty() && digits.size() <= kMaxWord &&
                   all_of(digits, [&](char c) {
                     return radix == 16 ? isHexDigit(c) : isDigit(c);
                   });
  if (!isInteger)
    return failWord("an integer for " + getName(kind), word);

  auto width = static_cast<unsigned>(8 * getByteSize(kind));
  int64_t min = isUnsigned(kind) ? 0 : minIntN(width);
  uint64_t max = isBool             ? 1
                 : isUnsigned(kind) ? maxUIntN(width)
                                    : static_cast<uint64_t>(maxIntN(width));
  uint64_t limit = isNegative ? 0 - static_cast<uint64_t>(min) : max;
  uint64_t magnitude = 0;
  if (digits.getAsInteger(radix, magnitude) || magnitude > limit)
    return failWord("a value from " + Twine(min) + " to " + Twine(max) +
                        " for " + getName(kind),
                    word);
  storeInteger(kind, data, index,
               static_cast<int64_t>(isNegative ? 0 - magnitude : magnitude));
  return Error::success();
}

Error relu::parseElement(ElementKind kind, StringRef word, void *data,
                         int64_t index) {
  return isFloat(kind) ? parseFloat(kind, word, data, index)
                       : parseInteger(kind, word, data, index);
}

void relu::printElement(raw_ostream &os, ElementKind kind, const void *data,
                        int64_t index) {
  if (!isFloat(kind)) {
    int64_t value = loadInteger(kind, data, index);
    if (isUnsigned(kind))
      os << static_cast<uint64_t>(value);
    else
      os << value;
    return;
  }
  double value = loadDouble(kind, data, index);
  if (std::isnan(value)) {
    os << "nan"; // of either sign
    return;
  }
  // 1 + ceil(p * log10(2)) digits tell all numbers of p bits apart.
  int digits = 1 + static_cast<int>(std::ceil(getPrecision(kind) * 0.30103));
  // printf would take the decimal point from the locale.
  char text[32];
  auto result = std::to_chars(std::begin(text), std::end(text), value,
                              std::chars_format::general, digits);
  os << StringRef(text, result.ptr - text);
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

Expected<TensorType> TensorType::parse(StringRef text) {
  auto fail = [&](const Twine &expected) {
    return createStringError("expected " + expected + ", got '" +
                             text.take_front(80) + "'");
  };
  TensorType type{ElementKind::f32, {}};
  StringRef rest = text;
  while (!rest.empty() && (isDigit(rest.front()) || rest.front() == '?')) {
    int64_t size = kDynamic;
    if (!rest.consume_front("?") && rest.consumeInteger(10, size))
      return fail("sizes below 2^63 in a type");
    if (!rest.consume_front("x"))
      return fail("a type such as '2x3xf32' or 'f32'");
    if (type.getRank() == kMaxRank)
      return fail("a type of at most " + Twine(kMaxRank) + " dimensions");
    type.shape.push_back(size);
  }
  std::optional<ElementKind> element = parseElementKind(rest);
  if (!element) {
    // Somebody who wrote "2x3xfloat" wants to know the names.
    std::string names = join(
        map_range(kKinds,
                  [](const KindInfo &info) { return StringRef(info.name); }),
        ", ");
    return fail("a type such as '2x3xf32' or 'f32', of one of " + names);
  }
  type.element = *element;
  return type;
}

std::string TensorType::str() const {
  std::string text;
  raw_string_ostream(text) << *this;
  return text;
}

raw_ostream &relu::operator<<(raw_ostream &os, const TensorType &type) {
  for (int64_t size : type.shape) {
    if (size == TensorType::kDynamic)
      os << "?x";
    else
      os << size << 'x';
  }
  return os << getName(type.element);
}

bool TensorType::isStatic() const {
  return all_of(shape, [](int64_t size) { return size >= 0; });
}

std::optional<int64_t> TensorType::getNumElements() const {
  bool isEmpty = false;
  int64_t product = 1;
  for (int64_t size : shape) {
    if (size < 0)
      return std::nullopt;
    if (size == 0) {
      isEmpty = true;
      continue;
    }
    if (MulOverflow(product, size, product))
      return std::nullopt;
  }
  return isEmpty ? 0 : product;
}

std::optional<int64_t> TensorType::getByteSize() const {
  std::optional<int64_t> count = getNumElements();
  int64_t bytes;
  if (!count || MulOverflow(*count, relu::getByteSize(element), bytes))
    return std::nullopt;
  return bytes;
}

bool TensorType::accepts(const TensorType &actual) const {
  return relu::accepts(element, actual.element) &&
         shape.size() == actual.shape.size() &&
         all_of(zip(shape, actual.shape), [](auto sizes) {
           auto [expected, got] = sizes;
           return expected == kDynamic || expected == got;
         });
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Expected<Tensor> Tensor::create(TensorType type) {
  if (!type.isStatic())
    return createStringError("expected every size to be known, got " +
                             type.str());
  std::optional<int64_t> size = type.getByteSize();
  if (!size)
    return createStringError("expected less than 2^63 bytes, got " +
                             type.str());
  // Whole vectors may be read at the end; and calloc takes zero pages from
  // the system without writing them, which aligned_alloc and memset do not.
  void *memory = nullptr;
  if (*size < std::numeric_limits<int64_t>::max() - 2 * kAlignment)
    memory = std::calloc(alignTo(*size, kAlignment) + kAlignment, 1);
  if (!memory)
    return createStringError("expected " + Twine(*size) +
                             " bytes of memory for " + type.str() +
                             ", got none");
  auto address = reinterpret_cast<uintptr_t>(memory);
  void *data =
      static_cast<char *>(memory) + (alignTo(address, kAlignment) - address);
  return Tensor(std::move(type), std::unique_ptr<void, Free>(memory), data);
}

Expected<Tensor> Tensor::clone() const {
  Expected<Tensor> copy = create(type);
  if (copy)
    std::memcpy(copy->data, data, getByteSize());
  return copy;
}

void Tensor::reinterpretAs(ElementKind kind) {
  assert(relu::getByteSize(kind) == relu::getByteSize(type.element) &&
         kind != ElementKind::i1 && type.element != ElementKind::i1 &&
         "expected kinds of one size");
  type.element = kind;
}
