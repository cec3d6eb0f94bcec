// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu-compile: makes an object file or a shared library of a network, and a C
// header for it. Exit code: 0 fine, 2 wrong usage or model, 3 internal error.

#include "ModelFile/ModelFile.h"
#include "relu/AheadOfTime/CompiledObject.h"
#include "relu/Execution/Executable.h"
#include "relu/Execution/File.h"

#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace relu;

namespace {

enum ExitCode { kOk = 0, kBadInput = 2, kInternal = 3 };

/// Made after libLLVM's own options are gone from the parser.
struct CommandLine {
  cl::OptionCategory category{"relu-compile options"};
  cl::opt<std::string> model{cl::Positional,
                             cl::desc("MODEL.{mlir,mlirbc,onnx}"), cl::init(""),
                             cl::cat(category)};
  cl::opt<std::string> output{
      "o", cl::desc("Object file (.o) or shared library (.so) to write"),
      cl::value_desc("file"), cl::cat(category)};
  cl::opt<std::string> header{"header",
                              cl::desc("C header to write (.h, .hpp)"),
                              cl::value_desc("file"), cl::cat(category)};
  cl::opt<std::string> prefix{
      "prefix",
      cl::desc("What all names begin with; default: the name of the file "
               "after -o"),
      cl::value_desc("name"), cl::cat(category)};
  cl::opt<std::string> function{
      "function", cl::desc("Function to compile; default: the only public one"),
      cl::value_desc("name"), cl::cat(category)};
  cl::opt<std::string> batch{
      "batch",
      cl::desc("First size of every input of an ONNX model, whatever the file "
               "says; ?: any"),
      cl::value_desc("N|?"), cl::cat(category)};
  cl::opt<std::string> cpu{
      "mcpu",
      cl::desc("CPU to compile for, such as x86-64-v3; default: this one, or "
               "with --mtriple what all of its kind have"),
      cl::value_desc("name"), cl::cat(category)};
  cl::opt<std::string> triple{
      "mtriple",
      cl::desc("System to compile for, such as aarch64-linux-gnu; default: "
               "this one"),
      cl::value_desc("triple"), cl::cat(category)};
  cl::opt<std::string> threads{
      "threads", cl::desc("Threads of one call; ahead of time only 1"),
      cl::value_desc("N"), cl::init("1"), cl::cat(category)};
  cl::opt<std::string> linker{
      "linker",
      cl::desc("Program that links a shared library, with the options of ld"),
      cl::value_desc("program"), cl::cat(category)};
};

} // namespace

static int fail(const Twine &message) {
  errs() << "relu-compile: error: " << message << '\n';
  return kBadInput;
}

static int fail(Error error) {
  int code = error.isA<InternalError>() ? kInternal : kBadInput;
  fail(toString(std::move(error)));
  return code;
}

/// What is wrong with the options; empty when nothing is.
static std::string checkOptions(const CommandLine &line) {
  StringRef model = line.model, output = line.output, header = line.header;
  if (model.empty())
    return "expected the file of a model, MODEL.mlir, MODEL.mlirbc or "
           "MODEL.onnx; see relu-compile --help";
  // Nothing that ends like this is a model or its weights.
  StringRef kind = sys::path::extension(output);
  if (kind != ".o" && kind != ".so")
    return ("-o: expected a file that ends with .o or .so, got '" + output +
            "'")
        .str();
  StringRef headerKind = sys::path::extension(header);
  if (!header.empty() && headerKind != ".h" && headerKind != ".hpp")
    return ("--header: expected a file that ends with .h or .hpp, got '" +
            header + "'")
        .str();
  if (!line.linker.empty() && kind != ".so")
    return "--linker: expected a shared library (-o FILE.so) to link";
  if (line.threads != "1")
    return "--threads: expected 1, got '" + line.threads +
           "': code that is compiled ahead of time needs no run-time library; "
           "relu-run and the C and C++ interfaces have threads";
  for (StringRef written : {output, header})
    if (sys::fs::equivalent(model, written))
      return ("expected the model to be another file than what is written, '" +
              written + "'")
          .str();
  return "";
}

static Error writeOutputs(const CommandLine &line, const CompiledObject &object,
                          const relu::Target &target) {
  auto writeOutput = [&]() -> Error {
    if (StringRef(line.output).ends_with(".so"))
      return linkSharedLibrary(object, target, line.linker, line.output);
    return writeFile(line.output,
                     StringRef(object.bytes.data(), object.bytes.size()));
  };
  if (line.header.empty())
    return writeOutput();
  // The header takes its place once the code has taken its own: no header is
  // left of a compilation that failed.
  Error failure = Error::success(); // which names its own file
  (void)!failure;                   // checked: it may be assigned to
  Error error = replaceFile(line.header, [&](StringRef temporary) -> Error {
    if (Error error = writeFile(temporary, StringRef(object.header)))
      return error;
    failure = writeOutput();
    return failure ? createStringError("there is no code for it")
                   : Error::success();
  });
  if (!failure)
    return error;
  consumeError(std::move(error));
  return failure;
}

static int run(const CommandLine &line) {
  if (std::string problem = checkOptions(line); !problem.empty())
    return fail(problem);
  std::optional<int64_t> batch;
  if (line.batch.getNumOccurrences()) {
    auto parsed = parseBatch(line.batch, line.model);
    if (!parsed)
      return fail(parsed.takeError());
    batch = *parsed;
  }
  auto target = relu::Target::fromTriple(line.triple, line.cpu);
  if (!target)
    return fail((line.triple.empty() ? "--mcpu: " : "--mtriple, --mcpu: ") +
                toString(target.takeError()));
  auto model = ModelFile::load(line.model, batch);
  if (!model)
    return fail(model.takeError());
  ObjectOptions options;
  options.function = line.function;
  options.prefix = line.prefix.empty() ? sys::path::stem(line.output).str()
                                       : std::string(line.prefix);
  options.target = *target;
  auto object = compileObject((*model)->getModule(), options);
  if (!object)
    return fail(object.takeError());
  Error error = writeOutputs(line, *object, *target);
  return error ? fail(std::move(error)) : kOk;
}

int main(int argc, char **argv) {
  InitLLVM init(argc, argv);
  cl::ResetCommandLineParser();
  CommandLine line;
  cl::HideUnrelatedOptions(line.category);
  if (!cl::ParseCommandLineOptions(
          argc, argv,
          "relu-compile: make an object file and a C header of a network\n",
          &errs()))
    return kBadInput;
  return run(line);
}
