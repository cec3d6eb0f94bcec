// Contractions that are no layers stay as they are, and a remark says why.

// RUN: relu-opt %s --convert-linalg-to-relu --remarks-filter='convert-linalg-to-relu' 2>%t.remarks | FileCheck %s --implicit-check-not=relu.dense
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks --implicit-check-not=remark:

// CHECK-LABEL: func.func @weight_of_each_batch(
// CHECK: linalg.batch_matmul
// REMARK: remark: [Missed] unraised-contraction{{.*}}Reason="each batch has a weight of its own"
func.func @weight_of_each_batch(%x: tensor<5x4x3xf32>, %w: tensor<5x3x2xf32>) -> tensor<5x4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<5x4x2xf32>
  %0 = linalg.batch_matmul ins(%x, %w : tensor<5x4x3xf32>, tensor<5x3x2xf32>) outs(%z : tensor<5x4x2xf32>) -> tensor<5x4x2xf32>
  return %0 : tensor<5x4x2xf32>
}

// CHECK-LABEL: func.func @sum_over_two_axes(
// CHECK: linalg.batch_reduce_matmul
// REMARK: remark: [Missed] unraised-contraction{{.*}}Reason="it does not sum over one axis that both tensors have"
func.func @sum_over_two_axes(%x: tensor<5x4x3xf32>, %w: tensor<5x3x2xf32>) -> tensor<4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<4x2xf32>
  %0 = linalg.batch_reduce_matmul ins(%x, %w : tensor<5x4x3xf32>, tensor<5x3x2xf32>) outs(%z : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @scalar_product(
// CHECK: linalg.dot
// REMARK: remark: [Missed] unraised-contraction{{.*}}Reason="the result is one number"
func.func @scalar_product(%x: tensor<3xf32>, %w: tensor<3xf32>) -> tensor<f32> {
  %z = arith.constant dense<0.0> : tensor<f32>
  %0 = linalg.dot ins(%x, %w : tensor<3xf32>, tensor<3xf32>) outs(%z : tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// CHECK-LABEL: func.func @integers(
// CHECK: linalg.matmul
// REMARK: remark: [Missed] unraised-contraction{{.*}}Reason="its elements are not floating-point numbers of relu"
func.func @integers(%x: tensor<4x3xi32>, %w: tensor<3x2xi32>) -> tensor<4x2xi32> {
  %z = arith.constant dense<0> : tensor<4x2xi32>
  %0 = linalg.matmul ins(%x, %w : tensor<4x3xi32>, tensor<3x2xi32>) outs(%z : tensor<4x2xi32>) -> tensor<4x2xi32>
  return %0 : tensor<4x2xi32>
}

// CHECK-LABEL: func.func @sum_in_a_wider_type(
// CHECK: linalg.matmul
// REMARK: remark: [Missed] unraised-contraction{{.*}}Reason="its operands are not tensors of one element type"
func.func @sum_in_a_wider_type(%x: tensor<4x3xf16>, %w: tensor<3x2xf16>) -> tensor<4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<4x2xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<4x3xf16>, tensor<3x2xf16>) outs(%z : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @window_of_a_convolution(
// CHECK: linalg.conv_1d
// REMARK: remark: [Missed] unraised-contraction{{.*}}Reason="an axis is not walked by one loop of its own"
func.func @window_of_a_convolution(%x: tensor<6xf32>, %w: tensor<3xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %0 = linalg.conv_1d ins(%x, %w : tensor<6xf32>, tensor<3xf32>) outs(%z : tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @largest_product(
// CHECK: linalg.generic
func.func @largest_product(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>) -> tensor<4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<4x2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
        iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x3xf32>, tensor<3x2xf32>) outs(%z : tensor<4x2xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %p = arith.mulf %b, %a : f32
    %s = arith.maximumf %sum, %p : f32
    linalg.yield %s : f32
  } -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}
