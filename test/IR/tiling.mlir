// Layers and activations are cut into tiles by MLIR's transform dialect: along
// batch axes and outputs, never along the inner product.

// RUN: relu-opt %s --transform-interpreter --canonicalize | FileCheck %s

#s = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2>

// CHECK-LABEL: func.func @cuts_rows_and_outputs_of_a_layer(
// CHECK-SAME: %[[X:[^ ]*]]: tensor<8x16xf32>, %[[W:[^ ]*]]: tensor<16x32xf32>, %[[B:[^ ]*]]: tensor<32xf32>, %[[S:[^ ]*]]: tensor<32xf32>)
// CHECK: scf.forall (%{{.*}}, %{{.*}}) in (2, 4)
// CHECK: %[[XT:.*]] = tensor.extract_slice %[[X]][%[[I:.*]], 0] [4, 16] [1, 1]
// CHECK: %[[WT:.*]] = tensor.extract_slice %[[W]][0, %[[J:.*]]] [16, 8] [1, 1]
// CHECK: %[[BT:.*]] = tensor.extract_slice %[[B]][%[[J]]] [8] [1]
// CHECK: %[[ST:.*]] = tensor.extract_slice %[[S]][%[[J]]] [8] [1]
// CHECK: %[[T:.*]] = relu.dense %[[XT]], %[[WT]] bias(%[[BT]]) activation(#relu.prelu, %[[ST]]) {{.*}} -> tensor<4x8xf32>
// CHECK: tensor.parallel_insert_slice %[[T]] into %{{.*}}[%[[I]], %[[J]]] [4, 8] [1, 1]
func.func @cuts_rows_and_outputs_of_a_layer(
    %x: tensor<8x16xf32>, %w: tensor<16x32xf32>, %b: tensor<32xf32>, %s: tensor<32xf32>)
    -> tensor<8x32xf32> {
  %0 = relu.dense %x, %w bias(%b) activation(#relu.prelu, %s) {cut = "forall 4, 8"}
    : (tensor<8x16xf32>, tensor<16x32xf32>, tensor<32xf32>, tensor<32xf32>) -> tensor<8x32xf32>
  return %0 : tensor<8x32xf32>
}

// A size that is no multiple of the tile, a slope per row.
// CHECK-LABEL: func.func @last_tile_is_smaller(
// CHECK: %[[SIZE:.*]] = affine.min
// CHECK: %[[XT:.*]] = tensor.extract_slice %arg0[%[[I:.*]], 0] [%[[SIZE]], 16] [1, 1]
// CHECK: %[[ST:.*]] = tensor.extract_slice %arg2[%[[I]]] [%[[SIZE]]] [1]
// CHECK: relu.dense %[[XT]], %arg1 activation(#relu.prelu<axis = 0>, %[[ST]]) {{.*}} -> tensor<?x32xf32>
func.func @last_tile_is_smaller(
    %x: tensor<?x16xf32>, %w: tensor<16x32xf32>, %s: tensor<?xf32>) -> tensor<?x32xf32> {
  %0 = relu.dense %x, %w activation(#relu.prelu<axis = 0>, %s) {cut = "for 4"}
    : (tensor<?x16xf32>, tensor<16x32xf32>, tensor<?xf32>) -> tensor<?x32xf32>
  return %0 : tensor<?x32xf32>
}

// CHECK-LABEL: func.func @cuts_both_batch_axes(
// CHECK: %[[XT:.*]] = tensor.extract_slice %arg0[%{{.*}}, %{{.*}}, 0] [4, 2, 16] [1, 1, 1]
// CHECK: relu.dense %[[XT]], %arg1 {{.*}} -> tensor<4x2x32xf32>
func.func @cuts_both_batch_axes(%x: tensor<8x6x16xf32>, %w: tensor<16x32xf32>) -> tensor<8x6x32xf32> {
  %0 = relu.dense %x, %w {cut = "for 4, 2"} : (tensor<8x6x16xf32>, tensor<16x32xf32>) -> tensor<8x6x32xf32>
  return %0 : tensor<8x6x32xf32>
}

// CHECK-LABEL: func.func @cuts_an_activation(
// CHECK: %[[XT:.*]] = tensor.extract_slice %arg0[%{{.*}}, %[[J:.*]]] [4, 2] [1, 1]
// CHECK: %[[ST:.*]] = tensor.extract_slice %arg1[%[[J]]] [2] [1]
// CHECK: relu.activate %[[XT]] activation(#relu.prelu, %[[ST]] : tensor<2xf32>) {{.*}} : tensor<4x2xf32>
func.func @cuts_an_activation(%x: tensor<8x6xf32>, %s: tensor<6xf32>) -> tensor<8x6xf32> {
  %0 = relu.activate %x activation(#relu.prelu, %s : tensor<6xf32>) {cut = "for 4, 2"} : tensor<8x6xf32>
  return %0 : tensor<8x6xf32>
}

// One slope for all stays whole.
// CHECK-LABEL: func.func @shares_a_slope_without_axes(
// CHECK: relu.activate %{{.*}} activation(#relu.prelu, %arg1 : tensor<f32>) {{.*}} : tensor<4xf32>
func.func @shares_a_slope_without_axes(%x: tensor<8xf32>, %s: tensor<f32>) -> tensor<8xf32> {
  %0 = relu.activate %x activation(#relu.prelu, %s : tensor<f32>) {cut = "for 4"} : tensor<8xf32>
  return %0 : tensor<8xf32>
}

// The weights are packed: each row needs all of them, and gives all outputs.
// CHECK-LABEL: func.func @cuts_rows_of_a_scheduled_layer(
// CHECK: scf.for %[[I:.*]] = {{.*}} iter_args(%[[Y:.*]] = %arg3)
// CHECK: %[[XT:.*]] = tensor.extract_slice %arg0[%[[I]], 0] [4, 20] [1, 1]
// CHECK: %[[YT:.*]] = tensor.extract_slice %[[Y]][%[[I]], 0] [4, 10] [1, 1]
// CHECK: %[[T:.*]] = relu.packed_dense %[[XT]], %arg1 bias(%arg2) outs(%[[YT]])
// CHECK: tensor.insert_slice %[[T]] into %[[Y]][%[[I]], 0] [4, 10] [1, 1]
func.func @cuts_rows_of_a_scheduled_layer(
    %x: tensor<8x20xf32>, %w: tensor<320xf32>, %b: tensor<10xf32>, %y: tensor<8x10xf32>)
    -> tensor<8x10xf32> {
  %0 = relu.packed_dense %x, %w bias(%b) outs(%y) schedule(#s) {cut = "for 4"}
    : (tensor<8x20xf32>, tensor<320xf32>, tensor<10xf32>, tensor<8x10xf32>) -> tensor<8x10xf32>
  return %0 : tensor<8x10xf32>
}

// CHECK-LABEL: func.func @cuts_a_scheduled_layer_on_buffers(
// CHECK: scf.for %[[I:.*]] =
// CHECK: %[[XT:.*]] = memref.subview %arg0[%[[I]], 0] [4, 20] [1, 1]
// CHECK: %[[YT:.*]] = memref.subview %arg2[%[[I]], 0] [4, 10] [1, 1]
// CHECK: relu.packed_dense %[[XT]], %arg1 outs(%[[YT]])
func.func @cuts_a_scheduled_layer_on_buffers(
    %x: memref<8x20xf32>, %w: memref<320xf32>, %y: memref<8x10xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#s) {cut = "for 4"}
    : (memref<8x20xf32>, memref<320xf32>, memref<8x10xf32>) -> ()
  return
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%m: !transform.any_op {transform.readonly}) {
    %0 = transform.structured.match attributes {cut = "forall 4, 8"} in %m : (!transform.any_op) -> !transform.any_op
    transform.structured.tile_using_forall %0 tile_sizes [4, 8] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    %1 = transform.structured.match attributes {cut = "for 4"} in %m : (!transform.any_op) -> !transform.any_op
    transform.structured.tile_using_for %1 tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    %2 = transform.structured.match attributes {cut = "for 4, 2"} in %m : (!transform.any_op) -> !transform.any_op
    transform.structured.tile_using_for %2 tile_sizes [4, 2] : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.yield
  }
}
