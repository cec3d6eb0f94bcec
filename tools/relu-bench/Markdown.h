// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The results as a part of a document, which can be replaced by newer ones.

#ifndef RELU_TOOLS_RELU_BENCH_MARKDOWN_H
#define RELU_TOOLS_RELU_BENCH_MARKDOWN_H

#include "Report.h"

namespace relu::bench {

/// The machine, the pictures in `pictures` (a folder, as links have it; empty:
/// none), the table, and what it comes to.
std::string makeMarkdown(const RunInfo &info, llvm::ArrayRef<Row> rows,
                         llvm::StringRef pictures);

/// The machine, the rows of the smallest and the largest batch of each network,
/// and what all rows come to.
std::string makeSummary(const RunInfo &info, llvm::ArrayRef<Row> rows);

/// `document` with `results` between two marks, or `summary` between two
/// others, instead of what is there. Fails unless it has some of these pairs.
llvm::Expected<std::string> replaceResults(llvm::StringRef document,
                                           llvm::StringRef results,
                                           llvm::StringRef summary);

/// Writes the results, or their summary, into the file `path`: between its
/// marks, or with marks into a new file. Links to the pictures are relative to
/// it; `pictures` may be empty. A file without marks is left alone: that is an
/// error.
llvm::Error updateMarkdown(llvm::StringRef path, llvm::StringRef pictures,
                           const RunInfo &info, llvm::ArrayRef<Row> rows);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_MARKDOWN_H
