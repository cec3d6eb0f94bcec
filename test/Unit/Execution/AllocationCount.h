// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How often something asks for memory.

#ifndef RELU_TEST_UNIT_EXECUTION_ALLOCATIONCOUNT_H
#define RELU_TEST_UNIT_EXECUTION_ALLOCATIONCOUNT_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include <cstdint>

namespace relu_test {

/// Calls of malloc and its kin, and so of operator new, that `body` makes on
/// this thread.
int64_t countAllocations(llvm::function_ref<void()> body);

} // namespace relu_test

#endif // RELU_TEST_UNIT_EXECUTION_ALLOCATIONCOUNT_H
