// A layer moves into the loop of the layer that reads it: each tile asks for the
// rows that it needs, and no whole intermediate is left.

// RUN: relu-opt %s --transform-interpreter --resolve-ranked-shaped-type-result-dims --canonicalize --cse | FileCheck %s

#s = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2>

// CHECK-LABEL: func.func @fuses_layer_and_activation(
// CHECK-NOT: relu.
// CHECK: scf.for
// CHECK: %[[XT:.*]] = tensor.extract_slice %arg0
// CHECK-NEXT: %[[H:.*]] = relu.dense %[[XT]], %arg1 {{.*}} -> tensor<?x32xf32>
// CHECK-NEXT: %[[A:.*]] = relu.activate %[[H]] {{.*}} tensor<?x32xf32>
// CHECK-NEXT: relu.dense %[[A]], %arg2 {{.*}} -> tensor<?x24xf32>
// CHECK: scf.yield
// CHECK-NOT: relu.
func.func @fuses_layer_and_activation(
    %x: tensor<?x16xf32>, %w0: tensor<16x32xf32>, %w1: tensor<32x24xf32>) -> tensor<?x24xf32> {
  %0 = relu.dense %x, %w0 : (tensor<?x16xf32>, tensor<16x32xf32>) -> tensor<?x32xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<?x32xf32>
  %2 = relu.dense %1, %w1 {fuse} : (tensor<?x32xf32>, tensor<32x24xf32>) -> tensor<?x24xf32>
  return %2 : tensor<?x24xf32>
}

// CHECK-LABEL: func.func @fuses_scheduled_layers(
// CHECK-NOT: relu.
// CHECK: scf.for
// CHECK: %[[H:.*]] = relu.packed_dense %{{.*}}, %arg1 activation(#relu.relu) {{.*}} -> tensor<?x48xf32>
// CHECK: relu.packed_dense %[[H]], %arg2 {{.*}} -> tensor<?x10xf32>
// CHECK: scf.yield
// CHECK-NOT: relu.
func.func @fuses_scheduled_layers(%x: tensor<?x20xf32>, %w0: tensor<960xf32>, %w1: tensor<768xf32>)
    -> tensor<?x10xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x20xf32>
  %e0 = tensor.empty(%n) : tensor<?x48xf32>
  %0 = relu.packed_dense %x, %w0 activation(#relu.relu) outs(%e0) schedule(#s)
    : (tensor<?x20xf32>, tensor<960xf32>, tensor<?x48xf32>) -> tensor<?x48xf32>
  %e1 = tensor.empty(%n) : tensor<?x10xf32>
  %1 = relu.packed_dense %0, %w1 outs(%e1) schedule(#s) {fuse}
    : (tensor<?x48xf32>, tensor<768xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
  return %1 : tensor<?x10xf32>
}

// A tile of some columns is none that packed weights can give: the layer stays
// whole.
// CHECK-LABEL: func.func @keeps_a_scheduled_layer_of_which_columns_are_wanted(
// CHECK: relu.packed_dense {{.*}} -> tensor<8x48xf32>
// CHECK: scf.for
// CHECK-NOT: relu.packed_dense
// CHECK: relu.activate {{.*}} tensor<8x4xf32>
func.func @keeps_a_scheduled_layer_of_which_columns_are_wanted(
    %x: tensor<8x20xf32>, %w: tensor<960xf32>, %y: tensor<8x48xf32>) -> tensor<8x48xf32> {
  %0 = relu.packed_dense %x, %w outs(%y) schedule(#s)
    : (tensor<8x20xf32>, tensor<960xf32>, tensor<8x48xf32>) -> tensor<8x48xf32>
  %1 = relu.activate %0 activation(#relu.gelu) {fuse_columns} : tensor<8x48xf32>
  return %1 : tensor<8x48xf32>
}

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%m: !transform.any_op {transform.readonly}) {
    %rows = transform.structured.match attributes {fuse} in %m : (!transform.any_op) -> !transform.any_op
    transform.structured.fuse %rows tile_sizes [4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    %columns = transform.structured.match attributes {fuse_columns} in %m : (!transform.any_op) -> !transform.any_op
    transform.structured.fuse %columns tile_sizes [0, 4] : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
