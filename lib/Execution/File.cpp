// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads files that may be pipes, and replaces files so that nothing is lost
// when writing fails.

#include "relu/Execution/File.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace relu;

Error relu::nameFile(StringRef path, Error error) {
  return createStringError("'" + path + "': " + toString(std::move(error)));
}

Expected<std::unique_ptr<InputFile>> InputFile::open(StringRef path) {
  auto fail = [&](std::error_code code) {
    return createStringError("'" + path + "': expected a file to read, got '" +
                             code.message() + "'");
  };
  Expected<sys::fs::file_t> handle = sys::fs::openNativeFileForRead(path);
  if (!handle)
    return fail(errorToErrorCode(handle.takeError()));
  std::unique_ptr<InputFile> file(new InputFile(*handle));
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(*handle, status))
    return fail(code);
  if (status.type() == sys::fs::file_type::directory_file)
    return fail(std::make_error_code(std::errc::is_a_directory));
  if (status.type() == sys::fs::file_type::regular_file) {
    file->size = status.getSize();
    return file;
  }
  // A pipe does not tell its size: the end has to be seen first.
  if (Error error = sys::fs::readNativeFileToEOF(*handle, file->piped, 1 << 20))
    return fail(errorToErrorCode(std::move(error)));
  file->isPipe = true;
  file->size = file->piped.size();
  return file;
}

InputFile::~InputFile() { sys::fs::closeFile(handle); }

Error InputFile::read(MutableArrayRef<char> buffer) {
  if (isPipe) {
    llvm::copy(ArrayRef(piped).slice(position, buffer.size()), buffer.begin());
    position += buffer.size();
    return Error::success();
  }
  while (!buffer.empty()) {
    Expected<size_t> count = sys::fs::readNativeFile(handle, buffer);
    if (!count)
      return count.takeError();
    if (*count == 0)
      return createStringError("expected " + Twine(buffer.size()) +
                               " more bytes, got the end of the file");
    buffer = buffer.drop_front(*count);
  }
  return Error::success();
}

Error relu::replaceFile(StringRef path,
                        function_ref<Error(StringRef temporary)> write) {
  SmallString<128> target(path);
  auto fail = [&](const Twine &expected, std::error_code code) {
    return createStringError("'" + path + "': expected " + expected +
                             ", got '" + code.message() + "'");
  };
  sys::fs::file_status status;
  bool exists = !sys::fs::status(path, status);
  if (exists) {
    if (status.type() == sys::fs::file_type::directory_file)
      return fail("a file to write",
                  std::make_error_code(std::errc::is_a_directory));
    if (status.type() != sys::fs::file_type::regular_file) {
      Error error = write(path);
      return error ? nameFile(path, std::move(error)) : Error::success();
    }
    if (std::error_code code =
            sys::fs::access(path, sys::fs::AccessMode::Write))
      return fail("a file that may be written", code);
    // Renaming onto a link would replace the link.
    if (std::error_code code = sys::fs::real_path(path, target))
      return fail("a file to write", code);
  }

  // A name of its own: one made from `path` could be too long.
  SmallString<128> model = sys::path::parent_path(target);
  sys::path::append(model, ".relu-%%%%%%%%.tmp");
  Expected<sys::fs::TempFile> file = sys::fs::TempFile::create(model);
  if (!file)
    return fail("a directory to write to", errorToErrorCode(file.takeError()));
  std::string temporary = file->TmpName;
  if (Error error = write(temporary)) {
    consumeError(file->discard());
    return nameFile(path, std::move(error));
  }
  if (exists) // fails where there are no permissions, which is no reason
    (void)sys::fs::setPermissions(temporary, status.permissions());
  if (Error error = file->keep())
    return nameFile(path, std::move(error));
  if (std::error_code code = sys::fs::rename(temporary, target)) {
    (void)sys::fs::remove(temporary);
    return fail("a file that may be replaced", code);
  }
  return Error::success();
}

Error relu::writeFile(StringRef path, ArrayRef<StringRef> pieces) {
  return replaceFile(path, [&](StringRef temporary) -> Error {
    std::error_code code;
    raw_fd_ostream os(temporary, code);
    if (code)
      return createStringError("expected a file to write, got '" +
                               code.message() + "'");
    size_t size = 0;
    for (StringRef piece : pieces) {
      os << piece;
      size += piece.size();
    }
    os.close();
    code = os.error();
    os.clear_error(); // a stream that is destroyed with an error aborts
    if (code)
      return createStringError("expected room for " + Twine(size) +
                               " bytes, got '" + code.message() + "'");
    return Error::success();
  });
}
