// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dialect for mlir-c: an archive of its own, because libRelu-c shows
// nothing of MLIR.

#include "relu-c/Dialect.h"

#include "relu/IR/ReluDialect.h"
#include "relu/Registration.h"

#include "mlir/CAPI/Registration.h"

MLIR_DEFINE_CAPI_DIALECT_REGISTRATION(Relu, relu, relu::ReluDialect)

void reluMlirRegisterAllDialects(MlirDialectRegistry registry) {
  relu::registerAllDialects(*unwrap(registry));
}

void reluMlirRegisterAllPasses(void) { relu::registerAllPasses(); }
