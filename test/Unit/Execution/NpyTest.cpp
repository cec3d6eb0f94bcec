// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// .npy: what is read and written, and that files which lie end in an error.

#include "Mutation.h"
#include "TensorFiles.h"

#include "llvm/ADT/StringExtras.h"
#include <sys/stat.h>
#include <thread>

using namespace llvm;
using namespace relu;
using namespace relu_test;

namespace {
class Npy : public Files {};
} // namespace

static Expected<Tensor> parse(StringRef bytes,
                              std::optional<ElementKind> as = std::nullopt) {
  size_t position = 0;
  auto read = [&](MutableArrayRef<char> buffer) -> Error {
    // Reading past the end is what must never be asked for.
    EXPECT_LE(buffer.size(), bytes.size() - position);
    std::memcpy(buffer.data(), bytes.data() + position, buffer.size());
    position += buffer.size();
    return Error::success();
  };
  return readNpy({"x.npy", bytes.size(), read}, as);
}

//===----------------------------------------------------------------------===//
// Reading .npy
//===----------------------------------------------------------------------===//

TEST_F(Npy, ReadsEveryDtype) {
  StringRef ones("\1\0\0\0\0\0\0\0", 8);
  for (auto [descr, expected] : {std::pair("<u1", "1xui8: 1"),
                                 {"|u1", "1xui8: 1"},
                                 {"<u2", "1xui16: 1"},
                                 {"<u4", "1xui32: 1"},
                                 {"<u8", "1xui64: 1"},
                                 {"|i1", "1xi8: 1"},
                                 {"<i2", "1xi16: 1"},
                                 {"<i4", "1xi32: 1"},
                                 {"=i8", "1xi64: 1"},
                                 {"|b1", "1xi1: 1"},
                                 {"i4", "1xi32: 1"}}) {
    size_t size = StringRef(descr).back() - '0';
    EXPECT_EQ(describe(parse(makeNpy(descr, "(1,)", ones.take_front(size)))),
              expected);
  }
  EXPECT_EQ(describe(parse(makeNpy("<f2", "(2,)", StringRef("\0<\0\xc0", 4)))),
            "2xf16: 1 -2");
  EXPECT_EQ(describe(parse(makeNpy("<f4", "()", StringRef("\0\0\x80?", 4)))),
            "f32: 1");
  EXPECT_EQ(describe(parse(
                makeNpy("<f8", "(1, 1)", StringRef("\0\0\0\0\0\0\xf0?", 8)))),
            "1x1xf64: 1");
}

TEST_F(Npy, SwapsBigEndian) {
  EXPECT_EQ(describe(parse(makeNpy(">i2", "(2,)", StringRef("\1\2\0\1", 4)))),
            "2xi16: 258 1");
  EXPECT_EQ(describe(parse(makeNpy(">f4", "(1,)", StringRef("?\x80\0\0", 4)))),
            "1xf32: 1");
  EXPECT_EQ(
      describe(parse(makeNpy(">u8", "(1,)", StringRef("\0\0\0\0\0\0\1\0", 8)))),
      "1xui64: 256");
  EXPECT_EQ(describe(parse(makeNpy(">u2", "(1,)", StringRef("?\x80", 2)),
                           ElementKind::bf16)),
            "1xbf16: 1");
  EXPECT_EQ(describe(parse(makeNpy(">i1", "(1,)", "\1"))), "1xi8: 1");
}

TEST_F(Npy, TransposesFortranOrder) {
  auto make = [](StringRef shape, StringRef data) {
    return makeNpy(
        ("{'descr': '|u1', 'fortran_order': True, 'shape': " + shape + "}")
            .str(),
        data);
  };
  EXPECT_EQ(describe(parse(make("(2, 3)", "\1\4\2\5\3\6"))),
            "2x3xui8: 1 2 3 4 5 6");
  EXPECT_EQ(describe(parse(make("(2, 1, 2, 2)", "\1\5\3\7\2\6\4\x8"))),
            "2x1x2x2xui8: 1 2 3 4 5 6 7 8");
  EXPECT_EQ(describe(parse(make("(3,)", "\1\2\3"))), "3xui8: 1 2 3");
  EXPECT_EQ(describe(parse(make("()", "\7"))), "ui8: 7");
  EXPECT_EQ(describe(parse(make("(2, 0)", ""))), "2x0xui8:");
  // More than one buffer of the reader.
  std::string large;
  for (int i = 0; i < 300 * 200; ++i)
    large += static_cast<char>((i % 300) * 7 + (i / 300) * 3);
  Tensor tensor = cantFail(parse(make("(300, 200)", large)));
  for (int row = 0; row < 300; ++row)
    for (int column = 0; column < 200; ++column)
      ASSERT_EQ(tensor.getElements<uint8_t>()[row * 200 + column],
                static_cast<uint8_t>(row * 7 + column * 3));
}

TEST_F(Npy, TakesUInt16AndVoidForBF16) {
  StringRef data("\x80?\0\xc0", 4);
  EXPECT_EQ(describe(parse(makeNpy("<u2", "(2,)", data), ElementKind::bf16)),
            "2xbf16: 1 -2");
  EXPECT_EQ(describe(parse(makeNpy("|V2", "(2,)", data), ElementKind::bf16)),
            "2xbf16: 1 -2");
  EXPECT_EQ(describe(parse(makeNpy("<u2", "(2,)", data))),
            "2xui16: 16256 49152");
  EXPECT_EQ(describe(parse(makeNpy("<f2", "(2,)", data), ElementKind::bf16)),
            "'x.npy': expected elements of bf16, which numpy holds as u2, got "
            "dtype '<f2'");
  EXPECT_EQ(describe(parse(makeNpy("<u2", "(2,)", data), ElementKind::f16)),
            "'x.npy': expected elements of f16, got dtype '<u2'");
  EXPECT_EQ(describe(parse(makeNpy("<u2", "(2,)", data), ElementKind::u16)),
            "2xui16: 16256 49152");
}

TEST_F(Npy, MakesBoolsZeroOrOne) {
  EXPECT_EQ(describe(parse(makeNpy("|b1", "(4,)", StringRef("\0\1\2\xff", 4)))),
            "4xi1: 0 1 1 1");
}

TEST_F(Npy, ReadsHeadersOfOtherWriters) {
  for (StringRef literal :
       {"{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1)}",
        "{\"shape\":(2,1,),\"fortran_order\":False,\"descr\":\"|u1\"}",
        "\t{ 'descr' :'|u1' ,\n'fortran_order': True, 'shape': ( 2 , 1 ) , } "
        "\n",
        "{'descr': 'u1', 'fortran_order': False, 'shape': (2L, 1L), }"})
    for (int version : {1, 2, 3})
      EXPECT_EQ(describe(parse(makeNpy(literal, "\5\6", version))),
                "2x1xui8: 5 6")
          << literal.str();
}

TEST_F(Npy, RefusesOtherDtypes) {
  for (auto [descr, reason] :
       {std::pair("|O", "(Python objects, which only Python can load)"),
        {"<c8", "(complex numbers)"},
        {"|S5", "(strings)"},
        {"<U5", "(strings)"},
        {"<M8[ns]", "(dates)"},
        {"|V4", "(bytes without a type)"},
        {"|V2", "if it is bf16, say so: '4xbf16=@file.npy'"},
        {"<f16", "got '<f16'"},
        {"<i3", "got '<i3'"},
        {"", "got ''"},
        {"<", "got '<'"},
        {"<<f4", "got '<<f4'"},
        {"f4 ", "got 'f4 '"},
        {"<f4\xff", "got '<f4\\FF'"}}) {
    std::string message = describe(parse(makeNpy(descr, "(0,)", "")));
    EXPECT_CONTAINS(message, "'x.npy': expected a dtype among f2, f4, f8, i1,");
    EXPECT_CONTAINS(message, reason);
  }
  EXPECT_EQ(describe(parse(makeNpy("{'descr': [('a', '<f4'), ('b', '<i4')], "
                                   "'fortran_order': False, 'shape': (1,)}",
                                   "12345678"))),
            "'x.npy': expected one number per element, got a structured dtype "
            "'[('a', '<f4'), ('b', '<i4')], 'fortran_o…'");
}

TEST_F(Npy, RefusesHeadersThatAreNotTheLiteral) {
  for (auto [literal, message] :
       {std::pair("", "expected '{' at byte 0 of the header, got its end"),
        {"[]", "expected '{' at byte 0 of the header, got '[]'"},
        {"{}", "expected key 'descr' in the header, got '{}'"},
        {"{'descr': '|u1', 'shape': (2,)}",
         "expected key 'fortran_order' in the header"},
        {"{'descr': '|u1', 'descr': '|u1'}",
         "expected key 'descr' once in the header, got it twice"},
        {"{'dtype': '|u1'}", "got 'dtype'"},
        {"{descr: '|u1'}", "expected a string at byte 1"},
        {"{'descr", "expected a string at byte 1"},
        {"{'descr' '|u1'}", "expected ':' at byte 9"},
        {"{'descr': '\\x7cu1'}", "expected a string at byte 10"},
        {"{'descr': u1}", "expected a string at byte 10"},
        {"{'fortran_order': 1}", "expected True or False at byte 18"},
        {"{'fortran_order': Falsehood}", "expected ',' or '}' at byte 23"},
        {"{'shape': 2}", "expected '(' before the sizes at byte 10"},
        {"{'shape': [2]}", "expected '(' before the sizes at byte 10"},
        {"{'shape': (2)}", "expected ',' at byte 12"},
        {"{'shape': (2 3)}", "expected ',' at byte 13"},
        {"{'shape': (2, 3 4)}", "expected ',' or ')' at byte 16"},
        {"{'shape': (,)}", "expected a size of 0 or more at byte 11"},
        {"{'shape': (2,,)}", "expected a size of 0 or more at byte 13"},
        {"{'shape': (True,)}", "expected a size of 0 or more"},
        {"{'shape': (02,)}", "expected a size of 0 or more"},
        {"{'shape': (-2,)}", "expected a size of 0 or more at byte 11 of the "
                             "header, got '-2,)}'"},
        {"{'shape': (2.0,)}", "expected ',' at byte 12"},
        {"{'shape': (9223372036854775808,)}", "expected a size below 2^63"},
        {"{'shape': (2,", "expected a size of 0 or more"},
        {"{'shape': (2, 3)", "expected ',' or '}'"},
        {"{'shape': (2, 3),,}", "expected a string"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (2,)} x",
         "expected nothing after the dictionary at byte 56"},
        {"{'descr': '|u1', 'fortran_order': False, 'shape': (2,)}{",
         "expected nothing after the dictionary"}})
    EXPECT_CONTAINS(describe(parse(makeNpy(literal, "\5\6"))), message);
}

TEST_F(Npy, RefusesSizesThatLie) {
  for (auto [shape, message] :
       {std::pair("(28, 28)", "'x.npy': expected 3136 bytes of data for "
                              "28x28xf32 after the header, got 3000"),
        {"(749,)", "expected 2996 bytes of data for 749xf32"},
        {"()", "expected 4 bytes of data for f32 after the header, got 3000"},
        {"(0,)", "expected 0 bytes of data for 0xf32 after the header, got"},
        {"(1000000000000,)", "expected 4000000000000 bytes of data"},
        {"(4294967296, 4294967296)",
         "expected a shape of less than 2^63 bytes"},
        {"(4611686018427387904,)", "expected a shape of less than 2^63 bytes"},
        {"(0, 9223372036854775807, 9223372036854775807)",
         "expected a shape of less than 2^63 bytes"},
        {"(9223372036854775807, 2, 0)",
         "expected a shape of less than 2^63 bytes"}})
    EXPECT_CONTAINS(
        describe(parse(makeNpy("<f4", shape, std::string(3000, 'x')))),
        message);
  std::string shape = "(";
  for (int i = 0; i < 64; ++i)
    shape += "1,";
  EXPECT_EQ(messageOf(parse(makeNpy("|u1", shape + ")", "x"))), "no error");
  EXPECT_CONTAINS(messageOf(parse(makeNpy("|u1", shape + "1)", "x"))),
                  "expected at most 64 dimensions, got more");
}

TEST_F(Npy, RefusesOtherFiles) {
  EXPECT_EQ(
      describe(parse("")),
      "'x.npy': expected an .npy file, which begins with '\\93NUMPY', got "
      "an empty file; bytes without a header need a type: "
      "'2x3xf32=@x.bin'");
  EXPECT_CONTAINS(describe(parse("hello, world")), "got 'hello, w'; bytes");
  EXPECT_CONTAINS(describe(parse("PK\3\4 and so on")),
                  "an archive needs a name that ends in .npz");
  EXPECT_CONTAINS(describe(parse("\x93NUMPX\1\1\1\1\1\1")), "begins with");
  for (StringRef version : {StringRef("\0\0", 2), StringRef("\4\0", 2),
                            StringRef("\1\1", 2), StringRef("\xff\xff", 2)})
    EXPECT_CONTAINS(describe(parse(("\x93NUMPY" + version + "xxxxx").str())),
                    "expected version 1.0, 2.0 or 3.0, got");
  // A header of 4 GB in a small file, and of 2 MB in a large one.
  EXPECT_EQ(describe(parse(StringRef("\x93NUMPY\2\0\xff\xff\xff\xff{", 13))),
            "'x.npy': expected a header of 4294967295 bytes, got 1");
  EXPECT_CONTAINS(describe(parse(makeNpy(std::string(2 << 20, ' '), "", 2))),
                  "expected a header of at most 1048576 bytes, got 2097152");
}

TEST_F(Npy, RefusesEveryTruncationAndAddition) {
  for (int version : {1, 2}) {
    std::string bytes = makeNpy("{'descr': '<f4', 'fortran_order': False, "
                                "'shape': (2, 3), }         \n",
                                std::string(24, '\1'), version);
    EXPECT_EQ(messageOf(parse(bytes)), "no error");
    for (size_t size = 0; size < bytes.size(); ++size)
      EXPECT_CONTAINS(messageOf(parse(StringRef(bytes).take_front(size))),
                      "'x.npy': expected ");
    EXPECT_CONTAINS(messageOf(parse(bytes + "x")), "got 25");
  }
}

TEST_F(Npy, SurvivesEveryChangeOfAByteOfTheHeader) {
  const std::string original = makeNpy("<f4", "(2, 3)", std::string(24, '\1'));
  int numRead = 0;
  for (size_t i = 0; i < original.size() - 24; ++i)
    for (int value = 0; value < 256; ++value) {
      std::string bytes = original;
      bytes[i] = static_cast<char>(value);
      Expected<Tensor> tensor = parse(bytes);
      if (tensor) {
        EXPECT_EQ(tensor->getByteSize(), 24);
        ++numRead;
      } else {
        EXPECT_CONTAINS(messageOf(std::move(tensor)), "'x.npy': expected ");
      }
    }
  EXPECT_GT(numRead, 0);
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

TEST_F(Npy, ReadsWhatItWrote) {
  for (ElementKind kind : getElementKinds())
    for (const SmallVector<int64_t> &shape :
         {SmallVector<int64_t>{}, {5}, {2, 3}, {2, 0, 3}, {1, 2, 3, 4}}) {
      Tensor tensor = createIota({kind, shape});
      ASSERT_EQ(messageOf(writeNpyFile(path("x.npy"), tensor)), "no error");
      EXPECT_TRUE(isSame(cantFail(readNpyFile(path("x.npy"), kind)), tensor));
      std::string bytes = read("x.npy");
      EXPECT_EQ((bytes.size() - tensor.getByteSize()) % 64, 0u);
    }
  EXPECT_EQ(countFiles(), 1u);
  // numpy has no name for bf16.
  Tensor tensor = createIota({ElementKind::bf16, {3}});
  ASSERT_EQ(messageOf(writeNpyFile(path("x.npy"), tensor)), "no error");
  EXPECT_EQ(cantFail(readNpyFile(path("x.npy"))).getType().str(), "3xui16");
}

TEST_F(Npy, WritesOnlyWhatNumpyReads) {
  TensorType type{ElementKind::f32, SmallVector<int64_t>(65, 1)};
  EXPECT_CONTAINS(messageOf(makeNpyHeader(type)),
                  "expected a static shape of at most 64 dimensions, got 1x1x");
  EXPECT_CONTAINS(messageOf(makeNpyHeader({ElementKind::f32, {-1}})),
                  "got ?xf32");
}

TEST_F(Npy, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(messageOf(readNpyFile(path("no.npy"))),
            "'" + path("no.npy") +
                "': expected a file to read, got 'No such file or directory'");
  EXPECT_CONTAINS(messageOf(readNpyFile(path(""))), "got 'Is a directory'");
}

TEST_F(Npy, ReadsAPipeToItsEnd) {
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  std::string bytes = makeNpy("|u1", "(200000,)", std::string(200000, '\7'));
  std::thread writer([&] { write("pipe", bytes); });
  Expected<Tensor> tensor = readNpyFile(path("pipe"));
  writer.join();
  ASSERT_EQ(messageOf(tensor.takeError()), "no error");
  EXPECT_EQ(tensor->getType().str(), "200000xui8");
  EXPECT_EQ(tensor->getDouble(199999), 7);
}

TEST_F(Npy, RawFilesHoldExactlyTheElements) {
  TensorType type{ElementKind::u8, {2, 4}};
  EXPECT_EQ(describe(readRawFile(write("x", "\1\2\3\4\5\6\7\x8"), type)),
            "2x4xui8: 1 2 3 4 5 6 7 8");
  EXPECT_EQ(describe(readRawFile(write("x", "\1\2\3"), type)),
            "'" + path("x") + "': expected 8 bytes for 2x4xui8, got 3");
  EXPECT_EQ(describe(readRawFile(write("x", "123456789"), type)),
            "'" + path("x") + "': expected 8 bytes for 2x4xui8, got 9");
  EXPECT_EQ(describe(readRawFile(write("x", ""), {ElementKind::u8, {0}})),
            "0xui8:");
  EXPECT_EQ(describe(readRawFile(write("x", StringRef("\2\0", 2)),
                                 {ElementKind::i1, {2}})),
            "2xi1: 1 0");
  EXPECT_EQ(describe(readRawFile(write("x", makeNpy("|u1", "()", "x")), type)),
            "'" + path("x") +
                "': expected bytes without a header for 2x4xui8, got an .npy "
                "file; to read it, write '@" +
                path("x") + "' without a type");
}

TEST_F(Npy, SurvivesMutations) {
  const std::string seeds[] = {
      makeNpy("<f4", "(2, 3)", std::string(24, '\1')),
      makeNpy(">u2", "(3,)", std::string(6, '\1')),
      makeNpy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 1, 2), }",
              std::string(32, '\1'), 2),
      makeNpy("|b1", "()", "\1"), makeNpy("<i8", "(0, 7)", "")};
  std::mt19937_64 random(3);
  repeat([&] {
    std::string bytes = seeds[random() % std::size(seeds)];
    mutate(bytes, random);
    for (auto as : {std::optional<ElementKind>(), {ElementKind::bf16}}) {
      Expected<Tensor> tensor = parse(bytes, as);
      if (tensor)
        EXPECT_LT(static_cast<size_t>(tensor->getByteSize()), bytes.size());
      else
        EXPECT_CONTAINS(toString(tensor.takeError()), "'x.npy': expected ");
    }
  });
}
