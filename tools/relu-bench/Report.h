// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a run has found, for people and for programs.

#ifndef RELU_TOOLS_RELU_BENCH_REPORT_H
#define RELU_TOOLS_RELU_BENCH_REPORT_H

#include "Row.h"

namespace relu::bench {

/// What holds for all rows.
struct RunInfo {
  /// Of a library that relu is compared with; the version may be unknown.
  struct Peer {
    std::string name;
    std::string version;
  };

  std::string cpu;    ///< the kernel's name of it
  std::string caches; ///< "48 KiB L1d, 2 MiB L2"; empty when not known
  std::string isa;    ///< of relu's kernels: "avx512"
  std::vector<int> cores;
  std::vector<Peer> peers;
  uint64_t seed = 0;
  double seconds = 0; ///< for each result of a run
  int runs = 1;       ///< of the whole table
  bool isDynamic = false;
  std::string schedule; ///< what replaced parts of relu's; or empty
};

/// What holds for all rows, and the rows.
struct Results {
  RunInfo info;
  std::vector<Row> rows;
};

/// The name of the CPU by /proc/cpuinfo; "unknown" when it does not say.
std::string getCpuName();

/// The sizes of the data caches by the C library, as RunInfo has them.
std::string getCacheSizes();

/// "12.3 us": three digits or more, in the unit that suits.
std::string formatSeconds(double seconds);

/// The lines above the table: the machine, the peers, the columns.
void printHeader(llvm::raw_ostream &os, const RunInfo &info);

/// One line; one more for each result that is wrong.
void printRow(llvm::raw_ostream &os, const Row &row);

/// Header and rows.
void printTable(llvm::raw_ostream &os, const Results &results);

/// What all rows come to: the mean, those where a peer is faster, and those
/// that were not measured well.
void printFooter(llvm::raw_ostream &os, llvm::ArrayRef<Row> rows);

/// Everything as JSON; docs/Performance.md lists the members. Times are in
/// seconds, rates in flops and bytes per second, shares between 0 and 1.
void writeJson(llvm::raw_ostream &os, const RunInfo &info,
               llvm::ArrayRef<Row> rows);

/// The inverse of writeJson; members that follow from others are not read.
/// Fails, with the place, on what writeJson does not write.
llvm::Expected<Results> readJson(llvm::StringRef text);

/// "1 thread on core 0, seed 42": how the rows were run.
std::string describeRun(const RunInfo &info);

/// "onednn 2.6.3, xnnpack", or "none".
std::string describePeers(const RunInfo &info);

/// "A b8 0.96, C b1 0.97": the rows below 1; empty without any.
std::string listSlowRows(llvm::ArrayRef<Row> rows);

/// "A b8, C b1": the rows that isUnstable; empty without any.
std::string listUnstableRows(llvm::ArrayRef<Row> rows);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_REPORT_H
