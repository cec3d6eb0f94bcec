// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a run has found, for people and for programs.

#ifndef RELU_TOOLS_RELU_BENCH_REPORT_H
#define RELU_TOOLS_RELU_BENCH_REPORT_H

#include "Row.h"

namespace relu::bench {

/// What holds for all rows.
struct RunInfo {
  std::string cpu; ///< the kernel's name of it
  std::string isa; ///< of relu's kernels: "avx512"
  std::vector<int> cores;
  RowOptions options;
};

/// The name of the CPU by /proc/cpuinfo; "unknown" when it does not say.
std::string getCpuName();

/// "12.3 us": three digits or more, in the unit that suits.
std::string formatSeconds(double seconds);

/// The lines above the table: the machine, the peers, the columns.
void printHeader(llvm::raw_ostream &os, const RunInfo &info);

/// One line; one more for each result that is wrong.
void printRow(llvm::raw_ostream &os, const Row &row);

/// The line below the table.
void printFooter(llvm::raw_ostream &os, llvm::ArrayRef<Row> rows);

/// Everything as JSON; docs/Performance.md lists the members. Times are in
/// seconds, rates in flops and bytes per second, shares between 0 and 1.
void writeJson(llvm::raw_ostream &os, const RunInfo &info,
               llvm::ArrayRef<Row> rows);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_REPORT_H
