// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an element is, how it is rounded and written, and what a tensor owns.
// Rounding is checked against llvm::APFloat, which shares no code with ours.

#include "relu/Execution/Tensor.h"

#include "../Messages.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/bit.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>
#include <random>

using namespace llvm;
using namespace relu;
using namespace relu_test;

#if defined(__SANITIZE_ADDRESS__)
#define RELU_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RELU_HAS_ASAN 1
#endif
#endif

static constexpr double kInfinity = std::numeric_limits<double>::infinity();
static const double kNaN = std::nan("");

static TensorType parseType(StringRef text) {
  Expected<TensorType> type = TensorType::parse(text);
  if (type)
    return *type;
  ADD_FAILURE() << toString(type.takeError());
  return {ElementKind::f32, {}};
}

static Tensor create(StringRef type) {
  return cantFail(Tensor::create(parseType(type)));
}

//===----------------------------------------------------------------------===//
// Kinds and types
//===----------------------------------------------------------------------===//

TEST(ElementKind, NamesAreMLIRs) {
  std::string names;
  for (ElementKind kind : getElementKinds()) {
    names +=
        getName(kind).str() + ":" + std::to_string(getByteSize(kind)) + " ";
    EXPECT_EQ(parseElementKind(getName(kind)), kind);
  }
  EXPECT_EQ(names, "f16:2 bf16:2 f32:4 f64:8 i1:1 i8:1 i16:2 i32:4 i64:8 "
                   "ui8:1 ui16:2 ui32:4 ui64:8 ");
}

TEST(ElementKind, SignedIntegersAreSignlessOnes) {
  EXPECT_EQ(parseElementKind("si8"), ElementKind::i8);
  EXPECT_EQ(parseElementKind("si64"), ElementKind::i64);
  for (StringRef name : {"si1", "ui1", "sui8", "ssi8", "sf32", "u8", "", "F32",
                         "f8", "i4", "index", "f32 "})
    EXPECT_EQ(parseElementKind(name), std::nullopt) << name.str();
}

TEST(ElementKind, SignlessAcceptsUnsignedOfTheSameSize) {
  EXPECT_TRUE(accepts(ElementKind::i8, ElementKind::u8));
  EXPECT_TRUE(accepts(ElementKind::i64, ElementKind::u64));
  EXPECT_FALSE(accepts(ElementKind::u8, ElementKind::i8));
  EXPECT_FALSE(accepts(ElementKind::i8, ElementKind::u16));
  EXPECT_FALSE(accepts(ElementKind::i1, ElementKind::u8));
  EXPECT_FALSE(accepts(ElementKind::i8, ElementKind::i1));
  EXPECT_FALSE(accepts(ElementKind::f16, ElementKind::bf16));
  EXPECT_FALSE(accepts(ElementKind::i32, ElementKind::f32));
  for (ElementKind kind : getElementKinds())
    EXPECT_TRUE(accepts(kind, kind));
}

TEST(TensorType, PrintsWhatItParses) {
  for (StringRef text : {"2x3xf32", "f32", "?x784xf32", "0x3xi1", "1x1x1xui64",
                         "9223372036854775807xbf16"})
    EXPECT_EQ(parseType(text).str(), text);
  EXPECT_EQ(parseType("4xsi8").str(), "4xi8");
  EXPECT_EQ(parseType("2x?xf16"),
            (TensorType{ElementKind::f16, {2, TensorType::kDynamic}}));
}

TEST(TensorType, RefusesOtherText) {
  for (StringRef text : {"",
                         "x",
                         "2",
                         "2x",
                         "2x3",
                         "2x3f32",
                         "2x3xfloat",
                         "-1xf32",
                         "2xx3xf32",
                         "xf32",
                         "2 x3xf32",
                         "2x3xf32 ",
                         "2x3xf32x",
                         "+2xf32",
                         "?xf",
                         "??xf32",
                         "2?xf32",
                         "0x",
                         "tensor<2xf32>",
                         "9223372036854775808xf32",
                         "99999999999999999999999xf32"})
    EXPECT_TRUE(errorToBool(TensorType::parse(text).takeError())) << text.str();
  EXPECT_EQ(messageOf(TensorType::parse("2x3xfloat")),
            "expected a type such as '2x3xf32' or 'f32', of one of f16, bf16, "
            "f32, f64, i1, i8, i16, i32, i64, ui8, ui16, ui32, ui64, got "
            "'2x3xfloat'");
}

TEST(TensorType, HasAtMost64Dimensions) {
  std::string text;
  for (int i = 0; i < 64; ++i)
    text += "1x";
  EXPECT_EQ(parseType(text + "f32").getRank(), 64);
  EXPECT_NE(messageOf(TensorType::parse("1x" + text + "f32"))
                .find("expected a type of at most 64 dimensions"),
            std::string::npos);
}

TEST(TensorType, AcceptsSizesThatAreUnknownHere) {
  TensorType expected = parseType("?x3xi8");
  EXPECT_TRUE(expected.accepts(parseType("0x3xi8")));
  EXPECT_TRUE(expected.accepts(parseType("7x3xui8")));
  EXPECT_TRUE(expected.accepts(expected));
  EXPECT_FALSE(expected.accepts(parseType("3x7xi8")));
  EXPECT_FALSE(expected.accepts(parseType("7x3x1xi8")));
  EXPECT_FALSE(expected.accepts(parseType("3xi8")));
  EXPECT_FALSE(expected.accepts(parseType("7x3xi16")));
  EXPECT_FALSE(parseType("7x3xi8").accepts(expected));
}

TEST(TensorType, CountsWithoutOverflow) {
  EXPECT_EQ(parseType("f64").getByteSize(), 8);
  EXPECT_EQ(parseType("28x28xf32").getByteSize(), 3136);
  EXPECT_EQ(parseType("28x0xf32").getNumElements(), 0);
  EXPECT_EQ(parseType("28x?xf32").getNumElements(), std::nullopt);
  EXPECT_EQ((TensorType{ElementKind::f32, {2, -7}}).getNumElements(),
            std::nullopt);
  EXPECT_EQ((TensorType{ElementKind::f32, {0, -7}}).getNumElements(),
            std::nullopt);
  EXPECT_EQ(parseType("4294967296x4294967296xi8").getNumElements(),
            std::nullopt);
  EXPECT_EQ(parseType("4611686018427387904x1xi8").getByteSize(), int64_t(1)
                                                                     << 62);
  // The count fits, the bytes do not.
  TensorType wide = parseType("4611686018427387904xf32");
  EXPECT_EQ(wide.getNumElements(), int64_t(1) << 62);
  EXPECT_EQ(wide.getByteSize(), std::nullopt);
  // Empty, but with strides that overflow.
  EXPECT_EQ(parseType("0x4294967296x4294967296xi8").getNumElements(),
            std::nullopt);
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

static const fltSemantics &getSemantics(ElementKind kind) {
  return kind == ElementKind::f16 ? APFloat::IEEEhalf() : APFloat::BFloat();
}

static uint16_t roundHere(ElementKind kind, double value) {
  uint16_t bits = 0;
  storeDouble(kind, &bits, 0, value);
  return bits;
}

static uint16_t roundInLLVM(ElementKind kind, double value) {
  APFloat number(value);
  bool losesInfo;
  number.convert(getSemantics(kind), APFloat::rmNearestTiesToEven, &losesInfo);
  return static_cast<uint16_t>(number.bitcastToAPInt().getZExtValue());
}

namespace {
class SmallFloat : public testing::TestWithParam<ElementKind> {};
} // namespace

INSTANTIATE_TEST_SUITE_P(, SmallFloat,
                         testing::Values(ElementKind::f16, ElementKind::bf16),
                         [](auto info) { return getName(info.param).str(); });

TEST_P(SmallFloat, EveryValueIsExactAsADouble) {
  for (uint32_t i = 0; i < 0x10000; ++i) {
    auto bits = static_cast<uint16_t>(i);
    APFloat number(getSemantics(GetParam()), APInt(16, i));
    bool losesInfo;
    number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                   &losesInfo);
    double value = loadDouble(GetParam(), &bits, 0);
    if (number.isNaN()) {
      EXPECT_TRUE(std::isnan(value));
      continue;
    }
    ASSERT_EQ(bit_cast<uint64_t>(value),
              bit_cast<uint64_t>(number.convertToDouble()))
        << i;
    ASSERT_EQ(roundHere(GetParam(), value), bits);
  }
}

TEST_P(SmallFloat, RoundsOnceToNearestEven) {
  // Around every midpoint, above and below by the least that a double shows.
  for (uint32_t i = 0; i < 0x7fff; ++i) {
    auto low = static_cast<uint16_t>(i);
    auto high = static_cast<uint16_t>(i + 1);
    double a = loadDouble(GetParam(), &low, 0);
    double b = loadDouble(GetParam(), &high, 0);
    if (!std::isfinite(a) || !std::isfinite(b))
      continue;
    double middle = a / 2 + b / 2;
    for (double value : {middle, std::nextafter(middle, 0.0),
                         std::nextafter(middle, kInfinity)})
      for (double x : {value, -value})
        ASSERT_EQ(roundHere(GetParam(), x), roundInLLVM(GetParam(), x)) << x;
  }
}

TEST_P(SmallFloat, RoundsAnyDoubleAsLLVMDoes) {
  std::mt19937_64 random(1);
  const double special[] = {
      0.0,     -0.0,    kInfinity, -kInfinity, 1e308,     -1e308,
      5e-324,  1e-310,  65504,     65519.99,   65520,     3.4e38,
      3.39e38, 0x1p-25, 0x1.8p-25, 0x1p-134,   0x1.1p-134};
  for (double value : special)
    EXPECT_EQ(roundHere(GetParam(), value), roundInLLVM(GetParam(), value))
        << value;
  for (int i = 0; i < 200000; ++i) {
    double any = bit_cast<double>(random());
    double near = std::ldexp(static_cast<double>(random() >> 11),
                             static_cast<int>(random() % 60) - 90);
    if (std::isnan(any))
      any = near;
    for (double value : {any, near})
      ASSERT_EQ(roundHere(GetParam(), value), roundInLLVM(GetParam(), value))
          << value;
  }
  EXPECT_TRUE(std::isnan(
      APFloat(getSemantics(GetParam()), APInt(16, roundHere(GetParam(), kNaN)))
          .convertToDouble()));
}

TEST(Element, DoesNotRoundToF32FirstForF16) {
  // As f32 it would be a tie, and round down.
  double value = 1 + std::ldexp(1, -11) + std::ldexp(1, -40);
  Tensor tensor = create("1xf16");
  tensor.setDouble(0, value);
  EXPECT_EQ(tensor.getDouble(0), 1 + std::ldexp(1, -10));
}

TEST(Element, IntegersDropTheFractionAndSaturate) {
  auto store = [](StringRef kind, double value) {
    Tensor tensor = create(kind);
    tensor.setDouble(0, value);
    return loadInteger(tensor.getType().element, tensor.getData(), 0);
  };
  EXPECT_EQ(store("i8", 1.9), 1);
  EXPECT_EQ(store("i8", -1.9), -1);
  EXPECT_EQ(store("i8", 127.5), 127);
  EXPECT_EQ(store("i8", 1000), 127);
  EXPECT_EQ(store("i8", -1000), -128);
  EXPECT_EQ(store("ui8", -0.5), 0);
  EXPECT_EQ(store("ui8", 255), 255);
  EXPECT_EQ(store("i64", 1e30), INT64_MAX);
  EXPECT_EQ(store("i64", -kInfinity), INT64_MIN);
  EXPECT_EQ(store("ui64", 1e30), -1); // all bits
  EXPECT_EQ(store("i32", kNaN), 0);
  EXPECT_EQ(store("i1", 3), 1);
  EXPECT_EQ(store("i1", 0.5), 0);
  EXPECT_EQ(store("i1", kNaN), 0);
}

TEST(Element, LoadsIntegersWithTheirSign) {
  const uint64_t ones = UINT64_MAX;
  for (auto [kind, value] : {std::pair(ElementKind::i8, -1.0),
                             {ElementKind::i16, -1.0},
                             {ElementKind::i32, -1.0},
                             {ElementKind::i64, -1.0},
                             {ElementKind::u8, 255.0},
                             {ElementKind::u16, 65535.0},
                             {ElementKind::u32, 4294967295.0},
                             {ElementKind::u64, 18446744073709551616.0}})
    EXPECT_EQ(loadDouble(kind, &ones, 0), value) << getName(kind).str();
}

//===----------------------------------------------------------------------===//
// Elements as text
//===----------------------------------------------------------------------===//

static std::string print(ElementKind kind, const void *data) {
  std::string text;
  raw_string_ostream os(text);
  printElement(os, kind, data, 0);
  return text;
}

/// The value that `word` becomes as `kind`, printed; or the message.
static std::string reprint(StringRef kind, StringRef word) {
  uint64_t element = 0;
  ElementKind parsed = *parseElementKind(kind);
  if (Error error = parseElement(parsed, word, &element, 0))
    return messageOf(std::move(error));
  return print(parsed, &element);
}

TEST(ElementText, ReadsNumbersOfC) {
  EXPECT_EQ(reprint("f32", "1"), "1");
  EXPECT_EQ(reprint("f32", "-.5"), "-0.5");
  EXPECT_EQ(reprint("f32", "+5.e-1"), "0.5");
  EXPECT_EQ(reprint("f32", "1E3"), "1000");
  EXPECT_EQ(reprint("f32", "0x1.8p1"), "3");
  EXPECT_EQ(reprint("f32", "-0X1F"), "-31");
  EXPECT_EQ(reprint("f32", "0x1.8"), "1.5");
  EXPECT_EQ(reprint("f32", "-0"), "-0");
  EXPECT_EQ(reprint("f32", "-Inf"), "-inf");
  EXPECT_EQ(reprint("f64", "INFINITY"), "inf");
  EXPECT_EQ(reprint("f32", "NaN"), "nan");
  EXPECT_EQ(reprint("f32", "-nan"), "nan");
  EXPECT_EQ(reprint("f32", "0.1"), "0.100000001");
  EXPECT_EQ(reprint("f64", "0.1"), "0.10000000000000001");
  EXPECT_EQ(reprint("f16", "0.1"), "0.099976");
  EXPECT_EQ(reprint("bf16", "0.1"), "0.1001");
  EXPECT_EQ(reprint("f32", "1e-60"), "0");
}

TEST(ElementText, RoundsOnce) {
  // As a double first, this would be a tie in f32 and round down.
  EXPECT_EQ(reprint("f32", "1.000000059604644775390626"), "1.00000012");
  EXPECT_EQ(reprint("f32", "1.000000059604644775390625"), "1");
}

TEST(ElementText, RefusesWhatIsNoNumber) {
  for (StringRef word :
       {"",      "-",   "+",  ".",     "e5",   "1e",  "1e+",    "1.2.3", "1f",
        "--1",   "+-1", "0x", "0x.p1", "0xp1", "1p3", "nan(1)", "snan",  "infi",
        "1_000", "1,5", "½",  "0x1p",  "...",  "1-",  "1e5e5"})
    for (StringRef kind : {"f16", "bf16", "f32", "f64"})
      EXPECT_EQ(reprint(kind, word).rfind("expected a number for", 0), 0u)
          << word.str() << " is " << reprint(kind, word);
  for (StringRef word : {"", "-", "1.0", "1e3", "inf", "0x", "0xg", "--1", "1 ",
                         "true", "- 1", "0x-1", "١"})
    EXPECT_EQ(reprint("i32", word).rfind("expected an integer for i32", 0), 0u)
        << word.str();
  // In a time that does not depend on what follows.
  EXPECT_EQ(reprint("f64", std::string(5000000, '1')),
            "expected a number for f64, got '" + std::string(60, '1') + "…'");
}

TEST(ElementText, RefusesNumbersOutOfRange) {
  EXPECT_EQ(reprint("f16", "65519"), "65504");
  EXPECT_EQ(reprint("f16", "-65520"),
            "expected 'inf' or a number in the range of f16, got '-65520'");
  EXPECT_NE(reprint("f32", "1e39").find("range of f32"), std::string::npos);
  EXPECT_NE(reprint("f64", "1e999999999999999999999").find("range of f64"),
            std::string::npos);
  EXPECT_EQ(reprint("i8", "127"), "127");
  EXPECT_EQ(reprint("i8", "-128"), "-128");
  EXPECT_EQ(reprint("i8", "128"),
            "expected a value from -128 to 127 for i8, got '128'");
  EXPECT_EQ(reprint("i8", "-129"),
            "expected a value from -128 to 127 for i8, got '-129'");
  EXPECT_EQ(reprint("ui8", "0xff"), "255");
  EXPECT_EQ(reprint("ui8", "-1"),
            "expected a value from 0 to 255 for ui8, got '-1'");
  EXPECT_EQ(reprint("ui8", "-0"), "0");
  EXPECT_EQ(reprint("i64", "-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(reprint("ui64", "18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(reprint("ui64", "18446744073709551616"),
            "expected a value from 0 to 18446744073709551615 for ui64, got "
            "'18446744073709551616'");
  EXPECT_EQ(reprint("i32", "010"), "10");
  EXPECT_EQ(reprint("i1", "true"), "1");
  EXPECT_EQ(reprint("i1", "false"), "0");
  EXPECT_EQ(reprint("i1", "2"), "expected a value from 0 to 1 for i1, got '2'");
}

TEST(ElementText, PrintsEnoughDigitsToReadBack) {
  auto check = [](ElementKind kind, uint64_t bits) {
    uint64_t back = 0;
    std::string text = print(kind, &bits);
    ASSERT_FALSE(errorToBool(parseElement(kind, text, &back, 0))) << text;
    if (isFloat(kind) && std::isnan(loadDouble(kind, &bits, 0)))
      ASSERT_TRUE(std::isnan(loadDouble(kind, &back, 0)));
    else
      ASSERT_EQ(bits, back) << text;
  };
  for (uint64_t bits = 0; bits < 0x10000; ++bits) {
    check(ElementKind::f16, bits);
    check(ElementKind::bf16, bits);
    check(ElementKind::i16, bits);
    check(ElementKind::u16, bits);
  }
  std::mt19937_64 random(2);
  for (int i = 0; i < 20000; ++i) {
    check(ElementKind::f32, static_cast<uint32_t>(random()));
    check(ElementKind::f64, random());
    check(ElementKind::i64, random());
    check(ElementKind::u64, random());
  }
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

TEST(Tensor, IsZeroAndAligned) {
  for (StringRef type : {"f32", "3xi1", "7x5xf64", "0x3xf32", "100000xui8"}) {
    Tensor tensor = create(type);
    ASSERT_NE(tensor.getData(), nullptr);
    EXPECT_EQ(
        reinterpret_cast<uintptr_t>(tensor.getData()) % Tensor::kAlignment, 0u);
    for (int64_t i = 0; i < tensor.getNumElements(); ++i)
      ASSERT_EQ(tensor.getDouble(i), 0);
  }
  EXPECT_EQ(create("f32").getNumElements(), 1);
  EXPECT_EQ(create("0x3xf32").getNumElements(), 0);
}

TEST(Tensor, NeedsAStaticType) {
  EXPECT_EQ(messageOf(Tensor::create(parseType("?x784xf32"))),
            "expected every size to be known, got ?x784xf32");
  EXPECT_EQ(messageOf(Tensor::create(parseType("4611686018427387904xf32"))),
            "expected less than 2^63 bytes, got 4611686018427387904xf32");
}

TEST(Tensor, FailsWithoutMemory) {
  EXPECT_EQ(messageOf(Tensor::create(parseType("9223372036854775807xi8"))),
            "expected 9223372036854775807 bytes of memory for "
            "9223372036854775807xi8, got none");
#ifndef RELU_HAS_ASAN // which ends the process instead
  EXPECT_EQ(messageOf(Tensor::create(parseType("1152921504606846976xi8"))),
            "expected 1152921504606846976 bytes of memory for "
            "1152921504606846976xi8, got none");
#endif
}

TEST(Tensor, MovesWithoutCopying) {
  Tensor tensor = create("2x3xf32");
  const void *data = tensor.getData();
  Tensor moved = std::move(tensor);
  EXPECT_EQ(moved.getData(), data);
  tensor = std::move(moved);
  EXPECT_EQ(tensor.getData(), data);
  EXPECT_EQ(tensor.getType().str(), "2x3xf32");
  static_assert(!std::is_copy_constructible_v<Tensor>);
  static_assert(!std::is_copy_assignable_v<Tensor>);
}

TEST(Tensor, CloneHasItsOwnElements) {
  Tensor tensor = create("3xi32");
  tensor.setDouble(1, 7);
  Tensor copy = cantFail(tensor.clone());
  tensor.setDouble(1, 8);
  EXPECT_EQ(copy.getType(), tensor.getType());
  EXPECT_EQ(copy.getDouble(1), 7);
}

TEST(Tensor, GivesTypedAccess) {
  Tensor tensor = create("2x2xf32");
  MutableArrayRef<float> elements = tensor.getElements<float>();
  ASSERT_EQ(elements.size(), 4u);
  elements[3] = 0.5f;
  const Tensor &constant = tensor;
  EXPECT_EQ(constant.getElements<float>()[3], 0.5f);
  EXPECT_EQ(constant.getDouble(3), 0.5);
  EXPECT_TRUE(isElementType<uint16_t>(ElementKind::bf16));
  EXPECT_TRUE(isElementType<bool>(ElementKind::i1));
  EXPECT_TRUE(isElementType<int32_t>(ElementKind::u32));
  EXPECT_FALSE(isElementType<int32_t>(ElementKind::f32));
  EXPECT_FALSE(isElementType<float>(ElementKind::i32));
  EXPECT_FALSE(isElementType<float>(ElementKind::f64));
}

TEST(Tensor, ViewsShareItsElements) {
  Tensor tensor = create("4xf16");
  TensorView view = tensor.getView();
  view.setDouble(2, 1.5);
  ConstTensorView constant = view;
  EXPECT_EQ(constant.getDouble(2), 1.5);
  EXPECT_EQ(constant.getElements<uint16_t>()[2], 0x3e00);
  EXPECT_EQ(tensor.getDouble(2), 1.5);
  EXPECT_EQ(ConstTensorView(tensor).data, tensor.getData());
}

TEST(Tensor, TakesBitsForAnotherKind) {
  Tensor tensor = create("1xui16");
  tensor.setDouble(0, 0x3f80);
  tensor.reinterpretAs(ElementKind::bf16);
  EXPECT_EQ(tensor.getType().str(), "1xbf16");
  EXPECT_EQ(tensor.getDouble(0), 1);
}
