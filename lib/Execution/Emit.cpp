// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes compiled modules.

#include "relu/Execution/Emit.h"

#include "relu/Execution/JitModule.h"

#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"

using namespace mlir;
using namespace relu;

llvm::Error relu::emitModule(ModuleOp module, const relu::Target &target,
                             EmitKind kind, llvm::raw_pwrite_stream &stream) {
  if (kind == EmitKind::Mlir) {
    module.print(stream);
    return llvm::Error::success();
  }

  auto machine = target.createTargetMachine(relu::Target::Use::Object);
  if (!machine)
    return machine.takeError();
  registerTranslations(*module.getContext());
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> translated =
      translateModuleToLLVMIR(module, context, "relu");
  if (!translated)
    return llvm::createStringError(
        "the model could not be translated to LLVM IR");
  translated->setDataLayout((*machine)->createDataLayout());
  translated->setTargetTriple((*machine)->getTargetTriple());
  target.attachTo(*translated);
  if (kind == EmitKind::Llvm) {
    translated->print(stream, nullptr);
    return llvm::Error::success();
  }

  llvm::legacy::PassManager passes;
  auto type = kind == EmitKind::Asm ? llvm::CodeGenFileType::AssemblyFile
                                    : llvm::CodeGenFileType::ObjectFile;
  if ((*machine)->addPassesToEmitFile(passes, stream, nullptr, type))
    return llvm::createStringError("LLVM can not write this kind of file for " +
                                   target.getTriple());
  passes.run(*translated);
  return llvm::Error::success();
}
