// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides which member of an .npz is read and how far its sizes are believed.
// The zip format itself is libzip's.

#include "relu/Execution/Npy.h"

#include "relu/Execution/File.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <zip.h>

using namespace llvm;
using namespace relu;

/// Deflate's densest code is two bits for 258 bytes.
static constexpr uint64_t kMaxDeflateRatio = 1032;

static constexpr StringLiteral kSuffix = ".npy";

namespace {

struct Discard {
  void operator()(zip_t *archive) const { zip_discard(archive); }
};
struct Close {
  void operator()(zip_file_t *file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

} // namespace

static Error fail(const Twine &where, const Twine &what) {
  return createStringError("'" + where + "': " + what);
}

static std::string getMessage(zip_error_t *error) {
  return "'" + std::string(zip_error_strerror(error)) + "'";
}

/// The names of the members, as their bytes are in the file.
static std::vector<StringRef> getMembers(zip_t *archive) {
  std::vector<StringRef> names;
  zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char *name = zip_get_name(archive, i, ZIP_FL_ENC_RAW);
    names.push_back(name ? name : "");
  }
  return names;
}

static StringRef getKey(StringRef member) {
  member.consume_back(kSuffix);
  return member;
}

/// The keys for a message: printable, and not too many.
static std::string listKeys(ArrayRef<StringRef> members) {
  constexpr size_t kLimit = 20;
  if (members.empty())
    return "none";
  std::string text;
  raw_string_ostream os(text);
  interleaveComma(members.take_front(kLimit), os, [&](StringRef member) {
    os << '\'';
    printEscapedString(getKey(member).take_front(80), os);
    os << '\'';
  });
  if (members.size() > kLimit)
    os << " and " << members.size() - kLimit << " more";
  return text;
}

static Expected<Archive> openArchive(StringRef path) {
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(path, status))
    return fail(path, "expected a file to read, got '" + code.message() + "'");
  if (status.type() != sys::fs::file_type::regular_file)
    return fail(path, "expected a file to read, got a directory, a pipe or a "
                      "device");
  int code = 0;
  Archive archive(zip_open(path.str().c_str(), ZIP_RDONLY, &code));
  if (archive)
    return archive;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string message = getMessage(&error);
  zip_error_fini(&error);
  return fail(path, "expected an .npz file, got " + message);
}

/// The index of the member for `key`; of the only member if it is empty.
static Expected<uint64_t> findMember(StringRef path, zip_t *archive,
                                     StringRef key) {
  std::vector<StringRef> members = getMembers(archive);
  if (key.empty()) {
    if (members.size() == 1)
      return 0;
    return fail(path, "expected exactly one array where no key is given, got " +
                          Twine(members.size()) + ": " + listKeys(members));
  }
  for (const std::string &name : {(key + kSuffix).str(), key.str()})
    for (auto [i, member] : enumerate(members))
      if (member == name)
        return i;
  return fail(path, "expected one of the keys " + listKeys(members) +
                        ", got '" + key + "'");
}

/// The size of the member, if the bytes in the file can amount to it.
static Expected<uint64_t> getSize(const Twine &where, zip_t *archive,
                                  uint64_t index, uint64_t fileSize) {
  zip_stat_t stat;
  zip_stat_init(&stat);
  constexpr zip_uint64_t kNeeded =
      ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
  if (zip_stat_index(archive, index, 0, &stat) ||
      (stat.valid & kNeeded) != kNeeded)
    return fail(where,
                "expected a size, got " + getMessage(zip_get_error(archive)));
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
    return fail(where, "expected a member that is stored or deflated, got "
                       "compression method " +
                           Twine(stat.comp_method));
  if (stat.comp_size > fileSize)
    return fail(where, "expected " + Twine(stat.comp_size) +
                           " compressed bytes, got a file of " +
                           Twine(fileSize));
  uint64_t limit = stat.comp_size;
  if (stat.comp_method == ZIP_CM_DEFLATE)
    limit = SaturatingMultiply(limit, kMaxDeflateRatio);
  if (stat.size > limit)
    return fail(where, "expected at most " + Twine(limit) + " bytes from " +
                           Twine(stat.comp_size) + " in the file, got " +
                           Twine(stat.size));
  return stat.size;
}

static Error read(zip_file_t *file, MutableArrayRef<char> buffer) {
  while (!buffer.empty()) {
    zip_int64_t count = zip_fread(file, buffer.data(), buffer.size());
    if (count < 0)
      return createStringError("expected data that can be decompressed, got " +
                               getMessage(zip_file_get_error(file)));
    if (count == 0)
      return createStringError("expected " + Twine(buffer.size()) +
                               " more bytes, got the end of the member");
    buffer = buffer.drop_front(static_cast<size_t>(count));
  }
  return Error::success();
}

Expected<Tensor> relu::readNpzFile(StringRef path, StringRef key,
                                   std::optional<ElementKind> as) {
  Expected<Archive> archive = openArchive(path);
  if (!archive)
    return archive.takeError();
  Expected<uint64_t> index = findMember(path, archive->get(), key);
  if (!index)
    return index.takeError();
  std::string where = (path + (key.empty() ? "" : ":") + key).str();
  uint64_t fileSize = 0;
  if (std::error_code code = sys::fs::file_size(path, fileSize))
    return fail(where, "expected a size, got '" + code.message() + "'");
  Expected<uint64_t> size = getSize(where, archive->get(), *index, fileSize);
  if (!size)
    return size.takeError();
  std::unique_ptr<zip_file_t, Close> file(
      zip_fopen_index(archive->get(), *index, 0));
  if (!file)
    return fail(where, "expected a member that can be read, got " +
                           getMessage(zip_get_error(archive->get())));

  auto readNext = [&](MutableArrayRef<char> buffer) {
    return read(file.get(), buffer);
  };
  Expected<Tensor> tensor = readNpy({where, *size, readNext}, as);
  if (!tensor)
    return tensor;
  // libzip compares the checksum when it meets the end.
  char excess;
  zip_int64_t count = zip_fread(file.get(), &excess, 1);
  if (count < 0)
    return fail(where, "expected data as they were written, got " +
                           getMessage(zip_file_get_error(file.get())));
  if (count > 0)
    return fail(where, "expected " + Twine(*size) + " bytes, got more");
  return tensor;
}

Expected<std::vector<std::string>> relu::readNpzKeys(StringRef path) {
  Expected<Archive> archive = openArchive(path);
  if (!archive)
    return archive.takeError();
  std::vector<std::string> keys;
  for (StringRef member : getMembers(archive->get()))
    keys.push_back(getKey(member).str());
  return keys;
}

/// Adds a member that libzip reads from `header` and `data` when it writes.
static Error addMember(zip_t *archive, StringRef key, StringRef header,
                       ConstTensorView array) {
  // libzip only reads; its structure is shared with sources that are written.
  auto asFragment = [](const void *data, uint64_t size) {
    return zip_buffer_fragment_t{
        const_cast<zip_uint8_t *>(static_cast<const zip_uint8_t *>(data)),
        size};
  };
  zip_buffer_fragment_t fragments[] = {
      asFragment(header.data(), header.size()),
      asFragment(array.data, static_cast<uint64_t>(*array.type.getByteSize()))};
  zip_source_t *source = zip_source_buffer_fragment(archive, fragments, 2, 0);
  zip_int64_t index = -1;
  if (source)
    index = zip_file_add(archive, (key + kSuffix).str().c_str(), source,
                         ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    std::string message = getMessage(zip_get_error(archive));
    zip_source_free(source);
    return createStringError("expected a key for a new member, got '" + key +
                             "' and " + message);
  }
  // Like numpy, and with the date that a zip's calendar begins with: the same
  // arrays make the same file.
  constexpr zip_uint16_t kFirstDay = 1 << 5 | 1;
  if (zip_set_file_compression(archive, index, ZIP_CM_STORE, 0) ||
      zip_file_set_dostime(archive, index, 0, kFirstDay, 0))
    return createStringError("expected to set up member '" + key + "', got " +
                             getMessage(zip_get_error(archive)));
  return Error::success();
}

Error relu::writeNpzFile(
    StringRef path, ArrayRef<std::pair<std::string, ConstTensorView>> arrays) {
  // libzip makes no file for an archive without members.
  if (arrays.empty())
    return fail(path, "expected at least one array to write, got none");
  std::vector<std::string> headers;
  for (const auto &[key, array] : arrays) {
    if (key.empty())
      return fail(path, "expected a key for every array, got ''");
    Expected<std::string> header = makeNpyHeader(array.type);
    if (!header)
      return fail(path, toString(header.takeError()));
    headers.push_back(std::move(*header));
  }

  return replaceFile(path, [&](StringRef temporary) -> Error {
    // libzip replaces files by others of the same name, devices included.
    if (!sys::fs::is_regular_file(temporary))
      return createStringError("expected a file to write, got a device or a "
                               "pipe");
    int code = 0;
    Archive archive(
        zip_open(temporary.str().c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
    if (!archive)
      return createStringError("expected a file to write, got error " +
                               Twine(code) + " of libzip");
    for (auto [entry, header] : zip_equal(arrays, headers))
      if (Error error =
              addMember(archive.get(), entry.first, header, entry.second))
        return error;
    if (zip_close(archive.get()))
      return createStringError("expected room for the arrays, got " +
                               getMessage(zip_get_error(archive.get())));
    (void)archive.release(); // zip_close has freed it
    return Error::success();
  });
}
