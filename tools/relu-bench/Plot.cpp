// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Draws with gnuplot: one script for a picture, with its data in it.

#include "Plot.h"

#include "relu/Execution/File.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <cmath>

using namespace relu;
using namespace relu::bench;
using llvm::StringRef;

/// In gnuplot's single quotes.
static std::string quote(StringRef text) {
  std::string quoted = "'";
  for (char c : text)
    quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

/// The second line of a title.
static std::string describe(const RunInfo &info) {
  return llvm::formatv("{0}, {1} thread{2}, f32{3}", info.cpu,
                       info.cores.size(), info.cores.size() == 1 ? "" : "s",
                       info.isDynamic ? ", dynamic batch" : "");
}

static std::string makeHead(StringRef path, StringRef size, StringRef title,
                            const RunInfo &info) {
  return llvm::formatv(
      "set terminal svg size {0} dynamic noenhanced background 'white' font "
      "'sans-serif,13'\n"
      "set output {1}\n"
      "set title \"{2}\\n\".{3} font ',15'\n"
      "set grid lc rgb '#d0d0d0'\nset border lc rgb '#606060'\n",
      size, quote(path), title, quote(describe(info)));
}

/// Distinct in colour, and in kind for those who do not see it.
constexpr StringRef kColours[] = {"#d04030", "#e09020", "#60a030",
                                  "#20a0a0", "#7050b0", "#c05090",
                                  "#806040", "#404040", "#3070b0"};
constexpr int kPointTypes[] = {7, 5, 9, 11, 13, 15, 6, 4, 8, 10};

static std::string getPointStyle(size_t index) {
  return llvm::formatv("pt {0} ps 0.8 lc rgb '{1}'",
                       kPointTypes[index % std::size(kPointTypes)],
                       kColours[index % std::size(kColours)]);
}

std::string relu::bench::makeRatioScript(StringRef path, const RunInfo &info,
                                         llvm::ArrayRef<Row> rows) {
  std::string bars, labels, ratios;
  std::vector<std::string> points(info.peers.size());
  int count = 0;
  double least = 1, most = 1;
  for (const Row &row : rows) {
    std::optional<double> ratio = row.getRatio();
    if (!ratio)
      continue;
    bars += llvm::formatv("{0:f4} {1}\n", *ratio, count);
    StringRef comma = count ? ", " : "";
    labels += llvm::formatv("{0}{1} {2}", comma, quote(row.workload.getLabel()),
                            count);
    ratios += llvm::formatv(
        "{0}{1} {2}", comma,
        quote(
            llvm::formatv("{0:f2} {1}", *ratio, row.getBestPeer()->name).str()),
        count);
    for (auto [peer, result] :
         llvm::zip(points, llvm::drop_begin(row.results))) {
      if (!result.timing)
        continue;
      double all = result.timing->median / row.getRelu().timing->median;
      peer += llvm::formatv("{0:f4} {1}\n", all, count);
      least = std::min(least, all);
      most = std::max(most, all);
    }
    least = std::min(least, *ratio);
    ++count;
  }
  std::string script = makeHead(
      path, llvm::formatv("1000,{0}", 190 + 21 * count).str(),
      "time of each peer / time of relu (bars: the fastest peer; right "
      "of 1 relu is faster)",
      info);
  // The first row is on top; labels are long, so bars lie.
  script += llvm::formatv(
      "set xlabel 'time of the peer / time of relu (logarithmic)'\n"
      "set logscale x 2\nset xrange [{0:f4}:{1:f4}]\n"
      "set yrange [{2}.5:-0.5]\nset y2range [{2}.5:-0.5]\n"
      "set ytics ({3}) scale 0\nset y2tics ({4}) scale 0\n"
      "set key below horizontal width 2\nset bmargin 7\n"
      "set style fill solid 0.35 noborder\n"
      "set arrow from 1, graph 0 to 1, graph 1 nohead lw 2 lc rgb '#404040' "
      "front\n"
      "$bars << EOD\n{5}EOD\n",
      least / 1.1, most * 1.1, count - 1, labels, ratios, bars);
  std::string plots = "plot $bars using 1:2:(1):1:($2-0.36):($2+0.36) with "
                      "boxxyerror lc rgb '#3070b0' notitle";
  for (auto [index, data] : llvm::enumerate(points)) {
    if (data.empty())
      continue;
    script += llvm::formatv("$peer{0} << EOD\n{1}EOD\n", index, data);
    plots += llvm::formatv(", \\\n     $peer{0} using 1:2 with points {1} "
                           "title {2}",
                           index, getPointStyle(index),
                           quote(info.peers[index].name));
  }
  return script + plots + "\n";
}

std::string relu::bench::makeRooflineScript(StringRef path, const RunInfo &info,
                                            llvm::ArrayRef<Row> rows) {
  struct Series {
    StringRef name;
    std::string points;
  };
  std::vector<Series> series; // a workload each
  std::string limits;
  double peak = 0, slowest = INFINITY, fastest = 0;
  for (const Row &row : rows) {
    if (!row.getRelu().timing)
      continue;
    peak = std::max(peak, row.fmaPeak);
    slowest = std::min(slowest, row.readBandwidth);
    fastest = std::max(fastest, row.readBandwidth);
    double intensity =
        double(row.workload.getFlops()) / row.workload.getBytes();
    double limit = std::min(row.fmaPeak, intensity * row.readBandwidth);
    if (series.empty() || series.back().name != row.workload.name)
      series.push_back({row.workload.name, ""});
    series.back().points +=
        llvm::formatv("{0:f4} {1:f4}\n", intensity,
                      row.getFlopsPerSecond(row.getRelu()) * 1e-9);
    limits += llvm::formatv("{0:f4} {1:f4}\n", intensity, limit * 1e-9);
  }
  std::string script =
      makeHead(path, "1000,640",
               "relu below the limits of the machine (roofline)", info);
  script += llvm::formatv(
      "set logscale xy\nset samples 2000\nset key outside right top vertical "
      "Left reverse\n"
      "set xlabel 'flops per byte of parameters, input and output'\n"
      "set ylabel 'GFLOP/s'\n"
      "peak = {0:f3}\nslowest = {1:f3}\nfastest = {2:f3}\n"
      "below(y) = y < peak ? y : 1/0\n"
      "$limits << EOD\n{3}EOD\n",
      peak * 1e-9, slowest * 1e-9, fastest * 1e-9, limits);
  std::string plots = llvm::formatv(
      "plot peak with lines lw 2 lc rgb '#b03030' title 'FMA peak, {0:f0} "
      "GFLOP/s', \\\n"
      "     below(fastest * x) with lines lw 2 lc rgb '#b0b0b0' title 'fastest "
      "reads, {1:f0} GB/s', \\\n"
      "     below(slowest * x) with lines lw 2 dt 2 lc rgb '#b0b0b0' title "
      "'slowest reads, {2:f0} GB/s', \\\n"
      "     $limits using 1:2 with points pt 1 ps 0.8 lc rgb '#909090' title "
      "'limit measured with the row'",
      peak * 1e-9, fastest * 1e-9, slowest * 1e-9);
  for (auto [index, one] : llvm::enumerate(series)) {
    script += llvm::formatv("$series{0} << EOD\n{1}EOD\n", index, one.points);
    plots += llvm::formatv(
        ", \\\n     $series{0} using 1:2 with points {1} title {2}", index,
        getPointStyle(index), quote(one.name));
  }
  return script + plots + "\n";
}

static llvm::Expected<std::string> findGnuplot() {
  auto program = llvm::sys::findProgramByName("gnuplot");
  if (!program)
    return llvm::createStringError("--plot: expected the program gnuplot "
                                   "(Debian: gnuplot-nox), found none");
  return *program;
}

llvm::Error relu::bench::preparePlots(StringRef folder) {
  if (auto program = findGnuplot(); !program)
    return program.takeError();
  if (std::error_code error = llvm::sys::fs::create_directories(folder))
    return llvm::createStringError("--plot: '" + folder +
                                   "': expected a folder to write to, got '" +
                                   error.message() + "'");
  return llvm::Error::success();
}

/// Runs `script` by gnuplot.
static llvm::Error runGnuplot(const std::string &program, StringRef script) {
  llvm::SmallString<128> input, messages;
  if (std::error_code error =
          llvm::sys::fs::createTemporaryFile("relu-bench", "gp", input))
    return llvm::createStringError("--plot: " + error.message());
  llvm::FileRemover removeInput(input);
  if (std::error_code error =
          llvm::sys::fs::createTemporaryFile("relu-bench", "txt", messages))
    return llvm::createStringError("--plot: " + error.message());
  llvm::FileRemover removeMessages(messages);
  if (llvm::Error error = writeFile(input, script))
    return error;
  std::optional<StringRef> redirects[] = {StringRef(), StringRef(messages),
                                          StringRef(messages)};
  std::string message;
  int code =
      llvm::sys::ExecuteAndWait(program, {program, input}, std::nullopt,
                                redirects, /*SecondsToWait=*/120, 0, &message);
  if (code == 0)
    return llvm::Error::success();
  if (auto text = llvm::MemoryBuffer::getFile(messages))
    message += (*text)->getBuffer().trim().str();
  return llvm::createStringError("--plot: gnuplot failed: " + message);
}

llvm::Error relu::bench::plot(StringRef folder, const RunInfo &info,
                              llvm::ArrayRef<Row> rows) {
  auto program = findGnuplot();
  if (!program)
    return program.takeError();
  auto inFolder = [&](StringRef name) {
    llvm::SmallString<128> path(folder);
    llvm::sys::path::append(path, name);
    return path.str().str();
  };
  if (getGeometricMean(rows))
    if (llvm::Error error = runGnuplot(
            *program, makeRatioScript(inFolder("ratios.svg"), info, rows)))
      return error;
  if (llvm::any_of(rows, [](const Row &row) {
        return row.getRelu().timing.has_value();
      }))
    if (llvm::Error error = runGnuplot(
            *program, makeRooflineScript(inFolder("roofline.svg"), info, rows)))
      return error;
  return llvm::Error::success();
}
