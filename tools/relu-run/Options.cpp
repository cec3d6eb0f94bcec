// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options of relu-run.

#include "Options.h"

#include "ModelFile/ModelFile.h"
#include "relu/IR/ReluDialect.h"

#include "llvm/Support/CommandLine.h"

using namespace relu;
namespace cl = llvm::cl;

namespace {
/// Made after libLLVM's own options are gone from the parser: they belong to
/// other tools, and one of them is called --threads, too.
struct CommandLine {
  cl::OptionCategory category{"relu-run options"};
  cl::opt<std::string> model{cl::Positional,
                             cl::desc("MODEL.{mlir,mlirbc,onnx}"), cl::init(""),
                             cl::cat(category)};
  cl::opt<std::string> function{
      "function", cl::desc("Function to run; default: the only public one"),
      cl::value_desc("name"), cl::cat(category)};
  cl::list<std::string> inputs{
      "input",
      cl::desc("An input, by position or name; repeatable. SPEC: "
               "2x3xf32=1,2,3,4,5,6 | "
               "2x3xf32=0.5 | 2x3xf32 (zeros) | @x.npy | @x.npz:key | @x.pb | "
               "2x3xf32=@raw.bin | 2x3xf32=rand[:lo:hi] | =normal | =iota"),
      cl::value_desc("[NAME:]SPEC"), cl::cat(category)};
  cl::opt<std::string> dataSet{
      "data-set",
      cl::desc("Folder with input_0.pb, … and output_0.pb, …: the inputs, and "
               "what the results must be"),
      cl::value_desc("dir"), cl::cat(category)};
  cl::opt<std::string> batch{
      "batch",
      cl::desc("First size of every input of an ONNX model, whatever the file "
               "says; ?: any"),
      cl::value_desc("N|?"), cl::cat(category)};
  cl::list<std::string> outputs{
      "output",
      cl::desc("Where a result goes, in order; repeatable. @y.npy, @y.npz "
               "(all results) or - (text). Default: text on stdout"),
      cl::value_desc("@FILE|-"), cl::cat(category)};
  cl::list<std::string> expected{
      "expect",
      cl::desc("What a result must be, in order; repeatable. SPEC as for "
               "--input"),
      cl::value_desc("SPEC"), cl::cat(category)};
  cl::alias expectedOutput{"expected_output", cl::aliasopt(expected),
                           cl::desc("Alias for --expect"), cl::cat(category)};
  cl::opt<double> atol{"atol", cl::desc("Absolute tolerance"),
                       cl::value_desc("error"), cl::cat(category)};
  cl::opt<double> rtol{"rtol", cl::desc("Relative tolerance"),
                       cl::value_desc("error"), cl::cat(category)};
  cl::opt<uint64_t> maxUlp{"max-ulp",
                           cl::desc("Tolerance in units in the last place"),
                           cl::value_desc("n"), cl::cat(category)};
  cl::opt<bool> verify{
      "verify",
      cl::desc("Compare with the unoptimised reference lowering; inputs that "
               "are not given are random"),
      cl::cat(category)};
  cl::opt<std::string> benchmark{
      "benchmark", cl::ValueOptional,
      cl::desc("Time N runs, or as many as fit in a number of seconds "
               "(default 1s); inputs that are not given are random"),
      cl::value_desc("N|2s"), cl::cat(category)};
  cl::opt<int64_t> warmup{"warmup", cl::desc("Runs before timing starts"),
                          cl::init(3), cl::cat(category)};
  cl::opt<std::string> threads{
      "threads",
      cl::desc("Threads of one call, 1 to 1024, where there is work for them"),
      cl::value_desc("N"), cl::init("1"), cl::cat(category)};
  cl::opt<uint64_t> seed{"seed", cl::desc("Seed of random inputs"),
                         cl::init(42), cl::cat(category)};
  cl::opt<bool> signature{"signature",
                          cl::desc("Print the functions with their types, and "
                                   "exit"),
                          cl::cat(category)};
  cl::opt<EmitKind> emit{
      "emit", cl::desc("Write the compiled model instead of running it"),
      cl::values(clEnumValN(EmitKind::Mlir, "mlir", "MLIR, LLVM dialect"),
                 clEnumValN(EmitKind::Llvm, "llvm", "LLVM IR"),
                 clEnumValN(EmitKind::Asm, "asm", "assembly"),
                 clEnumValN(EmitKind::Obj, "obj",
                            "object file; relu-compile makes one with a C "
                            "header")),
      cl::cat(category)};
  cl::opt<std::string> emitPath{
      "o", cl::desc("File for --emit; default: stdout"), cl::value_desc("file"),
      cl::init("-"), cl::cat(category)};
  cl::opt<std::string> cpu{
      "mcpu",
      cl::desc("CPU to compile for, such as x86-64-v3; default: this one"),
      cl::value_desc("name"), cl::init("host"), cl::cat(category)};
  cl::opt<std::string> schedule{
      "relu-schedule",
      cl::desc("Parts of all schedules that are chosen by hand, such as "
               "rows=8,cols=48"),
      cl::value_desc("key=value,..."), cl::cat(category)};
  cl::opt<bool> showTimes{"time", cl::desc("Print the time of each phase"),
                          cl::cat(category)};
  cl::opt<int64_t> maxElements{
      "print-max-elements",
      cl::desc("Print at most so many elements of a result"), cl::init(1000),
      cl::cat(category)};
};

} // namespace

static bool fail(const llvm::Twine &message) {
  llvm::errs() << "relu-run: error: " << message << '\n';
  return false;
}

/// "200" runs, "2s", or nothing.
static bool parseBenchmark(llvm::StringRef text, RunOptions &options) {
  if (text.empty())
    return true;
  llvm::StringRef number = text;
  if (number.consume_back("s")) {
    if (!number.getAsDouble(options.benchmarkSeconds) &&
        options.benchmarkSeconds > 0 && options.benchmarkSeconds <= 3600)
      return true;
  } else if (!number.getAsInteger(10, options.benchmarkRuns) &&
             options.benchmarkRuns > 0 && options.benchmarkRuns <= 100000000) {
    return true;
  }
  return fail("--benchmark: expected a number of runs such as 200, or seconds "
              "such as 2s, got '" +
              text + "'");
}

std::optional<RunOptions> relu::parseOptions(int argc, char **argv) {
  cl::ResetCommandLineParser();
  CommandLine line;
  cl::HideUnrelatedOptions(line.category);
  if (!cl::ParseCommandLineOptions(
          argc, argv, "relu-run: compile a dense network and run it\n",
          &llvm::errs()))
    return std::nullopt;

  RunOptions options;
  options.model = line.model;
  options.function = line.function;
  options.inputs = line.inputs;
  options.dataSet = line.dataSet;
  options.outputs = line.outputs;
  options.expected = line.expected;
  options.tolerance = {line.atol, line.rtol, line.maxUlp};
  options.hasTolerance = line.atol.getNumOccurrences() ||
                         line.rtol.getNumOccurrences() ||
                         line.maxUlp.getNumOccurrences();
  options.verify = line.verify;
  options.showSignature = line.signature;
  options.showTimes = line.showTimes;
  options.benchmark = line.benchmark.getNumOccurrences() > 0;
  options.warmup = line.warmup;
  if (line.emit.getNumOccurrences())
    options.emit = line.emit;
  options.emitPath = line.emitPath;
  options.cpu = line.cpu;
  options.schedule = line.schedule;
  options.seed = line.seed;
  options.maxPrintedElements = line.maxElements;

  bool ok = true;
  if (options.model.empty())
    ok = fail("expected the file of a model, MODEL.mlir, MODEL.mlirbc "
              "or MODEL.onnx; see "
              "relu-run --help");
  if (llvm::StringRef(line.threads).getAsInteger(10, options.threads) ||
      options.threads < 1 || options.threads > kMaxThreads)
    ok = fail("--threads: expected a number from 1 to " +
              llvm::Twine(kMaxThreads) + ", got '" + line.threads + "'");
  if (options.warmup < 0)
    ok = fail("--warmup: expected at least 0, got " + llvm::Twine(line.warmup));
  if (options.maxPrintedElements < 0)
    ok = fail("--print-max-elements: expected at least 0, got " +
              llvm::Twine(line.maxElements));
  ok &= parseBenchmark(line.benchmark, options);
  if (line.batch.getNumOccurrences()) {
    auto batch = parseBatch(line.batch, options.model);
    if (batch)
      options.batch = *batch;
    else
      ok = fail(llvm::toString(batch.takeError()));
  }
  if (!options.dataSet.empty() &&
      (!options.inputs.empty() || !options.expected.empty()))
    ok = fail("--data-set: expected neither --input nor --expect beside it");
  return ok ? std::optional(std::move(options)) : std::nullopt;
}
