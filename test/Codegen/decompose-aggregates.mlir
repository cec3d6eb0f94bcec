// linalg.softmax becomes the operations that it is made of.

// RUN: relu-opt %s --relu-decompose-aggregates | FileCheck %s

// The largest of each row, exponentials of the differences, their sum, quotients.
// CHECK-LABEL: func.func @softmax_is_four_loops(
// CHECK-NOT: linalg.softmax
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
// CHECK: arith.maxnumf
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
// CHECK: arith.subf
// CHECK-NEXT: math.exp
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]
// CHECK: arith.addf
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "parallel"]
// CHECK: arith.divf
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @softmax_is_four_loops(%x: tensor<2x4xf32>, %y: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = linalg.softmax dimension(1) ins(%x : tensor<2x4xf32>) outs(%y : tensor<2x4xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// The first is used by the second and by the caller: eight loops, not twelve.
// CHECK-LABEL: func.func @dynamic_size_and_two_uses(
// CHECK: linalg.generic {{.*}} iterator_types = ["reduction", "parallel"]
// CHECK-COUNT-2: linalg.generic
// CHECK: %[[FIRST:.*]] = linalg.generic
// CHECK-COUNT-3: linalg.generic
// CHECK: %[[SECOND:.*]] = linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return %[[FIRST]], %[[SECOND]] : tensor<?x4xf32>, tensor<?x4xf32>
func.func @dynamic_size_and_two_uses(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %0 = linalg.softmax dimension(0) ins(%x : tensor<?x4xf32>) outs(%y : tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = linalg.softmax dimension(1) ins(%0 : tensor<?x4xf32>) outs(%y : tensor<?x4xf32>) -> tensor<?x4xf32>
  return %0, %1 : tensor<?x4xf32>, tensor<?x4xf32>
}

// CHECK-LABEL: func.func @keeps_operations_with_a_lowering(
// CHECK-NEXT: linalg.matmul
// CHECK-NEXT: linalg.exp
// CHECK-NEXT: return
func.func @keeps_operations_with_a_lowering(%x: tensor<2x4xf32>, %w: tensor<4x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = linalg.matmul ins(%x, %w : tensor<2x4xf32>, tensor<4x3xf32>) outs(%y : tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = linalg.exp ins(%0 : tensor<2x3xf32>) outs(%y : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}
