// Layers and activations of TOSA, by the pass alone.

// RUN: relu-opt %s --convert-tosa-to-relu --cse --remarks-filter='convert-tosa-to-relu' 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks --implicit-check-not=remark:

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @product_with_a_bias(
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<[5.000000e-01, 1.500000e+00]> : tensor<2xf32>
// CHECK: %[[Y:.*]] = relu.dense %arg0, %[[W]] bias(%[[B]]) : (tensor<1x4x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
// CHECK-NEXT: return %[[Y]]
func.func @product_with_a_bias(%x: tensor<1x4x2xf32>) -> tensor<1x4x2xf32> {
  %w = "tosa.const"() <{values = dense<[[[1.0, 2.0], [3.0, 4.0]]]> : tensor<1x2x2xf32>}> : () -> tensor<1x2x2xf32>
  %b = "tosa.const"() <{values = dense<[[[0.5, 1.5]]]> : tensor<1x1x2xf32>}> : () -> tensor<1x1x2xf32>
  %zp = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %0 = tosa.matmul %x, %w, %zp, %zp : (tensor<1x4x2xf32>, tensor<1x2x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x4x2xf32>
  %1 = tosa.add %0, %b : (tensor<1x4x2xf32>, tensor<1x1x2xf32>) -> tensor<1x4x2xf32>
  return %1 : tensor<1x4x2xf32>
}

// CHECK-LABEL: func.func @weight_and_bias_of_the_program(
// CHECK-DAG: %[[W:.*]] = tensor.collapse_shape %arg1 {{\[\[}}0, 1], [2]] : tensor<1x2x2xf32> into tensor<2x2xf32>
// CHECK-DAG: %[[B:.*]] = tensor.collapse_shape %arg2 {{\[\[}}0, 1, 2]] : tensor<1x1x2xf32> into tensor<2xf32>
// CHECK: relu.dense %arg0, %[[W]] bias(%[[B]])
func.func @weight_and_bias_of_the_program(%x: tensor<1x4x2xf32>, %w: tensor<1x2x2xf32>, %b: tensor<1x1x2xf32>) -> tensor<1x4x2xf32> {
  %zp = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %0 = tosa.matmul %x, %w, %zp, %zp : (tensor<1x4x2xf32>, tensor<1x2x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x4x2xf32>
  %1 = tosa.add %b, %0 : (tensor<1x1x2xf32>, tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  return %1 : tensor<1x4x2xf32>
}

// CHECK-LABEL: func.func @weight_of_each_batch(
// CHECK: tosa.matmul
// REMARK: remark: [Missed] unraised-contraction{{.*}}Reason="each batch has a weight of its own"
func.func @weight_of_each_batch(%x: tensor<5x4x2xf32>, %w: tensor<5x2x2xf32>) -> tensor<5x4x2xf32> {
  %zp = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %0 = tosa.matmul %x, %w, %zp, %zp : (tensor<5x4x2xf32>, tensor<5x2x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<5x4x2xf32>
  return %0 : tensor<5x4x2xf32>
}

// CHECK-LABEL: func.func @integers(
// CHECK: tosa.matmul
// REMARK: remark: [Missed] unraised-contraction{{.*}}Reason="its operands are not floating-point tensors of one element type"
func.func @integers(%x: tensor<1x4x2xi8>, %w: tensor<1x2x2xi8>) -> tensor<1x4x2xi32> {
  %zp = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %0 = tosa.matmul %x, %w, %zp, %zp : (tensor<1x4x2xi8>, tensor<1x2x2xi8>, tensor<1xi8>, tensor<1xi8>) -> tensor<1x4x2xi32>
  return %0 : tensor<1x4x2xi32>
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @clamp(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.clipped_relu) : tensor<4x2xf32>
func.func @clamp(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %y = tosa.clamp %x {min_val = 0.0 : f32, max_val = 6.0 : f32} : (tensor<4x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// At infinity this is the largest finite number, and relu is infinity.
// CHECK-LABEL: func.func @clamp_to_the_largest_number(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.clipped_relu<max = 3.4028235e+38>) : tensor<4x2xf32>
func.func @clamp_to_the_largest_number(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %y = tosa.clamp %x {min_val = 0.0 : f32, max_val = 3.40282347E+38 : f32} : (tensor<4x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @clamp_to_infinity(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.relu) : tensor<4x2xf32>
func.func @clamp_to_infinity(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %y = tosa.clamp %x {min_val = 0.0 : f32, max_val = 0x7F800000 : f32} : (tensor<4x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @clamp_that_ignores_nan(
// CHECK-NEXT: tosa.clamp
func.func @clamp_that_ignores_nan(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %y = tosa.clamp %x {min_val = 0.0 : f32, max_val = 6.0 : f32, nan_mode = IGNORE} : (tensor<4x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @clamp_of_integers(
// CHECK-NEXT: tosa.clamp
func.func @clamp_of_integers(%x: tensor<4x2xi8>) -> tensor<4x2xi8> {
  %y = tosa.clamp %x {min_val = 0 : i8, max_val = 6 : i8} : (tensor<4x2xi8>) -> tensor<4x2xi8>
  return %y : tensor<4x2xi8>
}

// CHECK-LABEL: func.func @maximum_with_zero(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.relu) : tensor<4x2xf32>
func.func @maximum_with_zero(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %y = tosa.maximum %x, %z : (tensor<4x2xf32>, tensor<1x1xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @maximum_that_ignores_nan(
// CHECK: tosa.maximum
func.func @maximum_that_ignores_nan(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %y = tosa.maximum %x, %z {nan_mode = IGNORE} : (tensor<4x2xf32>, tensor<1x1xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// The result is larger than what is activated.
// CHECK-LABEL: func.func @maximum_that_repeats_its_input(
// CHECK: tosa.maximum
func.func @maximum_that_repeats_its_input(%x: tensor<1x2xf32>) -> tensor<4x2xf32> {
  %z = "tosa.const"() <{values = dense<0.0> : tensor<4x2xf32>}> : () -> tensor<4x2xf32>
  %y = tosa.maximum %x, %z : (tensor<1x2xf32>, tensor<4x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_select_of_greater_equal(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.2>) : tensor<4x2xf32>
func.func @leaky_relu_as_select_of_greater_equal(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %a = "tosa.const"() <{values = dense<0.2> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %shift = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %s = tosa.mul %x, %a, %shift : (tensor<4x2xf32>, tensor<1x1xf32>, tensor<1xi8>) -> tensor<4x2xf32>
  %c = tosa.greater_equal %x, %z : (tensor<4x2xf32>, tensor<1x1xf32>) -> tensor<4x2xi1>
  %y = tosa.select %c, %x, %s : (tensor<4x2xi1>, tensor<4x2xf32>, tensor<4x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @prelu_along_the_last_axis(
// CHECK-NEXT: %[[S:.*]] = arith.constant dense<[1.000000e-01, 2.000000e-01]> : tensor<2xf32>
// CHECK-NEXT: relu.activate %arg0 activation(#relu.prelu<axis = 1>, %[[S]] : tensor<2xf32>) : tensor<4x2xf32>
func.func @prelu_along_the_last_axis(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %z = "tosa.const"() <{values = dense<0.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %a = "tosa.const"() <{values = dense<[[0.1, 0.2]]> : tensor<1x2xf32>}> : () -> tensor<1x2xf32>
  %shift = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %s = tosa.mul %x, %a, %shift : (tensor<4x2xf32>, tensor<1x2xf32>, tensor<1xi8>) -> tensor<4x2xf32>
  %c = tosa.greater_equal %x, %z : (tensor<4x2xf32>, tensor<1x1xf32>) -> tensor<4x2xi1>
  %y = tosa.select %c, %x, %s : (tensor<4x2xi1>, tensor<4x2xf32>, tensor<4x2xf32>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @sigmoid_and_tanh(
// CHECK-NEXT: %[[S:.*]] = relu.activate %arg0 activation(#relu.sigmoid) : tensor<?x2xf32>
// CHECK-NEXT: relu.activate %[[S]] activation(#relu.tanh) : tensor<?x2xf32>
func.func @sigmoid_and_tanh(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %s = tosa.sigmoid %x : (tensor<?x2xf32>) -> tensor<?x2xf32>
  %y = tosa.tanh %s : (tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// CHECK-LABEL: func.func @silu(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.silu) : tensor<4x2xf32>
func.func @silu(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %shift = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %s = tosa.sigmoid %x : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %y = tosa.mul %x, %s, %shift : (tensor<4x2xf32>, tensor<4x2xf32>, tensor<1xi8>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @gelu_as_chain_of_erf(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.gelu) : tensor<4x2xf32>
func.func @gelu_as_chain_of_erf(%x: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %shift = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %h = "tosa.const"() <{values = dense<0.5> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %one = "tosa.const"() <{values = dense<1.0> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %r = "tosa.const"() <{values = dense<0.707106769> : tensor<1x1xf32>}> : () -> tensor<1x1xf32>
  %u = tosa.mul %x, %r, %shift : (tensor<4x2xf32>, tensor<1x1xf32>, tensor<1xi8>) -> tensor<4x2xf32>
  %f = tosa.erf %u : (tensor<4x2xf32>) -> tensor<4x2xf32>
  %p = tosa.add %f, %one : (tensor<4x2xf32>, tensor<1x1xf32>) -> tensor<4x2xf32>
  %q = tosa.mul %p, %h, %shift : (tensor<4x2xf32>, tensor<1x1xf32>, tensor<1xi8>) -> tensor<4x2xf32>
  %y = tosa.mul %x, %q, %shift : (tensor<4x2xf32>, tensor<4x2xf32>, tensor<1xi8>) -> tensor<4x2xf32>
  return %y : tensor<4x2xf32>
}
