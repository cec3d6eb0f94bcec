// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table: a line as soon as its row is measured.

#include "Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"

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

static std::string join(llvm::ArrayRef<int> numbers) {
  std::string text;
  for (int number : numbers)
    text += (text.empty() ? "" : ", ") + std::to_string(number);
  return text;
}

void relu::bench::printHeader(llvm::raw_ostream &os, const RunInfo &info) {
  os << "machine: " << info.cpu << ", kernels " << info.isa << ", "
     << info.cores.size() << (info.cores.size() == 1 ? " thread" : " threads")
     << " on core " << join(info.cores) << ", seed " << info.options.seed
     << (info.options.isDynamic ? ", dynamic batch" : "") << '\n';
  os << "peers:";
  for (const Peer &peer : info.options.peers)
    os << (&peer == info.options.peers.data() ? " " : ", ") << peer.name
       << (peer.getVersion().empty() ? "" : " ") << peer.getVersion();
  os << (info.options.peers.empty() ? " none\n" : "\n")
     << "median times; ratio: best peer by relu; FMA, read: share of the "
        "machine's peak and of its read bandwidth in the same row\n\n";
  os << llvm::left_justify("workload", kLabelWidth)
     << llvm::right_justify("relu", kTimeWidth)
     << "  GFLOP/s   FMA %  read %   ratio  best peer  ";
  for (const Peer &peer : info.options.peers)
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
    os << llvm::format(" %7.2f  ", *ratio);
  else
    os << llvm::format(" %7s  ", "-");
  const Result *best = row.getBestPeer();
  os << llvm::left_justify(best ? best->name : "-", 11);
  for (const Result &peer : llvm::drop_begin(row.results))
    os << ' ' << llvm::right_justify(time(peer), kTimeWidth + 1);
  os << '\n';
  for (const Result &result : row.results)
    if (result.isWrong)
      os << "  " << result.name << " is left out: " << result.message << '\n';
  os.flush();
}

void relu::bench::printFooter(llvm::raw_ostream &os, llvm::ArrayRef<Row> rows) {
  std::optional<double> mean = getGeometricMean(rows);
  if (!mean)
    return;
  size_t count = llvm::count_if(
      rows, [](const Row &row) { return row.getRatio().has_value(); });
  os << llvm::format("\ngeometric mean of %zu ratios: %.3f\n", count, *mean);
}
