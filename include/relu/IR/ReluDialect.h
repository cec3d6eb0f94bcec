// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The relu dialect class. Include relu/IR/Relu.h for all of the dialect.

#ifndef RELU_IR_RELUDIALECT_H
#define RELU_IR_RELUDIALECT_H

#include "mlir/IR/Dialect.h"

#include "relu/IR/ReluDialect.h.inc"

#endif // RELU_IR_RELUDIALECT_H
