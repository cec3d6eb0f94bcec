// Each numbered constraint of the scheduled operations.

// RUN: relu-opt %s --verify-diagnostics --split-input-file

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c1_inner_size_dynamic(%x: tensor<2x?xf32>, %w: tensor<12xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects a static inner size and number of outputs, got 'tensor<2x?xf32>' and 'tensor<2x4xf32>'}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x?xf32>, tensor<12xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c1_outputs_dynamic(%x: tensor<2x3xf32>, %w: tensor<12xf32>, %y: tensor<2x?xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects a static inner size and number of outputs, got 'tensor<2x3xf32>' and 'tensor<2x?xf32>'}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x3xf32>, tensor<12xf32>, tensor<2x?xf32>) -> tensor<2x?xf32>
  return
}

// -----

// Five columns are packed as eight.
#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c2_packed_size(%x: tensor<2x3xf32>, %w: tensor<15xf32>, %y: tensor<2x5xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects weight to be 3x5 weights packed in one axis of 24, got 'tensor<15xf32>'}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x3xf32>, tensor<15xf32>, tensor<2x5xf32>) -> tensor<2x5xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c2_packed_rank(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects weight to be 3x4 weights packed in one axis of 12, got 'tensor<3x4xf32>'}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c3_tensor_beside_memref(%x: memref<2x3xf32>, %w: tensor<12xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects tensors only or memrefs only, got 'memref<2x3xf32>' beside 'tensor<2x4xf32>'}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (memref<2x3xf32>, tensor<12xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c3_no_result_on_tensors(%x: tensor<2x3xf32>, %w: tensor<12xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects 1 results on tensors, got 0}}
  relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x3xf32>, tensor<12xf32>, tensor<2x4xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c3_result_on_memrefs(%x: memref<2x3xf32>, %w: memref<12xf32>, %y: memref<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects 0 results on memrefs, got 1}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (memref<2x3xf32>, memref<12xf32>, memref<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c3_result_type(%x: tensor<2x3xf32>, %w: tensor<12xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects the result to have the type of init, got 'tensor<?x4xf32>' and 'tensor<2x4xf32>'}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x3xf32>, tensor<12xf32>, tensor<2x4xf32>) -> tensor<?x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = avx2, rows = 4, cols = 12, row_block = 384, unroll = 2>
func.func @packed_dense_c4_cols_no_multiple(%x: tensor<2x3xf32>, %w: tensor<24xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects cols of the schedule to be a multiple of the vector length, got 12 and 8}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x3xf32>, tensor<24xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c5_batch_axes_differ(%x: tensor<2x3xf32>, %w: tensor<12xf32>, %y: tensor<5x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects input and init to have the same batch axes, got 'tensor<2x3xf32>' and 'tensor<5x4xf32>'}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x3xf32>, tensor<12xf32>, tensor<5x4xf32>) -> tensor<5x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c5_ranks_differ(%x: tensor<2x2x3xf32>, %w: tensor<12xf32>, %y: tensor<4x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects input and init to have the same batch axes, got 'tensor<2x2x3xf32>' and 'tensor<4x4xf32>'}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x2x3xf32>, tensor<12xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c6_element_types(%x: tensor<2x3xf16>, %w: tensor<12xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects all operands to have the element type of init, got 'tensor<2x3xf16>' and 'tensor<2x4xf32>'}}
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<2x3xf16>, tensor<12xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c7_bias_size(%x: tensor<2x3xf32>, %w: tensor<12xf32>, %b: tensor<3xf32>, %y: tensor<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects bias to have one axis of 4, got 'tensor<3xf32>'}}
  %0 = relu.packed_dense %x, %w bias(%b) outs(%y) schedule(#tile)
    : (tensor<2x3xf32>, tensor<12xf32>, tensor<3xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @packed_dense_c8_slope_size(%x: memref<2x3xf32>, %w: memref<12xf32>, %s: memref<3xf32>, %y: memref<2x4xf32>) {
  // expected-error@+1 {{'relu.packed_dense' op expects slope 0 to be as long as axis 1 of 'memref<2x4xf32>', got 3 and 4}}
  relu.packed_dense %x, %w activation(#relu.prelu, %s) outs(%y) schedule(#tile)
    : (memref<2x3xf32>, memref<12xf32>, memref<3xf32>, memref<2x4xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @pack_weights_c1_dynamic(%w: tensor<?x4xf32>, %p: tensor<12xf32>) {
  // expected-error@+1 {{'relu.pack_weights' op expects weight to have two axes of static size, got 'tensor<?x4xf32>'}}
  %0 = relu.pack_weights %w outs(%p) schedule(#tile) : (tensor<?x4xf32>, tensor<12xf32>) -> tensor<12xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @pack_weights_c1_rank(%w: tensor<12xf32>, %p: tensor<12xf32>) {
  // expected-error@+1 {{'relu.pack_weights' op expects weight to have two axes of static size, got 'tensor<12xf32>'}}
  %0 = relu.pack_weights %w outs(%p) schedule(#tile) : (tensor<12xf32>, tensor<12xf32>) -> tensor<12xf32>
  return
}

// -----

// f64 has half the lanes: two columns fill a vector.
#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @pack_weights_c2_packed_size(%w: tensor<3x5xf64>, %p: tensor<24xf64>) {
  // expected-error@+1 {{'relu.pack_weights' op expects init to be 3x5 weights packed in one axis of 18, got 'tensor<24xf64>'}}
  %0 = relu.pack_weights %w outs(%p) schedule(#tile) : (tensor<3x5xf64>, tensor<24xf64>) -> tensor<24xf64>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @pack_weights_c3_tensor_beside_memref(%w: tensor<3x4xf32>, %p: memref<12xf32>) {
  // expected-error@+1 {{'relu.pack_weights' op expects tensors only or memrefs only, got 'tensor<3x4xf32>' beside 'memref<12xf32>'}}
  relu.pack_weights %w outs(%p) schedule(#tile) : (tensor<3x4xf32>, memref<12xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @pack_weights_c3_result_on_memrefs(%w: memref<3x4xf32>, %p: memref<12xf32>) {
  // expected-error@+1 {{'relu.pack_weights' op expects 0 results on memrefs, got 1}}
  %0 = relu.pack_weights %w outs(%p) schedule(#tile) : (memref<3x4xf32>, memref<12xf32>) -> tensor<12xf32>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @pack_weights_c4_element_types(%w: tensor<3x4xf32>, %p: tensor<12xf16>) {
  // expected-error@+1 {{'relu.pack_weights' op expects weight and init to have the same element type, got 'tensor<3x4xf32>' and 'tensor<12xf16>'}}
  %0 = relu.pack_weights %w outs(%p) schedule(#tile) : (tensor<3x4xf32>, tensor<12xf16>) -> tensor<12xf16>
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 6, row_block = 384, unroll = 2>
func.func @pack_weights_c5_cols_no_multiple(%w: tensor<3x4xf32>, %p: tensor<12xf32>) {
  // expected-error@+1 {{'relu.pack_weights' op expects cols of the schedule to be a multiple of the vector length, got 6 and 4}}
  %0 = relu.pack_weights %w outs(%p) schedule(#tile) : (tensor<3x4xf32>, tensor<12xf32>) -> tensor<12xf32>
  return
}
