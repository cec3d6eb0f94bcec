// Constants are folded, and two activations become one where one does both.

// RUN: relu-opt %s --canonicalize | FileCheck %s

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @folds_elements
// CHECK-NEXT: arith.constant dense<[0.000000e+00, 0.000000e+00, 2.500000e+00]> : tensor<3xf32>
// CHECK-NEXT: return
func.func @folds_elements() -> tensor<3xf32> {
  %x = arith.constant dense<[-1.0, 0.0, 2.5]> : tensor<3xf32>
  %0 = relu.activate %x activation(#relu.relu) : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @folds_a_splat
// CHECK-NEXT: arith.constant dense<-5.000000e-01> : tensor<1000x1000xf64>
func.func @folds_a_splat() -> tensor<1000x1000xf64> {
  %x = arith.constant dense<-2.0> : tensor<1000x1000xf64>
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = 0.25>) : tensor<1000x1000xf64>
  return %0 : tensor<1000x1000xf64>
}

// CHECK-LABEL: func.func @folds_an_empty_tensor
// CHECK-NEXT: arith.constant dense<> : tensor<0xf32>
func.func @folds_an_empty_tensor() -> tensor<0xf32> {
  %x = arith.constant dense<> : tensor<0xf32>
  %0 = relu.activate %x activation(#relu.relu) : tensor<0xf32>
  return %0 : tensor<0xf32>
}

// 0.1 rounded to f32, times 9, rounded once. 0.1 in f64 would give 0.9.
// CHECK-LABEL: func.func @parameters_are_rounded_to_f32
// CHECK-NEXT: arith.constant dense<-0.900000035> : tensor<1xf32>
func.func @parameters_are_rounded_to_f32() -> tensor<1xf32> {
  %x = arith.constant dense<-9.0> : tensor<1xf32>
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = 0.1>) : tensor<1xf32>
  return %0 : tensor<1xf32>
}

// 3 * 0.3333 = 0.9999 is between 1 - 2^-11 and 1 and nearer to 1.
// CHECK-LABEL: func.func @rounds_to_f16
// CHECK-NEXT: arith.constant dense<[-1.000000e+00, -3.332520e-01]> : tensor<2xf16>
func.func @rounds_to_f16() -> tensor<2xf16> {
  %x = arith.constant dense<[-3.0, -1.0]> : tensor<2xf16>
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = 0.3333>) : tensor<2xf16>
  return %0 : tensor<2xf16>
}

// 1.0078125 squared is 1.01568603515625: 8 bits hold 1.015625.
// CHECK-LABEL: func.func @rounds_to_bf16
// CHECK-NEXT: arith.constant dense<1.015630e+00> : tensor<1xbf16>
func.func @rounds_to_bf16() -> tensor<1xbf16> {
  %x = arith.constant dense<1.0078125> : tensor<1xbf16>
  %0 = relu.activate %x activation(#relu.squared_relu) : tensor<1xbf16>
  return %0 : tensor<1xbf16>
}

// CHECK-LABEL: func.func @folds_infinities_and_nan
// CHECK-NEXT: arith.constant dense<[0.000000e+00, 0x7F800000, 0x{{7|F}}FC00000]> : tensor<3xf32>
func.func @folds_infinities_and_nan() -> tensor<3xf32> {
  %x = arith.constant dense<[0xFF800000, 0x7F800000, 0x7FC00000]> : tensor<3xf32>
  %0 = relu.activate %x activation(#relu.silu) : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @keeps_constant_with_slopes
// CHECK: relu.activate
func.func @keeps_constant_with_slopes(%s: tensor<f32>) -> tensor<2xf32> {
  %x = arith.constant dense<[-1.0, 1.0]> : tensor<2xf32>
  %0 = relu.activate %x activation(#relu.prelu, %s : tensor<f32>) : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// CHECK-LABEL: func.func @keeps_resource
// CHECK: relu.activate
func.func @keeps_resource() -> tensor<2xf32> {
  %x = arith.constant dense_resource<data> : tensor<2xf32>
  %0 = relu.activate %x activation(#relu.relu) : tensor<2xf32>
  return %0 : tensor<2xf32>
}

//===----------------------------------------------------------------------===//
// One activation
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @drops_identities(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>
// CHECK-NEXT: return %[[X]]
func.func @drops_identities(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = 1.0>) : tensor<?xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu<min = -inf, max = inf>) : tensor<?xf32>
  return %1 : tensor<?xf32>
}

// CHECK-LABEL: func.func @clamps_have_one_name(
// CHECK-DAG: relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-DAG: relu.activate %arg1 activation(#relu.relu) : tensor<4xf32>
// CHECK-DAG: relu.activate %arg2 activation(#relu.clipped_relu<min = 2.0, max = 2.0>) : tensor<4xf32>
func.func @clamps_have_one_name(%x: tensor<4xf32>, %y: tensor<4xf32>, %z: tensor<4xf32>)
    -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = 0.0>) : tensor<4xf32>
  %1 = relu.activate %y activation(#relu.clipped_relu<min = 0.0, max = inf>) : tensor<4xf32>
  %2 = relu.activate %z activation(#relu.clipped_relu<min = 3.0, max = 2.0>) : tensor<4xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// A derivative of 1/2 at 0 is no clamp's.
// CHECK-LABEL: func.func @keeps_relu_with_subgradient(
// CHECK: relu.activate %arg0 activation(#relu.relu<subgradient = 0.5>)
func.func @keeps_relu_with_subgradient(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.relu<subgradient = 0.5>) : tensor<4xf32>
  return %0 : tensor<4xf32>
}

{-#
  dialect_resources: {
    builtin: {
      data: "0x040000000000803F00000040"
    }
  }
#-}
