/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Calls a network in every wrong way there is; each call has to say so, and to
 * write nothing. Exit code: the line of the check that failed, 0 when none did.
 */

#include "mixer.h"
#include "sizes.h"

#include <stddef.h>
#include <stdint.h>

#define CHECK(condition)                                                                           \
  do {                                                                                             \
    if (!(condition))                                                                              \
      return __LINE__;                                                                             \
  } while (0)

static float wide[2 * MIXER_WIDE_SIZE1], narrow[2 * MIXER_NARROW_SIZE1];
static float y0[2 * MIXER_Y0_SIZE1], y1[2 * MIXER_Y1_SIZE1];
static double workspace[1024];

static int run(const void *a, const void *b, int64_t batch, void *c, void *d, void *space) {
  return mixer_run((const float *)a, (const float *)b, batch, (float *)c, (float *)d, space);
}

int main(void) {
  float x[6] = {1, 2, 3, 4, 5, 6}, z[9];
  int64_t found[1];
  int i;
  if (!mixer_supported() || !sizes_supported())
    return 0;
  for (i = 0; i < 2 * MIXER_Y1_SIZE1; ++i)
    y1[i] = 7;
  CHECK(mixer_workspace_size(2) > 0 && mixer_workspace_size(2) <= (int64_t)sizeof workspace);
  CHECK(mixer_workspace_size(-1) == -1);
  CHECK(mixer_workspace_size(INT64_MIN) == -1);
  CHECK(mixer_workspace_size(INT64_MAX) == -1);
  CHECK(run(wide, narrow, -1, y0, y1, workspace) == MIXER_BAD_SIZE);
  CHECK(run(wide, narrow, INT64_MAX, y0, y1, workspace) == MIXER_BAD_SIZE);
  CHECK(run(wide, narrow, INT64_C(1) << 45, y0, y1, workspace) == MIXER_BAD_SIZE);
  CHECK(run(NULL, narrow, 2, y0, y1, workspace) == MIXER_BAD_POINTER);
  CHECK(run(wide, NULL, 2, y0, y1, workspace) == MIXER_BAD_POINTER);
  CHECK(run(wide, narrow, 2, NULL, y1, workspace) == MIXER_BAD_POINTER);
  CHECK(run(wide, narrow, 2, y0, NULL, workspace) == MIXER_BAD_POINTER);
  CHECK(run(wide, narrow, 2, y0, y1, NULL) == MIXER_BAD_POINTER);
  CHECK(run((char *)wide + 1, narrow, 2, y0, y1, workspace) == MIXER_BAD_POINTER);
  CHECK(run(wide, narrow, 2, y0, (char *)y1 + 2, workspace) == MIXER_BAD_POINTER);
  CHECK(run(wide, narrow, 2, y0, y1, (char *)workspace + 4) == MIXER_BAD_POINTER);
  for (i = 0; i < 2 * MIXER_Y1_SIZE1; ++i)
    CHECK(y1[i] == 7);
  CHECK(run(wide, narrow, 0, y0, y1, workspace) == MIXER_OK);
  CHECK(y1[0] == 7);
  CHECK(run(wide, narrow, 1, y0, y1, workspace) == MIXER_OK);
  CHECK(y1[0] == 0.5f && y1[MIXER_Y1_SIZE1] == 7);

  /* Sizes that the model computes, and those that it adds up. */
  CHECK(sizes_result_sizes(2, 6, found) == SIZES_OK);
  CHECK(found[0] == 9);
  CHECK(sizes_result_sizes(2, 6, NULL) == SIZES_BAD_POINTER);
  CHECK(sizes_result_sizes(-2, 6, found) == SIZES_BAD_SIZE);
  CHECK(sizes_workspace_size(2, 6) <= (int64_t)sizeof workspace);
  CHECK(sizes_run(x, x, 2, 6, z, workspace) == SIZES_OK);
  CHECK(z[0] == 0 && z[1] == 1 && z[6] == 6 && z[7] == 0);
  return 0;
}
