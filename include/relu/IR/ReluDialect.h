// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The relu dialect class. Include relu/IR/Relu.h for all of the dialect.

#ifndef RELU_IR_RELUDIALECT_H
#define RELU_IR_RELUDIALECT_H

#include "mlir/IR/Dialect.h"

namespace relu {
/// The most threads that a call may take.
constexpr int64_t kMaxThreads = 1024;
} // namespace relu

#include "relu/IR/ReluDialect.h.inc"

#endif // RELU_IR_RELUDIALECT_H
