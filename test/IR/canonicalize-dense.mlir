// What always makes a layer smaller: a bias of zeros goes, an identity is no
// activation, an activation behind an activated layer joins it.

// RUN: relu-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @drops_zero_bias(
// CHECK-NEXT: relu.dense %arg0, %arg1 : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
func.func @drops_zero_bias(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %b = arith.constant dense<0.0> : tensor<2xf32>
  %0 = relu.dense %x, %w bias(%b) : (tensor<2x3xf32>, tensor<3x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @drops_bias_of_zeros_of_both_signs(
// CHECK-NEXT: relu.dense %arg0, %arg1 activation(#relu.prelu, %arg2) :
func.func @drops_bias_of_zeros_of_both_signs(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>, %s: tensor<f32>) -> tensor<2x2xf32> {
  %b = arith.constant dense<[-0.0, 0.0]> : tensor<2xf32>
  %0 = relu.dense %x, %w bias(%b) activation(#relu.prelu, %s)
    : (tensor<2x3xf32>, tensor<3x2xf32>, tensor<2xf32>, tensor<f32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @keeps_bias_with_one_number(
// CHECK: relu.dense %arg0, %arg1 bias(
func.func @keeps_bias_with_one_number(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %b = arith.constant dense<[0.0, 1.0e-45]> : tensor<2xf32>
  %0 = relu.dense %x, %w bias(%b) : (tensor<2x3xf32>, tensor<3x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @keeps_bias_that_is_no_constant(
// CHECK: relu.dense %arg0, %arg1 bias(%arg2)
func.func @keeps_bias_that_is_no_constant(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>, %b: tensor<2xf32>) -> tensor<2x2xf32> {
  %0 = relu.dense %x, %w bias(%b) : (tensor<2x3xf32>, tensor<3x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @identity_is_no_activation(
// CHECK-NEXT: relu.dense %arg0, %arg1 : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
func.func @identity_is_no_activation(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %0 = relu.dense %x, %w activation(#relu.leaky_relu<alpha = 1.0>) : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @clamps_have_one_name(
// CHECK-NEXT: relu.dense %arg0, %arg1 activation(#relu.relu) :
func.func @clamps_have_one_name(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %0 = relu.dense %x, %w activation(#relu.clipped_relu<max = inf>) : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @keeps_relu_with_subgradient(
// CHECK-NEXT: relu.dense %arg0, %arg1 activation(#relu.relu<subgradient = 1.0>) :
func.func @keeps_relu_with_subgradient(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %0 = relu.dense %x, %w activation(#relu.relu<subgradient = 1.0>) : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @clip_joins_relu(
// CHECK-NEXT: %[[Y:.*]] = relu.dense %arg0, %arg1 activation(#relu.clipped_relu) :
// CHECK-NEXT: return %[[Y]]
func.func @clip_joins_relu(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu<min = -1.0>) : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// Nothing changes for the other use, because relu keeps what sigmoid gives.
// CHECK-LABEL: func.func @outer_one_is_dropped_beside_another_use(
// CHECK-NEXT: %[[Y:.*]] = relu.dense %arg0, %arg1 activation(#relu.sigmoid) :
// CHECK-NEXT: return %[[Y]], %[[Y]]
func.func @outer_one_is_dropped_beside_another_use(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %0 = relu.dense %x, %w activation(#relu.sigmoid) : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<2x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}

// CHECK-LABEL: func.func @keeps_clip_beside_another_use(
// CHECK: relu.dense %arg0, %arg1 activation(#relu.relu) :
// CHECK: relu.activate
func.func @keeps_clip_beside_another_use(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu) : tensor<2x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}

// Joining a layer without an activation is the business of a pass.
// CHECK-LABEL: func.func @keeps_activation_behind_plain_layer(
// CHECK: relu.dense
// CHECK: relu.activate
func.func @keeps_activation_behind_plain_layer(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @unused_layer_goes(
// CHECK-NEXT: return
func.func @unused_layer_goes(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) {
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  return
}
