// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything of MLIR and everything of relu, each registered twice: nothing is
// there that may be registered only once.

#include "Lab.h"

#include "relu/Registration.h"

#include "mlir/IR/MLIRContext.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  for (int i = 0; i < 2; ++i) {
    mlir::registerAllDialects(registry);
    mlir::registerAllExtensions(registry);
    relu::registerAllDialects(registry);
    registry.insert<lab::LabDialect>();
    mlir::registerAllPasses();
    relu::registerAllPasses();
  }
  mlir::MLIRContext context(registry);
  context.loadAllAvailableDialects();
  if (!context.getLoadedDialect("relu") || !context.getLoadedDialect("lab"))
    return 1;
  // Complains of options that are there twice.
  llvm::cl::ParseCommandLineOptions(argc, argv);
  llvm::outs() << "registered\n";
  return 0;
}
