// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files that may be anything: pipes, devices, links, on full disks.

#ifndef RELU_EXECUTION_FILE_H
#define RELU_EXECUTION_FILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include <memory>

namespace relu {

/// A file that is open for reading. Files are not mapped: one that is cut
/// while it is read would end the process.
class InputFile {
public:
  /// Opens a file, or reads a pipe to its end. Fails with the path.
  static llvm::Expected<std::unique_ptr<InputFile>> open(llvm::StringRef path);
  ~InputFile();

  /// In bytes, when the file was opened.
  uint64_t getSize() const { return size; }

  /// Fills the whole buffer with the next bytes. Fails without the path.
  llvm::Error read(llvm::MutableArrayRef<char> buffer);

private:
  explicit InputFile(llvm::sys::fs::file_t handle) : handle(handle) {}

  llvm::sys::fs::file_t handle;
  uint64_t size = 0;
  bool isPipe = false;
  llvm::SmallVector<char, 0> piped;
  size_t position = 0; // in `piped`
};

/// Lets `write` make a file beside `path`, and renames it once it is complete:
/// when anything fails, what was at `path` still is. Symbolic links are
/// followed, permissions stay, and a file without write permission is not
/// replaced. A device or pipe is handed to `write` as it is.
llvm::Error
replaceFile(llvm::StringRef path,
            llvm::function_ref<llvm::Error(llvm::StringRef temporary)> write);

/// Replaces the file at `path`, as replaceFile does, by these bytes.
llvm::Error writeFile(llvm::StringRef path,
                      llvm::ArrayRef<llvm::StringRef> pieces);

/// `error` with the path in front.
llvm::Error nameFile(llvm::StringRef path, llvm::Error error);

} // namespace relu

#endif // RELU_EXECUTION_FILE_H
