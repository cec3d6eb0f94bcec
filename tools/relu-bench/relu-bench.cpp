// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu-bench: measures relu and other libraries on the same networks, in one
// process and on the same core. Tables go to stdout, everything else to stderr.
// Exit code: 0 fine, 1 an output was wrong, 2 wrong usage or workloads, 3
// internal error.

#include "Markdown.h"
#include "Options.h"
#include "Plot.h"
#include "Repeat.h"
#include "Report.h"

#include "BuiltinWorkloads.h"

#include "relu/Execution/File.h"
#include "relu/Registration.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Regex.h"

using namespace relu;
using namespace relu::bench;

namespace {

enum ExitCode { kOk = 0, kWrong = 1, kBadInput = 2, kInternal = 3 };

ExitCode fail(llvm::Error error, ExitCode code = kBadInput) {
  llvm::errs() << "relu-bench: error: " << llvm::toString(std::move(error))
               << '\n';
  return code;
}

/// The rows that are asked for.
llvm::Expected<std::vector<Workload>> loadWorkloads(const Options &options) {
  std::unique_ptr<llvm::MemoryBuffer> file;
  if (!options.workloads.empty()) {
    auto read = llvm::MemoryBuffer::getFile(options.workloads, /*IsText=*/true);
    if (!read)
      return llvm::createStringError("'" + options.workloads +
                                     "': " + read.getError().message());
    file = std::move(*read);
  }
  auto workloads = parseWorkloads(file ? file->getBuffer()
                                       : llvm::StringRef(kBuiltinWorkloads));
  if (!workloads)
    return nameFile(options.workloads, workloads.takeError());
  llvm::Regex filter(options.filter);
  size_t count = workloads->size();
  llvm::erase_if(*workloads, [&](const Workload &workload) {
    return !filter.match(workload.getLabel());
  });
  if (workloads->empty())
    return llvm::createStringError("--filter: expected to match some of " +
                                   llvm::Twine(count) + " rows, got none by '" +
                                   options.filter + "'");
  return workloads;
}

/// Runs all workloads once; calls `onRow` for each.
llvm::Expected<std::vector<Row>>
runTable(llvm::ArrayRef<Workload> workloads, const RowOptions &options,
         Affinity &affinity, CoreProbe &probe, const FmaPeak &peak,
         const ReadBandwidth &bandwidth,
         llvm::function_ref<void(const Row &)> onRow) {
  std::vector<Row> rows;
  for (const Workload &workload : workloads) {
    auto row = runRow(workload, options, affinity, probe, peak, bandwidth);
    if (!row)
      return nameFile(workload.getLabel(), row.takeError());
    onRow(*row);
    rows.push_back(std::move(*row));
  }
  return rows;
}

RunInfo describe(const Options &options, const Target &target,
                 const Affinity &affinity) {
  RunInfo info;
  info.cpu = getCpuName();
  info.caches = getCacheSizes();
  info.isa = stringifyIsa(target.getIsa()).str();
  info.cores = affinity.getCores();
  for (const Peer &peer : options.row.peers)
    info.peers.push_back({peer.name.str(), peer.getVersion()});
  info.seed = options.row.seed;
  info.seconds = options.row.seconds;
  info.runs = options.runs;
  info.isDynamic = options.row.relu.isDynamic;
  info.schedule = options.row.relu.schedule;
  return info;
}

/// Measures, and prints the table: each row at once, or those of several runs
/// to stderr and at the end their medians.
llvm::Expected<Results> measure(llvm::ArrayRef<Workload> workloads,
                                const Options &options, Affinity &affinity) {
  affinity.pin();
  mlir::DialectRegistry registry;
  registerAllDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  Target target = Target::host();
  auto peak = FmaPeak::create(target, ElementKind::f32, context);
  if (!peak)
    return peak.takeError();
  auto bandwidth = ReadBandwidth::create(target, context);
  if (!bandwidth)
    return bandwidth.takeError();

  CoreProbe probe;
  Results results{describe(options, target, affinity), {}};
  bool isOne = options.runs == 1;
  llvm::raw_ostream &os = isOne ? llvm::outs() : llvm::errs();
  RunInfo oneRun = results.info;
  oneRun.runs = 1;
  printHeader(os, oneRun);
  std::vector<std::vector<Row>> runs; // by workload
  runs.resize(workloads.size());
  for (int run = 1; run <= options.runs; ++run) {
    if (!isOne)
      os << "run " << run << " of " << options.runs << '\n';
    auto rows =
        runTable(workloads, options.row, affinity, probe, *peak, *bandwidth,
                 [&](const Row &row) { printRow(os, row); });
    if (!rows)
      return rows.takeError();
    for (auto [all, row] : llvm::zip_equal(runs, *rows))
      all.push_back(std::move(row));
  }
  for (std::vector<Row> &rows : runs)
    results.rows.push_back(isOne ? std::move(rows.front()) : mergeRuns(rows));
  if (!isOne)
    printTable(llvm::outs(), results);
  printFooter(llvm::outs(), results.rows);
  return results;
}

/// The results of another run, printed as a table.
llvm::Expected<Results> readResults(llvm::StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!file)
    return llvm::createStringError("'" + path +
                                   "': " + file.getError().message());
  auto results = readJson((*file)->getBuffer());
  if (!results)
    return nameFile(path, results.takeError());
  printTable(llvm::outs(), *results);
  printFooter(llvm::outs(), results->rows);
  return results;
}

/// Writes what the options ask for.
llvm::Error writeFiles(const Options &options, const Results &results) {
  const auto &[info, rows] = results;
  if (!options.json.empty()) {
    std::string text;
    llvm::raw_string_ostream os(text);
    writeJson(os, info, rows);
    if (llvm::Error error = writeFile(options.json, llvm::StringRef(text)))
      return error;
  }
  if (!options.plot.empty())
    if (llvm::Error error = plot(options.plot, info, rows))
      return error;
  for (const std::string &document : options.markdown)
    if (llvm::Error error = updateMarkdown(document, options.plot, info, rows))
      return error;
  return llvm::Error::success();
}

int run(const Options &options) {
  // Before anything takes long.
  if (!options.plot.empty())
    if (llvm::Error error = preparePlots(options.plot))
      return fail(std::move(error));
  if (!options.results.empty()) {
    auto results = readResults(options.results);
    if (!results)
      return fail(results.takeError());
    if (llvm::Error error = writeFiles(options, *results))
      return fail(std::move(error));
    return kOk;
  }
  auto workloads = loadWorkloads(options);
  if (!workloads)
    return fail(workloads.takeError());
  if (options.list) {
    for (const Workload &workload : *workloads)
      llvm::outs() << workload.getLabel() << '\n';
    for (const Peer &peer : options.row.peers)
      llvm::outs() << "peer " << peer.name << ' ' << peer.getVersion() << '\n';
    return kOk;
  }
  auto affinity = Affinity::create(options.core, options.threads);
  if (!affinity)
    return fail(affinity.takeError());
  auto results = measure(*workloads, options, *affinity);
  if (!results)
    return fail(results.takeError(), kInternal);
  if (llvm::Error error = writeFiles(options, *results))
    return fail(std::move(error));
  bool isWrong = llvm::any_of(results->rows, [](const Row &row) {
    return llvm::any_of(row.results,
                        [](const Result &result) { return result.isWrong; });
  });
  return isWrong ? kWrong : kOk;
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  std::optional<Options> options = parseOptions(argc, argv);
  if (!options)
    return kBadInput;
  int code = run(*options);
  llvm::raw_fd_ostream &out = llvm::outs();
  out.flush();
  if (std::error_code error = out.error()) {
    llvm::errs() << "relu-bench: error: expected room on stdout, got '"
                 << error.message() << "'\n";
    out.clear_error(); // a stream that is destroyed with an error aborts
    return std::max<int>(code, kBadInput);
  }
  return code;
}
