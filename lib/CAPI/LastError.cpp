// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of the last error of each thread: a handle may be used by many
// threads at once, so it can not hold one.

#include "LastError.h"

#include "relu/Execution/Executable.h"

using namespace relu::capi;

static thread_local std::string lastError;

ReluStatus relu::capi::fail(ReluStatus status,
                            const llvm::Twine &message) noexcept {
  try {
    lastError = message.str();
  } catch (...) {
    lastError.clear();
  }
  return status;
}

ReluStatus relu::capi::fail(ReluStatus status, llvm::Error error) noexcept {
  if (error.isA<InternalError>())
    status = RELU_INTERNAL_ERROR;
  return fail(status, llvm::toString(std::move(error)));
}

const char *reluGetLastError(void) { return lastError.c_str(); }
