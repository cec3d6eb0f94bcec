// Buffers that no kernel can walk.

// RUN: relu-opt %s --convert-relu-to-vector --verify-diagnostics --split-input-file

#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 1, unroll = 1>
func.func @destination_without_unit_stride(%x: memref<2x3xf32>, %w: memref<12xf32>, %y: memref<2x4xf32, strided<[8, 2]>>) {
  // expected-error@+1 {{'relu.packed_dense' op expects a destination of unit stride along its last axis, got 'memref<2x4xf32, strided<[8, 2]>>'; copy it into a buffer of its own first}}
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<2x3xf32>, memref<12xf32>, memref<2x4xf32, strided<[8, 2]>>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 1, unroll = 1>
func.func @batch_axes_apart(%x: memref<2x2x3xf32, strided<[100, 3, 1]>>, %w: memref<12xf32>, %y: memref<2x2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects batch axes that are contiguous in memory, got 'memref<2x2x3xf32, strided<[100, 3, 1]>>' and 'memref<2x2x4xf32>'; copy them into buffers of their own first}}
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<2x2x3xf32, strided<[100, 3, 1]>>, memref<12xf32>, memref<2x2x4xf32>) -> ()
  return
}

// -----

#sparse = #relu.schedule<isa = avx512, rows = 1, cols = 16, row_block = 1, unroll = 2, sparse_input = true>
func.func @sparse_input_of_two_rows(%x: memref<2x40xf32>, %w: memref<640xf32>, %y: memref<2x9xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects a single row of f32, of 32 to 4096 inputs, for sparse_input, got 'memref<2x40xf32>'}}
  relu.packed_dense %x, %w outs(%y) schedule(#sparse) : (memref<2x40xf32>, memref<640xf32>, memref<2x9xf32>) -> ()
  return
}

// -----

#sparse = #relu.schedule<isa = avx2, rows = 1, cols = 16, row_block = 1, unroll = 2, sparse_input = true>
func.func @sparse_input_with_gaps(%x: memref<1x40xf32, strided<[80, 2]>>, %w: memref<640xf32>, %y: memref<1x9xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects an input of unit stride along its last axis for sparse_input, got 'memref<1x40xf32, strided<[80, 2]>>'; copy it into a buffer of its own first}}
  relu.packed_dense %x, %w outs(%y) schedule(#sparse) : (memref<1x40xf32, strided<[80, 2]>>, memref<640xf32>, memref<1x9xf32>) -> ()
  return
}
