// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layout of `info`, which `@f_shapes` of a public function @f writes, and
// the names around it: what the passes that build it and the programs that
// call it agree on.

#ifndef RELU_CODEGEN_SHAPEFUNCTION_H
#define RELU_CODEGEN_SHAPEFUNCTION_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace relu {

/// `@f_shapes` stands beside `@f`.
constexpr llvm::StringLiteral kShapeFunctionSuffix = "_shapes";

/// Attribute of `@f_shapes`: an array of strings, what does not fit together
/// when `info[kInfoStatus]` is 1, 2, …
constexpr llvm::StringLiteral kChecksAttrName = "relu.checks";

/// Elements of `info`, each an i64. All result sizes follow, from
/// kInfoSizes on.
enum InfoIndex : int64_t {
  kInfoStatus = 0,    ///< 0, or which check failed
  kInfoWorkspace = 1, ///< bytes of workspace
  kInfoFlops = 2,     ///< operations of the dense layers
  kInfoSizes = 3,
};

/// What buffers that this library makes for generated code are aligned to, in
/// bytes: no vector of a row crosses a cache line more often than it must.
/// Generated code needs no more than the alignment of an element.
constexpr int64_t kBufferAlignment = 64;

} // namespace relu

#endif // RELU_CODEGEN_SHAPEFUNCTION_H
