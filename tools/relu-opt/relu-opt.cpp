// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mlir-opt with the relu dialect, its passes and its pipelines.

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

  mlir::registerAllPasses();
  relu::registerAllPasses();

  return mlir::asMainReturnCode(mlir::MlirOptMain(
      argc, argv, "relu-opt: the passes of the relu compiler\n", registry));
}
