// An activation moves into the layer that feeds it, when the layer has no other
// use.

// RUN: relu-opt %s --relu-fuse-activation --remarks-filter='relu.*' 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks --implicit-check-not=remark:

//===----------------------------------------------------------------------===//
// Rewrites
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @fuses_relu(
// CHECK-NEXT: %[[Y:.*]] = relu.dense %arg0, %arg1 activation(#relu.relu) : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @fuses_relu(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>) -> tensor<?x4xf32> {
  %0 = relu.dense %x, %w : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @keeps_bias_and_other_attributes(
// CHECK-NEXT: relu.dense %arg0, %arg1 bias(%arg2) activation(#relu.relu) {layer = "first"} :
func.func @keeps_bias_and_other_attributes(%x: tensor<3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.dense %x, %w bias(%b) {layer = "first"} : (tensor<3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// The slope is computed after the layer: the fused layer stands behind it.
// CHECK-LABEL: func.func @fuses_prelu_with_slope_defined_after_the_layer(
// CHECK-NEXT: %[[S:.*]] = arith.addf %arg2, %arg2
// CHECK-NEXT: %[[Y:.*]] = relu.dense %arg0, %arg1 activation(#relu.prelu, %[[S]]) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @fuses_prelu_with_slope_defined_after_the_layer(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %s: tensor<4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %1 = arith.addf %s, %s : tensor<4xf32>
  %2 = relu.activate %0 activation(#relu.prelu, %1 : tensor<4xf32>) : tensor<2x4xf32>
  return %2 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @fuses_chain(
// CHECK-NEXT: %[[H:.*]] = relu.dense %arg0, %arg1 activation(#relu.relu)
// CHECK-NEXT: %[[Y:.*]] = relu.dense %[[H]], %arg1 activation(#relu.tanh)
// CHECK-NEXT: return %[[Y]]
func.func @fuses_chain(%x: tensor<2x4xf32>, %w: tensor<4x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<2x4xf32>
  %2 = relu.dense %1, %w : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
  %3 = relu.activate %2 activation(#relu.tanh) : tensor<2x4xf32>
  return %3 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @fuses_within_a_loop(
// CHECK: scf.for
// CHECK-NEXT: %[[Y:.*]] = relu.dense %{{.*}}, %arg1 activation(#relu.relu)
// CHECK-NEXT: scf.yield %[[Y]]
func.func @fuses_within_a_loop(%x: tensor<2x4xf32>, %w: tensor<4x4xf32>, %n: index) -> tensor<2x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%h = %x) -> tensor<2x4xf32> {
    %0 = relu.dense %h, %w : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
    %1 = relu.activate %0 activation(#relu.relu) : tensor<2x4xf32>
    scf.yield %1 : tensor<2x4xf32>
  }
  return %r : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @fuses_where_sizes_of_the_product_are_used(
// CHECK-DAG: %[[ROWS:.*]] = tensor.dim %arg0, %c0 : tensor<?x3xf32>
// CHECK-DAG: %[[COLUMNS:.*]] = tensor.dim %arg1, %c1 : tensor<3x?xf32>
// CHECK-DAG: %[[Y:.*]] = relu.dense %arg0, %arg1 activation(#relu.relu)
// CHECK: return %[[Y]], %[[ROWS]], %[[COLUMNS]], %[[ROWS]]
func.func @fuses_where_sizes_of_the_product_are_used(%x: tensor<?x3xf32>, %w: tensor<3x?xf32>) -> (tensor<?x?xf32>, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = relu.dense %x, %w : (tensor<?x3xf32>, tensor<3x?xf32>) -> tensor<?x?xf32>
  %rows = tensor.dim %0, %c0 : tensor<?x?xf32>
  %columns = tensor.dim %0, %c1 : tensor<?x?xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<?x?xf32>
  %rows_later = tensor.dim %1, %c0 : tensor<?x?xf32>
  return %1, %rows, %columns, %rows_later : tensor<?x?xf32>, index, index, index
}

//===----------------------------------------------------------------------===//
// Declines, each with a remark
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @keeps_dense_with_two_uses(
// CHECK-NEXT: relu.dense %arg0, %arg1 :
// CHECK-NEXT: relu.activate
// REMARK: fuse-activation.mlir:[[#@LINE+4]]:{{.*}}remark: [Missed] unfused-activation
// REMARK-SAME: Reason="the product has another use and would be computed twice
func.func @keeps_dense_with_two_uses(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<2x4xf32>
  return %0, %1 : tensor<2x4xf32>, tensor<2x4xf32>
}

// CHECK-LABEL: func.func @keeps_dense_that_is_activated_already(
// CHECK-NEXT: relu.dense %arg0, %arg1 activation(#relu.relu) :
// CHECK-NEXT: relu.activate %{{.*}} activation(#relu.sigmoid)
// REMARK: fuse-activation.mlir:[[#@LINE+4]]:{{.*}}remark: [Missed] unfused-activation
// REMARK-SAME: Reason="the layer already has an activation
func.func @keeps_dense_that_is_activated_already(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %1 = relu.activate %0 activation(#relu.sigmoid) : tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @keeps_dense_outside_the_loop(
// CHECK: relu.dense
// CHECK: scf.for
// CHECK: relu.activate
// REMARK: fuse-activation.mlir:[[#@LINE+7]]:{{.*}}remark: [Missed] unfused-activation
// REMARK-SAME: Reason="the layer stands in another block
func.func @keeps_dense_outside_the_loop(%x: tensor<2x4xf32>, %w: tensor<4x4xf32>, %n: index) -> tensor<2x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = relu.dense %x, %w : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%h = %x) -> tensor<2x4xf32> {
    %1 = relu.activate %0 activation(#relu.relu) : tensor<2x4xf32>
    scf.yield %1 : tensor<2x4xf32>
  }
  return %r : tensor<2x4xf32>
}

// Which size is asked for is known at run time only.
// CHECK-LABEL: func.func @keeps_dense_whose_size_along_some_axis_is_used(
// CHECK-NEXT: relu.dense %arg0, %arg1 :
// CHECK-NEXT: tensor.dim
// CHECK-NEXT: relu.activate
// REMARK: fuse-activation.mlir:[[#@LINE+5]]:{{.*}}remark: [Missed] unfused-activation
// REMARK-SAME: Reason="the product has another use and would be computed twice
func.func @keeps_dense_whose_size_along_some_axis_is_used(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>, %axis: index) -> (tensor<?x4xf32>, index) {
  %0 = relu.dense %x, %w : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x4xf32>
  %size = tensor.dim %0, %axis : tensor<?x4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<?x4xf32>
  return %1, %size : tensor<?x4xf32>, index
}

// No layer, no remark.
// CHECK-LABEL: func.func @keeps_activation_of_an_input(
// CHECK-NEXT: relu.activate
func.func @keeps_activation_of_an_input(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}
