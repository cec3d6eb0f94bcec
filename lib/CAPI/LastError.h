// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How functions of the C API fail: with a code, and a text that the thread
// keeps; never with an exception.

#ifndef RELU_LIB_CAPI_LASTERROR_H
#define RELU_LIB_CAPI_LASTERROR_H

#include "relu-c/Relu.h"

#include "llvm/ADT/Twine.h"
#include "llvm/Support/Error.h"

namespace relu::capi {

/// Keeps `message` for reluGetLastError and returns `status`.
ReluStatus fail(ReluStatus status, const llvm::Twine &message) noexcept;

/// The same with the text of an error; one that is relu's own fault is
/// RELU_INTERNAL_ERROR whatever `status` says.
ReluStatus fail(ReluStatus status, llvm::Error error) noexcept;

/// Calls `body`, which returns a status, and makes one of what it throws.
template <typename Body> ReluStatus guard(Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return fail(RELU_OUT_OF_MEMORY, "there is no memory left");
  } catch (...) {
    return fail(RELU_INTERNAL_ERROR, "an exception reached the C API");
  }
}

} // namespace relu::capi

#endif // RELU_LIB_CAPI_LASTERROR_H
