// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu-bench: measures relu and other libraries on the same networks, in one
// process and on the same core. Tables go to stdout, everything else to stderr.
// Exit code: 0 fine, 1 an output was wrong, 2 wrong usage or workloads, 3
// internal error.

#include "Options.h"
#include "Plot.h"
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

int run(const Options &options) {
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
  // Before anything takes long.
  if (!options.plot.empty())
    if (llvm::Error error = preparePlots(options.plot))
      return fail(std::move(error));
  auto affinity = Affinity::create(options.core, options.threads);
  if (!affinity)
    return fail(affinity.takeError());
  affinity->pin();

  mlir::DialectRegistry registry;
  registerAllDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  Target target = Target::host();
  auto peak = FmaPeak::create(target, ElementKind::f32, context);
  if (!peak)
    return fail(peak.takeError(), kInternal);
  auto bandwidth = ReadBandwidth::create(target, context);
  if (!bandwidth)
    return fail(bandwidth.takeError(), kInternal);

  RunInfo info{getCpuName(), stringifyIsa(target.getIsa()).str(),
               affinity->getCores(), options.row};
  printHeader(llvm::outs(), info);
  std::vector<Row> rows;
  bool isWrong = false;
  for (const Workload &workload : *workloads) {
    auto row = runRow(workload, options.row, *affinity, *peak, *bandwidth);
    if (!row)
      return fail(nameFile(workload.getLabel(), row.takeError()), kInternal);
    printRow(llvm::outs(), *row);
    isWrong |= llvm::any_of(
        row->results, [](const Result &result) { return result.isWrong; });
    rows.push_back(std::move(*row));
  }
  printFooter(llvm::outs(), rows);

  if (!options.json.empty()) {
    std::string text;
    llvm::raw_string_ostream os(text);
    writeJson(os, info, rows);
    if (llvm::Error error = writeFile(options.json, llvm::StringRef(text)))
      return fail(std::move(error));
  }
  if (!options.plot.empty())
    if (llvm::Error error = plot(options.plot, info, rows))
      return fail(std::move(error));
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
