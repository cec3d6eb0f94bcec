// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// malloc and its kin for this program and the libraries that it loads, with a
// count. With AddressSanitizer, which has a malloc of its own, through its
// hook.

#include "AllocationCount.h"

#include <cerrno>
#include <cstddef>

static thread_local int64_t count = 0;
static thread_local bool isCounting = false;

static void countOne() {
  if (isCounting)
    ++count;
}

#ifdef __SANITIZE_ADDRESS__

extern "C" int __sanitizer_install_malloc_and_free_hooks(
    void (*onMalloc)(const volatile void *, size_t),
    void (*onFree)(const volatile void *));

static void installCounter() {
  static const int installed = __sanitizer_install_malloc_and_free_hooks(
      [](const volatile void *, size_t) { countOne(); },
      [](const volatile void *) {});
  (void)installed;
}

#else

// glibc's own names for its functions.
extern "C" {
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *memory, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);

void *malloc(size_t bytes) {
  countOne();
  return __libc_malloc(bytes);
}

void *calloc(size_t elements, size_t bytes) {
  countOne();
  return __libc_calloc(elements, bytes);
}

void *realloc(void *memory, size_t bytes) {
  countOne();
  return __libc_realloc(memory, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes) {
  countOne();
  return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes) {
  countOne();
  *memory = __libc_memalign(alignment, bytes);
  return *memory ? 0 : ENOMEM;
}
}

static void installCounter() {}

#endif

int64_t relu_test::countAllocations(llvm::function_ref<void()> body) {
  installCounter();
  count = 0;
  isCounting = true;
  body();
  isCounting = false;
  return count;
}
