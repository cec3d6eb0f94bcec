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

static std::string describe(const RunInfo &info) {
  return llvm::formatv("{0}, {1} thread{2}", info.cpu, info.cores.size(),
                       info.cores.size() == 1 ? "" : "s");
}

std::string relu::bench::makeRatioScript(StringRef path, const RunInfo &info,
                                         llvm::ArrayRef<Row> rows) {
  std::string data;
  size_t count = 0;
  double longest = 1;
  for (const Row &row : rows)
    if (std::optional<double> ratio = row.getRatio()) {
      data += llvm::formatv("\"{0}\" {1:f4} \"{2}\"\n", row.workload.getLabel(),
                            *ratio, row.getBestPeer()->name);
      ++count;
      longest = std::max(longest, *ratio);
    }
  // The first row is on top; labels are long, so bars lie.
  return llvm::formatv(
      "set terminal svg size 900,{0} dynamic noenhanced background 'white' "
      "font 'sans-serif,12'\n"
      "set output {1}\n"
      "set title {2}\n"
      "set xlabel 'time of the fastest peer / time of relu'\n"
      "set xrange [0:{5:f2}]\nset yrange [{3}:-0.5]\n"
      "set style fill solid 0.8 noborder\nset grid x\nunset key\n"
      "set arrow from 1, graph 0 to 1, graph 1 nohead lw 2 lc rgb '#b03030' "
      "front\n"
      "$data << EOD\n{4}EOD\n"
      "plot $data using ($2/2):0:($2/2):(0.35):ytic(1) with boxxyerror lc rgb "
      "'#3070b0', \\\n"
      "     $data using 2:0:(sprintf('%.2f %s', $2, strcol(3))) with labels "
      "left offset 0.5,0\n",
      120 + 22 * count, quote(path), quote("relu: " + describe(info)),
      llvm::formatv("{0:f1}", count - 0.5), data,
      1.2 * longest); // room for the text at the end of a bar
}

std::string relu::bench::makeRooflineScript(StringRef path, const RunInfo &info,
                                            llvm::ArrayRef<Row> rows) {
  std::string data, roof;
  double peak = 0;
  for (const Row &row : rows) {
    peak = std::max(peak, row.fmaPeak);
    if (!row.getRelu().timing)
      continue;
    double intensity =
        double(row.workload.getFlops()) / row.workload.getBytes();
    double limit = std::min(row.fmaPeak, intensity * row.readBandwidth);
    data += llvm::formatv("{0:f4} {1:f4} \"{2}\"\n", intensity,
                          row.getFlopsPerSecond(row.getRelu()) * 1e-9,
                          StringRef(row.workload.name).split(' ').first + " b" +
                              llvm::Twine(row.workload.batch));
    roof += llvm::formatv("{0:f4} {1:f4}\n", intensity, limit * 1e-9);
  }
  return llvm::formatv(
      "set terminal svg size 900,600 dynamic noenhanced background 'white' "
      "font 'sans-serif,12'\n"
      "set output {0}\n"
      "set title {1}\n"
      "set logscale xy\nset grid\nset key bottom right\n"
      "set xlabel 'flops per byte of parameters, input and output'\n"
      "set ylabel 'GFLOP/s'\n"
      "$data << EOD\n{2}EOD\n$roof << EOD\n{3}EOD\n"
      "plot {4:f2} title 'FMA peak' lc rgb '#b03030' lw 2, \\\n"
      "     $roof using 1:2 title 'limit of the row (FMA peak or reads)' with "
      "points pt 1 lc rgb '#b03030', \\\n"
      "     $data using 1:2 title 'relu' with points pt 7 lc rgb '#3070b0', "
      "\\\n"
      "     $data using 1:2:3 notitle with labels left offset 0.6,-0.4 font "
      "',8'\n",
      quote(path), quote("relu: " + describe(info)), data, roof, peak * 1e-9);
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
