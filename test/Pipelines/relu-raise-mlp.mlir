// The same network of two layers in five spellings ends in the same layers, and
// computes the same as its spelling does.

// RUN: relu-opt %s --relu-raise --relu-optimize | FileCheck %s
// RUN: relu-run %s --function=named_operations --verify
// RUN: relu-run %s --function=generic_operations_with_transposed_weights --verify
// RUN: relu-run %s --function=tosa --verify
// RUN: relu-run %s --function=torch_mlir --verify
// RUN: relu-run %s --function=dynamic_shapes --verify --input=7x3xf32=normal

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>
#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// CHECK-LABEL: func.func @named_operations(%arg0: tensor<5x3xf32>) -> tensor<5x2xf32>
// CHECK-DAG: %[[W1:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, -2.000000e+00, 3.000000e+00, 5.000000e-01], {{.*}}> : tensor<3x4xf32>
// CHECK-DAG: %[[B1:.*]] = arith.constant dense<[1.000000e-01, {{.*}}]> : tensor<4xf32>
// CHECK-DAG: %[[W2:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], {{.*}}> : tensor<4x2xf32>
// CHECK-DAG: %[[B2:.*]] = arith.constant dense<[-5.000000e-01, 5.000000e-01]> : tensor<2xf32>
// CHECK: %[[H:.*]] = relu.dense %arg0, %[[W1]] bias(%[[B1]]) activation(#relu.relu) : (tensor<5x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<5x4xf32>
// CHECK-NEXT: %[[Y:.*]] = relu.dense %[[H]], %[[W2]] bias(%[[B2]]) : (tensor<5x4xf32>, tensor<4x2xf32>, tensor<2xf32>) -> tensor<5x2xf32>
// CHECK-NEXT: return %[[Y]] : tensor<5x2xf32>
// CHECK-NEXT: }
func.func @named_operations(%x: tensor<5x3xf32>) -> tensor<5x2xf32> {
  %w1 = arith.constant dense<[[1.0, -2.0, 3.0, 0.5], [-1.0, 2.0, 0.25, 4.0], [0.5, 1.5, -3.0, 2.0]]> : tensor<3x4xf32>
  %b1 = arith.constant dense<[0.1, 0.2, 0.3, 0.4]> : tensor<4xf32>
  %w2 = arith.constant dense<[[1.0, 2.0], [-3.0, 0.5], [0.25, -1.0], [2.0, 4.0]]> : tensor<4x2xf32>
  %b2 = arith.constant dense<[-0.5, 0.5]> : tensor<2xf32>
  %zero = arith.constant 0.0 : f32
  %e1 = tensor.empty() : tensor<5x4xf32>
  %z1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<5x4xf32>) -> tensor<5x4xf32>
  %0 = linalg.matmul ins(%x, %w1 : tensor<5x3xf32>, tensor<3x4xf32>) outs(%z1 : tensor<5x4xf32>) -> tensor<5x4xf32>
  %rows1 = linalg.broadcast ins(%b1 : tensor<4xf32>) outs(%e1 : tensor<5x4xf32>) dimensions = [0]
  %1 = linalg.add ins(%0, %rows1 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%e1 : tensor<5x4xf32>) -> tensor<5x4xf32>
  %2 = linalg.max ins(%1, %z1 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%e1 : tensor<5x4xf32>) -> tensor<5x4xf32>
  %e2 = tensor.empty() : tensor<5x2xf32>
  %rows2 = linalg.broadcast ins(%b2 : tensor<2xf32>) outs(%e2 : tensor<5x2xf32>) dimensions = [0]
  %3 = linalg.matmul ins(%2, %w2 : tensor<5x4xf32>, tensor<4x2xf32>) outs(%rows2 : tensor<5x2xf32>) -> tensor<5x2xf32>
  return %3 : tensor<5x2xf32>
}

// CHECK-LABEL: func.func @generic_operations_with_transposed_weights(%arg0: tensor<5x3xf32>) -> tensor<5x2xf32>
// CHECK-DAG: %[[W1:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, -2.000000e+00, 3.000000e+00, 5.000000e-01], {{.*}}> : tensor<3x4xf32>
// CHECK-DAG: %[[B1:.*]] = arith.constant dense<[1.000000e-01, {{.*}}]> : tensor<4xf32>
// CHECK-DAG: %[[W2:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], {{.*}}> : tensor<4x2xf32>
// CHECK-DAG: %[[B2:.*]] = arith.constant dense<[-5.000000e-01, 5.000000e-01]> : tensor<2xf32>
// CHECK: %[[H:.*]] = relu.dense %arg0, %[[W1]] bias(%[[B1]]) activation(#relu.relu) : (tensor<5x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<5x4xf32>
// CHECK-NEXT: %[[Y:.*]] = relu.dense %[[H]], %[[W2]] bias(%[[B2]]) : (tensor<5x4xf32>, tensor<4x2xf32>, tensor<2xf32>) -> tensor<5x2xf32>
// CHECK-NEXT: return %[[Y]] : tensor<5x2xf32>
// CHECK-NEXT: }
func.func @generic_operations_with_transposed_weights(%x: tensor<5x3xf32>) -> tensor<5x2xf32> {
  %w1 = arith.constant dense<[[1.0, -1.0, 0.5], [-2.0, 2.0, 1.5], [3.0, 0.25, -3.0], [0.5, 4.0, 2.0]]> : tensor<4x3xf32>
  %b1 = arith.constant dense<[0.1, 0.2, 0.3, 0.4]> : tensor<4xf32>
  %w2 = arith.constant dense<[[1.0, -3.0, 0.25, 2.0], [2.0, 0.5, -1.0, 4.0]]> : tensor<2x4xf32>
  %b2 = arith.constant dense<[-0.5, 0.5]> : tensor<2xf32>
  %zero = arith.constant 0.0 : f32
  %e1 = tensor.empty() : tensor<5x4xf32>
  %e2 = tensor.empty() : tensor<5x2xf32>
  %z1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<5x4xf32>) -> tensor<5x4xf32>
  %p1 = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w1 : tensor<5x3xf32>, tensor<4x3xf32>) outs(%z1 : tensor<5x4xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %sum, %m : f32
    linalg.yield %s : f32
  } -> tensor<5x4xf32>
  %y1 = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p1, %b1 : tensor<5x4xf32>, tensor<4xf32>) outs(%e1 : tensor<5x4xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.addf %a, %b : f32
    %r = arith.maximumf %s, %zero : f32
    linalg.yield %r : f32
  } -> tensor<5x4xf32>
  %z2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<5x2xf32>) -> tensor<5x2xf32>
  %p2 = linalg.generic {indexing_maps = [#mk, #nk, #mn], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%y1, %w2 : tensor<5x4xf32>, tensor<2x4xf32>) outs(%z2 : tensor<5x2xf32>) {
  ^bb0(%a: f32, %b: f32, %sum: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %sum, %m : f32
    linalg.yield %s : f32
  } -> tensor<5x2xf32>
  %y2 = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p2, %b2 : tensor<5x2xf32>, tensor<2xf32>) outs(%e2 : tensor<5x2xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<5x2xf32>
  return %y2 : tensor<5x2xf32>
}

// CHECK-LABEL: func.func @tosa(%arg0: tensor<5x3xf32>) -> tensor<5x2xf32>
// CHECK-DAG: %[[W1:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, -2.000000e+00, 3.000000e+00, 5.000000e-01], {{.*}}> : tensor<3x4xf32>
// CHECK-DAG: %[[B1:.*]] = arith.constant dense<[1.000000e-01, {{.*}}]> : tensor<4xf32>
// CHECK-DAG: %[[W2:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], {{.*}}> : tensor<4x2xf32>
// CHECK-DAG: %[[B2:.*]] = arith.constant dense<[-5.000000e-01, 5.000000e-01]> : tensor<2xf32>
// CHECK: %[[H:.*]] = relu.dense %arg0, %[[W1]] bias(%[[B1]]) activation(#relu.relu) : (tensor<5x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<5x4xf32>
// CHECK-NEXT: %[[Y:.*]] = relu.dense %[[H]], %[[W2]] bias(%[[B2]]) : (tensor<5x4xf32>, tensor<4x2xf32>, tensor<2xf32>) -> tensor<5x2xf32>
// CHECK-NEXT: return %[[Y]] : tensor<5x2xf32>
// CHECK-NEXT: }
func.func @tosa(%x: tensor<5x3xf32>) -> tensor<5x2xf32> {
  %w1 = "tosa.const"() <{values = dense<[[1.0, -1.0, 0.5], [-2.0, 2.0, 1.5], [3.0, 0.25, -3.0], [0.5, 4.0, 2.0]]> : tensor<4x3xf32>}> : () -> tensor<4x3xf32>
  %b1 = "tosa.const"() <{values = dense<[[0.1, 0.2, 0.3, 0.4]]> : tensor<1x4xf32>}> : () -> tensor<1x4xf32>
  %w2 = "tosa.const"() <{values = dense<[[1.0, -3.0, 0.25, 2.0], [2.0, 0.5, -1.0, 4.0]]> : tensor<2x4xf32>}> : () -> tensor<2x4xf32>
  %b2 = "tosa.const"() <{values = dense<[[-0.5, 0.5]]> : tensor<1x2xf32>}> : () -> tensor<1x2xf32>
  %zp = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %s1 = tosa.const_shape {values = dense<[1, 5, 3]> : tensor<3xindex>} : () -> !tosa.shape<3>
  %s2 = tosa.const_shape {values = dense<[1, 5, 4]> : tensor<3xindex>} : () -> !tosa.shape<3>
  %sw1 = tosa.const_shape {values = dense<[1, 3, 4]> : tensor<3xindex>} : () -> !tosa.shape<3>
  %sw2 = tosa.const_shape {values = dense<[1, 4, 2]> : tensor<3xindex>} : () -> !tosa.shape<3>
  %so1 = tosa.const_shape {values = dense<[5, 4]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %so2 = tosa.const_shape {values = dense<[5, 2]> : tensor<2xindex>} : () -> !tosa.shape<2>
  %in1 = tosa.reshape %x, %s1 : (tensor<5x3xf32>, !tosa.shape<3>) -> tensor<1x5x3xf32>
  %t1 = tosa.transpose %w1 {perms = array<i32: 1, 0>} : (tensor<4x3xf32>) -> tensor<3x4xf32>
  %m1 = tosa.reshape %t1, %sw1 : (tensor<3x4xf32>, !tosa.shape<3>) -> tensor<1x3x4xf32>
  %p1 = tosa.matmul %in1, %m1, %zp, %zp : (tensor<1x5x3xf32>, tensor<1x3x4xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x5x4xf32>
  %q1 = tosa.reshape %p1, %so1 : (tensor<1x5x4xf32>, !tosa.shape<2>) -> tensor<5x4xf32>
  %y1 = tosa.add %q1, %b1 : (tensor<5x4xf32>, tensor<1x4xf32>) -> tensor<5x4xf32>
  %h = tosa.clamp %y1 {min_val = 0.0 : f32, max_val = 0x7F800000 : f32} : (tensor<5x4xf32>) -> tensor<5x4xf32>
  %in2 = tosa.reshape %h, %s2 : (tensor<5x4xf32>, !tosa.shape<3>) -> tensor<1x5x4xf32>
  %t2 = tosa.transpose %w2 {perms = array<i32: 1, 0>} : (tensor<2x4xf32>) -> tensor<4x2xf32>
  %m2 = tosa.reshape %t2, %sw2 : (tensor<4x2xf32>, !tosa.shape<3>) -> tensor<1x4x2xf32>
  %p2 = tosa.matmul %in2, %m2, %zp, %zp : (tensor<1x5x4xf32>, tensor<1x4x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x5x2xf32>
  %q2 = tosa.reshape %p2, %so2 : (tensor<1x5x2xf32>, !tosa.shape<2>) -> tensor<5x2xf32>
  %y2 = tosa.add %q2, %b2 : (tensor<5x2xf32>, tensor<1x2xf32>) -> tensor<5x2xf32>
  return %y2 : tensor<5x2xf32>
}

// CHECK-LABEL: func.func @torch_mlir(%arg0: tensor<5x3xf32>) -> tensor<5x2xf32>
// CHECK-DAG: %[[W1:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, -2.000000e+00, 3.000000e+00, 5.000000e-01], {{.*}}> : tensor<3x4xf32>
// CHECK-DAG: %[[B1:.*]] = arith.constant dense<[1.000000e-01, {{.*}}]> : tensor<4xf32>
// CHECK-DAG: %[[W2:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], {{.*}}> : tensor<4x2xf32>
// CHECK-DAG: %[[B2:.*]] = arith.constant dense<[-5.000000e-01, 5.000000e-01]> : tensor<2xf32>
// CHECK: %[[H:.*]] = relu.dense %arg0, %[[W1]] bias(%[[B1]]) activation(#relu.relu) : (tensor<5x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<5x4xf32>
// CHECK-NEXT: %[[Y:.*]] = relu.dense %[[H]], %[[W2]] bias(%[[B2]]) : (tensor<5x4xf32>, tensor<4x2xf32>, tensor<2xf32>) -> tensor<5x2xf32>
// CHECK-NEXT: return %[[Y]] : tensor<5x2xf32>
// CHECK-NEXT: }
func.func @torch_mlir(%x: tensor<5x3xf32>) -> tensor<5x2xf32> {
  %w1 = arith.constant dense<[[1.0, -1.0, 0.5], [-2.0, 2.0, 1.5], [3.0, 0.25, -3.0], [0.5, 4.0, 2.0]]> : tensor<4x3xf32>
  %b1 = arith.constant dense<[0.1, 0.2, 0.3, 0.4]> : tensor<4xf32>
  %w2 = arith.constant dense<[[1.0, -3.0, 0.25, 2.0], [2.0, 0.5, -1.0, 4.0]]> : tensor<2x4xf32>
  %b2 = arith.constant dense<[-0.5, 0.5]> : tensor<2xf32>
  %zero = arith.constant 0.0 : f32
  %e1 = tensor.empty() : tensor<5x4xf32>
  %e2 = tensor.empty() : tensor<5x2xf32>
  %z1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<5x4xf32>) -> tensor<5x4xf32>
  %n1 = tensor.empty() : tensor<3x4xf32>
  %t1 = linalg.transpose ins(%w1 : tensor<4x3xf32>) outs(%n1 : tensor<3x4xf32>) permutation = [1, 0]
  %p1 = linalg.matmul ins(%x, %t1 : tensor<5x3xf32>, tensor<3x4xf32>) outs(%z1 : tensor<5x4xf32>) -> tensor<5x4xf32>
  %y1 = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p1, %b1 : tensor<5x4xf32>, tensor<4xf32>) outs(%e1 : tensor<5x4xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<5x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%y1 : tensor<5x4xf32>) outs(%e1 : tensor<5x4xf32>) {
  ^bb0(%a: f32, %out: f32):
    %c = arith.cmpf ugt, %a, %zero : f32
    %r = arith.select %c, %a, %zero : f32
    linalg.yield %r : f32
  } -> tensor<5x4xf32>
  %z2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<5x2xf32>) -> tensor<5x2xf32>
  %n2 = tensor.empty() : tensor<4x2xf32>
  %t2 = linalg.transpose ins(%w2 : tensor<2x4xf32>) outs(%n2 : tensor<4x2xf32>) permutation = [1, 0]
  %p2 = linalg.matmul ins(%h, %t2 : tensor<5x4xf32>, tensor<4x2xf32>) outs(%z2 : tensor<5x2xf32>) -> tensor<5x2xf32>
  %y2 = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p2, %b2 : tensor<5x2xf32>, tensor<2xf32>) outs(%e2 : tensor<5x2xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<5x2xf32>
  return %y2 : tensor<5x2xf32>
}

// CHECK-LABEL: func.func @dynamic_shapes(%arg0: tensor<?x3xf32>) -> tensor<?x2xf32>
// CHECK-DAG: %[[W1:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, -2.000000e+00, 3.000000e+00, 5.000000e-01], {{.*}}> : tensor<3x4xf32>
// CHECK-DAG: %[[B1:.*]] = arith.constant dense<[1.000000e-01, {{.*}}]> : tensor<4xf32>
// CHECK-DAG: %[[W2:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], {{.*}}> : tensor<4x2xf32>
// CHECK-DAG: %[[B2:.*]] = arith.constant dense<[-5.000000e-01, 5.000000e-01]> : tensor<2xf32>
// CHECK: %[[H:.*]] = relu.dense %arg0, %[[W1]] bias(%[[B1]]) activation(#relu.relu) : (tensor<?x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK-NEXT: %[[Y:.*]] = relu.dense %[[H]], %[[W2]] bias(%[[B2]]) : (tensor<?x4xf32>, tensor<4x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
// CHECK-NEXT: return %[[Y]] : tensor<?x2xf32>
// CHECK-NEXT: }
func.func @dynamic_shapes(%x: tensor<?x3xf32>) -> tensor<?x2xf32> {
  %w1 = arith.constant dense<[[1.0, -1.0, 0.5], [-2.0, 2.0, 1.5], [3.0, 0.25, -3.0], [0.5, 4.0, 2.0]]> : tensor<4x3xf32>
  %b1 = arith.constant dense<[0.1, 0.2, 0.3, 0.4]> : tensor<4xf32>
  %w2 = arith.constant dense<[[1.0, -3.0, 0.25, 2.0], [2.0, 0.5, -1.0, 4.0]]> : tensor<2x4xf32>
  %b2 = arith.constant dense<[-0.5, 0.5]> : tensor<2xf32>
  %zero = arith.constant 0.0 : f32
  %i0 = arith.constant 0 : index
  %r1 = tensor.dim %x, %i0 : tensor<?x3xf32>
  %e1 = tensor.empty(%r1) : tensor<?x4xf32>
  %z1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<?x4xf32>) -> tensor<?x4xf32>
  %n1 = tensor.empty() : tensor<3x4xf32>
  %t1 = linalg.transpose ins(%w1 : tensor<4x3xf32>) outs(%n1 : tensor<3x4xf32>) permutation = [1, 0]
  %p1 = linalg.matmul ins(%x, %t1 : tensor<?x3xf32>, tensor<3x4xf32>) outs(%z1 : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y1 = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p1, %b1 : tensor<?x4xf32>, tensor<4xf32>) outs(%e1 : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%y1 : tensor<?x4xf32>) outs(%e1 : tensor<?x4xf32>) {
  ^bb0(%a: f32, %out: f32):
    %c = arith.cmpf ugt, %a, %zero : f32
    %r = arith.select %c, %a, %zero : f32
    linalg.yield %r : f32
  } -> tensor<?x4xf32>
  %r2 = tensor.dim %h, %i0 : tensor<?x4xf32>
  %e2 = tensor.empty(%r2) : tensor<?x2xf32>
  %z2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<?x2xf32>) -> tensor<?x2xf32>
  %n2 = tensor.empty() : tensor<4x2xf32>
  %t2 = linalg.transpose ins(%w2 : tensor<2x4xf32>) outs(%n2 : tensor<4x2xf32>) permutation = [1, 0]
  %p2 = linalg.matmul ins(%h, %t2 : tensor<?x4xf32>, tensor<4x2xf32>) outs(%z2 : tensor<?x2xf32>) -> tensor<?x2xf32>
  %y2 = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%p2, %b2 : tensor<?x2xf32>, tensor<2xf32>) outs(%e2 : tensor<?x2xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<?x2xf32>
  return %y2 : tensor<?x2xf32>
}
