// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// .npy and .npz: what is read and written, that numpy agrees, that files which
// lie end in an error, and that nothing is lost when writing fails.
// RELU_FUZZ_SECONDS sets how long each mutation test runs.

#include "relu/Execution/Npy.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CRC.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"
#include <chrono>
#include <csignal>
#include <fstream>
#include <random>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace llvm;
using namespace relu;

#ifndef RELU_PYTHON
#define RELU_PYTHON "/usr/bin/python3"
#endif

static std::string messageOf(Error error) {
  return error ? toString(std::move(error)) : "no error";
}

template <typename T> static std::string messageOf(Expected<T> value) {
  return messageOf(value.takeError());
}

static testing::AssertionResult contains(const char *, const char *,
                                         const std::string &text,
                                         const std::string &part) {
  if (StringRef(text).contains(part))
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "expected '" << part << "' in\n"
                                     << text;
}

#define EXPECT_CONTAINS(text, part) EXPECT_PRED_FORMAT2(contains, text, part)

namespace {

/// A directory of its own, empty before and gone after each test.
class Files : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(sys::fs::createUniqueDirectory("relu-npy", directory));
  }
  void TearDown() override { (void)sys::fs::remove_directories(directory); }

  std::string path(const Twine &name) const {
    return (directory + "/" + name).str();
  }
  std::string write(const Twine &name, StringRef bytes) const {
    // Some file systems flush a file that is overwritten.
    if (sys::fs::is_regular_file(path(name)))
      (void)sys::fs::remove(path(name));
    std::ofstream(path(name), std::ios::binary) << bytes.str();
    return path(name);
  }
  std::string read(const Twine &name) const {
    auto buffer = MemoryBuffer::getFile(path(name));
    return buffer ? (*buffer)->getBuffer().str() : "no such file";
  }
  size_t countFiles() const {
    std::error_code code;
    size_t count = 0;
    for (sys::fs::directory_iterator it(directory, code), end;
         it != end && !code; it.increment(code))
      ++count;
    return count;
  }

  SmallString<128> directory;
};

class Npy : public Files {};
class Npz : public Files {};
class ReplaceFile : public Files {};

/// Needs an interpreter that has numpy.
class Numpy : public Files {
protected:
  void SetUp() override {
    Files::SetUp();
    if (std::system(RELU_PYTHON " -c 'import numpy' 2>/dev/null") != 0)
      GTEST_SKIP() << RELU_PYTHON " has no numpy";
  }

  /// Runs a script in the directory of the test. Returns its exit code.
  int runPython(StringRef script) const {
    write("script.py", script);
    std::string command =
        ("cd " + directory + " && " RELU_PYTHON " script.py").str();
    return std::system(command.c_str());
  }
};

} // namespace

/// An .npy as bytes, whatever the arguments say.
static std::string makeNpy(StringRef literal, StringRef data, int major = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += {static_cast<char>(major), 0};
  for (int i = 0; i < (major == 1 ? 2 : 4); ++i)
    bytes += static_cast<char>(literal.size() >> (8 * i));
  return (bytes + literal + data).str();
}

static std::string makeNpy(StringRef descr, StringRef shape, StringRef data) {
  return makeNpy(("{'descr': '" + descr +
                  "', 'fortran_order': False, 'shape': " + shape + ", }\n")
                     .str(),
                 data);
}

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

static std::string describe(Expected<Tensor> tensor) {
  if (!tensor)
    return toString(tensor.takeError());
  std::string text = tensor->getType().str() + ":";
  for (int64_t i = 0; i < tensor->getNumElements(); ++i) {
    text += ' ';
    raw_string_ostream os(text);
    printElement(os, tensor->getType().element, tensor->getData(), i);
  }
  return text;
}

static Tensor createIota(TensorType type) {
  Tensor tensor = cantFail(Tensor::create(std::move(type)));
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    tensor.setDouble(i, static_cast<double>(i % 100));
  return tensor;
}

static bool isSame(const Tensor &a, const Tensor &b) {
  return a.getType() == b.getType() &&
         std::memcmp(a.getData(), b.getData(), a.getByteSize()) == 0;
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

//===----------------------------------------------------------------------===//
// Writing without loss
//===----------------------------------------------------------------------===//

TEST_F(ReplaceFile, KeepsTheOldFileWhenWritingFails) {
  write("x", "old");
  auto fail = [&](StringRef temporary) {
    std::ofstream(temporary.str()) << "half";
    return createStringError("expected luck");
  };
  EXPECT_EQ(messageOf(replaceFile(path("x"), fail)),
            "'" + path("x") + "': expected luck");
  EXPECT_EQ(read("x"), "old");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_F(ReplaceFile, KeepsTheOldFileWhenTheDiskIsFull) {
  Tensor tensor = createIota({ElementKind::f32, {1 << 20}});
  write("x.npy", "old");
  write("x.npz", "old");
  // Files of this process may not grow beyond a limit, which stands for a
  // disk that is full.
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit limit = {1 << 16, before.rlim_max};
  auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  std::string npy = messageOf(writeNpyFile(path("x.npy"), tensor));
  std::string npz = messageOf(writeNpzFile(path("x.npz"), {{"a", tensor}}));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(npy,
            "'" + path("x.npy") +
                "': expected room for 4194304 bytes, got 'File too large'");
  EXPECT_CONTAINS(npz, "expected room for the arrays, got");
  EXPECT_EQ(read("x.npy"), "old");
  EXPECT_EQ(read("x.npz"), "old");
  EXPECT_EQ(countFiles(), 2u);
}

TEST_F(ReplaceFile, KeepsPermissions) {
  Tensor tensor = createIota({ElementKind::f32, {2}});
  write("x.npy", "old");
  ASSERT_EQ(chmod(path("x.npy").c_str(), 0640), 0);
  ASSERT_EQ(messageOf(writeNpyFile(path("x.npy"), tensor)), "no error");
  struct stat status;
  ASSERT_EQ(stat(path("x.npy").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0640u);
  // A new file has those that the user asks for.
  mode_t mask = umask(0027);
  ASSERT_EQ(messageOf(writeNpyFile(path("y.npy"), tensor)), "no error");
  ASSERT_EQ(messageOf(writeNpzFile(path("y.npz"), {{"a", tensor}})),
            "no error");
  umask(mask);
  for (StringRef name : {"y.npy", "y.npz"}) {
    ASSERT_EQ(stat(path(name).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777, 0640u) << name.str();
  }
}

TEST_F(ReplaceFile, FollowsLinks) {
  write("target", "old");
  ASSERT_EQ(symlink("target", path("link").c_str()), 0);
  Tensor tensor = createIota({ElementKind::f32, {2}});
  ASSERT_EQ(messageOf(writeNpyFile(path("link"), tensor)), "no error");
  EXPECT_TRUE(sys::fs::is_symlink_file(path("link")));
  EXPECT_TRUE(isSame(cantFail(readNpyFile(path("target"))), tensor));
}

TEST_F(ReplaceFile, RefusesFilesThatAreProtected) {
  if (geteuid() == 0)
    GTEST_SKIP() << "root may write to every file";
  write("x.npy", "old");
  ASSERT_EQ(chmod(path("x.npy").c_str(), 0400), 0);
  EXPECT_CONTAINS(messageOf(writeNpyFile(path("x.npy"),
                                         createIota({ElementKind::f32, {}}))),
                  "expected a file that may be written");
  EXPECT_EQ(read("x.npy"), "old");
}

TEST_F(ReplaceFile, SaysWhyNothingCanBeWritten) {
  Tensor tensor = createIota({ElementKind::f32, {}});
  EXPECT_EQ(messageOf(writeNpyFile(path("no/x.npy"), tensor)),
            "'" + path("no/x.npy") +
                "': expected a directory to write to, got 'No such file or "
                "directory'");
  EXPECT_CONTAINS(messageOf(writeNpyFile(path(""), tensor)),
                  "expected a file to write, got 'Is a directory'");
}

TEST_F(ReplaceFile, WritesToPipesAndDevicesWithoutReplacingThem) {
  // A device would do as well; but should this test fail, it would be lost.
  Tensor tensor = createIota({ElementKind::f32, {1 << 16}});
  ASSERT_EQ(mkfifo(path("pipe").c_str(), 0600), 0);
  std::string message = "no result";
  std::thread writer(
      [&] { message = messageOf(writeNpyFile(path("pipe"), tensor)); });
  EXPECT_TRUE(isSame(cantFail(readNpyFile(path("pipe"))), tensor));
  writer.join();
  EXPECT_EQ(message, "no error");
  EXPECT_CONTAINS(messageOf(writeNpzFile(path("pipe"), {{"a", tensor}})),
                  "expected a file to write, got a device or a pipe");
  struct stat status;
  ASSERT_EQ(stat(path("pipe").c_str(), &status), 0);
  EXPECT_TRUE(S_ISFIFO(status.st_mode));
  EXPECT_EQ(countFiles(), 1u);
}

//===----------------------------------------------------------------------===//
// .npz
//===----------------------------------------------------------------------===//

namespace {

/// A zip archive with one member, whatever the sizes say.
struct Member {
  std::string name = "a.npy";
  std::string bytes; // as in the archive
  int method = 0;
  uint32_t checksum = 0;
  uint32_t size = 0;
  uint32_t compressedSize = 0;

  static Member stored(StringRef content) {
    auto size = static_cast<uint32_t>(content.size());
    return {"a.npy", content.str(), 0, crc32(arrayRefFromStringRef(content)),
            size,    size};
  }

  /// Deflate that does not compress: one block, stored.
  static Member deflated(StringRef content) {
    Member member = stored(content);
    auto size = static_cast<uint16_t>(content.size());
    std::string block = "\1";
    for (uint16_t value : {size, static_cast<uint16_t>(~size)})
      block += {static_cast<char>(value), static_cast<char>(value >> 8)};
    member.bytes = block + content.str();
    member.method = 8;
    member.compressedSize = static_cast<uint32_t>(member.bytes.size());
    return member;
  }

  std::string zip() const {
    std::string archive;
    auto put = [&](uint32_t value, int size) {
      for (int i = 0; i < size; ++i)
        archive += static_cast<char>(value >> (8 * i));
    };
    auto putFields = [&](StringRef signature) {
      archive += signature;
      put(20, 2), put(0, 2), put(method, 2), put(0x210000, 4);
      put(checksum, 4), put(compressedSize, 4), put(size, 4);
      put(static_cast<uint32_t>(name.size()), 2), put(0, 2);
    };
    putFields("PK\3\4");
    archive += name + bytes;
    auto directory = static_cast<uint32_t>(archive.size());
    putFields(StringRef("PK\1\2\24\0", 6));
    put(0, 2), put(0, 2), put(0, 2), put(0, 4), put(0, 4);
    archive += name;
    auto length = static_cast<uint32_t>(archive.size()) - directory;
    archive += StringRef("PK\5\6\0\0\0\0", 8);
    put(1, 2), put(1, 2), put(length, 4), put(directory, 4), put(0, 2);
    return archive;
  }
};

} // namespace

TEST_F(Npz, ReadsWhatItWrote) {
  Tensor a = createIota({ElementKind::f32, {2, 3}});
  Tensor b = createIota({ElementKind::bf16, {}});
  Tensor c = createIota({ElementKind::i64, {0, 4}});
  ASSERT_EQ(messageOf(writeNpzFile(path("x.npz"),
                                   {{"a", a}, {"dir/b:c", b}, {"größe", c}})),
            "no error");
  EXPECT_EQ(countFiles(), 1u);
  EXPECT_EQ(cantFail(readNpzKeys(path("x.npz"))),
            (std::vector<std::string>{"a", "dir/b:c", "größe"}));
  EXPECT_TRUE(isSame(cantFail(readNpzFile(path("x.npz"), "a")), a));
  EXPECT_TRUE(isSame(cantFail(readNpzFile(path("x.npz"), "a.npy")), a));
  EXPECT_TRUE(isSame(
      cantFail(readNpzFile(path("x.npz"), "dir/b:c", ElementKind::bf16)), b));
  EXPECT_TRUE(isSame(cantFail(readNpzFile(path("x.npz"), "größe")), c));
}

TEST_F(Npz, WritesTheSameBytesForTheSameArrays) {
  Tensor a = createIota({ElementKind::f32, {2, 3}});
  cantFail(writeNpzFile(path("x.npz"), {{"a", a}}));
  cantFail(writeNpzFile(path("y.npz"), {{"a", a}}));
  EXPECT_EQ(read("x.npz"), read("y.npz"));
  // Time and date of the member, wherever the clock stands.
  EXPECT_EQ(read("x.npz").substr(10, 4), std::string("\0\0\x21\0", 4));
}

TEST_F(Npz, ListsTheKeysWhenOneIsMissing) {
  Tensor a = createIota({ElementKind::f32, {2, 3}});
  cantFail(writeNpzFile(path("x.npz"), {{"a", a}, {"b", a}}));
  EXPECT_EQ(messageOf(readNpzFile(path("x.npz"), "c")),
            "'" + path("x.npz") +
                "': expected one of the keys 'a', 'b', got 'c'");
  EXPECT_EQ(messageOf(readNpzFile(path("x.npz"), "")),
            "'" + path("x.npz") +
                "': expected exactly one array where no key is given, got 2: "
                "'a', 'b'");
  std::vector<std::pair<std::string, ConstTensorView>> many;
  many.reserve(30);
  for (int i = 0; i < 30; ++i)
    many.push_back({"k" + std::to_string(i), a});
  cantFail(writeNpzFile(path("x.npz"), many));
  EXPECT_CONTAINS(messageOf(readNpzFile(path("x.npz"), "c")),
                  "'k19' and 10 more, got 'c'");
}

TEST_F(Npz, NeedsNoKeyForTheOnlyArray) {
  Tensor a = createIota({ElementKind::f32, {2, 3}});
  cantFail(writeNpzFile(path("x.npz"), {{"a", a}}));
  EXPECT_TRUE(isSame(cantFail(readNpzFile(path("x.npz"), "")), a));
}

TEST_F(Npz, WritesOnlyArraysThatCanBeFound) {
  Tensor a = createIota({ElementKind::f32, {2, 3}});
  write("x.npz", "old");
  EXPECT_CONTAINS(messageOf(writeNpzFile(path("x.npz"), {})),
                  "expected at least one array to write, got none");
  EXPECT_CONTAINS(messageOf(writeNpzFile(path("x.npz"), {{"", a}})),
                  "expected a key for every array, got ''");
  EXPECT_CONTAINS(messageOf(writeNpzFile(path("x.npz"), {{"a", a}, {"a", a}})),
                  "expected a key for a new member, got 'a'");
  EXPECT_EQ(read("x.npz"), "old");
  EXPECT_EQ(countFiles(), 1u);
}

TEST_F(Npz, ReadsStoredAndDeflatedMembers) {
  std::string npy = makeNpy("|u1", "(3,)", "\1\2\3");
  EXPECT_EQ(
      describe(readNpzFile(write("x.npz", Member::stored(npy).zip()), "a")),
      "3xui8: 1 2 3");
  EXPECT_EQ(
      describe(readNpzFile(write("x.npz", Member::deflated(npy).zip()), "a")),
      "3xui8: 1 2 3");
}

TEST_F(Npz, RefusesMembersThatLie) {
  std::string npy = makeNpy("|u1", "(3,)", "\1\2\3");
  auto message = [&](const Member &member) {
    return messageOf(readNpzFile(write("x.npz", member.zip()), "a"));
  };
  Member member = Member::stored(npy);
  member.checksum ^= 1;
  EXPECT_CONTAINS(message(member), "expected data as they were written, got");
  member = Member::deflated(npy);
  member.checksum ^= 1;
  EXPECT_CONTAINS(message(member), "expected data as they were written, got");
  // Four gigabytes out of a hundred bytes.
  std::string huge = makeNpy("|u1", "(4294967000,)", "\1\2\3");
  member = Member::deflated(huge);
  member.size = 4294967000u + static_cast<uint32_t>(huge.size() - 3);
  EXPECT_CONTAINS(message(member), "x.npz:a': expected at most ");
  member.method = 0;
  member.compressedSize = member.size;
  EXPECT_CONTAINS(message(member), "x.npz");
  member.compressedSize = 4;
  EXPECT_CONTAINS(message(member), "x.npz");
  // Larger than it is, within what deflate could make of it; and smaller.
  member = Member::deflated(makeNpy("|u1", "(5000,)", "\1\2\3"));
  member.size += 4997;
  EXPECT_CONTAINS(message(member), "got the end of the member");
  member = Member::deflated(makeNpy("|u1", "(3,)", std::string(5000, '\1')));
  member.size -= 4997;
  EXPECT_CONTAINS(message(member), "x.npz");
  member = Member::deflated(npy);
  member.bytes[0] = '\7'; // a kind of block that does not exist
  EXPECT_CONTAINS(message(member), "expected data that can be decompressed");
  member = Member::stored(npy);
  member.method = 12; // bzip2
  EXPECT_CONTAINS(message(member),
                  "expected a member that is stored or deflated, got "
                  "compression method 12");
  EXPECT_CONTAINS(message(Member::stored("hello")),
                  "x.npz:a': expected an .npy file");
}

TEST_F(Npz, RefusesOtherFiles) {
  EXPECT_CONTAINS(messageOf(readNpzFile(path("no.npz"), "a")),
                  "expected a file to read, got 'No such file or directory'");
  EXPECT_CONTAINS(messageOf(readNpzFile(path(""), "a")),
                  "expected a file to read, got a directory");
  EXPECT_CONTAINS(messageOf(readNpzFile(write("x.npz", "hello"), "a")),
                  "expected an .npz file, got");
  std::string zip = Member::stored(makeNpy("|u1", "(1,)", "\1")).zip();
  for (size_t size = 0; size < zip.size(); ++size)
    EXPECT_CONTAINS(messageOf(readNpzFile(
                        write("x.npz", StringRef(zip).take_front(size)), "a")),
                    "': expected ");
}

//===----------------------------------------------------------------------===//
// numpy
//===----------------------------------------------------------------------===//

/// The dtype that numpy has for a kind.
static StringRef getDtype(ElementKind kind) {
  static constexpr StringLiteral kDtypes[] = {"f2", "u2", "f4", "f8", "b1",
                                              "i1", "i2", "i4", "i8", "u1",
                                              "u2", "u4", "u8"};
  return kDtypes[static_cast<size_t>(kind)];
}

TEST_F(Numpy, ReadsWhatWeWrite) {
  std::string script =
      "import numpy as np, zipfile\n"
      "assert zipfile.ZipFile('all.npz').testzip() is None\n"
      "z = np.load('all.npz')\n"
      "def check(name, dtype, shape):\n"
      "  iota = np.arange(int(np.prod(shape))) % 100\n"
      "  want = iota.astype(dtype).reshape(shape)\n"
      "  for array in np.load(name + '.npy'), z[name]:\n"
      "    assert array.dtype == np.dtype(dtype), array.dtype\n"
      "    assert array.shape == shape, array.shape\n"
      "    assert (array == want).all()\n";
  raw_string_ostream os(script);
  std::vector<std::string> names;
  std::vector<Tensor> tensors;
  for (ElementKind kind : getElementKinds())
    for (const SmallVector<int64_t> &shape :
         {SmallVector<int64_t>{}, {5}, {2, 3}, {0, 3}, {3, 1, 50}}) {
      // numpy takes the bits of a bf16 for an integer.
      bool isBF16 = kind == ElementKind::bf16;
      Tensor tensor = createIota({isBF16 ? ElementKind::u16 : kind, shape});
      if (isBF16)
        tensor.reinterpretAs(kind);
      names.push_back("t" + std::to_string(names.size()));
      cantFail(writeNpyFile(path(names.back() + ".npy"), tensor));
      os << "check('" << names.back() << "', '" << getDtype(kind) << "', (";
      for (int64_t size : shape)
        os << size << ",";
      os << "))\n";
      tensors.push_back(std::move(tensor));
    }
  std::vector<std::pair<std::string, ConstTensorView>> arrays;
  for (auto [name, tensor] : zip_equal(names, tensors))
    arrays.emplace_back(name, tensor);
  cantFail(writeNpzFile(path("all.npz"), arrays));
  EXPECT_EQ(runPython(script), 0);
}

TEST_F(Numpy, WritesWhatWeRead) {
  ASSERT_EQ(
      runPython("import numpy as np, sys\n"
                "arrays = {}\n"
                "def iota(dtype, shape):\n"
                "  a = np.arange(int(np.prod(shape))) % 100\n"
                "  return a.astype(dtype).reshape(shape)\n"
                "for dtype in 'f2 f4 f8 b1 i1 i2 i4 i8 u1 u2 u4 u8'.split():\n"
                "  for i, shape in enumerate([(), (5,), (2, 3), (0, 3), (3, 1, "
                "50)]):\n"
                "    for byteorder in '<>':\n"
                "      for order in 'CF':\n"
                "        name = f'{dtype}_{i}_{byteorder}_{order}'\n"
                "        a = np.asarray(iota(byteorder + dtype, shape), "
                "order=order)\n"
                "        np.save(name + '.npy', a)\n"
                "        arrays[name] = a\n"
                "np.savez('s.npz', **arrays)\n"
                "np.savez_compressed('c.npz', **arrays)\n"
                "np.lib.format.write_array(open('v2.npy', 'wb'), iota('<f4', "
                "(2, 3)),\n"
                "                          version=(2, 0))\n"
                "np.lib.format.write_array(open('v3.npy', 'wb'), iota('<f4', "
                "(2, 3)),\n"
                "                          version=(3, 0))\n"
                "np.save('object.npy', np.array([None, {}]))\n"
                "np.save('fields.npy', np.zeros(3, [('a', '<f4'), ('b', '<i8', "
                "2)]))\n"),
      0);
  int count = 0;
  for (ElementKind kind : getElementKinds()) {
    if (kind == ElementKind::bf16)
      continue;
    const SmallVector<int64_t> shapes[] = {{}, {5}, {2, 3}, {0, 3}, {3, 1, 50}};
    for (auto [i, shape] : enumerate(shapes))
      for (StringRef order : {"<", ">"})
        for (StringRef layout : {"C", "F"}) {
          Tensor expected = createIota({kind, shape});
          std::string name =
              (getDtype(kind) + "_" + Twine(i) + "_" + order + "_" + layout)
                  .str();
          Expected<Tensor> read[] = {readNpyFile(path(name + ".npy")),
                                     readNpzFile(path("s.npz"), name),
                                     readNpzFile(path("c.npz"), name)};
          for (Expected<Tensor> &tensor : read) {
            ASSERT_EQ(messageOf(tensor.takeError()), "no error") << name;
            EXPECT_TRUE(isSame(*tensor, expected)) << name;
            ++count;
          }
        }
  }
  EXPECT_EQ(count, 12 * 5 * 2 * 2 * 3);
  Tensor expected = createIota({ElementKind::f32, {2, 3}});
  EXPECT_TRUE(isSame(cantFail(readNpyFile(path("v2.npy"))), expected));
  EXPECT_TRUE(isSame(cantFail(readNpyFile(path("v3.npy"))), expected));
  EXPECT_CONTAINS(messageOf(readNpyFile(path("object.npy"))), "Python objects");
  EXPECT_CONTAINS(messageOf(readNpyFile(path("fields.npy"))),
                  "structured dtype");
}

//===----------------------------------------------------------------------===//
// Mutations
//===----------------------------------------------------------------------===//

/// Runs `body` 2000 times, or for the seconds of RELU_FUZZ_SECONDS.
static void repeat(function_ref<void()> body) {
  using Clock = std::chrono::steady_clock;
  const char *text = std::getenv("RELU_FUZZ_SECONDS");
  std::chrono::duration<double> seconds(text ? std::atof(text) : 0);
  auto start = Clock::now();
  for (int round = 0; text ? Clock::now() - start < seconds : round < 2000;
       ++round)
    body();
}

/// Changes, removes, doubles or inserts a few bytes; numbers become others.
static void mutate(std::string &bytes, std::mt19937_64 &random) {
  static constexpr StringLiteral kPieces[] = {"9223372036854775807",
                                              "4294967296",
                                              "-1",
                                              "0",
                                              "(",
                                              ")",
                                              "{",
                                              "}",
                                              "'",
                                              ",",
                                              "<f8",
                                              "|b1",
                                              ">u2",
                                              "True",
                                              "PK\1\2",
                                              "PK\5\6",
                                              "shape",
                                              "descr"};
  for (uint64_t i = 0, e = 1 + random() % 4; i < e; ++i) {
    size_t at = random() % (bytes.size() + 1);
    size_t length = std::min<size_t>(random() % 12, bytes.size() - at);
    switch (random() % 7) {
    case 0:
      if (at < bytes.size())
        bytes[at] = static_cast<char>(random());
      break;
    case 1:
      if (at < bytes.size())
        bytes[at] ^= static_cast<char>(1 << random() % 8);
      break;
    case 2:
      bytes.erase(at, length);
      break;
    case 3:
      bytes.insert(at, bytes.substr(at, length));
      break;
    case 4:
      bytes.replace(at, length, kPieces[random() % std::size(kPieces)].str());
      break;
    case 5:
      bytes.resize(at);
      break;
    case 6:
      // Sizes are what a reader believes most easily.
      size_t digit = bytes.find_first_of("0123456789", at);
      if (digit != std::string::npos)
        bytes[digit] = static_cast<char>('0' + random() % 10);
      break;
    }
  }
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

TEST_F(Npz, SurvivesMutations) {
  Tensor a = createIota({ElementKind::f32, {2, 3}});
  Tensor b = createIota({ElementKind::i16, {5}});
  cantFail(writeNpzFile(path("x.npz"), {{"a", a}, {"b", b}}));
  std::string npy = makeNpy("|u1", "(20,)", std::string(20, '\1'));
  const std::string seeds[] = {read("x.npz"), Member::stored(npy).zip(),
                               Member::deflated(npy).zip()};
  std::mt19937_64 random(4);
  repeat([&] {
    std::string bytes = seeds[random() % std::size(seeds)];
    mutate(bytes, random);
    write("x.npz", bytes);
    Expected<Tensor> tensor = readNpzFile(path("x.npz"), "a");
    // No more than deflate's densest code.
    if (tensor)
      EXPECT_LT(static_cast<size_t>(tensor->getByteSize()),
                bytes.size() * 1032);
    else
      EXPECT_CONTAINS(toString(tensor.takeError()), "expected ");
    consumeError(readNpzKeys(path("x.npz")).takeError());
  });
}
