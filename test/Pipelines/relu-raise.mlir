// relu-raise: what comes in, what goes out, and what it leaves alone.

// RUN: relu-opt %s --relu-raise | FileCheck %s --implicit-check-not=tosa.
// RUN: relu-opt %s --relu-raise='tosa=false' | FileCheck %s --check-prefix=NOTOSA
// RUN: relu-opt --relu-raise --dump-pass-pipeline %s 2>&1 >/dev/null | FileCheck %s --check-prefix=PASSES

// PASSES: convert-tosa-to-relu
// PASSES: tosa-to-linalg
// PASSES: convert-linalg-to-relu

// CHECK-LABEL: func.func @leaves_the_model_alone(
// CHECK-NEXT: %[[H:.*]] = relu.dense %arg0, %arg1 bias(%arg2) activation(#relu.relu) {layer = "first"} : (tensor<?x3xf32>, tensor<3x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[A:.*]] = relu.activate %[[H]] activation(#relu.prelu<axis = 1>, %arg2 : tensor<3xf32>) : tensor<?x3xf32>
// CHECK-NEXT: %[[R:.*]] = arith.addf %[[A]], %arg0 : tensor<?x3xf32>
// CHECK-NEXT: %[[Y:.*]] = relu.dense %[[R]], %arg1 : (tensor<?x3xf32>, tensor<3x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaves_the_model_alone(%x: tensor<?x3xf32>, %w: tensor<3x3xf32>, %b: tensor<3xf32>) -> tensor<?x3xf32> {
  %0 = relu.dense %x, %w bias(%b) activation(#relu.relu) {layer = "first"} : (tensor<?x3xf32>, tensor<3x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %1 = relu.activate %0 activation(#relu.prelu<axis = 1>, %b : tensor<3xf32>) : tensor<?x3xf32>
  %2 = arith.addf %1, %x : tensor<?x3xf32>
  %3 = relu.dense %2, %w : (tensor<?x3xf32>, tensor<3x3xf32>) -> tensor<?x3xf32>
  return %3 : tensor<?x3xf32>
}

// What is not raised of TOSA is linalg afterwards.
// CHECK-LABEL: func.func @lowers_the_rest_of_tosa(
// CHECK: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu)
// CHECK: linalg.reduce
// NOTOSA-LABEL: func.func @lowers_the_rest_of_tosa(
// NOTOSA: relu.activate
// NOTOSA: tosa.reduce_sum
func.func @lowers_the_rest_of_tosa(%x: tensor<4x3xf32>) -> tensor<4x1xf32> {
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %0 = tosa.maximum %x, %z : (tensor<4x3xf32>, tensor<1x1xf32>) -> tensor<4x3xf32>
  %1 = tosa.reduce_sum %0 {axis = 1 : i32} : (tensor<4x3xf32>) -> tensor<4x1xf32>
  return %1 : tensor<4x1xf32>
}
