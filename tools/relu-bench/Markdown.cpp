// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the table of docs/Performance.md into it.

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

std::string relu::bench::makeMarkdown(const RunInfo &info,
                                      llvm::ArrayRef<Row> rows,
                                      StringRef pictures) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "Machine: " << info.cpu << (info.caches.empty() ? "" : ", ")
     << info.caches << "; relu's kernels are those for " << info.isa << ".\n";
  os << "Run: " << describeRun(info) << ", "
     << llvm::formatv("{0}", info.seconds) << " s for each result";
  if (info.runs > 1)
    os << "; all numbers are medians of " << info.runs << " runs of the table";
  os << ".\nPeers: " << describePeers(info) << ".\n\n";
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
  if (std::optional<double> mean = getGeometricMean(rows)) {
    std::string slow = listSlowRows(rows), unstable = listUnstableRows(rows);
    os << llvm::formatv("\nGeometric mean of the ratios: {0:f2}.\n", *mean);
    os << "Rows below 1: " << (slow.empty() ? "none" : slow) << ".\n";
    if (!unstable.empty())
      os << "Not steady (~): " << unstable << ".\n";
  }
  return text;
}

llvm::Expected<std::string> relu::bench::replaceResults(StringRef document,
                                                        StringRef results) {
  size_t begin = document.find(kBegin);
  size_t end = document.find(kEnd, begin);
  if (begin == StringRef::npos || end == StringRef::npos)
    return llvm::createStringError("expected the lines '" + kBegin + "' and '" +
                                   kEnd + "', to write between them");
  return (document.take_front(begin + kBegin.size()) + "\n\n" + results + "\n" +
          document.drop_front(end))
      .str();
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
  auto replaced = replaceResults(document, makeMarkdown(info, rows, links));
  if (!replaced)
    return llvm::createStringError(
        "--markdown: '" + path + "': " + llvm::toString(replaced.takeError()));
  return writeFile(path, StringRef(*replaced));
}
