// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The relu dialect: everything that tablegen knows of it.

#ifndef RELU_IR_RELU_TD
#define RELU_IR_RELU_TD

include "relu/IR/ReluDialect.td"
include "relu/IR/ReluInterfaces.td"
include "relu/IR/ReluAttrs.td"
include "relu/IR/ReluSchedule.td"
include "relu/IR/ReluOps.td"
include "relu/IR/ReluScheduledOps.td"

#endif // RELU_IR_RELU_TD
