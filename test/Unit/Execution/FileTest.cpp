// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whatever goes wrong when a file is written, what was there before still is.

#include "TensorFiles.h"

#include "relu/Execution/File.h"

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace llvm;
using namespace relu;
using namespace relu_test;

namespace {
class ReplaceFile : public Files {};
} // namespace

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
                "': expected room for 4194432 bytes, got 'File too large'");
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
