// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu-run: compiles a network and runs it on the user's data. Results go to
// stdout, everything else to stderr. Exit code: 0 fine, 1 results differ from
// what was expected, 2 wrong usage, input or model, 3 internal error.

#include "Benchmark.h"
#include "Onnx.h"
#include "Options.h"
#include "Results.h"

#include "ModelFile/ModelFile.h"
#include "relu/Execution/Executable.h"
#include "relu/Execution/File.h"
#include "relu/Execution/TensorSpec.h"
#include "relu/Pipelines/Pipelines.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include <chrono>

using namespace mlir;
using namespace relu;

namespace {

enum ExitCode { kOk = 0, kMismatch = 1, kBadInput = 2, kInternal = 3 };

/// One run of the program.
class Run {
public:
  explicit Run(const RunOptions &options)
      : options(options), random(options.seed) {}
  int main();

private:
  int fail(llvm::Error error);
  int fail(const llvm::Twine &message) {
    return fail(llvm::createStringError(message));
  }
  double lap();

  int loadModel();
  int printSignatures();
  int emit();
  int bindInputs(const Signature &function);
  llvm::Expected<std::vector<Tensor>> runReference(const Signature &function);
  int check(ArrayRef<Tensor> actual,
            llvm::Expected<std::vector<Tensor>> expected, StringRef source);
  void printTimes(const CompileTimes &times, double parse,
                  std::optional<double> run);

  RunOptions options;
  std::mt19937_64 random;
  std::chrono::steady_clock::time_point last = std::chrono::steady_clock::now();
  std::unique_ptr<ModelFile> model;
  std::vector<Signature> signatures;
  Target target = Target::host();
  std::vector<Tensor> inputs;
  std::vector<ConstTensorView> inputViews;
};

} // namespace

int Run::fail(llvm::Error error) {
  int code = error.isA<InternalError>() ? kInternal : kBadInput;
  llvm::errs() << "relu-run: error: " << llvm::toString(std::move(error))
               << '\n';
  return code;
}

double Run::lap() {
  auto now = std::chrono::steady_clock::now();
  double seconds = std::chrono::duration<double>(now - last).count();
  last = now;
  return seconds;
}

int Run::loadModel() {
  auto loaded = ModelFile::load(options.model, options.batch);
  if (!loaded)
    return fail(loaded.takeError());
  model = std::move(*loaded);
  auto found = getSignatures(model->getModule());
  if (!found)
    return fail(found.takeError());
  signatures = std::move(*found);
  return kOk;
}

int Run::printSignatures() {
  for (const Signature &signature : signatures)
    llvm::outs() << signature.str() << '\n';
  return kOk;
}

int Run::emit() {
  ModuleOp module = model->getModule();
  if (!options.function.empty()) {
    auto function = findSignature(signatures, options.function);
    if (!function)
      return fail("--function: " + llvm::toString(function.takeError()));
    keepOnlyFunction(module, options.function);
  }
  target.attachTo(module);
  PassManager manager(module.getContext());
  TargetOptions compile;
  compile.schedule = options.schedule;
  buildCompilePipeline(manager, compile);
  if (failed(manager.run(module)))
    return fail("the model could not be compiled");
  // Into memory first: a failure leaves the file as it was.
  llvm::SmallVector<char, 0> text;
  llvm::raw_svector_ostream stream(text);
  if (llvm::Error error = emitModule(module, target, *options.emit, stream))
    return fail(std::move(error));
  if (options.emitPath == "-")
    llvm::outs() << stream.str();
  else if (llvm::Error error = writeFile(options.emitPath, stream.str()))
    return fail(std::move(error));
  return kOk;
}

/// Loads what --input says, by name or else by position; what is not given is
/// random where that is allowed.
int Run::bindInputs(const Signature &function) {
  auto failInput = [&](llvm::Error error) {
    return fail(llvm::toString(std::move(error)) + "; the signature is " +
                function.str());
  };
  std::vector<std::optional<Tensor>> bound(function.inputs.size());
  size_t next = 0;
  for (const std::string &text : options.inputs) {
    auto spec = TensorSpec::parse(text);
    if (!spec)
      return failInput(spec.takeError());
    size_t index = bound.size();
    if (!spec->name.empty()) {
      index = llvm::find(function.inputNames, spec->name) -
              function.inputNames.begin();
      if (index == bound.size())
        return fail("--input=" + text +
                    ": expected the name of an input, got '" + spec->name +
                    "'; the signature is " + function.str());
    } else {
      while (next < bound.size() && bound[next])
        ++next;
      index = next;
      if (index == bound.size())
        return fail("expected " + countOf(bound.size(), "input") + ", got " +
                    llvm::Twine(options.inputs.size()) + "; the signature is " +
                    function.str());
    }
    if (bound[index])
      return fail("--input=" + text + ": input " + llvm::Twine(index) +
                  " was given before; the signature is " + function.str());
    auto tensor = loadTensor(*spec, random);
    if (!tensor)
      return failInput(tensor.takeError());
    bound[index] = std::move(*tensor);
  }
  for (size_t i = 0; i < bound.size(); ++i) {
    if (bound[i])
      continue;
    if (!options.benchmark && !options.verify)
      return fail("input " + llvm::Twine(i) +
                  " is missing (--input=SPEC); the signature is " +
                  function.str());
    relu::TensorType type = function.inputs[i];
    for (int64_t &size : type.shape)
      size = size == relu::TensorType::kDynamic ? 1 : size;
    auto tensor = TensorSpec::uniform(type).load(random);
    if (!tensor)
      return fail(tensor.takeError());
    bound[i] = std::move(*tensor);
  }
  for (std::optional<Tensor> &tensor : bound)
    inputs.push_back(std::move(*tensor));
  for (const Tensor &tensor : inputs)
    inputViews.push_back(tensor.getView());
  return kOk;
}

llvm::Expected<std::vector<Tensor>>
Run::runReference(const Signature &function) {
  CompileOptions reference;
  reference.path = CompileOptions::Path::Reference;
  reference.function = function.name;
  auto executable = Executable::compile(model->getModule(), reference);
  if (!executable)
    return executable.takeError();
  auto same = findSignature((*executable)->getSignatures(), function.name);
  if (!same)
    return same.takeError();
  return (*executable)->run(**same, inputViews);
}

/// 0 when all is near enough.
int Run::check(ArrayRef<Tensor> actual,
               llvm::Expected<std::vector<Tensor>> expected, StringRef source) {
  if (!expected)
    return fail(expected.takeError());
  auto isNear = compareResults(options, actual, *expected, source);
  if (!isNear)
    return fail(isNear.takeError());
  return *isNear ? kOk : kMismatch;
}

void Run::printTimes(const CompileTimes &times, double parse,
                     std::optional<double> run) {
  auto line = [](StringRef phase, double seconds) {
    llvm::errs() << llvm::format("%-9s %9.3f ms\n", phase.str().c_str(),
                                 seconds * 1e3);
  };
  line("parse", parse);
  line("optimise", times.optimize);
  line("lower", times.lower);
  line("codegen", times.codegen);
  if (run)
    line("run", *run);
}

int Run::main() {
  lap();
  if (int code = loadModel())
    return code;
  double parseTime = lap();
  if (options.showSignature)
    return printSignatures();
  auto chosen = Target::fromCpu(options.cpu);
  if (!chosen)
    return fail("--mcpu: " + llvm::toString(chosen.takeError()));
  target = llvm::cantFail(chosen->withThreads(options.threads));
  if (options.emit)
    return emit();

  auto wanted = findSignature(signatures, options.function);
  if (!wanted)
    return fail("--function: " + llvm::toString(wanted.takeError()));
  if (!options.dataSet.empty())
    if (llvm::Error error = useDataSet(options, **wanted))
      return fail(std::move(error));
  // Inputs first: their errors are the frequent ones, and cost no compilation.
  if (int code = bindInputs(**wanted))
    return code;
  for (auto [index, view] : llvm::enumerate(inputViews))
    if (!(*wanted)->inputs[index].accepts(view.type))
      return fail("input " + llvm::Twine(index) + ": expected " +
                  (*wanted)->inputs[index].str() + ", got " + view.type.str() +
                  "; the signature is " + (*wanted)->str());

  if (llvm::Error error = checkOutputs(options, **wanted))
    return fail(std::move(error));
  auto expected = loadExpected(options, **wanted, random);
  if (!expected)
    return fail(expected.takeError());

  CompileOptions compile;
  compile.target = target;
  compile.schedule = options.schedule;
  compile.function = (*wanted)->name;
  auto executable = Executable::compile(model->getModule(), compile);
  if (!executable)
    return fail(executable.takeError());
  auto function =
      findSignature((*executable)->getSignatures(), (*wanted)->name);
  if (!function)
    return fail(function.takeError());
  if (options.benchmark) {
    if (llvm::Error error =
            runBenchmark(options, target, **executable, **function, inputViews,
                         model->getContext()))
      return fail(std::move(error));
    if (options.outputs.empty() && options.expected.empty() &&
        !options.verify) {
      if (options.showTimes)
        printTimes((*executable)->getCompileTimes(), parseTime, std::nullopt);
      return kOk;
    }
  }

  lap();
  auto results = (*executable)->run(**function, inputViews);
  if (!results)
    return fail(results.takeError());
  double runTime = lap();
  if (options.showTimes)
    printTimes((*executable)->getCompileTimes(), parseTime, runTime);

  bool isChecked = options.verify || !expected->empty();
  if (!isChecked || !options.outputs.empty())
    if (llvm::Error error = writeResults(options, *results))
      return fail(std::move(error));
  int code = kOk;
  if (!expected->empty())
    code = std::max(code, check(*results, std::move(expected), "--expect"));
  if (options.verify)
    code = std::max(code,
                    check(*results, runReference(**function), "the reference"));
  return code;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  std::optional<RunOptions> options = parseOptions(argc, argv);
  if (!options)
    return kBadInput;
  int code = Run(*options).main();
  llvm::raw_fd_ostream &out = llvm::outs();
  out.flush();
  if (std::error_code error = out.error()) {
    llvm::errs() << "relu-run: error: expected room on stdout, got '"
                 << error.message() << "'\n";
    out.clear_error(); // a stream that is destroyed with an error aborts
    return std::max<int>(code, kBadInput);
  }
  return code;
}
