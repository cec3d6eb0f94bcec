/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Runs two networks that are linked into one program, and writes what went in
 * and what came out: their elements, and nothing else.
 * usage: two_models IMAGES.npy FOLDER      exit code 3: not on this CPU
 */

#include "digits.h"
#include "mixer.h"

#include <stdio.h>
#include <stdlib.h>

enum { IMAGES = 360, NPY_HEADER = 128, ROWS = 13 };

static float images[IMAGES * DIGITS_X_SIZE1], logits[IMAGES * DIGITS_Y_SIZE1];
static float wide[ROWS * MIXER_WIDE_SIZE1], narrow[ROWS * MIXER_NARROW_SIZE1];
static float y0[ROWS * MIXER_Y0_SIZE1], y1[ROWS * MIXER_Y1_SIZE1];

static int write_elements(const char *folder, const char *name, const void *data, size_t bytes) {
  char path[4096];
  FILE *file;
  int is_written;
  snprintf(path, sizeof path, "%s/%s.bin", folder, name);
  file = fopen(path, "wb");
  is_written = file && fwrite(data, 1, bytes, file) == bytes;
  return file && fclose(file) == 0 && is_written;
}

int main(int argc, char **argv) {
  FILE *file;
  void *workspace;
  int i;
  if (argc != 3)
    return 2;
  if (!digits_supported() || !mixer_supported())
    return 3;
  file = fopen(argv[1], "rb");
  if (!file || fseek(file, NPY_HEADER, SEEK_SET) || fread(images, 1, sizeof images, file) != sizeof images)
    return 2;
  fclose(file);
  for (i = 0; i < ROWS * MIXER_WIDE_SIZE1; ++i)
    wide[i] = (float)(i % 31 - 15) / 4;
  for (i = 0; i < ROWS * MIXER_NARROW_SIZE1; ++i)
    narrow[i] = (float)(i % 13 - 6) / 8;

  workspace = malloc((size_t)digits_workspace_size(IMAGES));
  if (digits_run(images, IMAGES, logits, workspace) != DIGITS_OK)
    return 1;
  free(workspace);
  workspace = malloc((size_t)mixer_workspace_size(ROWS));
  if (mixer_run(wide, narrow, ROWS, y0, y1, workspace) != MIXER_OK)
    return 1;
  free(workspace);
  return !(write_elements(argv[2], "logits", logits, sizeof logits) &&
           write_elements(argv[2], "wide", wide, sizeof wide) &&
           write_elements(argv[2], "narrow", narrow, sizeof narrow) &&
           write_elements(argv[2], "y0", y0, sizeof y0) &&
           write_elements(argv[2], "y1", y1, sizeof y1));
}
