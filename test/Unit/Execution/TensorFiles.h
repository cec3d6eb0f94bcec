// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What tests of files share: a folder of their own, and tensors and .npy files
// to put there.

#ifndef RELU_TEST_UNIT_EXECUTION_TENSORFILES_H
#define RELU_TEST_UNIT_EXECUTION_TENSORFILES_H

#include "../Messages.h"

#include "relu/Execution/Npy.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <cstring>
#include <filesystem>
#include <fstream>

namespace relu_test {

/// A directory of its own, empty before and gone after each test.
class Files : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("relu-npy", directory));
  }
  void TearDown() override {
    // llvm::sys::fs::remove_directories leaves pipes behind.
    std::filesystem::remove_all(directory.c_str());
  }

  std::string path(const llvm::Twine &name) const {
    return (directory + "/" + name).str();
  }
  std::string write(const llvm::Twine &name, llvm::StringRef bytes) const {
    // Some file systems flush a file that is overwritten.
    if (llvm::sys::fs::is_regular_file(path(name)))
      (void)llvm::sys::fs::remove(path(name));
    std::ofstream(path(name), std::ios::binary) << bytes.str();
    return path(name);
  }
  std::string read(const llvm::Twine &name) const {
    auto buffer = llvm::MemoryBuffer::getFile(path(name));
    return buffer ? (*buffer)->getBuffer().str() : "no such file";
  }
  size_t countFiles() const {
    std::error_code code;
    size_t count = 0;
    for (llvm::sys::fs::directory_iterator it(directory, code), end;
         it != end && !code; it.increment(code))
      ++count;
    return count;
  }

  llvm::SmallString<128> directory;
};

/// An .npy as bytes, whatever the arguments say.
inline std::string makeNpy(llvm::StringRef literal, llvm::StringRef data,
                           int major = 1) {
  std::string bytes = "\x93NUMPY";
  bytes += {static_cast<char>(major), 0};
  for (int i = 0; i < (major == 1 ? 2 : 4); ++i)
    bytes += static_cast<char>(literal.size() >> (8 * i));
  return (bytes + literal + data).str();
}

inline std::string makeNpy(llvm::StringRef descr, llvm::StringRef shape,
                           llvm::StringRef data) {
  return makeNpy(("{'descr': '" + descr +
                  "', 'fortran_order': False, 'shape': " + shape + ", }\n")
                     .str(),
                 data);
}

/// Type and elements, or the message.
inline std::string describe(llvm::Expected<relu::Tensor> tensor) {
  if (!tensor)
    return llvm::toString(tensor.takeError());
  std::string text = tensor->getType().str() + ":";
  for (int64_t i = 0; i < tensor->getNumElements(); ++i) {
    text += ' ';
    llvm::raw_string_ostream os(text);
    relu::printElement(os, tensor->getType().element, tensor->getData(), i);
  }
  return text;
}

inline relu::Tensor createIota(relu::TensorType type) {
  relu::Tensor tensor = llvm::cantFail(relu::Tensor::create(std::move(type)));
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    tensor.setDouble(i, static_cast<double>(i % 100));
  return tensor;
}

inline bool isSame(const relu::Tensor &a, const relu::Tensor &b) {
  return a.getType() == b.getType() &&
         std::memcmp(a.getData(), b.getData(), a.getByteSize()) == 0;
}

} // namespace relu_test

#endif // RELU_TEST_UNIT_EXECUTION_TENSORFILES_H
