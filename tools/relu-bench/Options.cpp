// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options of relu-bench.

#include "Options.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Regex.h"

using namespace relu::bench;
namespace cl = llvm::cl;

namespace {
/// Made after libLLVM's own options are gone from the parser: they belong to
/// other tools, and one of them is called --threads, too.
struct CommandLine {
  cl::OptionCategory category{"relu-bench options"};
  cl::opt<std::string> workloads{
      "workloads",
      cl::desc("File of the networks to measure; default: the table of "
               "docs/Performance.md"),
      cl::value_desc("file.json"), cl::cat(category)};
  cl::opt<std::string> filter{
      "filter",
      cl::desc("Only the rows whose label, such as 'A 1024x1024 b8', matches"),
      cl::value_desc("regex"), cl::init("."), cl::cat(category)};
  cl::opt<std::string> peers{
      "peers",
      cl::desc("Only these peers, separated by commas, or 'none'; default: all "
               "that this program was built with. 'relu-dynamic' is relu, "
               "compiled for any batch"),
      cl::value_desc("names"), cl::cat(category)};
  cl::opt<int> threads{"threads", cl::desc("Threads that compute, one a core"),
                       cl::value_desc("n"), cl::init(1), cl::cat(category)};
  cl::opt<int> core{"core",
                    cl::desc("The first core to use; default: the first that "
                             "this process may use"),
                    cl::value_desc("n"), cl::init(0), cl::cat(category)};
  cl::opt<double> seconds{
      "time",
      cl::desc("Seconds of running for each peer and row (default 0.5)"),
      cl::value_desc("s"), cl::init(0.5), cl::cat(category)};
  cl::opt<int> runs{
      "repeat",
      cl::desc("Run the whole table so many times, and report medians"),
      cl::value_desc("n"), cl::init(1), cl::cat(category)};
  cl::opt<uint64_t> seed{"seed", cl::desc("Seed of weights and inputs"),
                         cl::value_desc("n"), cl::init(42), cl::cat(category)};
  cl::opt<bool> isDynamic{
      "dynamic-batch",
      cl::desc("Compile the networks of relu for any batch size"),
      cl::cat(category)};
  cl::opt<bool> noProbe{
      "no-probe",
      cl::desc(
          "Do not look whether something else shares the core: all samples "
          "count"),
      cl::cat(category)};
  cl::opt<std::string> schedule{
      "relu-schedule",
      cl::desc("Parameters of all schedules of relu instead of those chosen, "
               "such as rows=4,cols=24"),
      cl::value_desc("key=value,..."), cl::cat(category)};
  cl::opt<std::string> json{"json", cl::desc("Also write the results as JSON"),
                            cl::value_desc("file"), cl::cat(category)};
  cl::list<std::string> markdown{
      "markdown",
      cl::desc("Also write the table, or its summary, into a document, between "
               "its marks; repeatable"),
      cl::value_desc("file.md"), cl::cat(category)};
  cl::opt<std::string> results{
      "results",
      cl::desc("Measure nothing: take what --json wrote in another run"),
      cl::value_desc("file.json"), cl::cat(category)};
  cl::opt<std::string> plot{
      "plot", cl::desc("Also plot ratios and roofline as SVG, with gnuplot"),
      cl::value_desc("folder"), cl::cat(category)};
  cl::opt<bool> list{"list",
                     cl::desc("Print the rows and peers, and measure nothing"),
                     cl::cat(category)};
};
} // namespace

static bool fail(const llvm::Twine &message) {
  llvm::errs() << "relu-bench: error: " << message << '\n';
  return false;
}

static bool parsePeers(const cl::opt<std::string> &option, Options &options) {
  if (!option.getNumOccurrences()) {
    options.row.peers = getPeers();
    return true;
  }
  if (option == "none")
    return true;
  llvm::SmallVector<llvm::StringRef> names;
  llvm::StringRef(option).split(names, ',');
  for (llvm::StringRef name : names) {
    const Peer dynamicRelu = getDynamicRelu();
    const Peer *found = llvm::find_if(
        getPeers(), [&](const Peer &peer) { return peer.name == name; });
    if (name == dynamicRelu.name)
      found = &dynamicRelu;
    if (found == getPeers().end()) {
      if (llvm::is_contained(getKnownPeers(), name))
        return fail("--peers: this relu-bench was built without " + name +
                    ", or finds no library of it; docs/Performance.md says "
                    "what it needs");
      return fail("--peers: expected 'none', or some of " +
                  llvm::join(getKnownPeers(), ", ") + ", got '" + name + "'");
    }
    if (llvm::none_of(options.row.peers,
                      [&](const Peer &peer) { return peer.name == name; }))
      options.row.peers.push_back(*found);
  }
  return true;
}

std::optional<Options> relu::bench::parseOptions(int argc, char **argv) {
  cl::ResetCommandLineParser();
  CommandLine line;
  cl::HideUnrelatedOptions(line.category);
  if (!cl::ParseCommandLineOptions(
          argc, argv,
          "relu-bench: measure relu and other libraries on the same networks\n",
          &llvm::errs()))
    return std::nullopt;

  Options options;
  options.workloads = line.workloads;
  options.filter = line.filter;
  options.row.seconds = line.seconds;
  options.row.seed = line.seed;
  options.row.relu.isDynamic = line.isDynamic;
  options.row.relu.schedule = line.schedule;
  options.row.probes = !line.noProbe;
  options.threads = line.threads;
  if (line.core.getNumOccurrences())
    options.core = line.core;
  options.runs = line.runs;
  options.json = line.json;
  options.markdown = {line.markdown.begin(), line.markdown.end()};
  options.results = line.results;
  options.plot = line.plot;
  options.list = line.list;

  bool ok = parsePeers(line.peers, options);
  // Whoever compares the two asks for what the unknown size alone costs.
  if (llvm::StringRef(line.peers).contains(getDynamicRelu().name) &&
      (line.isDynamic || !line.schedule.empty()))
    ok = fail("--peers=relu-dynamic: expected neither --dynamic-batch nor "
              "--relu-schedule beside it");
  std::string message;
  if (!llvm::Regex(options.filter).isValid(message))
    ok = fail("--filter: expected a regular expression, got '" +
              options.filter + "' (" + message + ")");
  if (options.threads < 1 || options.threads > 1024)
    ok = fail("--threads: expected 1 to 1024, got " +
              llvm::Twine(options.threads));
  if (options.runs < 1 || options.runs > 1000)
    ok = fail("--repeat: expected 1 to 1000, got " + llvm::Twine(options.runs));
  if (options.core && (*options.core < 0 || *options.core > 65535))
    ok = fail("--core: expected 0 to 65535, got " + llvm::Twine(*options.core));
  if (!(options.row.seconds > 0 && options.row.seconds <= 3600))
    ok = fail("--time: expected seconds, more than 0 and at most 3600, got " +
              std::to_string(options.row.seconds));
  return ok ? std::optional(std::move(options)) : std::nullopt;
}
