// The second-level cache of the target, and how many rows a batch of unknown size
// likely has, are part of what the cost model knows.

// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense | FileCheck %s --check-prefixes=CHECK,USUAL
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 cache-bytes=524288" --relu-schedule-dense | FileCheck %s --check-prefixes=CHECK,SMALL
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 cache-bytes=8388608" --relu-schedule-dense | FileCheck %s --check-prefixes=CHECK,LARGE
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 cache-bytes=4194304" --relu-schedule-dense | FileCheck %s --check-prefixes=CHECK,LARGE
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense=batch-hint=1 | FileCheck %s --check-prefix=ONE
// RUN: relu-opt %s --relu-schedule="cpu=x86-64-v4 cache-bytes=524288 batch-hint=1" | FileCheck %s --check-prefixes=SMALL,ONE
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v3 --relu-schedule-dense | FileCheck %s --check-prefix=AVX2
// RUN: not relu-opt %s --relu-schedule-dense=batch-hint=0 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: batch-hint: expected 1 or more, got 0

// Half of the cache holds what passes through the layer, 8 KiB a row, or 96 rows,
// in blocks of about the same size, and of whole tiles. The tile is one for all rows.
// USUAL-LABEL: func.func @rows_that_fit(
// SMALL-LABEL: func.func @rows_that_fit(
// LARGE-LABEL: func.func @rows_that_fit(
// USUAL: relu.packed_dense {{.*}} rows = 8, cols = 48, row_block = 128,
// SMALL: relu.packed_dense {{.*}} rows = 8, cols = 48, row_block = 88,
// LARGE: relu.packed_dense {{.*}} rows = 8, cols = 48, row_block = 256,
func.func @rows_that_fit(%x: tensor<256x1024xf32>, %w: tensor<1024x1024xf32>) -> tensor<256x1024xf32> {
  %0 = relu.dense %x, %w : (tensor<256x1024xf32>, tensor<1024x1024xf32>) -> tensor<256x1024xf32>
  return %0 : tensor<256x1024xf32>
}

// The layer with the most weights has 8 rows a tile: 125 become 128, and 91 become 96.
// USUAL-LABEL: func.func @whole_tiles_of_the_largest_layer(
// SMALL-LABEL: func.func @whole_tiles_of_the_largest_layer(
// USUAL: relu.packed_dense {{.*}} row_block = 128,
// USUAL: relu.packed_dense {{.*}} rows = 8, cols = 48, row_block = 128,
// USUAL: relu.packed_dense {{.*}} rows = 10, cols = 16, row_block = 128,
// SMALL: relu.packed_dense {{.*}} row_block = 96,
// SMALL: relu.packed_dense {{.*}} rows = 8, cols = 48, row_block = 96,
// SMALL: relu.packed_dense {{.*}} rows = 10, cols = 16, row_block = 96,
func.func @whole_tiles_of_the_largest_layer(%x: tensor<1000x16xf32>, %u: tensor<16x1024xf32>, %v: tensor<1024x1024xf32>, %w: tensor<1024x10xf32>) -> tensor<1000x10xf32> {
  %0 = relu.dense %x, %u : (tensor<1000x16xf32>, tensor<16x1024xf32>) -> tensor<1000x1024xf32>
  %1 = relu.dense %0, %v : (tensor<1000x1024xf32>, tensor<1024x1024xf32>) -> tensor<1000x1024xf32>
  %2 = relu.dense %1, %w : (tensor<1000x1024xf32>, tensor<1024x10xf32>) -> tensor<1000x10xf32>
  return %2 : tensor<1000x10xf32>
}

// A row takes weights from memory, 64 MiB, six cache lines a step, or one with
// AVX2; what 16 caches hold does not count as memory.
// AVX2-LABEL: func.func @weights_in_memory(
// AVX2: relu.packed_dense {{.*}} rows = 1, cols = 16,
// USUAL-LABEL: func.func @weights_in_memory(
// LARGE-LABEL: func.func @weights_in_memory(
// USUAL: relu.packed_dense {{.*}} rows = 1, cols = 96,
// LARGE: relu.packed_dense {{.*}} rows = 1, cols = 240,
func.func @weights_in_memory(%x: tensor<1x4096xf32>, %w: tensor<4096x4096xf32>) -> tensor<1x4096xf32> {
  %0 = relu.dense %x, %w : (tensor<1x4096xf32>, tensor<4096x4096xf32>) -> tensor<1x4096xf32>
  return %0 : tensor<1x4096xf32>
}

// CHECK-LABEL: func.func @unknown_batch(
// CHECK: relu.packed_dense {{.*}} rows = {{[2-9]|1[0-9]}}, cols =
// ONE-LABEL: func.func @unknown_batch(
// ONE: relu.packed_dense {{.*}} rows = 1, cols =
func.func @unknown_batch(%x: tensor<?x256xf32>, %w: tensor<256x256xf32>) -> tensor<?x256xf32> {
  %0 = relu.dense %x, %w : (tensor<?x256xf32>, tensor<256x256xf32>) -> tensor<?x256xf32>
  return %0 : tensor<?x256xf32>
}
