// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a SPEC of relu-run means, the messages for what is none, and that a
// printed tensor reads back. RELU_FUZZ_SECONDS sets how long the mutation test
// runs.

#include "relu/Execution/TensorSpec.h"

#include "../Messages.h"
#include "Mutation.h"

#include "relu/Execution/Npy.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <fstream>

using namespace llvm;
using namespace relu;
using namespace relu_test;
using Source = TensorSpec::Source;

static std::string print(const ConstTensorView &tensor,
                         int64_t maxElements = INT64_MAX) {
  std::string text;
  raw_string_ostream os(text);
  printTensor(os, tensor, maxElements);
  return text;
}

static Expected<Tensor> load(StringRef text, uint64_t seed = 42) {
  Expected<TensorSpec> spec = TensorSpec::parse(text);
  if (!spec)
    return spec.takeError();
  std::mt19937_64 random(seed);
  return spec->load(random);
}

/// The tensor that a SPEC means, printed; or the message.
static std::string loaded(StringRef text) {
  Expected<Tensor> tensor = load(text);
  return tensor ? print(*tensor) : toString(tensor.takeError());
}

static TensorSpec parse(StringRef text) {
  Expected<TensorSpec> spec = TensorSpec::parse(text);
  if (spec)
    return *spec;
  ADD_FAILURE() << toString(spec.takeError());
  return {};
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

TEST(SpecValues, WithoutAnyAreZero) {
  EXPECT_EQ(loaded("2x3xf32"), "2x3xf32=[0 0 0][0 0 0]");
  EXPECT_EQ(loaded("i1"), "i1=0");
  EXPECT_EQ(loaded("0x3xf32"), "0x3xf32=");
}

TEST(SpecValues, OneIsRepeated) {
  EXPECT_EQ(loaded("2x3xf32=0.5"), "2x3xf32=[0.5 0.5 0.5][0.5 0.5 0.5]");
  EXPECT_EQ(loaded("3xbf16=-inf"), "3xbf16=-inf -inf -inf");
  EXPECT_EQ(loaded("0x3xf32=1"), "0x3xf32=");
}

TEST(SpecValues, AreSeparatedByCommasOrSpaces) {
  for (StringRef values : {"1,2,3,4,5,6", "1 2 3 4 5 6", " 1, 2 3 ,4\t5\n6 "})
    EXPECT_EQ(loaded(("2x3xf32=" + values).str()), "2x3xf32=[1 2 3][4 5 6]");
  EXPECT_EQ(loaded("f32=3.5"), "f32=3.5");
  EXPECT_EQ(loaded("1xf32=3.5"), "1xf32=3.5");
  EXPECT_EQ(loaded("3xf64=nan,-Inf,0x1p-1"), "3xf64=nan -inf 0.5");
  EXPECT_EQ(loaded("3xi1=true 0 1"), "3xi1=1 0 1");
}

TEST(SpecValues, MayHaveTheBracketsOfTheShape) {
  for (StringRef values :
       {"[[1 2][3 4]]", "[1 2][3 4]", "[1 2 3 4]", "[[1, 2], [3, 4]]",
        "[ [1 2] , [3 4] ]", "[1,2][3,4]"})
    EXPECT_EQ(loaded(("2x2xi32=" + values).str()), "2x2xi32=[1 2][3 4]");
  EXPECT_EQ(loaded("f32=[3]"), "f32=3");
  EXPECT_EQ(loaded("2xf32=[3 4]"), "2xf32=3 4");
  EXPECT_EQ(loaded("1x3xf32=[3 4 5]"), "1x3xf32=[3 4 5]");
  EXPECT_EQ(loaded("2x1x2xi8=[[[1 2]][[3 4]]]"), "2x1x2xi8=[[1 2]][[3 4]]");
  EXPECT_EQ(loaded("2x1x2xi8=[[1 2]][[3 4]]"), "2x1x2xi8=[[1 2]][[3 4]]");
  EXPECT_EQ(loaded("2x1x2xi8=[1 2][3 4]"), "2x1x2xi8=[[1 2]][[3 4]]");
  EXPECT_EQ(loaded("2x1x2xi8=[1 2 3 4]"), "2x1x2xi8=[[1 2]][[3 4]]");
  EXPECT_EQ(loaded("2x0xf32=[][]"), "2x0xf32=");
  EXPECT_EQ(loaded("2x0xf32="), "2x0xf32=");
}

TEST(SpecValues, BracketsAreChecked) {
  for (auto [text, message] :
       {// As many values, but not this matrix.
        std::pair("3x2xi32=[1 2 3][4 5 6]",
                  "expected 2 values between '[' and ']' for 3x2xi32, got 3"),
        {"2x2xi32=[1 2][3 4 5]", "expected 2 values between '[' and ']'"},
        {"2x2xi32=[[1 2][3 4]][5 6]", "brackets"},
        {"2x2x2xi32=[[1 2][3 4]]",
         "expected 8 values for 2x2x2xi32, or one to repeat, got 4"},
        {"2x2x2x1xi8=[[1 2 3 4][5 6 7 8]]",
         "expected 1 values between '[' and ']' for 2x2x2x1xi8, got 4"},
        {"2x2x3xi8=[[1 2 3]][[4 5 6][7 8 9][10 11 12]]",
         "expected 6 values between '[' and ']' for 2x2x3xi8, got 3"},
        {"2x2xi32=[1 2][3 4", "expected ']' at the end"},
        {"2x2xi32=[1 2]3 4", "expected every value in 1 brackets as the first"},
        {"2x2xi32=1 2]", "expected '[' before ']'"},
        {"2x2xi32=[[[1 2]]]", "expected at most 2 brackets within each other"},
        {"f32=[[1]]", "expected at most 1 brackets within each other"},
        {"2xi32=[1 2][]", "expected 2 values between '[' and ']'"},
        {"2x2xi32=[1 2 []][3 4]", "expected a value between '[' and ']'"},
        {"2xi32=[1,,2]", "expected a value before ','"},
        {"2xi32=,1,2", "expected a value before ','"},
        {"2xi32=1,2,", "expected a value after ','"},
        {"2xi32=[1,2,]", "expected a value after ','"},
        {"2xi32=[,1,2]", "expected a value before ','"}})
    EXPECT_CONTAINS(loaded(text), message);
}

TEST(SpecValues, AreCounted) {
  EXPECT_EQ(loaded("2x3xf32=1,2,3,4,5"),
            "'2x3xf32=1,2,3,4,5': expected 6 values for 2x3xf32, or one to "
            "repeat, got 5");
  EXPECT_CONTAINS(loaded("2x3xf32=1 2 3 4 5 6 7"), "got 7");
  EXPECT_CONTAINS(loaded("2x3xf32="), "got 0");
  EXPECT_CONTAINS(loaded("f32=1 2"), "expected 1 values for f32");
  EXPECT_CONTAINS(loaded("0xf32=1 2"), "expected 0 values for 0xf32");
  // Counted before memory is asked for.
  EXPECT_CONTAINS(loaded("1000000x1000000xf32=1,2"),
                  "expected 1000000000000 values for 1000000x1000000xf32");
}

TEST(SpecValues, MustFitTheKind) {
  EXPECT_EQ(loaded("2xi8=1 200"), "'2xi8=1 200': expected a value from -128 to "
                                  "127 for i8, got '200'");
  EXPECT_EQ(loaded("2xui8=1 200"), "2xui8=1 200");
  EXPECT_EQ(loaded("2xf32=1 x"),
            "'2xf32=1 x': expected a number for f32, got 'x'");
  EXPECT_CONTAINS(loaded("2xf16=1 1e6"), "in the range of f16, got '1e6'");
  EXPECT_CONTAINS(loaded("2xi32=1.5"), "expected an integer for i32");
  EXPECT_CONTAINS(loaded("2xf32=..."), "expected a number for f32");
}

//===----------------------------------------------------------------------===//
// The text
//===----------------------------------------------------------------------===//

TEST(SpecText, MayBeginWithAName) {
  for (auto [text, name] : {std::pair("x:2x3xf32", "x"),
                            {"x:2x3xf32=1", "x"},
                            {"x:2x3xf32=rand:0:1", "x"},
                            {"x:@a.npy", "x"},
                            {"input:0:f32=1", "input:0"},
                            {"input:0:@a:b=c.npy", "input:0"},
                            {"a/b.weight:f32=@f:g=h", "a/b.weight"},
                            {"2x3xf32", ""},
                            {"2x3xf32=rand:0:1", ""},
                            {"@a:b.npy", ""},
                            {"f32:f32", "f32"}})
    EXPECT_EQ(parse(text).name, name) << text;
  EXPECT_CONTAINS(loaded(":f32"), "':f32': expected a name before ':'");
  EXPECT_CONTAINS(loaded(":@x.npy"), "expected a name before ':'");
}

TEST(SpecText, AllAfterTheSignIsTheFile) {
  for (auto [text, source, path, key] :
       {std::tuple("@x.npy", Source::Npy, "x.npy", ""),
        {"@a:b=c@d.npy", Source::Npy, "a:b=c@d.npy", ""},
        {"@/dev/fd/63", Source::Npy, "/dev/fd/63", ""},
        {"@x.npz", Source::Npz, "x.npz", ""},
        {"@x.npz:key", Source::Npz, "x.npz", "key"},
        {"@x.npz:a:b/c", Source::Npz, "x.npz", "a:b/c"},
        {"@a:b=c.npz:k=v", Source::Npz, "a:b=c.npz", "k=v"},
        {"@x.npz:d/y.npy", Source::Npy, "x.npz:d/y.npy", ""},
        {"@x.npz:d/y.npz:key", Source::Npz, "x.npz:d/y.npz", "key"},
        {"@input_0.pb", Source::Onnx, "input_0.pb", ""},
        {"n:2xf32=@raw.bin", Source::Raw, "raw.bin", ""},
        {"2xf32=@a:b=c", Source::Raw, "a:b=c", ""},
        {"2xbf16=@raw.bin", Source::Raw, "raw.bin", ""},
        {"2xbf16=@x.npy", Source::Npy, "x.npy", ""},
        {"?xbf16=@x.npz:key", Source::Npz, "x.npz", "key"}}) {
    TensorSpec spec = parse(text);
    EXPECT_EQ(spec.source, source) << text;
    EXPECT_EQ(spec.path, path) << text;
    EXPECT_EQ(spec.key, key) << text;
  }
  EXPECT_CONTAINS(loaded("@"), "expected a file after '@'");
  EXPECT_CONTAINS(loaded("2xf32=@"), "expected a file after '@'");
  EXPECT_CONTAINS(loaded("@x.npz:"), "expected a key after '.npz:'");
  EXPECT_CONTAINS(loaded("2xf32@x.npy"),
                  "expected '=' between the type and '@'");
}

TEST(SpecText, RefusesATypeForAFileThatHasOne) {
  EXPECT_EQ(loaded("2x3xf32=@x.npy"),
            "'2x3xf32=@x.npy': expected a file of bytes without a header after "
            "a type, got 'x.npy', which has its own type; write '@x.npy'");
  EXPECT_CONTAINS(loaded("a:4xui16=@x.npz:k"), "write 'a:@x.npz:k'");
  EXPECT_CONTAINS(loaded("2x3xf32=@x.npz"), "write '@x.npz'");
  EXPECT_CONTAINS(loaded("2x3xbf16=@x.pb"), "write '@x.pb'");
}

TEST(SpecText, RefusesOtherTypes) {
  EXPECT_CONTAINS(loaded(""), "'': expected a type such as '2x3xf32'");
  EXPECT_CONTAINS(loaded("x.npy"), "a file is written '@x.npy'");
  EXPECT_CONTAINS(loaded("2x3=1"), "expected a type such as '2x3xf32'");
  EXPECT_CONTAINS(loaded("x: f32=1"), "expected a type such as '2x3xf32'");
  EXPECT_EQ(loaded("?x3xf32=1"),
            "'?x3xf32=1': expected numbers for all sizes, got ?x3xf32");
  EXPECT_CONTAINS(loaded("?x3xf32"), "expected numbers for all sizes");
  EXPECT_CONTAINS(loaded("?xf32=@raw"), "expected numbers for all sizes");
  EXPECT_CONTAINS(loaded("?xf32=rand"), "expected numbers for all sizes");
  EXPECT_CONTAINS(loaded("4611686018427387904xf32"),
                  "expected less than 2^63 bytes");
  EXPECT_CONTAINS(loaded(std::string(1000, 'x')), std::string(60, 'x') + "…'");
}

//===----------------------------------------------------------------------===//
// Generators
//===----------------------------------------------------------------------===//

// The expected numbers come from another implementation of the generator and
// of the formulas, in Python with exact arithmetic, seeded with 42.

TEST(SpecRandom, IsTheSameEverywhere) {
  EXPECT_EQ(loaded("4xf32=rand"),
            "4xf32=0.755155504 0.639031351 0.752145171 0.136272669");
  EXPECT_EQ(loaded("3xf64=rand:-1:3"),
            "3xf64=2.0206221318181559 1.5561255754187897 2.0085808029921064");
  EXPECT_EQ(loaded("4xbf16=rand"), "4xbf16=0.7539 0.6367 0.75 0.1328");
  EXPECT_EQ(loaded("4xf16=rand"), "4xf16=0.75488 0.63867 0.75195 0.13623");
  EXPECT_EQ(loaded("8xi32=rand"), "8xi32=6 24 50 62 81 28 36 44");
  EXPECT_EQ(loaded("8xi8=rand:-3:4"), "8xi8=3 0 2 1 3 3 1 -3");
  EXPECT_EQ(loaded("6xf32=normal"),
            "6xf32=1.29382038 0.397977382 1.11855507 -1.49224699 -0.308808684 "
            "1.41336679");
}

TEST(SpecRandom, NormalIsPrecise) {
  const double expected[] = {1.2938204232729367,   0.39797739618378858,
                             1.1185550524574781,   -1.4922470037224238,
                             -0.30880867176374271, 1.4133667356902182};
  Tensor tensor = cantFail(load("6xf64=normal"));
  for (auto [value, number] : zip_equal(tensor.getElements<double>(), expected))
    EXPECT_NEAR(value, number, std::fabs(number) * 5e-16);
}

TEST(SpecRandom, IntegersAreNotBiased) {
  // About five draws are beyond the last whole multiple of this range.
  constexpr uint64_t kRange = 6305039478318694;
  constexpr uint64_t kLimit = UINT64_MAX / kRange * kRange;
  Tensor tensor = cantFail(load("20000xi64=rand:0:6305039478318694"));
  std::mt19937_64 random(42);
  int numRefused = 0;
  for (int64_t value : tensor.getElements<int64_t>()) {
    uint64_t draw = random();
    for (; draw >= kLimit; ++numRefused)
      draw = random();
    ASSERT_EQ(static_cast<uint64_t>(value), draw % kRange);
  }
  EXPECT_GT(numRefused, 0);
}

TEST(SpecRandom, ContinuesWithTheNextTensor) {
  std::mt19937_64 random(42);
  TensorSpec spec = parse("2xf32=rand");
  EXPECT_EQ(print(cantFail(spec.load(random))),
            "2xf32=0.755155504 0.639031351");
  EXPECT_EQ(print(cantFail(spec.load(random))),
            "2xf32=0.752145171 0.136272669");
}

TEST(SpecRandom, StaysBetweenTheBounds) {
  for (auto [text, lo, hi] : {std::tuple("5000xf16=rand", 0.0, 1.0),
                              {"5000xbf16=rand", 0.0, 1.0},
                              {"5000xf32=rand", 0.0, 1.0},
                              {"5000xf64=rand", 0.0, 1.0},
                              {"5000xf32=rand:-2:2", -2.0, 2.0},
                              {"5000xi1=rand", 0.0, 2.0},
                              {"5000xi8=rand", 0.0, 100.0},
                              {"5000xui8=rand:250:256", 250.0, 256.0},
                              {"5000xi8=rand:-128:128", -128.0, 128.0},
                              {"5000xi64=rand:-5:-4", -5.0, -4.0}}) {
    Tensor tensor = cantFail(load(text));
    double least = hi, most = lo;
    for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
      least = std::min(least, tensor.getDouble(i));
      most = std::max(most, tensor.getDouble(i));
    }
    EXPECT_GE(least, lo) << text;
    EXPECT_LT(most, hi) << text;
    // And comes near them; integers reach hi - 1.
    EXPECT_LT(least, lo + (hi - lo) * 0.02) << text;
    EXPECT_GE(most, isFloat(tensor.getType().element) ? hi - (hi - lo) * 0.02
                                                      : hi - 1)
        << text;
  }
}

TEST(SpecRandom, HasDefaultBoundsForOptionsWithoutText) {
  std::mt19937_64 random(42);
  TensorSpec spec = TensorSpec::uniform({ElementKind::i32, {3}});
  EXPECT_EQ(print(cantFail(spec.load(random))), "3xi32=6 24 50");
}

TEST(SpecRandom, NormalHasMeanZeroAndDeviationOne) {
  Tensor tensor = cantFail(load("200000xf64=normal"));
  double sum = 0, squares = 0;
  int64_t within = 0;
  for (double value : tensor.getElements<double>()) {
    sum += value;
    squares += value * value;
    within += std::fabs(value) < 1;
  }
  auto count = static_cast<double>(tensor.getNumElements());
  EXPECT_NEAR(sum / count, 0, 0.01);
  EXPECT_NEAR(squares / count, 1, 0.02);
  EXPECT_NEAR(within / count, 0.6827, 0.005);
}

TEST(SpecRandom, RefusesBoundsThatMakeNoSense) {
  for (StringRef bounds :
       {"rand:", "rand:1", "rand:1:", "rand:1:1", "rand:2:1", "rand:nan:1",
        "rand:0:inf", "rand:0:1:2", "rand:a:b", "rand:0:1e40", "rand: 0:1"})
    EXPECT_CONTAINS(loaded(("2xf32=" + bounds).str()),
                    "expected two numbers lo < hi as in 'rand:-1:1'");
  EXPECT_CONTAINS(loaded("2xf64=rand:-1e308:1e308"), "range of f64");
  EXPECT_CONTAINS(loaded("2xf16=rand:0:65536"), "in the range of f16");
  EXPECT_CONTAINS(loaded("2xi8=rand:0:129"),
                  "whole, at most 2^53 and in the range of i8, got '0:129'");
  EXPECT_CONTAINS(loaded("2xui8=rand:-1:5"), "in the range of ui8");
  EXPECT_CONTAINS(loaded("2xi32=rand:0:1.5"), "whole");
  EXPECT_CONTAINS(loaded("2xui64=rand:0:1e18"), "at most 2^53");
  EXPECT_CONTAINS(loaded("2xf32=random"), "expected a number for f32");
}

TEST(SpecRandom, NormalNeedsAFloatingPointKind) {
  EXPECT_EQ(loaded("2xi32=normal"), "'2xi32=normal': expected a floating-point "
                                    "type for normal, got 2xi32");
}

TEST(SpecIota, CountsFromZero) {
  EXPECT_EQ(loaded("2x3xf32=iota"), "2x3xf32=[0 1 2][3 4 5]");
  EXPECT_EQ(loaded("i64=iota"), "i64=0");
  EXPECT_EQ(loaded("2xi1=iota"), "2xi1=0 1");
  EXPECT_EQ(loaded("0xi1=iota"), "0xi1=");
  EXPECT_CONTAINS(loaded("128xi8=iota"), " 127");
  EXPECT_CONTAINS(loaded("129xi8=iota"), "expected iota to stay within the "
                                         "range of i8, got 129 elements");
  EXPECT_CONTAINS(loaded("3xi1=iota"), "expected iota to stay within");
  EXPECT_CONTAINS(loaded("70000xf16=iota"), "expected iota to stay within");
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

namespace {

class SpecFiles : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("relu-spec", directory));
  }
  void TearDown() override { (void)sys::fs::remove_directories(directory); }
  std::string path(const Twine &name) const {
    return (directory + "/" + name).str();
  }
  SmallString<128> directory;
};

} // namespace

TEST_F(SpecFiles, ReadsNpy) {
  cantFail(writeNpyFile(path("a:b=c.npy"), cantFail(load("2x3xf32=iota"))));
  EXPECT_EQ(loaded("@" + path("a:b=c.npy")), "2x3xf32=[0 1 2][3 4 5]");
  EXPECT_CONTAINS(loaded("@" + path("no.npy")), "expected a file to read");
}

TEST_F(SpecFiles, ReadsNpz) {
  Tensor a = cantFail(load("2xf32=1 2")), b = cantFail(load("2xi8=3 4"));
  cantFail(writeNpzFile(path("x.npz"), {{"a", a}, {"b.w", b}}));
  EXPECT_EQ(loaded("x:@" + path("x.npz:b.w")), "2xi8=3 4");
  EXPECT_CONTAINS(loaded("@" + path("x.npz")), "got 2: 'a', 'b.w'");
  cantFail(writeNpzFile(path("x.npz"), {{"a", a}}));
  EXPECT_EQ(loaded("@" + path("x.npz")), "2xf32=1 2");
}

TEST_F(SpecFiles, ReadsBF16FromUInt16) {
  Tensor tensor = cantFail(load("4xbf16=1 2 3 4"));
  cantFail(writeNpyFile(path("u16.npy"), tensor));
  cantFail(writeNpzFile(path("u16.npz"), {{"k", tensor}}));
  EXPECT_EQ(loaded("4xbf16=@" + path("u16.npy")), "4xbf16=1 2 3 4");
  EXPECT_EQ(loaded("?xbf16=@" + path("u16.npy")), "4xbf16=1 2 3 4");
  EXPECT_EQ(loaded("4xbf16=@" + path("u16.npz:k")), "4xbf16=1 2 3 4");
  EXPECT_EQ(loaded("5xbf16=@" + path("u16.npy")),
            "'" + path("u16.npy") + "': expected 5xbf16, got 4xbf16");
  cantFail(writeNpyFile(path("f32.npy"), cantFail(load("4xf32"))));
  EXPECT_CONTAINS(loaded("4xbf16=@" + path("f32.npy")),
                  "expected elements of bf16, which numpy holds as u2, got "
                  "dtype '<f4'");
}

TEST_F(SpecFiles, ReadsRawBytes) {
  std::ofstream(path("raw:bin=")) << std::string("\0\0\x80?\0\0\0@", 8);
  EXPECT_EQ(loaded("x:2xf32=@" + path("raw:bin=")), "2xf32=1 2");
  EXPECT_CONTAINS(loaded("3xf32=@" + path("raw:bin=")),
                  "expected 12 bytes for 3xf32, got 8");
  // Even if its name does not say what it is.
  cantFail(writeNpyFile(path("raw:bin="), cantFail(load("2xf32"))));
  EXPECT_CONTAINS(loaded("2xf32=@" + path("raw:bin=")),
                  "got an .npy file; to read it, write '@");
}

TEST(SpecText, LeavesOnnxToItsReader) {
  EXPECT_EQ(loaded("@input_0.pb"), "'input_0.pb': expected an .npy or .npz "
                                   "file, got an ONNX tensor");
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

TEST(PrintTensor, ReadsBack) {
  for (StringRef text : {"2x3xf32=normal", "7xf64=normal", "5x4x3x2xf16=normal",
                         "1x1x1xbf16=normal", "f32=normal", "4xi1=rand",
                         "2x2xi8=rand:-128:128", "3xui64=18446744073709551615",
                         "4xf32=inf -inf -0 1e-45", "0x3xf32", "2x0x3xi32"}) {
    Tensor tensor = cantFail(load(text));
    std::string printed = print(tensor);
    Expected<Tensor> back = load(printed);
    ASSERT_TRUE(bool(back)) << toString(back.takeError());
    EXPECT_EQ(back->getType(), tensor.getType());
    EXPECT_EQ(
        std::memcmp(back->getData(), tensor.getData(), tensor.getByteSize()), 0)
        << printed;
  }
}

TEST(PrintTensor, StopsAtTheLimit) {
  Tensor tensor = cantFail(load("2x2x2xi32=iota"));
  EXPECT_EQ(print(tensor, 8), "2x2x2xi32=[[0 1][2 3]][[4 5][6 7]]");
  EXPECT_EQ(print(tensor, 7), "2x2x2xi32=[[0 1][2 3]][[4 5][6 ...]]");
  EXPECT_EQ(print(tensor, 4), "2x2x2xi32=[[0 1][2 3]][[...]]");
  EXPECT_EQ(print(tensor, 0), "2x2x2xi32=[[...]]");
  EXPECT_EQ(print(cantFail(load("5xi32=iota")), 2), "5xi32=0 1 ...");
  EXPECT_EQ(print(cantFail(load("f32=1")), 0), "f32=...");
  // Whatever the size, and however many brackets there would be.
  EXPECT_EQ(print(cantFail(load("100000x10000xi8")), 2),
            "100000x10000xi8=[0 0 ...]");
  EXPECT_EQ(print(cantFail(load("1000000000x0xf32"))), "1000000000x0xf32=");
}

//===----------------------------------------------------------------------===//
// Mutations
//===----------------------------------------------------------------------===//

TEST(SpecText, SurvivesMutations) {
  static constexpr StringLiteral kSeeds[] = {"2x3xf32=1,2,3,4,5,6",
                                             "2x3xf32=0.5",
                                             "x:2x3xf32",
                                             "@x.npy",
                                             "@x.npz:key",
                                             "2x3xf32=@raw.bin",
                                             "4xbf16=@u16.npy",
                                             "2x3xf32=rand:-1:1e3",
                                             "2xf16=normal",
                                             "2x2xi8=iota",
                                             "2x2xi32=[[1 2][3 4]]",
                                             "f32=-0x1.8p-3",
                                             "2x1x2xui64=[[1 2]][[3 4]]",
                                             "input:0:3xf64=nan inf -1e-320"};
  SmallVector<StringRef> pieces;
  StringRef("[|]|,| |x|=|@|:|?|0|1|-|e|p|.|9223372036854775807|nan|rand|iota|"
            ".npz:|i1|bf16")
      .split(pieces, '|');
  std::mt19937_64 random(5);
  int64_t numLoaded = 0;
  repeat([&] {
    std::string text = kSeeds[random() % std::size(kSeeds)].str();
    for (uint64_t i = 0, e = 1 + random() % 3; i < e; ++i) {
      size_t at = random() % (text.size() + 1);
      size_t length = random() % 4;
      switch (random() % 4) {
      case 0:
        text.insert(at, pieces[random() % pieces.size()].str());
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, text.substr(at, length * 3));
        break;
      case 3:
        if (at < text.size())
          text[at] = static_cast<char>(random());
        break;
      }
    }
    Expected<TensorSpec> spec = TensorSpec::parse(text);
    if (!spec) {
      EXPECT_CONTAINS(toString(spec.takeError()), ": expected ");
      return;
    }
    // What the user asks for is made, so it must not be too much here; and
    // names of devices could come out.
    std::optional<int64_t> size = spec->type ? spec->type->getByteSize() : 0;
    if (!size || *size > (1 << 20) || StringRef(spec->path).contains('/'))
      return;
    Expected<Tensor> tensor = spec->load(random);
    if (!tensor) {
      EXPECT_CONTAINS(toString(tensor.takeError()), "expected ");
      return;
    }
    ++numLoaded;
    std::string printed = print(*tensor);
    Expected<Tensor> back = load(printed);
    if (back)
      EXPECT_EQ(print(*back), printed);
    else
      ADD_FAILURE() << text << " is " << printed << ": "
                    << toString(back.takeError());
  });
  EXPECT_GT(numLoaded, 100);
}
