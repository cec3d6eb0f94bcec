// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The test dialect, as another compiler would write it: it includes the header
// of the activation interface and nothing else of relu.

#ifndef RELU_TEST_TESTDIALECT_TESTDIALECT_H
#define RELU_TEST_TESTDIALECT_TESTDIALECT_H

#include "relu/IR/Activation.h"

#include "mlir/IR/Dialect.h"

#include "TestDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "TestDialectAttrs.h.inc"

#endif // RELU_TEST_TESTDIALECT_TESTDIALECT_H
