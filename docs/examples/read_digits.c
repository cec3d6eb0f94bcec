/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Reads handwritten digits with the network that relu-compile made of
 * digits.mlir: counts how many of the images get the label that they have.
 * usage: read_digits IMAGES.npy LABELS.npy
 */

#include "digits.h"

#include <stdio.h>
#include <stdlib.h>

enum { COUNT = 360, NPY_HEADER = 128 };

static int read_array(const char *path, void *data, size_t bytes) {
  FILE *file = fopen(path, "rb");
  int is_read = file && !fseek(file, NPY_HEADER, SEEK_SET) &&
                fread(data, 1, bytes, file) == bytes;
  if (file)
    fclose(file);
  return is_read;
}

static int find_largest(const float *logits) {
  int largest = 0, i;
  for (i = 1; i < DIGITS_Y_SIZE1; ++i)
    if (logits[i] > logits[largest])
      largest = i;
  return largest;
}

int main(int argc, char **argv) {
  static float images[COUNT * DIGITS_X_SIZE1], logits[COUNT * DIGITS_Y_SIZE1];
  static int64_t labels[COUNT];
  int status, correct = 0, i;
  void *workspace;
  if (argc != 3 || !read_array(argv[1], images, sizeof images) ||
      !read_array(argv[2], labels, sizeof labels))
    return 2;
  if (!digits_supported()) {
    puts("this CPU can not run the network");
    return 3;
  }
  workspace = malloc((size_t)digits_workspace_size(COUNT));
  status = digits_run(images, COUNT, logits, workspace);
  free(workspace);
  if (status != DIGITS_OK)
    return status;
  for (i = 0; i < COUNT; ++i)
    correct += find_largest(logits + i * DIGITS_Y_SIZE1) == labels[i];
  printf("%d of %d are read correctly\n", correct, COUNT);
  return 0;
}
