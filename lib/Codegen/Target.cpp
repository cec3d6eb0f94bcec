// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Asks LLVM what a CPU has, and makes its target machines.

#include "relu/Codegen/Target.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/OptBisect.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

#ifdef __linux__
#include <unistd.h>
#endif

using namespace mlir;
using namespace relu;

static const llvm::Target *lookupTarget(StringRef triple, std::string &error) {
  static const bool initialized = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)initialized;
  if (const auto *native =
          llvm::TargetRegistry::lookupTarget(llvm::Triple(triple), error))
    return native;
  static const bool allInitialized = [] {
    llvm::InitializeAllTargetInfos();
    llvm::InitializeAllTargets();
    llvm::InitializeAllTargetMCs();
    llvm::InitializeAllAsmPrinters();
    return true;
  }();
  (void)allInitialized;
  return llvm::TargetRegistry::lookupTarget(llvm::Triple(triple), error);
}

static std::unique_ptr<llvm::MCSubtargetInfo>
createSubtarget(StringRef triple, StringRef cpu, StringRef features,
                std::string &error) {
  const llvm::Target *target = lookupTarget(triple, error);
  if (!target)
    return nullptr;
  return std::unique_ptr<llvm::MCSubtargetInfo>(
      target->createMCSubtargetInfo(llvm::Triple(triple), cpu, features));
}

/// What the operating system says of the second-level cache of this machine.
static int64_t getHostCacheBytes() {
#ifdef _SC_LEVEL2_CACHE_SIZE
  int64_t bytes = sysconf(_SC_LEVEL2_CACHE_SIZE);
  if (bytes >= kLeastCacheBytes && bytes <= kMostCacheBytes)
    return bytes;
#endif
  return kUsualCacheBytes;
}

relu::Target relu::Target::host() {
  std::vector<std::string> features;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    if (feature.second)
      features.push_back("+" + feature.first().str());
  llvm::sort(features);
  Target result(llvm::sys::getProcessTriple(), "", std::move(features));
  result.cacheBytes = getHostCacheBytes();
  return result;
}

llvm::Expected<relu::Target> relu::Target::fromCpu(StringRef cpu) {
  if (cpu.empty() || cpu == "host")
    return host();
  Target result(llvm::sys::getProcessTriple(), cpu.str(), {});
  std::string error;
  // Made without the name: LLVM itself complains about an unknown one on
  // stderr, and goes on.
  auto subtarget = createSubtarget(result.triple, "", "", error);
  if (!subtarget)
    return llvm::createStringError(error);
  if (!subtarget->isCPUStringValid(cpu))
    return llvm::createStringError("expected the name of a CPU of " +
                                   llvm::Triple(result.triple).getArchName() +
                                   " such as 'host' or 'x86-64-v3', got '" +
                                   cpu + "'");
  return result;
}

llvm::Expected<relu::Target> relu::Target::withFeatures(StringRef list) const {
  std::string error;
  auto subtarget = createSubtarget(triple, "", "", error);
  if (!subtarget)
    return llvm::createStringError(error);
  // Asked here: LLVM itself complains about an unknown one on stderr, and goes
  // on.
  llvm::ArrayRef<llvm::SubtargetFeatureKV> known =
      subtarget->getAllProcessorFeatures();
  Target result = *this;
  for (StringRef feature : llvm::split(list, ',')) {
    bool isKnown = llvm::any_of(known, [&](const auto &candidate) {
      return feature.drop_front(!feature.empty()) == candidate.Key;
    });
    if (!isKnown || (feature.front() != '+' && feature.front() != '-'))
      return llvm::createStringError(
          "expected features of " + llvm::Triple(triple).getArchName() +
          " such as '+fma,-avx512f', got '" + feature + "'");
    result.features.push_back(feature.str());
  }
  return result;
}

static llvm::Error checkRange(int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most)
    return llvm::Error::success();
  return llvm::createStringError("expected " + llvm::Twine(least) + " to " +
                                 llvm::Twine(most) + ", got " +
                                 llvm::Twine(value));
}

llvm::Expected<relu::Target> relu::Target::withThreads(int64_t count) const {
  if (llvm::Error error = checkRange(count, 1, kMaxThreads))
    return error;
  Target result = *this;
  result.threads = count;
  return result;
}

llvm::Expected<relu::Target> relu::Target::withCacheBytes(int64_t bytes) const {
  if (llvm::Error error = checkRange(bytes, kLeastCacheBytes, kMostCacheBytes))
    return error;
  Target result = *this;
  result.cacheBytes = bytes;
  return result;
}

llvm::Expected<relu::Target> relu::Target::fromTriple(StringRef name,
                                                      StringRef cpu) {
  if (name.empty())
    return fromCpu(cpu);
  llvm::Triple triple(llvm::Triple::normalize(name));
  llvm::Triple process(llvm::sys::getProcessTriple());
  std::string error;
  auto subtarget = createSubtarget(triple.str(), "", "", error);
  if (!subtarget)
    return llvm::createStringError(
        "expected a triple that this LLVM makes code for, such as "
        "'aarch64-linux-gnu', got '" +
        name + "'");
  if (cpu == "host") {
    if (triple.getArch() != process.getArch())
      return llvm::createStringError(
          "expected the name of a CPU of " + triple.getArchName() +
          ", got 'host', which is of " + process.getArchName());
    Target result = host();
    result.triple = triple.str();
    return result;
  }
  if (!cpu.empty() && !subtarget->isCPUStringValid(cpu))
    return llvm::createStringError("expected the name of a CPU of " +
                                   triple.getArchName() + ", got '" + cpu +
                                   "'");
  return Target(triple.str(), cpu.str(), {});
}

std::vector<std::string> relu::Target::getAllFeatures() const {
  std::string error;
  std::vector<std::string> names;
  if (auto subtarget = createSubtarget(triple, cpu, getFeatureString(), error))
    for (const auto &feature : subtarget->getEnabledProcessorFeatures())
      names.push_back(feature.Key);
  llvm::sort(names);
  return names;
}

/// The i64 from `least` to `most` that is the attribute `name` of `module`, or
/// `otherwise` without one.
static FailureOr<int64_t> getNumber(ModuleOp module, StringRef name,
                                    int64_t least, int64_t most,
                                    int64_t otherwise) {
  Attribute attr = module->getAttr(name);
  if (!attr)
    return otherwise;
  auto number = dyn_cast<IntegerAttr>(attr);
  if (!number || !number.getType().isInteger(64) || number.getInt() < least ||
      number.getInt() > most)
    return module.emitError() << "expected '" << name << "' to be an i64 from "
                              << least << " to " << most << ", got " << attr;
  return number.getInt();
}

FailureOr<int64_t> relu::Target::getThreads(ModuleOp module) {
  return getNumber(module, ReluDialect::getThreadsAttrName(), 1, kMaxThreads,
                   1);
}

/// `otherwise` is of a module that does not say.
static FailureOr<int64_t> getCacheBytesOr(ModuleOp module, int64_t otherwise) {
  return getNumber(module, ReluDialect::getCacheBytesAttrName(),
                   kLeastCacheBytes, kMostCacheBytes, otherwise);
}

FailureOr<int64_t> relu::Target::getCacheBytes(ModuleOp module) {
  return getCacheBytesOr(module, kUsualCacheBytes);
}

FailureOr<int64_t> relu::Target::getL1Ways(ModuleOp module) {
  if (!module->hasAttr(kTargetAttrName))
    return kUsualL1Ways;
  FailureOr<Target> target = fromModule(module);
  if (failed(target))
    return failure();
  return target->getL1Ways();
}

FailureOr<relu::Target> relu::Target::fromModule(ModuleOp module) {
  FailureOr<int64_t> threads = getThreads(module);
  if (failed(threads))
    return failure();
  Attribute attr = module->getAttr(kTargetAttrName);
  FailureOr<int64_t> cacheBytes =
      getCacheBytesOr(module, attr ? kUsualCacheBytes : getHostCacheBytes());
  if (failed(cacheBytes))
    return failure();
  if (!attr) {
    Target result = host();
    result.threads = *threads;
    result.cacheBytes = *cacheBytes;
    return result;
  }
  auto target = dyn_cast<LLVM::TargetAttr>(attr);
  if (!target)
    return module.emitError() << "expected '" << kTargetAttrName
                              << "' to be an #llvm.target attribute";
  std::vector<std::string> features;
  if (LLVM::TargetFeaturesAttr list = target.getFeatures())
    for (StringAttr feature : list.getFeatures())
      features.push_back(feature.getValue().str());
  Target result(target.getTriple().getValue().str(),
                target.getChip().getValue().str(), std::move(features));
  result.threads = *threads;
  result.cacheBytes = *cacheBytes;
  std::string error;
  auto subtarget = createSubtarget(result.triple, "", "", error);
  if (!subtarget)
    return module.emitError() << error;
  if (!result.cpu.empty() && !subtarget->isCPUStringValid(result.cpu))
    return module.emitError()
           << "expected the name of a CPU of " << result.triple
           << " as chip of '" << kTargetAttrName << "', got '" << result.cpu
           << "'";
  return result;
}

void relu::Target::attachTo(ModuleOp module) const {
  MLIRContext *context = module.getContext();
  context->getOrLoadDialect<LLVM::LLVMDialect>();
  LLVM::TargetFeaturesAttr list;
  if (!features.empty())
    list = LLVM::TargetFeaturesAttr::get(
        context, llvm::to_vector_of<StringRef>(features));
  module->setAttr(kTargetAttrName,
                  LLVM::TargetAttr::get(context,
                                        StringAttr::get(context, triple),
                                        StringAttr::get(context, cpu), list));
  auto setNumber = [&](StringRef name, int64_t value, int64_t usual) {
    if (value != usual)
      module->setAttr(name, Builder(context).getI64IntegerAttr(value));
    else
      module->removeAttr(name);
  };
  setNumber(ReluDialect::getThreadsAttrName(), threads, 1);
  if (!module->hasAttr(ReluDialect::getCacheBytesAttrName()))
    setNumber(ReluDialect::getCacheBytesAttrName(), cacheBytes,
              kUsualCacheBytes);
}

namespace {
/// Kernels count their addresses themselves (RegisterTile.cpp). LLVM's loop
/// strength reduction would do that once more, and take longer than all other
/// passes of the code generator together.
class KernelPasses : public llvm::OptPassGate {
public:
  bool shouldRunPass(StringRef name, StringRef) const override {
    return name != "Loop Strength Reduction";
  }
  bool isEnabled() const override { return true; }
};
} // namespace

void relu::Target::attachTo(llvm::Module &module) const {
  static KernelPasses passes; // the context keeps a reference
  module.getContext().setOptPassGate(passes);
  std::string list = getFeatureString();
  for (llvm::Function &function : module) {
    function.addFnAttr("tune-cpu", "generic");
    if (!cpu.empty())
      function.addFnAttr("target-cpu", cpu);
    if (!list.empty())
      function.addFnAttr("target-features", list);
  }
}

std::string relu::Target::getFeatureString() const {
  return llvm::join(features, ",");
}

bool relu::Target::hasFeature(StringRef feature) const {
  std::string error;
  auto subtarget = createSubtarget(triple, cpu, getFeatureString(), error);
  return subtarget && subtarget->checkFeatures("+" + feature.str());
}

int64_t relu::Target::getL1Ways() const {
  return llvm::Triple(triple).isX86() && hasFeature("avx512fp16")
             ? 12
             : kUsualL1Ways;
}

Isa relu::Target::getIsa() const {
  std::string error;
  auto subtarget = createSubtarget(triple, cpu, getFeatureString(), error);
  if (!subtarget || !llvm::Triple(triple).isX86())
    return Isa::generic;
  // Masks of 16-bit elements and of 256-bit vectors belong to it.
  if (subtarget->checkFeatures("+avx512f,+avx512bw,+avx512dq,+avx512vl"))
    return Isa::avx512;
  if (subtarget->checkFeatures("+avx2,+fma,+f16c"))
    return Isa::avx2;
  return Isa::generic;
}

std::vector<std::string> relu::Target::getFeaturesMissingOnHost() const {
  std::string error;
  std::vector<std::string> missing;
  auto subtarget = createSubtarget(triple, cpu, getFeatureString(), error);
  if (!subtarget)
    return {triple};
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    if (!feature.second &&
        subtarget->checkFeatures("+" + feature.first().str()))
      missing.push_back(feature.first().str());
  llvm::sort(missing);
  return missing;
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
relu::Target::createTargetMachine(Use use) const {
  std::string error;
  const llvm::Target *target = lookupTarget(triple, error);
  if (!target)
    return llvm::createStringError(error);
  bool jit = use == Use::Jit;
  // O1 is the floor: O0 spills every register, and O3 gains nothing on code
  // whose final shape the kernel builder gave it.
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      llvm::Triple(triple), cpu, getFeatureString(), llvm::TargetOptions(),
      llvm::Reloc::PIC_,
      jit ? std::optional(llvm::CodeModel::Large) : std::nullopt,
      llvm::CodeGenOptLevel::Less, jit));
  if (!machine)
    return llvm::createStringError("LLVM has no code generator for " + triple);
  return machine;
}
