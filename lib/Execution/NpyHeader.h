// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an .npy says before its data: the Python literal, and the dtypes.

#ifndef RELU_LIB_EXECUTION_NPYHEADER_H
#define RELU_LIB_EXECUTION_NPYHEADER_H

#include "relu/Execution/Tensor.h"

#include <optional>
#include <string>

namespace relu {

inline constexpr llvm::StringLiteral kNpyMagic = "\x93NUMPY";

/// What the literal says, unchecked but for its syntax.
struct NpyHeader {
  std::string descr;
  bool isFortran = false;
  llvm::SmallVector<int64_t> shape;
};

/// Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`: the
/// three keys once each in any order, either kind of quotes, and space between
/// the tokens.
llvm::Expected<NpyHeader> parseNpyHeader(llvm::StringRef text);

/// What a descr such as `<f4` means.
struct NpyDtype {
  ElementKind element;
  bool isSwapped; // the bytes are in the order of another machine
};

/// Fails for dtypes that no tensor has, and for any that is not `as`, if given
/// (bf16 is what u2 and V2 may be taken for).
llvm::Expected<NpyDtype> decodeDescr(llvm::StringRef descr,
                                     std::optional<ElementKind> as);

/// Text from a file as a message may show it: printable, and not much of it.
std::string quoteUntrusted(llvm::StringRef text);

} // namespace relu

#endif // RELU_LIB_EXECUTION_NPYHEADER_H
