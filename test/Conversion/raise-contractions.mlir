// Contractions to relu.dense, whatever the order of their operands and axes.

// RUN: relu-opt %s --convert-linalg-to-relu --cse | FileCheck %s

//===----------------------------------------------------------------------===//
// Operands and axes in any order
//===----------------------------------------------------------------------===//

#mk = affine_map<(m, n, k) -> (m, k)>
#km = affine_map<(m, n, k) -> (k, m)>
#kn = affine_map<(m, n, k) -> (k, n)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// CHECK-LABEL: func.func @weight_as_first_operand(
// CHECK-NEXT: relu.dense %arg0, %arg1 : (tensor<4x3xf32>, tensor<3x2xf32>) -> tensor<4x2xf32>
func.func @weight_as_first_operand(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>) -> tensor<4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<4x2xf32>
  %0 = linalg.generic {indexing_maps = [#kn, #mk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%w, %x : tensor<3x2xf32>, tensor<4x3xf32>) outs(%z : tensor<4x2xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %p = arith.mulf %b, %a : f32
    %s = arith.addf %sum, %p : f32
    linalg.yield %s : f32
  } -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @transposed_constant_weight(
// CHECK-NEXT: %[[W:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 4.000000e+00], [2.000000e+00, 5.000000e+00], [3.000000e+00, 6.000000e+00]]> : tensor<3x2xf32>
// CHECK-NEXT: relu.dense %arg0, %[[W]] :
func.func @transposed_constant_weight(%x: tensor<?x3xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %c0 = arith.constant 0.0 : f32
  %w = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %z = linalg.fill ins(%c0 : f32) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  %0 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%x, %w : tensor<?x3xf32>, tensor<2x3xf32>) outs(%z : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// CHECK-LABEL: func.func @transposed_resource_stays_a_resource(
// CHECK-NEXT: %[[W:.*]] = arith.constant dense_resource<weight_transposed> : tensor<3x2xf32>
// CHECK-NEXT: relu.dense %arg0, %[[W]] :
func.func @transposed_resource_stays_a_resource(%x: tensor<4x3xf32>) -> tensor<4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<4x2xf32>
  %w = arith.constant dense_resource<weight> : tensor<2x3xf32>
  %e = tensor.empty() : tensor<3x2xf32>
  %t = linalg.transpose ins(%w : tensor<2x3xf32>) outs(%e : tensor<3x2xf32>) permutation = [1, 0]
  %0 = linalg.matmul ins(%x, %t : tensor<4x3xf32>, tensor<3x2xf32>) outs(%z : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @transposed_weight_of_the_program(
// CHECK-NEXT: %[[E:.*]] = tensor.empty() : tensor<3x2xf32>
// CHECK-NEXT: %[[W:.*]] = linalg.transpose ins(%arg1 : tensor<2x3xf32>) outs(%[[E]] : tensor<3x2xf32>) permutation = [1, 0]
// CHECK-NEXT: relu.dense %arg0, %[[W]] :
func.func @transposed_weight_of_the_program(%x: tensor<4x3xf32>, %w: tensor<2x3xf32>) -> tensor<4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<4x2xf32>
  %0 = linalg.contract indexing_maps = [#mk, #nk, #mn]
      ins(%x, %w : tensor<4x3xf32>, tensor<2x3xf32>) outs(%z : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @transposed_input(
// CHECK: %[[X:.*]] = linalg.transpose ins(%arg0 : tensor<3x4xf32>) outs(%{{.*}} : tensor<4x3xf32>) permutation = [1, 0]
// CHECK-NEXT: relu.dense %[[X]], %arg1 :
func.func @transposed_input(%x: tensor<3x4xf32>, %w: tensor<3x2xf32>) -> tensor<4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<4x2xf32>
  %0 = linalg.contract indexing_maps = [#km, #kn, #mn]
      ins(%x, %w : tensor<3x4xf32>, tensor<3x2xf32>) outs(%z : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// CHECK-LABEL: func.func @vector_times_matrix(
// CHECK-NEXT: relu.dense %arg0, %arg1 : (tensor<3xf32>, tensor<3x2xf32>) -> tensor<2xf32>
func.func @vector_times_matrix(%x: tensor<3xf32>, %w: tensor<3x2xf32>) -> tensor<2xf32> {
  %z = arith.constant dense<0.0> : tensor<2xf32>
  %0 = linalg.vecmat ins(%x, %w : tensor<3xf32>, tensor<3x2xf32>) outs(%z : tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

//===----------------------------------------------------------------------===//
// Batches
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @batches_with_one_weight(
// CHECK-NEXT: relu.dense %arg0, %arg1 : (tensor<5x4x3xf32>, tensor<3x2xf32>) -> tensor<5x4x2xf32>
func.func @batches_with_one_weight(%x: tensor<5x4x3xf32>, %w: tensor<3x2xf32>) -> tensor<5x4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<5x4x2xf32>
  %0 = linalg.contract indexing_maps = [
        affine_map<(b, m, n, k) -> (b, m, k)>, affine_map<(b, m, n, k) -> (k, n)>, affine_map<(b, m, n, k) -> (b, m, n)>]
      ins(%x, %w : tensor<5x4x3xf32>, tensor<3x2xf32>) outs(%z : tensor<5x4x2xf32>) -> tensor<5x4x2xf32>
  return %0 : tensor<5x4x2xf32>
}

// CHECK-LABEL: func.func @batches_with_a_broadcast_weight(
// CHECK-NEXT: relu.dense %arg0, %arg1 : (tensor<5x4x3xf32>, tensor<3x2xf32>) -> tensor<5x4x2xf32>
func.func @batches_with_a_broadcast_weight(%x: tensor<5x4x3xf32>, %w: tensor<3x2xf32>) -> tensor<5x4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<5x4x2xf32>
  %e = tensor.empty() : tensor<5x3x2xf32>
  %b = linalg.broadcast ins(%w : tensor<3x2xf32>) outs(%e : tensor<5x3x2xf32>) dimensions = [0]
  %0 = linalg.batch_matmul ins(%x, %b : tensor<5x4x3xf32>, tensor<5x3x2xf32>) outs(%z : tensor<5x4x2xf32>) -> tensor<5x4x2xf32>
  return %0 : tensor<5x4x2xf32>
}

// CHECK-LABEL: func.func @one_batch(
// CHECK-NEXT: %[[W:.*]] = tensor.collapse_shape %arg1 {{\[\[}}0, 1], [2]] : tensor<1x3x2xf32> into tensor<3x2xf32>
// CHECK-NEXT: relu.dense %arg0, %[[W]] : (tensor<1x4x3xf32>, tensor<3x2xf32>) -> tensor<1x4x2xf32>
func.func @one_batch(%x: tensor<1x4x3xf32>, %w: tensor<1x3x2xf32>) -> tensor<1x4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<1x4x2xf32>
  %0 = linalg.batch_matmul ins(%x, %w : tensor<1x4x3xf32>, tensor<1x3x2xf32>) outs(%z : tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
  return %0 : tensor<1x4x2xf32>
}

// CHECK-LABEL: func.func @one_batch_that_was_inserted(
// CHECK-NEXT: relu.dense %arg0, %arg1 bias(%arg2) : (tensor<?x3xf32>, tensor<3x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
// CHECK-NEXT: return
func.func @one_batch_that_was_inserted(%x: tensor<?x3xf32>, %w: tensor<3x2xf32>, %b: tensor<2xf32>, %n: index) -> tensor<?x2xf32> {
  %zero = arith.constant 0.0 : f32
  %x3 = tensor.expand_shape %x [[0, 1], [2]] output_shape [1, %n, 3] : tensor<?x3xf32> into tensor<1x?x3xf32>
  %w3 = tensor.expand_shape %w [[0, 1], [2]] output_shape [1, 3, 2] : tensor<3x2xf32> into tensor<1x3x2xf32>
  %e = tensor.empty(%n) : tensor<1x?x2xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<1x?x2xf32>) -> tensor<1x?x2xf32>
  %0 = linalg.batch_matmul ins(%x3, %w3 : tensor<1x?x3xf32>, tensor<1x3x2xf32>) outs(%z : tensor<1x?x2xf32>) -> tensor<1x?x2xf32>
  %rows = linalg.broadcast ins(%b : tensor<2xf32>) outs(%e : tensor<1x?x2xf32>) dimensions = [0, 1]
  %1 = linalg.add ins(%0, %rows : tensor<1x?x2xf32>, tensor<1x?x2xf32>) outs(%e : tensor<1x?x2xf32>) -> tensor<1x?x2xf32>
  %2 = tensor.collapse_shape %1 [[0, 1], [2]] : tensor<1x?x2xf32> into tensor<?x2xf32>
  return %2 : tensor<?x2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      weight: "0x040000000000803F0000004000004040000080400000A0400000C040"
    }
  }
#-}
