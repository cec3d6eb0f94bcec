// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a module to an object file, and the checks that it is one that C
// programs can link with nothing else.

#include "relu/AheadOfTime/CompiledObject.h"

#include "CpuCheck.h"
#include "EntryFunctions.h"
#include "Header.h"
#include "relu/Codegen/ShapeFunction.h"
#include "relu/Execution/Emit.h"
#include "relu/Pipelines/Pipelines.h"
#include "relu/Registration.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace relu;

static llvm::Error checkTarget(const relu::Target &target) {
  llvm::Triple triple(target.getTriple());
  if (!triple.isOSBinFormatELF() || !triple.isLittleEndian() ||
      !triple.isArch64Bit())
    return llvm::createStringError(
        "expected a 64-bit little-endian target with ELF object files, such "
        "as 'aarch64-linux-gnu', got '" +
        target.getTriple() + "'");
  return verifyCpuCheck(target);
}

/// Bytes of all constants. Fails when code could not reach them: offsets have
/// 32 bits.
static llvm::Expected<int64_t> countConstants(ModuleOp module) {
  constexpr int64_t kMostBytes = (int64_t(1) << 31) - (int64_t(1) << 26);
  int64_t bytes = 0;
  for (auto global : module.getOps<LLVM::GlobalOp>())
    if (auto value = dyn_cast_if_present<ElementsAttr>(global.getValueAttr()))
      bytes +=
          value.getNumElements() *
          llvm::divideCeil(value.getElementType().getIntOrFloatBitWidth(), 8);
  if (bytes > kMostBytes)
    return llvm::createStringError(
        "expected at most " + std::to_string(kMostBytes) +
        " bytes of constants, which position independent code can reach, got " +
        std::to_string(bytes));
  return bytes;
}

static bool isMemoryFunction(StringRef name) {
  return name == "memcpy" || name == "memmove" || name == "memset";
}

/// Functions of libm that lowerings of math call.
static bool isLibmFunction(StringRef name) {
  static const llvm::StringSet<> functions = {
      "acos", "acosh", "asin",  "asinh",     "atan",      "atan2",  "atanh",
      "cbrt", "ceil",  "cos",   "cosh",      "erf",       "erfc",   "exp",
      "exp2", "expm1", "fabs",  "floor",     "fma",       "fmax",   "fmin",
      "fmod", "hypot", "ldexp", "log",       "log10",     "log1p",  "log2",
      "pow",  "rint",  "round", "roundeven", "sin",       "sinh",   "sqrt",
      "tan",  "tanh",  "trunc", "copysign",  "nearbyint", "sincos", "frexp"};
  return functions.contains(name) ||
         (name.consume_back("f") && functions.contains(name));
}

/// Whether libm is needed. Fails when more is.
static llvm::Expected<bool> checkSymbols(ArrayRef<char> bytes) {
  auto object = llvm::object::ObjectFile::createObjectFile(
      llvm::MemoryBufferRef(StringRef(bytes.data(), bytes.size()), "object"));
  if (!object)
    return object.takeError();
  bool needsLibm = false;
  for (const llvm::object::SymbolRef &symbol : (*object)->symbols()) {
    auto flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    if (!(*flags & llvm::object::SymbolRef::SF_Undefined))
      continue;
    auto name = symbol.getName();
    if (!name)
      return name.takeError();
    if (name->empty() || isMemoryFunction(*name))
      continue;
    if (*name == "malloc" || *name == "free" || *name == "aligned_alloc")
      return llvm::createStringError(
          "expected a model whose memory can be planned: this one allocates "
          "while it runs, for a size that depends on data, or a result of a "
          "loop or branch");
    if ((name->starts_with("__kmpc_") || name->starts_with("omp_")))
      return llvm::createStringError(
          "expected schedules for one thread: code that is compiled ahead of "
          "time needs no run-time library, and this one calls '" +
          *name + "'");
    if (!isLibmFunction(*name))
      return llvm::createStringError(
          "expected a CPU that needs no run-time library for this model, such "
          "as 'x86-64-v3': the code for this one calls '" +
          *name + "'");
    needsLibm = true;
  }
  return needsLibm;
}

llvm::Expected<CompiledObject>
relu::compileObject(ModuleOp module, const ObjectOptions &options) {
  if (llvm::Error error = checkTarget(options.target))
    return error;
  auto signatures = getSignatures(module);
  if (!signatures)
    return signatures.takeError();
  auto found = findSignature(*signatures, options.function);
  if (!found)
    return found.takeError();
  const Signature &signature = **found;
  keepOnlyFunction(module, signature.name);

  DialectRegistry registry;
  registerAllDialects(registry);
  module.getContext()->appendDialectRegistry(registry);
  if (options.target.getThreads() > 1)
    return llvm::createStringError(
        "expected one thread for code that is compiled ahead of time, got " +
        std::to_string(options.target.getThreads()));
  options.target.attachTo(module);
  PassManager manager(module.getContext());
  buildCompilePipeline(manager, TargetOptions());
  if (failed(manager.run(module)))
    return llvm::createStringError("the model could not be compiled");

  auto shapes = module.lookupSymbol<LLVM::LLVMFuncOp>(
      (signature.name + kShapeFunctionSuffix).str());
  auto interface = describeToC(signature, options.prefix, shapes);
  if (!interface)
    return interface.takeError();
  if (llvm::Error error = addEntryFunctions(module, *interface))
    return error;
  auto constants = countConstants(module);
  if (!constants)
    return constants.takeError();
  CompiledObject object;
  // Growing on the way would copy the constants once more.
  object.bytes.reserve(*constants + *constants / 16 + (1 << 20));
  llvm::raw_svector_ostream stream(object.bytes);
  if (llvm::Error error =
          emitModule(module, options.target, EmitKind::Obj, stream))
    return error;
  auto needsLibm = checkSymbols(object.bytes);
  if (!needsLibm)
    return needsLibm.takeError();
  object.needsLibm = *needsLibm;
  object.header = writeHeader(*interface, options.target, object.needsLibm);
  return object;
}
