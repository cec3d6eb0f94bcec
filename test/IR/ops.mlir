// Every operation in every form survives printing and parsing.

// RUN: relu-opt %s | relu-opt | FileCheck %s
// RUN: relu-opt %s --mlir-print-op-generic | relu-opt | FileCheck %s

//===----------------------------------------------------------------------===//
// relu.dense
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @dense_alone(
// CHECK: relu.dense %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
func.func @dense_alone(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @dense_with_bias(
// CHECK: relu.dense %arg0, %arg1 bias(%arg2) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
func.func @dense_with_bias(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w bias(%b) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @dense_with_activation(
// CHECK: relu.dense %arg0, %arg1 activation(#relu.relu) : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
func.func @dense_with_activation(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @dense_with_slopes(
// CHECK: relu.dense %arg0, %arg1 activation(#relu.prelu, %arg2) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
func.func @dense_with_slopes(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %s: tensor<4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w activation(#relu.prelu, %s) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @dense_with_everything(
// CHECK: relu.dense %arg0, %arg1 bias(%arg2) activation(#relu.prelu<axis = 0>, %arg3) {note = "kept"} : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>, tensor<2xf32>) -> tensor<2x4xf32>
func.func @dense_with_everything(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>, %s: tensor<2xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w bias(%b) activation(#relu.prelu<axis = 0>, %s) {note = "kept"}
    : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>, tensor<2xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @dense_without_batch(
// CHECK: relu.dense {{.*}} : (tensor<3xf32>, tensor<3x4xf32>) -> tensor<4xf32>
func.func @dense_without_batch(%x: tensor<3xf32>, %w: tensor<3x4xf32>) -> tensor<4xf32> {
  %0 = relu.dense %x, %w : (tensor<3xf32>, tensor<3x4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @dense_with_three_batch_axes_in_f16(
// CHECK: relu.dense {{.*}} : (tensor<2x5x7x3xf16>, tensor<3x4xf16>) -> tensor<2x5x7x4xf16>
func.func @dense_with_three_batch_axes_in_f16(%x: tensor<2x5x7x3xf16>, %w: tensor<3x4xf16>) -> tensor<2x5x7x4xf16> {
  %0 = relu.dense %x, %w : (tensor<2x5x7x3xf16>, tensor<3x4xf16>) -> tensor<2x5x7x4xf16>
  return %0 : tensor<2x5x7x4xf16>
}

// CHECK-LABEL: func.func @dense_all_sizes_dynamic_in_bf16(
// CHECK: relu.dense {{.*}} : (tensor<?x?x?xbf16>, tensor<?x?xbf16>, tensor<?xbf16>) -> tensor<?x?x?xbf16>
func.func @dense_all_sizes_dynamic_in_bf16(%x: tensor<?x?x?xbf16>, %w: tensor<?x?xbf16>, %b: tensor<?xbf16>) -> tensor<?x?x?xbf16> {
  %0 = relu.dense %x, %w bias(%b) : (tensor<?x?x?xbf16>, tensor<?x?xbf16>, tensor<?xbf16>) -> tensor<?x?x?xbf16>
  return %0 : tensor<?x?x?xbf16>
}

// A dynamic size agrees with a static one, in the result, too.
// CHECK-LABEL: func.func @dense_dynamic_and_static_agree_in_f64(
// CHECK: relu.dense {{.*}} : (tensor<?x?xf64>, tensor<3x?xf64>, tensor<4xf64>) -> tensor<2x4xf64>
func.func @dense_dynamic_and_static_agree_in_f64(%x: tensor<?x?xf64>, %w: tensor<3x?xf64>, %b: tensor<4xf64>) -> tensor<2x4xf64> {
  %0 = relu.dense %x, %w bias(%b) : (tensor<?x?xf64>, tensor<3x?xf64>, tensor<4xf64>) -> tensor<2x4xf64>
  return %0 : tensor<2x4xf64>
}

// CHECK-LABEL: func.func @dense_with_empty_axes(
// CHECK: relu.dense {{.*}} : (tensor<0x0xf32>, tensor<0x0xf32>) -> tensor<0x0xf32>
func.func @dense_with_empty_axes(%x: tensor<0x0xf32>, %w: tensor<0x0xf32>) -> tensor<0x0xf32> {
  %0 = relu.dense %x, %w : (tensor<0x0xf32>, tensor<0x0xf32>) -> tensor<0x0xf32>
  return %0 : tensor<0x0xf32>
}

//===----------------------------------------------------------------------===//
// relu.activate
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @activate_scalar_in_f16(
// CHECK: relu.activate %arg0 activation(#relu.relu) : tensor<f16>
func.func @activate_scalar_in_f16(%x: tensor<f16>) -> tensor<f16> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<f16>
  return %0 : tensor<f16>
}

// CHECK-LABEL: func.func @activate_in_bf16(
// CHECK: relu.activate %arg0 activation(#relu.tanh) {note = "kept"} : tensor<5xbf16>
func.func @activate_in_bf16(%x: tensor<5xbf16>) -> tensor<5xbf16> {
  %0 = relu.activate %x activation(#relu.tanh) {note = "kept"} : tensor<5xbf16>
  return %0 : tensor<5xbf16>
}

// CHECK-LABEL: func.func @activate_dynamic_in_f64(
// CHECK: relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.2>) : tensor<?x3xf64>
func.func @activate_dynamic_in_f64(%x: tensor<?x3xf64>) -> tensor<?x3xf64> {
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = 0.2>) : tensor<?x3xf64>
  return %0 : tensor<?x3xf64>
}

// CHECK-LABEL: func.func @activate_with_one_slope(
// CHECK: relu.activate %arg0 activation(#relu.prelu, %arg1 : tensor<f32>) : tensor<2x3x4xf32>
func.func @activate_with_one_slope(%x: tensor<2x3x4xf32>, %s: tensor<f32>) -> tensor<2x3x4xf32> {
  %0 = relu.activate %x activation(#relu.prelu, %s : tensor<f32>) : tensor<2x3x4xf32>
  return %0 : tensor<2x3x4xf32>
}

// CHECK-LABEL: func.func @activate_with_slopes_per_channel(
// CHECK: relu.activate %arg0 activation(#relu.prelu<axis = 1>, %arg1 : tensor<?xf32>) : tensor<2x3x4x5xf32>
func.func @activate_with_slopes_per_channel(%x: tensor<2x3x4x5xf32>, %s: tensor<?xf32>) -> tensor<2x3x4x5xf32> {
  %0 = relu.activate %x activation(#relu.prelu<axis = 1>, %s : tensor<?xf32>) : tensor<2x3x4x5xf32>
  return %0 : tensor<2x3x4x5xf32>
}

//===----------------------------------------------------------------------===//
// relu.packed_dense and relu.pack_weights
//===----------------------------------------------------------------------===//

#tile = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2>
#tile64 = #relu.schedule<isa = avx2, rows = 6, cols = 8, row_block = 384, unroll = 1>
#small = #relu.schedule<isa = generic, rows = 1, cols = 4, row_block = 1, unroll = 16>

// CHECK-LABEL: func.func @packed_dense_on_tensors(
// CHECK: relu.packed_dense %arg0, %arg1 outs(%arg2) schedule(<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2>) : (tensor<?x20xf32>, tensor<320xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
func.func @packed_dense_on_tensors(%x: tensor<?x20xf32>, %w: tensor<320xf32>, %y: tensor<?x10xf32>) -> tensor<?x10xf32> {
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#tile)
    : (tensor<?x20xf32>, tensor<320xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
  return %0 : tensor<?x10xf32>
}

// CHECK-LABEL: func.func @packed_dense_on_memrefs(
// CHECK: relu.packed_dense %arg0, %arg1 bias(%arg2) activation(#relu.prelu, %arg3) outs(%arg4) schedule(<isa = avx2, rows = 6, cols = 8, row_block = 384, unroll = 1>) : (memref<3x2xf64>, memref<16xf64>, memref<5xf64>, memref<f64>, memref<3x5xf64>) -> ()
func.func @packed_dense_on_memrefs(%x: memref<3x2xf64>, %w: memref<16xf64>, %b: memref<5xf64>, %s: memref<f64>, %y: memref<3x5xf64>) {
  relu.packed_dense %x, %w bias(%b) activation(#relu.prelu, %s) outs(%y) schedule(#tile64)
    : (memref<3x2xf64>, memref<16xf64>, memref<5xf64>, memref<f64>, memref<3x5xf64>) -> ()
  return
}

// CHECK-LABEL: func.func @packed_dense_without_batch_in_bf16(
// CHECK: relu.packed_dense %arg0, %arg1 activation(#relu.relu) outs(%arg2) schedule(<isa = generic, rows = 1, cols = 4, row_block = 1, unroll = 16>) {note = "kept"} : (tensor<2xbf16>, tensor<8xbf16>, tensor<1xbf16>) -> tensor<1xbf16>
func.func @packed_dense_without_batch_in_bf16(%x: tensor<2xbf16>, %w: tensor<8xbf16>, %y: tensor<1xbf16>) -> tensor<1xbf16> {
  %0 = relu.packed_dense %x, %w activation(#relu.relu) outs(%y) schedule(#small) {note = "kept"}
    : (tensor<2xbf16>, tensor<8xbf16>, tensor<1xbf16>) -> tensor<1xbf16>
  return %0 : tensor<1xbf16>
}

// CHECK-LABEL: func.func @pack_weights_on_tensors(
// CHECK: relu.pack_weights %arg0 outs(%arg1) schedule(<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2>) : (tensor<20x10xf16>, tensor<320xf16>) -> tensor<320xf16>
func.func @pack_weights_on_tensors(%w: tensor<20x10xf16>, %p: tensor<320xf16>) -> tensor<320xf16> {
  %0 = relu.pack_weights %w outs(%p) schedule(#tile) : (tensor<20x10xf16>, tensor<320xf16>) -> tensor<320xf16>
  return %0 : tensor<320xf16>
}

// CHECK-LABEL: func.func @pack_weights_on_memrefs(
// CHECK: relu.pack_weights %arg0 outs(%arg1) schedule(<isa = avx2, {{.*}}>) : (memref<2x5xf64, strided<[?, 1], offset: ?>>, memref<16xf64>) -> ()
func.func @pack_weights_on_memrefs(%w: memref<2x5xf64, strided<[?, 1], offset: ?>>, %p: memref<16xf64>) {
  relu.pack_weights %w outs(%p) schedule(#tile64) : (memref<2x5xf64, strided<[?, 1], offset: ?>>, memref<16xf64>) -> ()
  return
}

//===----------------------------------------------------------------------===//
// relu.name
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @named_sizes(
// CHECK-SAME: %arg0: tensor<?x4xf32> {relu.size_names = ["batch", ""]})
func.func @named_sizes(%x: tensor<?x4xf32> {relu.size_names = ["batch", ""]}) -> tensor<?x4xf32> {
  return %x : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @named_inputs(
// CHECK-SAME: %arg0: tensor<2xf32> {relu.name = "pixels"}, %arg1: tensor<2xf32>)
func.func @named_inputs(%x: tensor<2xf32> {relu.name = "pixels"}, %y: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}
