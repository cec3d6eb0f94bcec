// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Large memory that kernels walk through: on few pages, so that the processor
// finds their addresses without looking them up in memory.

#ifndef RELU_IR_HUGEPAGES_H
#define RELU_IR_HUGEPAGES_H

#include <cstddef>

namespace relu {

/// The alignment, in bytes, for `size` bytes that kernels read or write: a huge
/// page where they fill at least half of one, otherwise a cache line.
size_t getBufferAlignment(size_t size);

/// Asks the system to put `size` bytes at `data`, which are aligned as above
/// and not yet written, on huge pages. Does nothing where that is unknown.
void preferHugePages(void *data, size_t size);

} // namespace relu

#endif // RELU_IR_HUGEPAGES_H
