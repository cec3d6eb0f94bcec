// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The command line of relu-bench, read into one struct.

#ifndef RELU_TOOLS_RELU_BENCH_OPTIONS_H
#define RELU_TOOLS_RELU_BENCH_OPTIONS_H

#include "Row.h"

namespace relu::bench {

/// What the user asked for.
struct Options {
  std::string workloads; ///< a file; empty: the built-in table
  std::string filter;    ///< a regular expression that labels match
  RowOptions row;
  int threads = 1;
  std::optional<int> core; ///< none: the first that this process may use
  int runs = 1;            ///< of the whole table
  std::string json;        ///< a file; empty: none
  std::vector<std::string> markdown; ///< files
  std::string plot;                  ///< a folder; empty: none
  std::string results; ///< a file to take results from; empty: measure
  bool list = false;
};

/// Reads the command line. Nothing when it is wrong, after saying why on
/// stderr.
std::optional<Options> parseOptions(int argc, char **argv);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_OPTIONS_H
