// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Huge pages are asked for, as Linux' setting `madvise` (the default of Debian)
// expects it.

#include "relu/IR/HugePages.h"

#ifdef __linux__
#include <sys/mman.h>
#endif

static constexpr size_t kCacheLine = 64;
static constexpr size_t kHugePage = size_t(2) << 20;

size_t relu::getBufferAlignment(size_t size) {
  return size >= kHugePage / 2 ? kHugePage : kCacheLine;
}

void relu::preferHugePages(void *data, size_t size) {
#ifdef __linux__
  // A hint: whether the system follows it or not, the memory is the same.
  if (getBufferAlignment(size) == kHugePage)
    (void)madvise(data, size, MADV_HUGEPAGE);
#endif
}
