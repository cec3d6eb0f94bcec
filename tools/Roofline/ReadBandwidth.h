// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How fast this machine reads memory, by how much of it is read.

#ifndef RELU_TOOLS_ROOFLINE_READBANDWIDTH_H
#define RELU_TOOLS_ROOFLINE_READBANDWIDTH_H

#include "Roofline/MeasuredLoop.h"

namespace relu {

/// A loop that does nothing but read.
class ReadBandwidth {
public:
  static llvm::Expected<ReadBandwidth> create(const Target &target,
                                              mlir::MLIRContext &context);

  /// Bytes per second at which the calling thread reads a buffer of `bytes`
  /// (rounded up to 4 KiB) from start to end, again and again: the best of
  /// several runs of some milliseconds. A buffer that fits in a cache comes
  /// from there. Fails when there is no memory.
  llvm::Expected<double> measure(int64_t bytes) const;

private:
  explicit ReadBandwidth(MeasuredLoop loop) : loop(std::move(loop)) {}

  MeasuredLoop loop;
};

} // namespace relu

#endif // RELU_TOOLS_ROOFLINE_READBANDWIDTH_H
