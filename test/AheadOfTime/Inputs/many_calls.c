/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Counts what a million calls allocate: all of malloc's kin, of this program
 * and of what is linked into it, come by here.
 */

#define _GNU_SOURCE
#include "mixer.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CALLS = 1000000 };

static long allocations;
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) { return ++allocations, __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return ++allocations, __libc_calloc(count, size); }
void *realloc(void *memory, size_t size) { return ++allocations, __libc_realloc(memory, size); }
void *memalign(size_t alignment, size_t size) { return ++allocations, __libc_memalign(alignment, size); }
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int main(void) {
  static float wide[MIXER_WIDE_SIZE1], narrow[MIXER_NARROW_SIZE1];
  static float y0[MIXER_Y0_SIZE1], y1[MIXER_Y1_SIZE1];
  long failed = 0, before, i;
  void *workspace, *end;
  if (!mixer_supported())
    return 0;
  workspace = malloc((size_t)mixer_workspace_size(1));
  if (!workspace || allocations == 0) /* else nothing is counted */
    return 1;
  before = allocations;
  end = sbrk(0);
  for (i = 0; i < CALLS; ++i)
    failed += mixer_run(wide, narrow, 1, y0, y1, workspace) != MIXER_OK;
  if (sbrk(0) != end)
    return 2;
  printf("%ld calls failed, %ld allocations\n", failed, allocations - before);
  return 0;
}
