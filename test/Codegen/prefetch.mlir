// Weights that do not stay in the second-level cache are fetched for the next
// panel while this one is used, each tile a share.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --split-input-file | FileCheck %s

#tile = #relu.schedule<isa = avx512, rows = 8, cols = 48, row_block = 64, unroll = 2>

// Eight tiles: 48 weights in eight parts are 6 a step, less than a cache line.
// CHECK-LABEL: func.func @large_weights(
// CHECK-COUNT-1: memref.prefetch %arg1[%{{.*}}], read, locality<2>, data
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @large_weights(%x: memref<64x1024xf32>, %w: memref<147456xf32>, %y: memref<64x144xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x1024xf32>, memref<147456xf32>, memref<64x144xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = avx512, rows = 8, cols = 48, row_block = 64, unroll = 2>

// CHECK-LABEL: func.func @small_weights(
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @small_weights(%x: memref<64x512xf32>, %w: memref<73728xf32>, %y: memref<64x144xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x512xf32>, memref<73728xf32>, memref<64x144xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = avx512, rows = 8, cols = 48, row_block = 64, unroll = 2>

// One tile is as fast as its weights arrive; to ask for more would slow it down.
// CHECK-LABEL: func.func @one_tile(
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @one_tile(%x: memref<8x1024xf32>, %w: memref<147456xf32>, %y: memref<8x144xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<8x1024xf32>, memref<147456xf32>, memref<8x144xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = avx512, rows = 8, cols = 48, row_block = 64, unroll = 2>

// What stays depends on the cache: a quarter of it.
// CHECK-LABEL: func.func @small_cache(
// CHECK: memref.prefetch
// CHECK: return
module attributes {relu.cache_bytes = 1048576 : i64} {
  func.func @small_cache(%x: memref<64x512xf32>, %w: memref<73728xf32>, %y: memref<64x144xf32>) {
    relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x512xf32>, memref<73728xf32>, memref<64x144xf32>) -> ()
    return
  }
}
