// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// .npz: which members are read and written, and that archives which lie end in
// an error.

#include "Mutation.h"
#include "TensorFiles.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CRC.h"

using namespace llvm;
using namespace relu;
using namespace relu_test;

namespace {

class Npz : public Files {};

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
