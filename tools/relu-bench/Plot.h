// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pictures of the results.

#ifndef RELU_TOOLS_RELU_BENCH_PLOT_H
#define RELU_TOOLS_RELU_BENCH_PLOT_H

#include "Report.h"

namespace relu::bench {

/// Makes `folder`, and fails when that is not possible or gnuplot is missing.
llvm::Error preparePlots(llvm::StringRef folder);

/// Writes into `folder`: ratios.svg, a bar for each row that has a ratio, and
/// roofline.svg, the rows of relu below the limits of the machine. Fails when
/// gnuplot does, with its message.
llvm::Error plot(llvm::StringRef folder, const RunInfo &info,
                 llvm::ArrayRef<Row> rows);

/// The scripts, with their data in them. gnuplot writes to `path`.
std::string makeRatioScript(llvm::StringRef path, const RunInfo &info,
                            llvm::ArrayRef<Row> rows);
std::string makeRooflineScript(llvm::StringRef path, const RunInfo &info,
                               llvm::ArrayRef<Row> rows);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_PLOT_H
