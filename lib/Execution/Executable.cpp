// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles a module in memory: through all pipelines, to machine code whose
// functions Calls.cpp calls.

#include "ExecutableImpl.h"
#include "relu/Execution/OpenMPRuntime.h"
#include "relu/Pipelines/Passes.h"
#include "relu/Pipelines/Pipelines.h"
#include "relu/Registration.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include <chrono>

using namespace mlir;
using namespace relu;

namespace {

class Stopwatch {
public:
  double lap() {
    auto now = std::chrono::steady_clock::now();
    double seconds = std::chrono::duration<double>(now - last).count();
    last = now;
    return seconds;
  }

private:
  std::chrono::steady_clock::time_point last = std::chrono::steady_clock::now();
};

} // namespace

Executable::Executable(std::shared_ptr<Impl> impl) : impl(std::move(impl)) {}
Executable::~Executable() = default;

ArrayRef<Signature> Executable::getSignatures() const {
  return impl->signatures;
}

const CompileTimes &Executable::getCompileTimes() const { return impl->times; }

int64_t Executable::getConstantBytes() const {
  return impl->constants.getBytes();
}

char InternalError::ID = 0;

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

/// When the IR is verified: behind every pass, or only the last.
enum class Verification { eachPass, lastPass };

static llvm::Error
runPipeline(ModuleOp module, llvm::function_ref<void(OpPassManager &)> build,
            Verification verification = Verification::eachPass) {
  PassManager manager(module.getContext());
  bool verifiesEach = verification == Verification::eachPass;
  manager.enableVerifier(verifiesEach);
  build(manager);
  if (failed(manager.run(module)) || (!verifiesEach && failed(verify(module))))
    return llvm::createStringError("the model could not be compiled");
  return llvm::Error::success();
}

/// For kernels on the way to LLVM, which are long. An error there is one of a
/// pass, not of a model: builds with assertions look for it.
#ifdef NDEBUG
constexpr Verification kLongIR = Verification::lastPass;
#else
constexpr Verification kLongIR = Verification::eachPass;
#endif

static llvm::Error makeInternal(llvm::Error error) {
  return llvm::make_error<InternalError>(llvm::toString(std::move(error)));
}

llvm::Expected<std::unique_ptr<Executable>>
Executable::compile(ModuleOp source, const CompileOptions &options) {
  if (std::vector<std::string> missing =
          options.target.getFeaturesMissingOnHost();
      !missing.empty())
    return llvm::createStringError(
        "expected a target that this machine can run, but it lacks " +
        llvm::join(missing, ", "));
  MLIRContext &context = *source.getContext();
  DialectRegistry registry;
  registerAllDialects(registry);
  context.appendDialectRegistry(registry);

  auto impl = std::make_shared<Impl>();
  llvm::StringSet<> shared = DetachedConstants::collectResources(source);
  OwningOpRef<ModuleOp> module = source.clone();
  if (!options.function.empty())
    keepOnlyFunction(*module, options.function);
  auto signatures = relu::getSignatures(*module);
  if (!signatures)
    return signatures.takeError();
  if (signatures->empty())
    return llvm::createStringError(
        "expected a public function to compile" +
        (options.function.empty() ? "" : " called '" + options.function + "'"));
  impl->signatures = std::move(*signatures);
  options.target.attachTo(*module);

  Stopwatch watch;
  if (options.path == CompileOptions::Path::Reference) {
    if (llvm::Error error = runPipeline(*module, buildReferencePipeline))
      return error;
  } else {
    if (llvm::Error error = runPipeline(*module, [&](OpPassManager &manager) {
          VerifyStagePassOptions source;
          source.stage = "source";
          manager.addPass(createVerifyStagePass(source));
          buildRaisePipeline(manager);
          manager.addPass(createVerifyStagePass());
          OptimizeOptions optimize;
          optimize.foldWeights = options.foldWeights;
          buildOptimizePipeline(manager, optimize);
        }))
      return error;
    impl->times.optimize = watch.lap();
    if (llvm::Error error = runPipeline(*module, [&](OpPassManager &manager) {
          TargetOptions schedule;
          schedule.schedule = options.schedule;
          buildSchedulePipeline(manager, schedule);
          buildLowerToVectorPipeline(manager);
        }))
      return error;
    if (llvm::Error error =
            runPipeline(*module, buildLowerToLLVMPipeline, kLongIR))
      return error;
  }
  // Read before the module loses everything but its code.
  llvm::StringMap<std::vector<std::string>> checks;
  for (auto func : module->getOps<FunctionOpInterface>())
    if (auto messages = func->getAttrOfType<ArrayAttr>(kChecksAttrName))
      for (auto message : messages.getAsRange<StringAttr>())
        checks[func.getName()].push_back(message.str());
  if (llvm::Error error = impl->constants.detach(*module, shared))
    return error;
  impl->times.lower = watch.lap();

  llvm::StringMap<void *> symbols = impl->constants.getSymbols();
  if (usesOpenMP(*module)) {
    auto functions = loadOpenMPRuntime();
    if (!functions)
      return functions.takeError();
    for (const auto &function : *functions)
      symbols[function.first()] = function.second;
  }
  auto code = JitModule::create(*module, options.target, symbols);
  if (!code)
    return makeInternal(code.takeError());
  impl->code = std::move(*code);
  for (const Signature &signature : impl->signatures) {
    std::string shapesName = signature.name + kShapeFunctionSuffix.str();
    auto run = impl->code->lookup(signature.name);
    if (!run)
      return makeInternal(run.takeError());
    auto shapes = impl->code->lookup(shapesName);
    if (!shapes)
      return makeInternal(shapes.takeError());
    impl->functions.push_back({*run, *shapes, checks.lookup(shapesName)});
  }
  impl->frames = std::make_unique<FramePool[]>(impl->functions.size());
  impl->times.codegen = watch.lap();
  return std::unique_ptr<Executable>(new Executable(std::move(impl)));
}
