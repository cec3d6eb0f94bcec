// A bias is anything that adds the same vector to each row of a layer.

// RUN: relu-opt %s --relu-fuse-activation | FileCheck %s

//===----------------------------------------------------------------------===//
// Rewrites
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @fuses_broadcast(
// CHECK: %[[Y:.*]] = relu.dense %arg0, %arg1 bias(%arg2) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
// CHECK: return %[[Y]]
func.func @fuses_broadcast(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %empty = tensor.empty() : tensor<2x4xf32>
  %rows = linalg.broadcast ins(%b : tensor<4xf32>) outs(%empty : tensor<2x4xf32>) dimensions = [0]
  %1 = arith.addf %0, %rows : tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// As importers write it: the rows of the bias are as many as those of the product.
// CHECK-LABEL: func.func @fuses_broadcast_to_the_size_of_the_product(
// CHECK: %[[Y:.*]] = relu.dense %arg0, %arg1 bias(%arg2) :
// CHECK: return %[[Y]]
func.func @fuses_broadcast_to_the_size_of_the_product(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %0 = relu.dense %x, %w : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x4xf32>
  %rows = tensor.dim %0, %c0 : tensor<?x4xf32>
  %empty = tensor.empty(%rows) : tensor<?x4xf32>
  %repeated = linalg.broadcast ins(%b : tensor<4xf32>) outs(%empty : tensor<?x4xf32>) dimensions = [0]
  %1 = arith.addf %0, %repeated : tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @fuses_broadcast_from_the_left(
// CHECK: relu.dense %arg0, %arg1 bias(%arg2) {layer = "first"} :
// CHECK-NOT: arith.addf
func.func @fuses_broadcast_from_the_left(%x: tensor<?x?x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>, %empty: tensor<?x?x4xf32>) -> tensor<?x?x4xf32> {
  %0 = relu.dense %x, %w {layer = "first"} : (tensor<?x?x3xf32>, tensor<3x4xf32>) -> tensor<?x?x4xf32>
  %rows = linalg.broadcast ins(%b : tensor<4xf32>) outs(%empty : tensor<?x?x4xf32>) dimensions = [0, 1]
  %1 = arith.addf %rows, %0 : tensor<?x?x4xf32>
  return %1 : tensor<?x?x4xf32>
}

// CHECK-LABEL: func.func @fuses_linalg_add(
// CHECK: relu.dense %arg0, %arg1 bias(%arg2) :
// CHECK-NOT: linalg.add
func.func @fuses_linalg_add(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %empty = tensor.empty() : tensor<2x4xf32>
  %rows = linalg.broadcast ins(%b : tensor<4xf32>) outs(%empty : tensor<2x4xf32>) dimensions = [0]
  %1 = linalg.add ins(%rows, %0 : tensor<2x4xf32>, tensor<2x4xf32>) outs(%empty : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @fuses_vector_made_one_row(
// CHECK: relu.dense %arg0, %arg1 bias(%arg2) :
// CHECK-NOT: arith.addf
func.func @fuses_vector_made_one_row(%x: tensor<1x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<1x4xf32> {
  %0 = relu.dense %x, %w : (tensor<1x3xf32>, tensor<3x4xf32>) -> tensor<1x4xf32>
  %row = tensor.expand_shape %b [[0, 1]] output_shape [1, 4] : tensor<4xf32> into tensor<1x4xf32>
  %1 = arith.addf %0, %row : tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}

// CHECK-LABEL: func.func @fuses_vector_on_vector(
// CHECK: relu.dense %arg0, %arg1 bias(%arg2) :
// CHECK-NOT: arith.addf
func.func @fuses_vector_on_vector(%x: tensor<3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.dense %x, %w : (tensor<3xf32>, tensor<3x4xf32>) -> tensor<4xf32>
  %1 = arith.addf %0, %b : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @fuses_splat(
// CHECK: %[[B:.*]] = arith.constant dense<5.000000e-01> : tensor<4xf32>
// CHECK: relu.dense %arg0, %arg1 bias(%[[B]]) :
// CHECK-NOT: arith.addf
func.func @fuses_splat(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %rows = arith.constant dense<0.5> : tensor<2x4xf32>
  %1 = arith.addf %0, %rows : tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @fuses_constant_with_equal_rows(
// CHECK: %[[B:.*]] = arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK: relu.dense %arg0, %arg1 bias(%[[B]]) :
// CHECK-NOT: arith.addf
func.func @fuses_constant_with_equal_rows(%x: tensor<3x3xf32>, %w: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %0 = relu.dense %x, %w : (tensor<3x3xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %rows = arith.constant dense<[[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]> : tensor<3x2xf32>
  %1 = arith.addf %rows, %0 : tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}

// CHECK-LABEL: func.func @fuses_bias_then_activation(
// CHECK: %[[Y:.*]] = relu.dense %arg0, %arg1 bias(%{{.*}}) activation(#relu.relu) :
// CHECK-NEXT: return %[[Y]]
func.func @fuses_bias_then_activation(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %rows = arith.constant dense<0.5> : tensor<2x4xf32>
  %1 = arith.addf %0, %rows : tensor<2x4xf32>
  %2 = relu.activate %1 activation(#relu.relu) : tensor<2x4xf32>
  return %2 : tensor<2x4xf32>
}

//===----------------------------------------------------------------------===//
// Declines
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @keeps_dense_with_two_uses(
// CHECK: relu.dense %arg0, %arg1 :
// CHECK: arith.addf
func.func @keeps_dense_with_two_uses(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>) {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %rows = arith.constant dense<0.5> : tensor<2x4xf32>
  %1 = arith.addf %0, %rows : tensor<2x4xf32>
  return %0, %1 : tensor<2x4xf32>, tensor<2x4xf32>
}

// CHECK-LABEL: func.func @keeps_dense_added_to_itself(
// CHECK: relu.dense %arg0, %arg1 :
// CHECK: arith.addf
func.func @keeps_dense_added_to_itself(%x: tensor<3xf32>, %w: tensor<3x4xf32>) -> tensor<4xf32> {
  %0 = relu.dense %x, %w : (tensor<3xf32>, tensor<3x4xf32>) -> tensor<4xf32>
  %1 = arith.addf %0, %0 : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @keeps_dense_with_a_bias(
// CHECK: relu.dense %arg0, %arg1 bias(%arg2) :
// CHECK: arith.addf
func.func @keeps_dense_with_a_bias(%x: tensor<3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>, %c: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.dense %x, %w bias(%b) : (tensor<3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = arith.addf %0, %c : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @keeps_dense_with_an_activation(
// CHECK: relu.dense %arg0, %arg1 activation(#relu.relu) :
// CHECK: arith.addf
func.func @keeps_dense_with_an_activation(%x: tensor<3xf32>, %w: tensor<3x4xf32>, %c: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<3xf32>, tensor<3x4xf32>) -> tensor<4xf32>
  %1 = arith.addf %0, %c : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @keeps_residual(
// CHECK: relu.dense %arg0, %arg1 :
// CHECK: arith.addf
func.func @keeps_residual(%x: tensor<2x3xf32>, %w: tensor<3x3xf32>) -> tensor<2x3xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x3xf32>) -> tensor<2x3xf32>
  %1 = arith.addf %0, %x : tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// A square result, a number a row: the wrong axis.
// CHECK-LABEL: func.func @keeps_broadcast_along_outputs(
// CHECK: relu.dense %arg0, %arg1 :
// CHECK: arith.addf
func.func @keeps_broadcast_along_outputs(%x: tensor<4x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<4x4xf32> {
  %0 = relu.dense %x, %w : (tensor<4x3xf32>, tensor<3x4xf32>) -> tensor<4x4xf32>
  %empty = tensor.empty() : tensor<4x4xf32>
  %columns = linalg.broadcast ins(%b : tensor<4xf32>) outs(%empty : tensor<4x4xf32>) dimensions = [1]
  %1 = arith.addf %0, %columns : tensor<4x4xf32>
  return %1 : tensor<4x4xf32>
}

// CHECK-LABEL: func.func @keeps_broadcast_of_a_matrix(
// CHECK: relu.dense %arg0, %arg1 :
// CHECK: arith.addf
func.func @keeps_broadcast_of_a_matrix(%x: tensor<5x4x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4x4xf32>) -> tensor<5x4x4xf32> {
  %0 = relu.dense %x, %w : (tensor<5x4x3xf32>, tensor<3x4xf32>) -> tensor<5x4x4xf32>
  %empty = tensor.empty() : tensor<5x4x4xf32>
  %matrices = linalg.broadcast ins(%b : tensor<4x4xf32>) outs(%empty : tensor<5x4x4xf32>) dimensions = [0]
  %1 = arith.addf %0, %matrices : tensor<5x4x4xf32>
  return %1 : tensor<5x4x4xf32>
}

// CHECK-LABEL: func.func @keeps_vector_made_one_column(
// CHECK: relu.dense %arg0, %arg1 :
// CHECK: arith.addf
func.func @keeps_vector_made_one_column(%x: tensor<4x3xf32>, %w: tensor<3x1xf32>, %b: tensor<4xf32>) -> tensor<4x1xf32> {
  %0 = relu.dense %x, %w : (tensor<4x3xf32>, tensor<3x1xf32>) -> tensor<4x1xf32>
  %column = tensor.expand_shape %b [[0, 1]] output_shape [4, 1] : tensor<4xf32> into tensor<4x1xf32>
  %1 = arith.addf %0, %column : tensor<4x1xf32>
  return %1 : tensor<4x1xf32>
}

// CHECK-LABEL: func.func @keeps_constant_with_unequal_rows(
// CHECK: relu.dense %arg0, %arg1 :
// CHECK: arith.addf
func.func @keeps_constant_with_unequal_rows(%x: tensor<3x3xf32>, %w: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %0 = relu.dense %x, %w : (tensor<3x3xf32>, tensor<3x2xf32>) -> tensor<3x2xf32>
  %rows = arith.constant dense<[[1.0, 2.0], [1.0, 2.0], [1.0, 3.0]]> : tensor<3x2xf32>
  %1 = arith.addf %0, %rows : tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}

// CHECK-LABEL: func.func @keeps_sum_in_another_block(
// CHECK: relu.dense %arg0, %arg1 :
// CHECK: arith.addf
func.func @keeps_sum_in_another_block(%x: tensor<3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>, %p: i1) -> tensor<4xf32> {
  %0 = relu.dense %x, %w : (tensor<3xf32>, tensor<3x4xf32>) -> tensor<4xf32>
  %r = scf.if %p -> tensor<4xf32> {
    %1 = arith.addf %0, %b : tensor<4xf32>
    scf.yield %1 : tensor<4xf32>
  } else {
    scf.yield %b : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @keeps_sum_of_scalars(
// CHECK: arith.addf
func.func @keeps_sum_of_scalars(%x: f32) -> f32 {
  %0 = arith.addf %x, %x : f32
  return %0 : f32
}
