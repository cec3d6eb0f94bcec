// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Machine code through MLIR's ExecutionEngine, with the target machine that the
// kernels were chosen for.

#include "relu/Execution/JitModule.h"

#include "NearMemory.h"

#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/Interfaces/DataLayoutInterfaces.h"
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

static constexpr llvm::StringLiteral kInterface = "_mlir_ciface_";
static constexpr llvm::StringLiteral kPacked = "_mlir_";

/// Leaves as entries what `lookup` finds: a function of packed arguments for
/// each C interface. It takes in the interface and the function behind, which
/// nobody can look up any more, so that a call is one call. What the engine
/// packs beside, for functions that are no interface, is erased.
static void makeEntries(llvm::Module &module) {
  auto getCallee = [&](llvm::Function &interface) {
    return module.getFunction(
        interface.getName().drop_front(kInterface.size()));
  };
  SmallVector<llvm::Function *> interfaces;
  for (llvm::Function &function : llvm::make_early_inc_range(module)) {
    if (function.isDeclaration())
      continue;
    StringRef name = function.getName();
    if (name.starts_with(kInterface)) {
      if (getCallee(function))
        interfaces.push_back(&function);
      continue;
    }
    if (name.consume_front(kPacked) && !name.starts_with(kInterface) &&
        module.getFunction(name) && function.use_empty())
      function.eraseFromParent();
  }
  for (llvm::Function *interface : interfaces)
    for (llvm::Function *function : {interface, getCallee(*interface)}) {
      function->setLinkage(llvm::GlobalValue::InternalLinkage);
      if (function->hasOneUse())
        function->addFnAttr(llvm::Attribute::AlwaysInline);
    }
}

/// About how many bytes the machine code of `module` takes, and its constants
/// but for those that are only declared.
static size_t estimateBytes(ModuleOp module) {
  constexpr size_t kOpBytes = 64; // several instructions
  mlir::DataLayout layout(module);
  size_t bytes = 0;
  module.walk([&](Operation *op) {
    bytes += kOpBytes;
    auto global = dyn_cast<LLVM::GlobalOp>(op);
    if (global && (global.getValueAttr() || global.getInitializerBlock() ||
                   global.getLinkage() != LLVM::Linkage::External))
      bytes += layout.getTypeSize(global.getGlobalType()).getFixedValue();
  });
  return bytes;
}

/// Memory for `module` with as much again to spare, so that all of its code
/// reaches all of it; null when that is too much for small displacements, or
/// for the process.
static std::unique_ptr<NearMemory> reserveMemory(ModuleOp module) {
  constexpr size_t kFewest = size_t(1) << 24, kMost = size_t(1) << 30;
  size_t bytes = kFewest + 2 * estimateBytes(module);
  return bytes <= kMost ? NearMemory::reserve(bytes) : nullptr;
}

JitModule::JitModule() = default;
JitModule::~JitModule() = default;

llvm::Expected<std::unique_ptr<JitModule>>
JitModule::create(ModuleOp module, const relu::Target &target,
                  const llvm::StringMap<void *> &symbols) {
  registerTranslations(*module.getContext());
  auto machine = target.createTargetMachine(relu::Target::Use::Jit);
  if (!machine)
    return machine.takeError();

  // Large constants, and functions of this process, lie anywhere and are
  // reached through tables; what is compiled here lies together, if it can.
  std::unique_ptr<JitModule> result(new JitModule());
  if ((*machine)->getTargetTriple().getArch() == llvm::Triple::x86_64)
    result->memory = reserveMemory(module);
  if (result->memory)
    (*machine)->setCodeModel(llvm::CodeModel::Small);

  // The kernel builder gave the code its final shape: LLVM's optimiser would
  // only take time. The engine keeps a reference to the transformer, so that
  // both must have names here.
  auto transformer = makeOptimizingTransformer(/*optLevel=*/0, /*sizeLevel=*/0,
                                               machine->get());
  ExecutionEngineOptions options;
  auto forTarget = [&](llvm::Module *module) {
    makeEntries(*module);
    target.attachTo(*module);
    return transformer(module);
  };
  options.transformer = forTarget;
  options.enableObjectDump = false;
  options.sectionMemoryMapper = result->memory.get();
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
  result->engine = std::move(*engine);
  return result;
}

llvm::Expected<JitModule::Function> JitModule::lookup(StringRef name) const {
  return engine->lookupPacked((kInterface + name).str());
}
