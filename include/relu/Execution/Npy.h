// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors in files: numpy's .npy, its archives .npz, and bytes without a
// header. Files are not trusted: whatever they hold, reading ends in a tensor
// or in an error.

#ifndef RELU_EXECUTION_NPY_H
#define RELU_EXECUTION_NPY_H

#include "relu/Execution/Tensor.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include <utility>
#include <vector>

namespace relu {

//===----------------------------------------------------------------------===//
// .npy
//===----------------------------------------------------------------------===//
//
// Format:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
// Versions 1.0, 2.0 and 3.0 are read, 1.0 is written. The dtypes are f2 f4 f8,
// i1 i2 i4 i8, u1 u2 u4 u8 and b1, in either byte order; Fortran order is
// transposed. numpy has no bf16: it travels as u2, and is written as such.
// `as` gives the kind that the reader takes the data for: the kind of the
// file, or bf16 for a file of u2 or of V2, which is what numpy makes of
// ml_dtypes.bfloat16. Any other pair fails.
//
// Nothing may follow the data. Memory is taken once the sizes that the header
// claims have been compared with the bytes that are there.

/// The bytes of an .npy, wherever they are.
struct NpySource {
  /// What messages call it.
  std::string name;
  /// How many bytes there are; a bound suffices if `read` then fails.
  uint64_t size;
  /// Fills the whole buffer with the next bytes. Fails without the name.
  llvm::function_ref<llvm::Error(llvm::MutableArrayRef<char>)> read;
};

llvm::Expected<Tensor> readNpy(const NpySource &source,
                               std::optional<ElementKind> as = std::nullopt);

/// Reads a file, or a pipe to its end.
llvm::Expected<Tensor>
readNpyFile(llvm::StringRef path, std::optional<ElementKind> as = std::nullopt);

/// Everything that precedes the data. Fails when `type` has more than
/// TensorType::kMaxRank dimensions, which numpy would not read.
llvm::Expected<std::string> makeNpyHeader(const TensorType &type);

/// Replaces the file at `path`, as replaceFile in File.h does.
llvm::Error writeNpyFile(llvm::StringRef path, ConstTensorView tensor);

//===----------------------------------------------------------------------===//
// .npz
//===----------------------------------------------------------------------===//
//
// A zip archive in which the array `key` is the member `key.npy`, stored or
// deflated. An entry that claims to be larger than deflate can make it from
// the bytes that are there is refused, and so is one with a wrong checksum.

/// Reads one array. An empty key means the only one. Fails with the keys that
/// are there.
llvm::Expected<Tensor>
readNpzFile(llvm::StringRef path, llvm::StringRef key,
            std::optional<ElementKind> as = std::nullopt);

/// The keys, in the order of the archive.
llvm::Expected<std::vector<std::string>> readNpzKeys(llvm::StringRef path);

/// Replaces the file at `path`, as replaceFile in File.h does; members are
/// stored, and the bytes depend on nothing but the arguments. Fails for no
/// arrays, empty or equal keys, and for a path that is a device or a pipe.
llvm::Error
writeNpzFile(llvm::StringRef path,
             llvm::ArrayRef<std::pair<std::string, ConstTensorView>> arrays);

//===----------------------------------------------------------------------===//
// Bytes without a header
//===----------------------------------------------------------------------===//

/// Reads the elements of `type`, as they lie in memory on this machine. The
/// file must hold exactly these bytes, and must not be an .npy.
llvm::Expected<Tensor> readRawFile(llvm::StringRef path, TensorType type);

} // namespace relu

#endif // RELU_EXECUTION_NPY_H
