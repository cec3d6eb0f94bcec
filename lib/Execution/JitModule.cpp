// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Machine code through MLIR's ExecutionEngine, with the target machine that the
// kernels were chosen for.

#include "relu/Execution/JitModule.h"

#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/OpenMP/OpenMPToLLVMIRTranslation.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"

using namespace mlir;
using namespace relu;

void relu::registerTranslations(MLIRContext &context) {
  DialectRegistry registry;
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerOpenMPDialectTranslation(registry);
  context.appendDialectRegistry(registry);
}

llvm::Expected<std::unique_ptr<JitModule>>
JitModule::create(ModuleOp module, const relu::Target &target,
                  const llvm::StringMap<void *> &symbols) {
  registerTranslations(*module.getContext());
  auto machine = target.createTargetMachine(relu::Target::Use::Jit);
  if (!machine)
    return machine.takeError();

  // The kernel builder gave the code its final shape: LLVM's optimiser would
  // only take time. The engine keeps a reference to the transformer, so that
  // both must have names here.
  auto transformer = makeOptimizingTransformer(/*optLevel=*/0, /*sizeLevel=*/0,
                                               machine->get());
  ExecutionEngineOptions options;
  auto forTarget = [&](llvm::Module *module) {
    target.attachTo(*module);
    return transformer(module);
  };
  options.transformer = forTarget;
  options.enableObjectDump = false;
  auto engine = ExecutionEngine::create(module, options, std::move(*machine));
  if (!engine)
    return engine.takeError();
  if (!symbols.empty())
    (*engine)->registerSymbols([&](llvm::orc::MangleAndInterner interner) {
      llvm::orc::SymbolMap map;
      for (const auto &symbol : symbols)
        map[interner(symbol.first())] = {
            llvm::orc::ExecutorAddr::fromPtr(symbol.second),
            llvm::JITSymbolFlags::Exported};
      return map;
    });
  std::unique_ptr<JitModule> result(new JitModule());
  result->engine = std::move(*engine);
  return result;
}

llvm::Expected<JitModule::Function> JitModule::lookup(StringRef name) const {
  return engine->lookupPacked(("_mlir_ciface_" + name).str());
}
