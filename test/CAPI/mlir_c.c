/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The dialect through mlir-c: loads it, parses a layer, fuses its activation
 * with a pass of relu, and prints the result.
 */

#include "mlir-c/IR.h"
#include "mlir-c/Pass.h"
#include "relu-c/Dialect.h"

#include <stdio.h>

static void print(MlirStringRef text, void *file) {
  fwrite(text.data, 1, text.length, (FILE *)file);
}

static const char *kLayer =
    "func.func @layer(%x: tensor<?x2xf32>, %w: tensor<2x3xf32>) -> "
    "tensor<?x3xf32> {\n"
    "  %0 = relu.dense %x, %w : (tensor<?x2xf32>, tensor<2x3xf32>) -> "
    "tensor<?x3xf32>\n"
    "  %1 = relu.activate %0 activation(#relu.relu) : tensor<?x3xf32>\n"
    "  return %1 : tensor<?x3xf32>\n"
    "}\n";

int main(void) {
  MlirDialectRegistry registry = mlirDialectRegistryCreate();
  reluMlirRegisterAllDialects(registry);
  reluMlirRegisterAllPasses();
  MlirDialectHandle relu = mlirGetDialectHandle__relu__();
  mlirDialectHandleInsertDialect(relu, registry);
  MlirContext context = mlirContextCreateWithRegistry(registry, false);
  mlirDialectRegistryDestroy(registry);
  print(mlirDialectGetNamespace(mlirDialectHandleLoadDialect(relu, context)),
        stdout);
  printf("\n");

  MlirModule module =
      mlirModuleCreateParse(context, mlirStringRefCreateFromCString(kLayer));
  if (mlirModuleIsNull(module))
    return 1;
  MlirPassManager manager = mlirPassManagerCreate(context);
  if (mlirLogicalResultIsFailure(mlirParsePassPipeline(
          mlirPassManagerGetAsOpPassManager(manager),
          mlirStringRefCreateFromCString(
              "builtin.module(relu-fuse-activation)"),
          print, stderr)) ||
      mlirLogicalResultIsFailure(mlirPassManagerRunOnOp(
          manager, mlirModuleGetOperation(module))))
    return 1;
  mlirOperationPrint(mlirModuleGetOperation(module), print, stdout);
  mlirPassManagerDestroy(manager);
  mlirModuleDestroy(module);
  mlirContextDestroy(context);
  return 0;
}
