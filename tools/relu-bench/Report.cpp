// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table: a line as soon as its row is measured.

#include "Report.h"

#include "Repeat.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"

#include <unistd.h>

using namespace relu::bench;
using llvm::StringRef;

constexpr int kLabelWidth = 32, kTimeWidth = 10;

std::string relu::bench::getCpuName() {
  auto file = llvm::MemoryBuffer::getFileAsStream("/proc/cpuinfo");
  if (!file)
    return "unknown";
  llvm::SmallVector<StringRef> lines;
  (*file)->getBuffer().split(lines, '\n');
  for (StringRef line : lines) {
    auto [key, value] = line.split(':');
    if (key.trim() == "model name")
      return value.trim().str();
  }
  return "unknown";
}

std::string relu::bench::formatSeconds(double seconds) {
  std::string text;
  llvm::raw_string_ostream os(text);
  auto print = [&](double value, StringRef unit) {
    int digits = value < 10 ? 3 : value < 100 ? 2 : 1;
    os << llvm::format("%.*f ", digits, value) << unit;
  };
  if (seconds < 1e-6)
    print(seconds * 1e9, "ns");
  else if (seconds < 1e-3)
    print(seconds * 1e6, "us");
  else if (seconds < 1)
    print(seconds * 1e3, "ms");
  else
    print(seconds, "s");
  return text;
}

std::string relu::bench::getCacheSizes() {
  struct Cache {
    StringRef name;
    int number;
  };
  std::string text;
  llvm::raw_string_ostream os(text);
  for (auto [name, number] : {Cache{"L1d", _SC_LEVEL1_DCACHE_SIZE},
                              Cache{"L2", _SC_LEVEL2_CACHE_SIZE},
                              Cache{"L3", _SC_LEVEL3_CACHE_SIZE}}) {
    long kibibytes = sysconf(number) / 1024;
    if (kibibytes <= 0)
      continue;
    os << (text.empty() ? "" : ", ");
    if (kibibytes % 1024)
      os << kibibytes << " KiB " << name;
    else
      os << kibibytes / 1024 << " MiB " << name;
  }
  return text;
}

std::string relu::bench::describeRun(const RunInfo &info) {
  std::string cores;
  for (int core : info.cores)
    cores += (cores.empty() ? "" : ", ") + std::to_string(core);
  return llvm::formatv(
      "{0} thread{1} on core {2}, seed {3}{4}{5}{6}", info.cores.size(),
      info.cores.size() == 1 ? "" : "s", cores, info.seed,
      info.isDynamic ? ", dynamic batch" : "",
      info.schedule.empty() ? "" : ", schedule ", info.schedule);
}

std::string relu::bench::describePeers(const RunInfo &info) {
  std::string text;
  for (const RunInfo::Peer &peer : info.peers)
    text += (text.empty() ? "" : ", ") + peer.name +
            (peer.version.empty() ? "" : " ") + peer.version;
  return text.empty() ? "none" : text;
}

std::string relu::bench::listSlowRows(llvm::ArrayRef<Row> rows) {
  std::string text;
  for (const Row &row : rows)
    if (std::optional<double> ratio = row.getRatio(); ratio && *ratio < 1)
      text += llvm::formatv("{0}{1} {2:f2}", text.empty() ? "" : ", ",
                            row.workload.getLabel(), *ratio);
  return text;
}

std::string relu::bench::listUnstableRows(llvm::ArrayRef<Row> rows) {
  std::string text;
  for (const Row &row : rows)
    if (isUnstable(row))
      text += (text.empty() ? "" : ", ") + row.workload.getLabel();
  return text;
}

void relu::bench::printHeader(llvm::raw_ostream &os, const RunInfo &info) {
  os << "machine: " << info.cpu << (info.caches.empty() ? "" : ", ")
     << info.caches << ", kernels " << info.isa << ", " << describeRun(info)
     << '\n';
  os << "peers: " << describePeers(info) << '\n';
  os << "median times; ratio: best peer by relu; FMA, read: share of the "
        "machine's peak and of its read bandwidth in the same row\n";
  if (info.runs > 1)
    os << "all numbers are medians of " << info.runs << " runs of the table\n";
  os << '\n'
     << llvm::left_justify("workload", kLabelWidth)
     << llvm::right_justify("relu", kTimeWidth)
     << "  GFLOP/s   FMA %  read %   ratio  best peer   ";
  for (const RunInfo::Peer &peer : info.peers)
    os << ' ' << llvm::right_justify(peer.name, kTimeWidth + 1);
  os << '\n';
}

void relu::bench::printRow(llvm::raw_ostream &os, const Row &row) {
  auto time = [](const Result &result) -> std::string {
    if (result.timing)
      return formatSeconds(result.timing->median);
    return result.isWrong ? "wrong" : "-";
  };
  const Result &relu = row.getRelu();
  os << llvm::left_justify(row.workload.getLabel(), kLabelWidth)
     << llvm::right_justify(time(relu), kTimeWidth);
  if (relu.timing)
    os << llvm::format("%9.2f %7.1f %7.1f", row.getFlopsPerSecond(relu) * 1e-9,
                       100 * row.getFlopsPerSecond(relu) / row.fmaPeak,
                       100 * row.getBytesPerSecond(relu) / row.readBandwidth);
  else
    os << llvm::format("%9s %7s %7s", "-", "-", "-");
  if (std::optional<double> ratio = row.getRatio())
    os << llvm::format(" %7.2f%c ", *ratio, isUnstable(row) ? '~' : ' ');
  else
    os << llvm::format(" %7s  ", "-");
  const Result *best = row.getBestPeer();
  os << llvm::left_justify(best ? best->name : "-", 12);
  for (const Result &peer : llvm::drop_begin(row.results))
    os << ' ' << llvm::right_justify(time(peer), kTimeWidth + 1);
  os << '\n';
  for (const Result &result : row.results)
    if (result.isWrong)
      os << "  " << result.name << " is left out: " << result.message << '\n';
  os.flush();
}

void relu::bench::printTable(llvm::raw_ostream &os, const Results &results) {
  printHeader(os, results.info);
  for (const Row &row : results.rows)
    printRow(os, row);
}

void relu::bench::printFooter(llvm::raw_ostream &os, llvm::ArrayRef<Row> rows) {
  std::optional<double> mean = getGeometricMean(rows);
  if (!mean)
    return;
  size_t count = llvm::count_if(
      rows, [](const Row &row) { return row.getRatio().has_value(); });
  os << llvm::format("\ngeometric mean of %zu ratios: %.3f\n", count, *mean);
  if (std::string slow = listSlowRows(rows); !slow.empty())
    os << "below 1: " << slow << '\n';
  if (std::string unstable = listUnstableRows(rows); !unstable.empty())
    os << "warning: the times of rows marked ~ were not steady, measure them "
          "again: "
       << unstable << '\n';
}
