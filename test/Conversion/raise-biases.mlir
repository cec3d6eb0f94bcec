// Vectors that are added to each row, in the start of a contraction or behind it.

// RUN: relu-opt %s --convert-linalg-to-relu --cse | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>
#column = affine_map<(d0, d1) -> (d0)>

// CHECK-LABEL: func.func @start_of_a_contraction(
// CHECK-NEXT: relu.dense %arg0, %arg1 bias(%arg2) :
// CHECK-NEXT: return
func.func @start_of_a_contraction(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>, %b: tensor<2xf32>) -> tensor<4x2xf32> {
  %e = tensor.empty() : tensor<4x2xf32>
  %s = linalg.broadcast ins(%b : tensor<2xf32>) outs(%e : tensor<4x2xf32>) dimensions = [0]
  %0 = linalg.matmul ins(%x, %w : tensor<4x3xf32>, tensor<3x2xf32>) outs(%s : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @start_that_varies_by_row_is_added(
// CHECK-NEXT: %[[P:.*]] = relu.dense %arg0, %arg1 :
// CHECK-NEXT: arith.addf %[[P]], %arg2 : tensor<4x2xf32>
func.func @start_that_varies_by_row_is_added(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>, %s: tensor<4x2xf32>) -> tensor<4x2xf32> {
  %0 = linalg.matmul ins(%x, %w : tensor<4x3xf32>, tensor<3x2xf32>) outs(%s : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @generic_sum_along_the_last_axis(
// CHECK-NEXT: relu.dense %arg0, %arg1 bias(%arg2) :
// CHECK-NEXT: return
func.func @generic_sum_along_the_last_axis(%x: tensor<?x3xf32>, %w: tensor<3x2xf32>, %b: tensor<2xf32>) -> tensor<?x2xf32> {
  %0 = relu.dense %x, %w : (tensor<?x3xf32>, tensor<3x2xf32>) -> tensor<?x2xf32>
  %i0 = arith.constant 0 : index
  %n = tensor.dim %0, %i0 : tensor<?x2xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %1 = linalg.generic {indexing_maps = [#row, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%b, %0 : tensor<2xf32>, tensor<?x2xf32>) outs(%e : tensor<?x2xf32>) {
  ^bb0(%a: f32, %p: f32, %out: f32):
    %s = arith.addf %a, %p : f32
    linalg.yield %s : f32
  } -> tensor<?x2xf32>
  return %1 : tensor<?x2xf32>
}

// CHECK-LABEL: func.func @named_sum_with_an_expanded_vector(
// CHECK-NEXT: relu.dense %arg0, %arg1 bias(%arg2) : (tensor<1x3xf32>
// CHECK-NEXT: return
func.func @named_sum_with_an_expanded_vector(%x: tensor<1x3xf32>, %w: tensor<3x2xf32>, %b: tensor<2xf32>, %x2: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %0 = relu.dense %x, %w : (tensor<1x3xf32>, tensor<3x2xf32>) -> tensor<1x2xf32>
  %r = tensor.expand_shape %b [[0, 1]] output_shape [1, 2] : tensor<2xf32> into tensor<1x2xf32>
  %1 = linalg.add ins(%r, %0 : tensor<1x2xf32>, tensor<1x2xf32>) outs(%x2 : tensor<1x2xf32>) -> tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

// CHECK-LABEL: func.func @constant_with_equal_rows(
// CHECK-NEXT: %[[B:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: relu.dense %arg0, %arg1 bias(%[[B]]) :
func.func @constant_with_equal_rows(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>) -> tensor<2x2xf32> {
  %b = arith.constant dense<[[1.0, 2.0], [1.0, 2.0]]> : tensor<2x2xf32>
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %1 = arith.addf %0, %b : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @constant_splat(
// CHECK-NEXT: %[[B:.*]] = arith.constant dense<5.000000e-01> : tensor<2xf32>
// CHECK-NEXT: relu.dense %arg0, %arg1 bias(%[[B]]) :
func.func @constant_splat(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>) -> tensor<4x2xf32> {
  %b = arith.constant dense<0.5> : tensor<4x2xf32>
  %0 = relu.dense %x, %w : (tensor<4x3xf32>, tensor<3x2xf32>) -> tensor<4x2xf32>
  %1 = arith.addf %b, %0 : tensor<4x2xf32>
  return %1 : tensor<4x2xf32>
}

//===----------------------------------------------------------------------===//
// No bias
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @sum_with_columns(
// CHECK-NEXT: relu.dense %arg0, %arg1 :
func.func @sum_with_columns(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>, %b: tensor<2xf32>) -> tensor<2x2xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %c = linalg.broadcast ins(%b : tensor<2xf32>) outs(%0 : tensor<2x2xf32>) dimensions = [1]
  %1 = arith.addf %0, %c : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @layer_with_two_uses(
// CHECK: relu.dense %arg0, %arg1 :
// CHECK-NOT: relu.dense
// CHECK: return
func.func @layer_with_two_uses(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>) -> (tensor<4x2xf32>, tensor<4x2xf32>) {
  %b = arith.constant dense<0.5> : tensor<4x2xf32>
  %0 = relu.dense %x, %w : (tensor<4x3xf32>, tensor<3x2xf32>) -> tensor<4x2xf32>
  %1 = arith.addf %b, %0 : tensor<4x2xf32>
  return %0, %1 : tensor<4x2xf32>, tensor<4x2xf32>
}

// CHECK-LABEL: func.func @sum_behind_an_activation(
// CHECK: relu.dense %arg0, %arg1 activation(#relu.relu) :
// CHECK-NEXT: arith.addf
func.func @sum_behind_an_activation(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>) -> tensor<4x2xf32> {
  %b = arith.constant dense<0.5> : tensor<4x2xf32>
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<4x3xf32>, tensor<3x2xf32>) -> tensor<4x2xf32>
  %1 = arith.addf %b, %0 : tensor<4x2xf32>
  return %1 : tensor<4x2xf32>
}
