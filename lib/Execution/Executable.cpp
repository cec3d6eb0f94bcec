// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles a module in memory and calls its functions: argument checks, memref
// descriptors, and a pool of workspaces that makes calls re-entrant.

#include "relu/Execution/Executable.h"

#include "DetachedConstants.h"
#include "relu/Codegen/ShapeFunction.h"
#include "relu/Execution/JitModule.h"
#include "relu/Execution/OpenMPRuntime.h"
#include "relu/IR/HugePages.h"
#include "relu/Pipelines/Passes.h"
#include "relu/Pipelines/Pipelines.h"
#include "relu/Registration.h"

#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassManager.h"
#include <chrono>
#include <mutex>

using namespace mlir;
using namespace relu;

namespace {

/// A function of the module, and the one beside it that computes its shapes.
struct CompiledFunction {
  JitModule::Function run = nullptr;
  JitModule::Function shapes = nullptr;
  std::vector<std::string> checks; // what a failed check says
};

/// Everything that a call needs and that is worth keeping for the next one.
struct Frame {
  std::vector<int64_t> descriptors;
  std::vector<size_t> starts; // where each descriptor begins
  std::vector<void *> descriptorPointers;
  std::vector<void *> arguments;
  std::vector<int64_t> info;
  std::unique_ptr<char, decltype(&std::free)> workspace{nullptr, std::free};
  size_t workspaceBytes = 0;
};

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

struct Executable::Impl {
  std::vector<Signature> signatures;
  std::vector<CompiledFunction> functions; // by the index of the signature
  DetachedConstants constants;             // outlives the code
  std::unique_ptr<JitModule> code;
  CompileTimes times;

  mutable std::mutex mutex; // guards idleFrames
  mutable std::vector<std::unique_ptr<Frame>> idleFrames;

  llvm::Expected<size_t> indexOf(const Signature &function) const;
  llvm::Error checkInputs(const Signature &function,
                          ArrayRef<ConstTensorView> inputs) const;

  std::unique_ptr<Frame> takeFrame() const;
  void returnFrame(std::unique_ptr<Frame> frame) const;
};

Executable::Executable(std::unique_ptr<Impl> impl) : impl(std::move(impl)) {}
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

static llvm::Error
runPipeline(ModuleOp module, llvm::function_ref<void(OpPassManager &)> build) {
  PassManager manager(module.getContext());
  build(manager);
  if (failed(manager.run(module)))
    return llvm::createStringError("the model could not be compiled");
  return llvm::Error::success();
}

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

  auto impl = std::make_unique<Impl>();
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
          buildLowerToLLVMPipeline(manager);
        }))
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
  impl->times.codegen = watch.lap();
  return std::unique_ptr<Executable>(new Executable(std::move(impl)));
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

llvm::Expected<size_t>
Executable::Impl::indexOf(const Signature &function) const {
  if (&function >= signatures.data() &&
      &function < signatures.data() + signatures.size())
    return &function - signatures.data();
  return llvm::createStringError(
      "expected a function of this executable, got '" + function.name +
      "' of another one");
}

llvm::Error
Executable::Impl::checkInputs(const Signature &function,
                              ArrayRef<ConstTensorView> inputs) const {
  if (inputs.size() != function.inputs.size())
    return llvm::createStringError(
        "expected " + countOf(function.inputs.size(), "input") + ", got " +
        std::to_string(inputs.size()) + "; the signature is " + function.str());
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!function.inputs[i].accepts(inputs[i].type))
      return llvm::createStringError(
          "input " + std::to_string(i) +
          (function.inputNames[i].empty()
               ? ""
               : " (" + function.inputNames[i] + ")") +
          ": expected " + function.inputs[i].str() + ", got " +
          inputs[i].type.str() + "; the signature is " + function.str());
  return llvm::Error::success();
}

std::unique_ptr<Frame> Executable::Impl::takeFrame() const {
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (!idleFrames.empty()) {
      std::unique_ptr<Frame> frame = std::move(idleFrames.back());
      idleFrames.pop_back();
      return frame;
    }
  }
  return std::make_unique<Frame>();
}

void Executable::Impl::returnFrame(std::unique_ptr<Frame> frame) const {
  std::lock_guard<std::mutex> lock(mutex);
  idleFrames.push_back(std::move(frame));
}

/// The memref descriptor of a contiguous tensor: base, base, offset 0, sizes,
/// strides.
static void appendDescriptor(std::vector<int64_t> &out, const void *data,
                             ArrayRef<int64_t> sizes) {
  int64_t address = static_cast<int64_t>(reinterpret_cast<intptr_t>(data));
  out.insert(out.end(), {address, address, 0});
  out.insert(out.end(), sizes.begin(), sizes.end());
  size_t strides = out.size();
  out.resize(out.size() + sizes.size());
  int64_t stride = 1;
  for (size_t i = sizes.size(); i > 0; --i) {
    out[strides + i - 1] = stride;
    stride *= std::max<int64_t>(sizes[i - 1], 1);
  }
}

/// Calls `function` with the descriptors that lie in the frame.
static void call(JitModule::Function function, Frame &frame) {
  // The packed convention takes pointers to the arguments, and the arguments
  // are pointers to descriptors.
  frame.descriptorPointers.clear();
  for (size_t start : frame.starts)
    frame.descriptorPointers.push_back(&frame.descriptors[start]);
  frame.arguments.clear();
  for (void *&pointer : frame.descriptorPointers)
    frame.arguments.push_back(&pointer);
  function(frame.arguments.data());
}

namespace {
/// Appends descriptors to a frame, and remembers where they begin.
class DescriptorList {
public:
  explicit DescriptorList(Frame &frame) : frame(frame) {
    frame.descriptors.clear();
    frame.starts.clear();
  }
  void add(const void *data, ArrayRef<int64_t> sizes) {
    frame.starts.push_back(frame.descriptors.size());
    appendDescriptor(frame.descriptors, data, sizes);
  }
  void dropLast() {
    frame.descriptors.resize(frame.starts.back());
    frame.starts.pop_back();
  }

private:
  Frame &frame;
};
} // namespace

/// Runs the shape function on the inputs that `list` holds, into frame.info.
static llvm::Error computeInfo(const Signature &signature,
                               const CompiledFunction &function, Frame &frame,
                               DescriptorList &list) {
  int64_t size = kInfoSizes;
  for (const relu::TensorType &result : signature.results)
    size += result.getRank();
  frame.info.assign(size, 0);
  list.add(frame.info.data(), size);
  call(function.shapes, frame);
  list.dropLast();
  int64_t status = frame.info[kInfoStatus];
  if (status == 0)
    return llvm::Error::success();
  std::string message = status > 0 && size_t(status) <= function.checks.size()
                            ? function.checks[status - 1]
                            : "the sizes of the inputs do not fit together";
  return llvm::createStringError(message + "; the signature is " +
                                 signature.str());
}

llvm::Expected<CallInfo>
Executable::getCallInfo(const Signature &function,
                        ArrayRef<ConstTensorView> inputs) const {
  auto index = impl->indexOf(function);
  if (!index)
    return index.takeError();
  if (llvm::Error error = impl->checkInputs(function, inputs))
    return error;
  std::unique_ptr<Frame> frame = impl->takeFrame();
  DescriptorList list(*frame);
  for (const ConstTensorView &input : inputs)
    list.add(input.data, input.type.shape);
  llvm::Error error =
      computeInfo(function, impl->functions[*index], *frame, list);
  CallInfo info;
  if (!error) {
    info.workspaceBytes = frame->info[kInfoWorkspace];
    info.flops = frame->info[kInfoFlops];
    size_t next = kInfoSizes;
    for (const relu::TensorType &result : function.results) {
      relu::TensorType type{result.element, {}};
      for (int64_t axis = 0; axis < result.getRank(); ++axis)
        type.shape.push_back(frame->info[next++]);
      info.results.push_back(std::move(type));
    }
  }
  impl->returnFrame(std::move(frame));
  if (error)
    return error;
  return info;
}

/// Whether `results` have the types that the signature and `sizes` ask for.
static llvm::Error checkResults(const Signature &signature,
                                ArrayRef<int64_t> sizes,
                                ArrayRef<TensorView> results) {
  if (results.size() != signature.results.size())
    return llvm::createStringError("expected " +
                                   countOf(signature.results.size(), "result") +
                                   ", got " + std::to_string(results.size()) +
                                   "; the signature is " + signature.str());
  for (size_t i = 0; i < results.size(); ++i) {
    const relu::TensorType &expected = signature.results[i];
    ArrayRef<int64_t> shape = sizes.take_front(expected.getRank());
    sizes = sizes.drop_front(expected.getRank());
    if (accepts(expected.element, results[i].type.element) &&
        ArrayRef<int64_t>(results[i].type.shape) == shape)
      continue;
    relu::TensorType exact{expected.element, SmallVector<int64_t>(shape)};
    return llvm::createStringError("result " + std::to_string(i) +
                                   ": expected " + exact.str() + ", got " +
                                   results[i].type.str());
  }
  return llvm::Error::success();
}

/// Makes the workspace of `frame` at least as large as frame.info asks.
static llvm::Error growWorkspace(Frame &frame) {
  int64_t bytes = frame.info[kInfoWorkspace];
  if (bytes < 0)
    return llvm::createStringError("the inputs are too large for this process");
  if (size_t(bytes) <= frame.workspaceBytes)
    return llvm::Error::success();
  frame.workspaceBytes = 0;
  size_t alignment = getBufferAlignment(bytes);
  frame.workspace.reset(static_cast<char *>(
      std::aligned_alloc(alignment, llvm::alignTo(bytes, alignment))));
  if (!frame.workspace)
    return llvm::createStringError("no memory for a workspace of " +
                                   std::to_string(bytes) + " bytes");
  preferHugePages(frame.workspace.get(), bytes);
  frame.workspaceBytes = bytes;
  return llvm::Error::success();
}

llvm::Error Executable::run(const Signature &function,
                            ArrayRef<ConstTensorView> inputs,
                            ArrayRef<TensorView> results) const {
  auto index = impl->indexOf(function);
  if (!index)
    return index.takeError();
  if (llvm::Error error = impl->checkInputs(function, inputs))
    return error;
  const CompiledFunction &compiled = impl->functions[*index];
  std::unique_ptr<Frame> frame = impl->takeFrame();
  auto prepareAndCall = [&]() -> llvm::Error {
    DescriptorList list(*frame);
    for (const ConstTensorView &input : inputs)
      list.add(input.data, input.type.shape);
    if (llvm::Error error = computeInfo(function, compiled, *frame, list))
      return error;
    if (llvm::Error error = checkResults(
            function, ArrayRef<int64_t>(frame->info).drop_front(kInfoSizes),
            results))
      return error;
    if (llvm::Error error = growWorkspace(*frame))
      return error;
    for (const TensorView &result : results)
      list.add(result.data, result.type.shape);
    list.add(frame->workspace.get(),
             static_cast<int64_t>(frame->workspaceBytes));
    call(compiled.run, *frame);
    return llvm::Error::success();
  };
  llvm::Error error = prepareAndCall();
  impl->returnFrame(std::move(frame));
  return error;
}

llvm::Expected<std::vector<Tensor>>
Executable::run(const Signature &function,
                ArrayRef<ConstTensorView> inputs) const {
  auto info = getCallInfo(function, inputs);
  if (!info)
    return info.takeError();
  std::vector<Tensor> results;
  SmallVector<TensorView, 1> views;
  for (const relu::TensorType &type : info->results) {
    auto tensor = Tensor::create(type);
    if (!tensor)
      return tensor.takeError();
    results.push_back(std::move(*tensor));
  }
  for (Tensor &tensor : results)
    views.push_back(tensor.getView());
  if (llvm::Error error = run(function, inputs, views))
    return error;
  return results;
}
