// Rows that lie a multiple of 4 KiB apart share few places of the first-level cache.
// Where a tile reads several of them for many outputs, a block of them is copied to
// rows that lie otherwise.

// RUN: relu-opt %s --relu-fuse-layers --canonicalize --split-input-file | FileCheck %s

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>

// A layer alone: 64 rows are two blocks.
// CHECK-LABEL: func.func @copies_a_block(
// CHECK: %[[T:.*]] = memref.alloc() {alignment = 64 : i64} : memref<33280xf32>
// CHECK: scf.for %[[I:.*]] = %c0 to %c64 step %c32
// CHECK: %[[X:.*]] = memref.subview %arg0[%[[I]], 0] [32, 1024]
// CHECK: %[[COPY:.*]] = memref.reinterpret_cast %[[T]] to offset: [0], sizes: [32, 1024], strides: [1040, 1]
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c32 step %c1
// CHECK: scf.for %[[COLUMN:.*]] = %c0 to %c1024 step %c16
// CHECK: %[[V:.*]] = vector.load %[[X]][%[[ROW]], %[[COLUMN]]] : {{.*}}, vector<4xf32>
// CHECK: vector.store %[[V]], %[[COPY]][%[[ROW]], %[[COLUMN]]]
// CHECK-COUNT-3: vector.store
// CHECK-NOT: vector.store
// CHECK: relu.packed_dense %[[COPY]], %arg1
func.func @copies_a_block(%x: memref<64x1024xf32>, %w: memref<262144xf32>, %y: memref<64x256xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x1024xf32>, memref<262144xf32>, memref<64x256xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
#next = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, fuse_input = true>

// In a chain the copy and what the first layer writes are two buffers, and the
// second layer writes where the copy was.
// CHECK-LABEL: func.func @dynamic_chain(
// CHECK: %[[FEW:.*]] = arith.minui
// CHECK: memref.alloc(%{{.*}}) {{.*}} : memref<?xf32>
// CHECK: memref.alloc(%{{.*}}) {{.*}} : memref<?xf32>
// CHECK: scf.for
// CHECK: %[[COPY:.*]] = memref.reinterpret_cast %{{.*}} strides: [1040, 1]
// CHECK: relu.packed_dense %[[COPY]], %arg1 outs(%[[H:.*]]) schedule
// CHECK: relu.packed_dense %[[H]], %arg2
func.func @dynamic_chain(%x: memref<?x1024xf32>, %v: memref<262144xf32>, %w: memref<2048xf32>, %y: memref<?x8xf32>, %rows: index) {
  %t = memref.alloc(%rows) : memref<?x256xf32>
  relu.packed_dense %x, %v outs(%t) schedule(#tile) : (memref<?x1024xf32>, memref<262144xf32>, memref<?x256xf32>) -> ()
  relu.packed_dense %t, %w outs(%y) schedule(#next) : (memref<?x256xf32>, memref<2048xf32>, memref<?x8xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
#threads = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, col_threads = 2>
#flat = #relu.schedule<isa = generic, rows = 3, cols = 8, row_block = 32, unroll = 2>

// Batch axes that lie one after the other are rows, too.
// CHECK-LABEL: func.func @copies_rows_of_two_axes(
// CHECK: memref.collapse_shape %arg0
// CHECK: memref.reinterpret_cast {{.*}} strides: [1040, 1]
// CHECK: relu.packed_dense
func.func @copies_rows_of_two_axes(%x: memref<2x32x1024xf32>, %w: memref<262144xf32>, %y: memref<2x32x256xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<2x32x1024xf32>, memref<262144xf32>, memref<2x32x256xf32>) -> ()
  return
}

// Threads that share panels share the rows, and a copy of long rows takes much memory.
// CHECK-LABEL: func.func @keeps_rows_for_threads(
// CHECK-NOT: vector.store
// CHECK: return
func.func @keeps_rows_for_threads(%x: memref<64x1024xf32>, %w: memref<262144xf32>, %y: memref<64x256xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#threads) : (memref<64x1024xf32>, memref<262144xf32>, memref<64x256xf32>) -> ()
  return
}

// CHECK-LABEL: func.func @keeps_long_rows(
// CHECK-NOT: vector.store
// CHECK: return
func.func @keeps_long_rows(%x: memref<64x17408xf32>, %w: memref<4456448xf32>, %y: memref<64x256xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x17408xf32>, memref<4456448xf32>, memref<64x256xf32>) -> ()
  return
}

// What fits, what is read for few outputs, tiles of few rows, and rows whose
// distance is not known stay where they are.
// CHECK-LABEL: func.func @keeps_rows_that_fit(
// CHECK-NOT: vector.store
// CHECK: return
func.func @keeps_rows_that_fit(%x: memref<64x1008xf32>, %w: memref<258048xf32>, %y: memref<64x256xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x1008xf32>, memref<258048xf32>, memref<64x256xf32>) -> ()
  return
}

// CHECK-LABEL: func.func @keeps_rows_of_few_outputs(
// CHECK-NOT: vector.store
// CHECK: return
func.func @keeps_rows_of_few_outputs(%x: memref<64x1024xf32>, %w: memref<262144xf32>, %y: memref<64x255xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x1024xf32>, memref<262144xf32>, memref<64x255xf32>) -> ()
  return
}

// CHECK-LABEL: func.func @keeps_rows_of_flat_tiles(
// CHECK-NOT: vector.store
// CHECK: return
func.func @keeps_rows_of_flat_tiles(%x: memref<64x1024xf32>, %w: memref<262144xf32>, %y: memref<64x256xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#flat) : (memref<64x1024xf32>, memref<262144xf32>, memref<64x256xf32>) -> ()
  return
}

// CHECK-LABEL: func.func @keeps_rows_of_unknown_distance(
// CHECK-NOT: vector.store
// CHECK: return
func.func @keeps_rows_of_unknown_distance(%x: memref<64x1024xf32, strided<[?, 1]>>, %w: memref<262144xf32>, %y: memref<64x256xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x1024xf32, strided<[?, 1]>>, memref<262144xf32>, memref<64x256xf32>) -> ()
  return
}

// -----

// More of them have room in the first-level cache of cores with AVX512-FP16, by
// name or by feature.

#tile = #relu.schedule<isa = avx512, rows = 10, cols = 32, row_block = 128, unroll = 2>
#tall = #relu.schedule<isa = avx512, rows = 11, cols = 32, row_block = 128, unroll = 2>

module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "sapphirerapids">} {
  // CHECK-LABEL: func.func @keeps_rows_in_twelve_ways(
  // CHECK-NOT: vector.store
  // CHECK: return
  func.func @keeps_rows_in_twelve_ways(%x: memref<256x1024xf32>, %w: memref<262144xf32>, %y: memref<256x256xf32>) {
    relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<256x1024xf32>, memref<262144xf32>, memref<256x256xf32>) -> ()
    return
  }
  // CHECK-LABEL: func.func @copies_more_rows(
  // CHECK: vector.store
  func.func @copies_more_rows(%x: memref<256x1024xf32>, %w: memref<262144xf32>, %y: memref<256x256xf32>) {
    relu.packed_dense %x, %w outs(%y) schedule(#tall) : (memref<256x1024xf32>, memref<262144xf32>, memref<256x256xf32>) -> ()
    return
  }
}

// -----

#tile = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 128, unroll = 2>

module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "", features = <["+avx512fp16"]>>} {
  // CHECK-LABEL: func.func @keeps_rows_by_feature(
  // CHECK-NOT: vector.store
  // CHECK: return
  func.func @keeps_rows_by_feature(%x: memref<256x1024xf32>, %w: memref<262144xf32>, %y: memref<256x256xf32>) {
    relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<256x1024xf32>, memref<262144xf32>, memref<256x256xf32>) -> ()
    return
  }
}

// -----

#tile = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 128, unroll = 2>

module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "x86-64-v4">} {
  // CHECK-LABEL: func.func @copies_rows_of_eight_ways(
  // CHECK: vector.store
  func.func @copies_rows_of_eight_ways(%x: memref<256x1024xf32>, %w: memref<262144xf32>, %y: memref<256x256xf32>) {
    relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<256x1024xf32>, memref<262144xf32>, memref<256x256xf32>) -> ()
    return
  }
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>

module attributes {llvm.target = #llvm.target<triple = "aarch64-unknown-linux-gnu", chip = "generic">} {
  // CHECK-LABEL: func.func @copies_rows_elsewhere(
  // CHECK: vector.store
  func.func @copies_rows_elsewhere(%x: memref<64x1024xf32>, %w: memref<262144xf32>, %y: memref<64x256xf32>) {
    relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x1024xf32>, memref<262144xf32>, memref<64x256xf32>) -> ()
    return
  }
}
