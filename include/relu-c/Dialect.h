/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The dialect relu for programs that use MLIR through its own C API (mlir-c),
 * and the passes and pipelines that they can then parse by name. Of no use to
 * those that only run networks: relu-c/Relu.h is for them.
 */

#ifndef RELU_C_DIALECT_H
#define RELU_C_DIALECT_H

#include "mlir-c/IR.h"

#ifdef __cplusplus
extern "C" {
#endif

/* mlirGetDialectHandle__relu__() */
MLIR_DECLARE_CAPI_DIALECT_REGISTRATION(Relu, relu);

/** Adds to `registry` the dialect, those of upstream that its pipelines need,
 * and their interfaces. */
MLIR_CAPI_EXPORTED void
reluMlirRegisterAllDialects(MlirDialectRegistry registry);

/** Makes passes and pipelines known by name, to mlirParsePassPipeline and
 * mlirOpPassManagerAddPipeline. Calling it again changes nothing. */
MLIR_CAPI_EXPORTED void reluMlirRegisterAllPasses(void);

#ifdef __cplusplus
}
#endif

#endif /* RELU_C_DIALECT_H */
