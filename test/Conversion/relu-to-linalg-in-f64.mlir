// As exact as a test needs: f32 is computed in f64 and rounded once. Parameters
// are those of f32 all the same.

// RUN: relu-opt %s --convert-relu-to-linalg=compute-in-f64 | FileCheck %s

// CHECK-LABEL: func.func @layer_in_f32(
// CHECK: linalg.generic {{.*}} ins(%arg2 : tensor<4xf32>) outs(%{{.*}} : tensor<2x4xf64>)
// CHECK: arith.extf %{{.*}} : f32 to f64
// CHECK: arith.mulf %{{.*}} : f64
// CHECK-NEXT: arith.addf %{{.*}} : f64
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<2x4xf64>) outs(%{{.*}} : tensor<2x4xf32>)
// CHECK: arith.constant 0.10000000149011612 : f64
// CHECK: arith.truncf %{{.*}} : f64 to f32
// CHECK-NEXT: linalg.yield
func.func @layer_in_f32(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w bias(%b) activation(#relu.leaky_relu<alpha = 0.1>)
    : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @layer_in_f32_without_activation_is_rounded(
// CHECK: arith.truncf %{{.*}} : f64 to f32
func.func @layer_in_f32_without_activation_is_rounded(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @activation_in_f32_with_a_slope(
// CHECK-COUNT-2: arith.extf %{{.*}} : f32 to f64
// CHECK: arith.truncf %{{.*}} : f64 to f32
func.func @activation_in_f32_with_a_slope(%x: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.prelu, %s : tensor<f32>) : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// f16 means sums in f32, and those are not changed.
// CHECK-LABEL: func.func @f16_stays_in_f32(
// CHECK-NOT: f64
// CHECK: return
func.func @f16_stays_in_f32(%x: tensor<2x3xf16>, %w: tensor<3x4xf16>) -> tensor<2x4xf16> {
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<2x3xf16>, tensor<3x4xf16>) -> tensor<2x4xf16>
  return %0 : tensor<2x4xf16>
}
