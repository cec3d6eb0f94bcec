// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu-opt with the test dialect: another compiler's tool.

#include "TestDialect.h"

#include "relu/Registration.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  relu::registerAllDialects(registry);
  registry.insert<relu_test::ReluTestDialect>();
  mlir::registerAllPasses();
  relu::registerAllPasses();
  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "relu-opt with a test dialect\n", registry));
}
