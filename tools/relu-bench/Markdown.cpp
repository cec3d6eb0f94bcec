// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the table of docs/Performance.md into it, and its summary into
// README.md.

#include "Markdown.h"

#include "Repeat.h"

#include "relu/Execution/File.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"

#include <filesystem>

using namespace relu;
using namespace relu::bench;
using llvm::StringRef;

constexpr StringRef kBegin = "<!-- relu-bench --markdown writes from here -->";
constexpr StringRef kBeginSummary =
    "<!-- relu-bench --markdown writes a summary from here -->";
constexpr StringRef kEnd = "<!-- to here -->";

static std::string getTime(const Result &result) {
  if (result.timing)
    return formatSeconds(result.timing->median);
  return result.isWrong ? "wrong" : "-";
}

static void writeRow(llvm::raw_ostream &os, const Row &row) {
  const Result &relu = row.getRelu();
  const Result *best = row.getBestPeer();
  os << "| " << row.workload.getLabel() << " | " << getTime(relu) << " | ";
  if (relu.timing)
    os << llvm::formatv("{0:f1} | {1:f0} | {2:f0} | ",
                        row.getFlopsPerSecond(relu) * 1e-9,
                        100 * row.getFlopsPerSecond(relu) / row.fmaPeak,
                        100 * row.getBytesPerSecond(relu) / row.readBandwidth);
  else
    os << "- | - | - | ";
  if (std::optional<double> ratio = row.getRatio())
    os << llvm::formatv("{0:f2}{1} |", *ratio, isUnstable(row) ? " ~" : "");
  else
    os << "- |";
  for (const Result &peer : llvm::drop_begin(row.results)) {
    StringRef mark = &peer == best ? "**" : "";
    os << ' ' << mark << getTime(peer) << mark << " |";
  }
  os << '\n';
}

static void describe(llvm::raw_ostream &os, const RunInfo &info) {
  os << "Machine: " << info.cpu << (info.caches.empty() ? "" : ", ")
     << info.caches << "; relu's kernels are those for " << info.isa << ".\n";
  os << "Run: " << describeRun(info) << ", "
     << llvm::formatv("{0}", info.seconds) << " s for each result";
  if (info.runs > 1)
    os << "; all numbers are medians of " << info.runs << " runs of the table";
  os << ".\nPeers: " << describePeers(info) << ".\n\n";
}

/// What all rows come to.
static void conclude(llvm::raw_ostream &os, llvm::ArrayRef<Row> rows) {
  std::optional<double> mean = getGeometricMean(rows);
  if (!mean)
    return;
  std::string slow = listSlowRows(rows);
  os << llvm::formatv(
      "\nGeometric mean of the ratios of all {0} rows: {1:f2}.\n", rows.size(),
      *mean);
  os << "Rows below 1: " << (slow.empty() ? "none" : slow) << ".\n";
}

std::string relu::bench::makeMarkdown(const RunInfo &info,
                                      llvm::ArrayRef<Row> rows,
                                      StringRef pictures) {
  std::string text;
  llvm::raw_string_ostream os(text);
  describe(os, info);
  if (!pictures.empty())
    os << "![time of the fastest peer by that of relu, for each row]("
       << pictures << "/ratios.svg)\n\n"
       << "![flops per second of relu below the limits of the machine]("
       << pictures << "/roofline.svg)\n\n";
  os << "| workload | relu | GFLOP/s | FMA % | read % | ratio |";
  for (const RunInfo::Peer &peer : info.peers)
    os << ' ' << peer.name << " |";
  os << "\n|---|--:|--:|--:|--:|--:|";
  for (size_t i = 0; i < info.peers.size(); ++i)
    os << "--:|";
  os << '\n';
  for (const Row &row : rows)
    writeRow(os, row);
  conclude(os, rows);
  if (std::string unstable = listUnstableRows(rows); !unstable.empty())
    os << "Not steady (~): " << unstable << ".\n";
  return text;
}

/// Whether `row` is the first or the last one of its network.
static bool isEndOfSeries(llvm::ArrayRef<Row> rows, size_t row) {
  auto isSame = [&](size_t other) {
    return rows[other].workload.name == rows[row].workload.name;
  };
  return row == 0 || row + 1 == rows.size() || !isSame(row - 1) ||
         !isSame(row + 1);
}

std::string relu::bench::makeSummary(const RunInfo &info,
                                     llvm::ArrayRef<Row> rows) {
  std::string text;
  llvm::raw_string_ostream os(text);
  describe(os, info);
  os << "| network and batch | relu | fastest peer | ratio |\n"
        "|---|--:|--:|--:|\n";
  for (auto [index, row] : llvm::enumerate(rows)) {
    const Result *best = row.getBestPeer();
    std::optional<double> ratio = row.getRatio();
    if (best && ratio && isEndOfSeries(rows, index))
      os << "| " << row.workload.getLabel() << " | " << getTime(row.getRelu())
         << " | " << best->name << ' ' << getTime(*best)
         << llvm::formatv(" | {0:f2}{1} |\n", *ratio,
                          isUnstable(row) ? " ~" : "");
  }
  conclude(os, rows);
  if (llvm::any_of(rows, isUnstable))
    os << "~: not steady.\n";
  return text;
}

/// Puts `text` behind the mark `begin`, if it is there. False when the mark
/// that ends it is not.
static bool replace(std::string &document, StringRef begin, StringRef text) {
  size_t from = document.find(begin.str());
  if (from == std::string::npos)
    return true;
  from += begin.size();
  size_t to = document.find(kEnd.str(), from);
  if (to == std::string::npos)
    return false;
  document.replace(from, to - from, ("\n\n" + text + "\n").str());
  return true;
}

llvm::Expected<std::string> relu::bench::replaceResults(StringRef document,
                                                        StringRef results,
                                                        StringRef summary) {
  std::string replaced = document.str();
  if ((document.contains(kBegin) || document.contains(kBeginSummary)) &&
      replace(replaced, kBegin, results) &&
      replace(replaced, kBeginSummary, summary))
    return replaced;
  return llvm::createStringError("expected the lines '" + kBegin + "' and '" +
                                 kEnd + "', or '" + kBeginSummary + "' and '" +
                                 kEnd + "', to write between them");
}

llvm::Error relu::bench::updateMarkdown(StringRef path, StringRef pictures,
                                        const RunInfo &info,
                                        llvm::ArrayRef<Row> rows) {
  std::string links;
  if (!pictures.empty()) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::path folder = fs::absolute(path.str(), error).parent_path();
    links = fs::proximate(pictures.str(), folder, error).generic_string();
  }
  std::string document = (kBegin + "\n" + kEnd + "\n").str();
  if (llvm::sys::fs::exists(path)) {
    auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
    if (!file)
      return llvm::createStringError("--markdown: '" + path +
                                     "': " + file.getError().message());
    document = (*file)->getBuffer().str();
  }
  auto replaced = replaceResults(document, makeMarkdown(info, rows, links),
                                 makeSummary(info, rows));
  if (!replaced)
    return llvm::createStringError(
        "--markdown: '" + path + "': " + llvm::toString(replaced.takeError()));
  return writeFile(path, StringRef(*replaced));
}
