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

// -----

#tile = #relu.schedule<isa = avx512, rows = 8, cols = 48, row_block = 64, unroll = 1>

// The weights stay, and the rows are a block of a larger batch: the first panel
// fetches those of the next block, 8 rows of 80 elements in 64 steps.
// CHECK-LABEL: func.func @rows_of_the_next_block(
// CHECK: %{{.*}}, %[[OFFSET:.*]], %{{.*}}:2, %{{.*}}:2 = memref.extract_strided_metadata %arg0
// CHECK: %[[FLAT:.*]] = memref.reinterpret_cast %arg0 to offset: [0]
// CHECK: %[[NEXT:.*]] = arith.addi %[[OFFSET]], %c5120
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c64 step %c8
// CHECK: %[[BY:.*]] = arith.muli %[[ROW]], %c80
// CHECK: %[[START:.*]] = arith.addi %[[NEXT]], %[[BY]]
// CHECK: scf.for {{.*}} = %[[START]])
// CHECK: memref.prefetch %[[FLAT]][%[[AT:.*]]], read, locality<2>, data
// CHECK: arith.addi %[[AT]], %c10
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @rows_of_the_next_block(%x: memref<64x64xf32, strided<[80, 1], offset: ?>>, %w: memref<4096xf32>, %y: memref<64x64xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x64xf32, strided<[80, 1], offset: ?>>, memref<4096xf32>, memref<64x64xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = avx512, rows = 8, cols = 48, row_block = 64, unroll = 1>

// All of a batch, few inputs, or many panels: nothing is fetched.
// CHECK-LABEL: func.func @rows_of_a_whole_batch(
// CHECK-NOT: memref.prefetch
func.func @rows_of_a_whole_batch(%x: memref<64x64xf32>, %w: memref<4096xf32>, %y: memref<64x64xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x64xf32>, memref<4096xf32>, memref<64x64xf32>) -> ()
  return
}
func.func @few_inputs(%x: memref<64x8xf32, strided<[8, 1], offset: ?>>, %w: memref<512xf32>, %y: memref<64x64xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x8xf32, strided<[8, 1], offset: ?>>, memref<512xf32>, memref<64x64xf32>) -> ()
  return
}
func.func @many_panels(%x: memref<64x64xf32, strided<[64, 1], offset: ?>>, %w: memref<9216xf32>, %y: memref<64x144xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x64xf32, strided<[64, 1], offset: ?>>, memref<9216xf32>, memref<64x144xf32>) -> ()
  return
}
