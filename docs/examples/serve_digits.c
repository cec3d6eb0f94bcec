/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Compiles the network that reads digits once, and lets four threads use it at
 * the same time: each reads all images in one call, then one in each run of a
 * bound call.
 *
 * usage: serve_digits digits.mlir digits_images.npy digits_labels.npy [cpu]
 */

#include "relu-c/Relu.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kThreads = 4, kImages = 360, kPixels = 64, kDigits = 10 };

static ReluNetwork *network;
static size_t digits; /* the index of the function */
static float images[kImages][kPixels];
static int64_t labels[kImages];

static void check(ReluStatus status) {
  if (status != RELU_OK) {
    fprintf(stderr, "serve_digits: %s\n", reluGetLastError());
    exit(2);
  }
}

/* Runs the network on all images; `logits` has ten a row. */
static void runAll(float *logits) {
  const int64_t inputSizes[] = {kImages, kPixels};
  const int64_t resultSizes[] = {kImages, kDigits};
  const ReluBuffer input = {
      images, sizeof(images), inputSizes, NULL /* contiguous */, RELU_F32, 2};
  const ReluBuffer result = {logits,      kImages * kDigits * sizeof(float),
                             resultSizes, NULL,
                             RELU_F32,    2};
  check(reluRun(network, digits, &input, 1, &result, 1));
}

/* A call that reads one image and writes ten numbers. */
static ReluBoundCall *bindOne(float *image, float *logits) {
  const int64_t inputSizes[] = {1, kPixels}, resultSizes[] = {1, kDigits};
  const ReluBuffer input = {image, sizeof(images[0]), inputSizes,
                            NULL,  RELU_F32,          2};
  const ReluBuffer result = {
      logits, kDigits * sizeof(float), resultSizes, NULL, RELU_F32, 2};
  ReluBoundCall *call;
  check(reluBind(network, digits, &input, 1, &result, 1, &call));
  return call;
}

static int isCorrect(const float *logits, int64_t label) {
  int best = 0;
  for (int i = 1; i < kDigits; ++i)
    if (logits[i] > logits[best])
      best = i;
  return best == label;
}

static void *serve(void *argument) {
  int *correct = (int *)argument; /* at once, and one by one */
  float logits[kImages][kDigits], image[kPixels];
  runAll(logits[0]);
  for (int i = 0; i < kImages; ++i)
    correct[0] += isCorrect(logits[i], labels[i]);
  ReluBoundCall *call = bindOne(image, logits[0]);
  for (int i = 0; i < kImages; ++i) {
    memcpy(image, images[i], sizeof(image));
    check(reluRunBound(call));
    correct[1] += isCorrect(logits[0], labels[i]);
  }
  reluDestroyBound(call);
  return NULL;
}

/* The data of an .npy file: they end the file, whatever stands before them. */
static void readNpy(const char *path, void *data, size_t bytes) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, -(long)bytes, SEEK_END) != 0 ||
      fread(data, 1, bytes, file) != bytes) {
    fprintf(stderr, "serve_digits: can not read %s\n", path);
    exit(2);
  }
  fclose(file);
}

int main(int argc, char **argv) {
  if (argc < 4 || argc > 5) {
    fprintf(stderr, "serve_digits: expects a model, images and labels\n");
    return 2;
  }
  ReluOptions options = RELU_OPTIONS_DEFAULT;
  if (argc == 5)
    options.cpu = argv[4];
  check(reluCompileFile(argv[1], &options, &network));
  check(reluFindFunction(network, "digits", &digits));
  printf("%s\n", reluGetSignature(network, digits));
  readNpy(argv[2], images, sizeof(images));
  readNpy(argv[3], labels, sizeof(labels));

  pthread_t threads[kThreads];
  int correct[kThreads][2];
  memset(correct, 0, sizeof(correct));
  for (int i = 0; i < kThreads; ++i)
    if (pthread_create(&threads[i], NULL, serve, correct[i]) != 0)
      return 2;
  for (int i = 0; i < kThreads; ++i) {
    pthread_join(threads[i], NULL);
    printf("thread %d: %d of %d at once, %d one by one\n", i, correct[i][0],
           kImages, correct[i][1]);
  }
  reluDestroyNetwork(network);
  return 0;
}
