// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The attributes of the relu dialect: activations and schedules.

#ifndef RELU_IR_RELUATTRS_H
#define RELU_IR_RELUATTRS_H

#include "relu/IR/Activation.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpImplementation.h"

#include "relu/IR/ReluEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "relu/IR/ReluAttrs.h.inc"

#endif // RELU_IR_RELUATTRS_H
