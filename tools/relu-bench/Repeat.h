// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Several runs of one table become one, and what is not steady is told.

#ifndef RELU_TOOLS_RELU_BENCH_REPEAT_H
#define RELU_TOOLS_RELU_BENCH_REPEAT_H

#include "Row.h"

namespace relu::bench {

/// The median of `values`, one at least; of an even number the mean of the two
/// in the middle.
double getMedian(std::vector<double> values);

/// One row from that row in several runs, one at least: times and limits are
/// the medians of those of the runs, and so is the ratio, whichever peer was
/// the fastest in a run. A result that has no time in one run has none.
Row mergeRuns(llvm::ArrayRef<Row> runs);

/// What relu and the best peer took was not steady: the median is more than
/// 15 % above the 10th percentile, or the ratios of two runs differ by so much.
bool isUnstable(const Row &row);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_REPEAT_H
