// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two doors by which mlir-opt enters: one for the dialect, one for passes
// and pipelines.

#include "relu/Registration.h"
#include "relu/Version.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

extern "C" LLVM_ATTRIBUTE_WEAK mlir::DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Relu", RELU_VERSION_STRING,
          [](mlir::DialectRegistry *registry) {
            relu::registerAllDialects(*registry);
          }};
}

extern "C" LLVM_ATTRIBUTE_WEAK mlir::PassPluginLibraryInfo
mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "Relu", RELU_VERSION_STRING,
          [] { relu::registerAllPasses(); }};
}
