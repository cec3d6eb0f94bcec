// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// mlir-opt with the dialects lab and relu, and the pipelines of both.

#include "Lab.h"

#include "relu/Registration.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  relu::registerAllDialects(registry);
  registry.insert<lab::LabDialect>();

  mlir::registerAllPasses();
  relu::registerAllPasses();
  mlir::PassPipelineRegistration<> lab("lab-compile", "Networks, our way",
                                       lab::buildLabPipeline);
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "lab-opt\n", registry));
}
