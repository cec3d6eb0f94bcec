// The reference lowering: start with the bias or zero, contract, activate.

// RUN: relu-opt %s --convert-relu-to-linalg --split-input-file | FileCheck %s

// CHECK-DAG: #[[COLUMN:.+]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[ALL:.+]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[INPUT:.+]] = affine_map<(d0, d1, d2) -> (d0, d2)>
// CHECK-DAG: #[[WEIGHT:.+]] = affine_map<(d0, d1, d2) -> (d2, d1)>
// CHECK-DAG: #[[OUTPUT:.+]] = affine_map<(d0, d1, d2) -> (d0, d1)>
// CHECK-LABEL: func.func @layer_of_dynamic_batch(
// CHECK-SAME: %[[X:[^:]*]]: tensor<?x3xf32>, %[[W:[^:]*]]: tensor<3x4xf32>, %[[B:[^:]*]]: tensor<4xf32>
// CHECK: %[[C0:.*]] = arith.constant 0 : index
// CHECK: %[[ROWS:.*]] = tensor.dim %[[X]], %[[C0]]
// CHECK: %[[EMPTY:.*]] = tensor.empty(%[[ROWS]]) : tensor<?x4xf32>
// CHECK: %[[START:.*]] = linalg.generic {indexing_maps = [#[[COLUMN]], #[[ALL]]], iterator_types = ["parallel", "parallel"]} ins(%[[B]] : tensor<4xf32>) outs(%[[EMPTY]] :
// CHECK: %[[SUM:.*]] = linalg.generic {indexing_maps = [#[[INPUT]], #[[WEIGHT]], #[[OUTPUT]]], iterator_types = ["parallel", "parallel", "reduction"]} ins(%[[X]], %[[W]] : tensor<?x3xf32>, tensor<3x4xf32>) outs(%[[START]] :
// CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %[[F:.*]]: f32, %[[ACC:.*]]: f32):
// CHECK-NEXT: %[[PRODUCT:.*]] = arith.mulf %[[A]], %[[F]] : f32
// CHECK-NEXT: %[[NEXT:.*]] = arith.addf %[[ACC]], %[[PRODUCT]] : f32
// CHECK-NEXT: linalg.yield %[[NEXT]] : f32
// CHECK: %[[Y:.*]] = linalg.generic {indexing_maps = [#[[ALL]], #[[ALL]]], iterator_types = ["parallel", "parallel"]} ins(%[[SUM]] :
// CHECK: arith.maximumf %{{.*}} fastmath<nsz> : f32
// CHECK: return %[[Y]]
func.func @layer_of_dynamic_batch(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<?x4xf32> {
  %0 = relu.dense %x, %w bias(%b) activation(#relu.relu) : (tensor<?x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// -----

// Nothing to add, nothing to apply: a fill and a contraction.
// CHECK-LABEL: func.func @layer_without_batch(
// CHECK: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f64
// CHECK: %[[START:.*]] = linalg.fill ins(%[[ZERO]] : f64)
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%arg0, %arg1 : tensor<3xf64>, tensor<3x4xf64>) outs(%[[START]] : tensor<4xf64>)
// CHECK-NOT: linalg.generic
// CHECK: return %[[SUM]]
func.func @layer_without_batch(%x: tensor<3xf64>, %w: tensor<3x4xf64>) -> tensor<4xf64> {
  %0 = relu.dense %x, %w : (tensor<3xf64>, tensor<3x4xf64>) -> tensor<4xf64>
  return %0 : tensor<4xf64>
}

// -----

// Sums, bias and activation in f32; one rounding, at the end.
// CHECK-LABEL: func.func @f16_is_computed_in_f32(
// CHECK: linalg.generic {{.*}} ins(%arg2 : tensor<4xf16>) outs(%{{.*}} : tensor<2x4xf32>)
// CHECK: arith.extf %{{.*}} : f16 to f32
// CHECK: linalg.generic {{.*}} ins(%arg0, %arg1 : tensor<2x3xf16>, tensor<3x4xf16>) outs(%{{.*}} : tensor<2x4xf32>)
// CHECK: arith.mulf %{{.*}} : f32
// CHECK-NOT: truncf
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<2x4xf32>) outs(%{{.*}} : tensor<2x4xf16>)
// CHECK: %[[F:.*]] = arith.maximumf %{{.*}} : f32
// CHECK-NEXT: %[[Y:.*]] = arith.truncf %[[F]] : f32 to f16
// CHECK-NEXT: linalg.yield %[[Y]] : f16
func.func @f16_is_computed_in_f32(%x: tensor<2x3xf16>, %w: tensor<3x4xf16>, %b: tensor<4xf16>) -> tensor<2x4xf16> {
  %0 = relu.dense %x, %w bias(%b) activation(#relu.relu) : (tensor<2x3xf16>, tensor<3x4xf16>, tensor<4xf16>) -> tensor<2x4xf16>
  return %0 : tensor<2x4xf16>
}

// -----

// The rounding stays when there is no activation.
// CHECK-LABEL: func.func @bf16_without_activation_is_rounded(
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<2x4xf32>)
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<2x4xf32>) outs(%{{.*}} : tensor<2x4xbf16>)
// CHECK-NEXT: ^bb0(%[[SUM:.*]]: f32, %{{.*}}: bf16):
// CHECK-NEXT: %[[Y:.*]] = arith.truncf %[[SUM]] : f32 to bf16
// CHECK-NEXT: linalg.yield %[[Y]]
func.func @bf16_without_activation_is_rounded(%x: tensor<2x3xbf16>, %w: tensor<3x4xbf16>) -> tensor<2x4xbf16> {
  %0 = relu.dense %x, %w : (tensor<2x3xbf16>, tensor<3x4xbf16>) -> tensor<2x4xbf16>
  return %0 : tensor<2x4xbf16>
}

// -----

// CHECK: #[[ROW:.+]] = affine_map<(d0, d1, d2) -> (d1)>
// CHECK-LABEL: func.func @slopes_along_a_batch_axis(
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[ROW]], #{{.*}}], {{.*}} ins(%{{.*}}, %arg2 : tensor<2x5x4xf32>, tensor<5xf32>)
func.func @slopes_along_a_batch_axis(%x: tensor<2x5x3xf32>, %w: tensor<3x4xf32>, %s: tensor<5xf32>) -> tensor<2x5x4xf32> {
  %0 = relu.dense %x, %w activation(#relu.prelu<axis = 1>, %s) : (tensor<2x5x3xf32>, tensor<3x4xf32>, tensor<5xf32>) -> tensor<2x5x4xf32>
  return %0 : tensor<2x5x4xf32>
}

// -----

// CHECK-DAG: #[[FIRST:.+]] = affine_map<(d0, d1, d2) -> (d0)>
// CHECK-DAG: #[[LAST:.+]] = affine_map<(d0, d1, d2) -> (d2)>
// CHECK-DAG: #[[NONE:.+]] = affine_map<(d0, d1, d2) -> ()>
// CHECK-LABEL: func.func @slopes_along_each_axis(
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[FIRST]], #{{.*}}], {{.*}} ins(%arg0, %arg1 : tensor<?x?x?xf32>, tensor<?xf32>)
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[LAST]], #{{.*}}], {{.*}} ins(%{{.*}}, %arg2 : tensor<?x?x?xf32>, tensor<?xf32>)
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #[[NONE]], #{{.*}}], {{.*}} ins(%{{.*}}, %arg3 : tensor<?x?x?xf32>, tensor<f32>)
func.func @slopes_along_each_axis(%x: tensor<?x?x?xf32>, %s: tensor<?xf32>, %t: tensor<?xf32>, %u: tensor<f32>) -> tensor<?x?x?xf32> {
  %0 = relu.activate %x activation(#relu.prelu<axis = -3>, %s : tensor<?xf32>) : tensor<?x?x?xf32>
  %1 = relu.activate %0 activation(#relu.prelu, %t : tensor<?xf32>) : tensor<?x?x?xf32>
  %2 = relu.activate %1 activation(#relu.prelu, %u : tensor<f32>) : tensor<?x?x?xf32>
  return %2 : tensor<?x?x?xf32>
}

// -----

// CHECK-LABEL: func.func @activate_scalar_in_bf16(
// CHECK: linalg.generic {{.*}} iterator_types = []} ins(%arg0 : tensor<bf16>) outs(%{{.*}} : tensor<bf16>)
// CHECK: arith.extf %{{.*}} : bf16 to f32
// CHECK: arith.maximumf {{.*}} : f32
// CHECK: arith.truncf %{{.*}} : f32 to bf16
func.func @activate_scalar_in_bf16(%x: tensor<bf16>) -> tensor<bf16> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<bf16>
  return %0 : tensor<bf16>
}

// -----

// The sizes of the result are those of input and weight; the type says more.
// CHECK-LABEL: func.func @result_type_knows_more(
// CHECK-DAG: %[[ROWS:.*]] = tensor.dim %arg0, %c0{{.*}} :
// CHECK-DAG: %[[COLUMNS:.*]] = tensor.dim %arg1, %c1{{.*}} :
// CHECK: tensor.empty(%[[ROWS]], %[[COLUMNS]]) : tensor<?x?xf32>
// CHECK: %[[Y:.*]] = tensor.cast %{{.*}} : tensor<?x?xf32> to tensor<2x4xf32>
// CHECK: return %[[Y]]
func.func @result_type_knows_more(%x: tensor<?x3xf32>, %w: tensor<3x?xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<?x3xf32>, tensor<3x?xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// -----

// CHECK-LABEL: func.func @other_operations_stay(
// CHECK: tensor.extract
// CHECK: arith.addf
func.func @other_operations_stay(%x: tensor<f32>) -> f32 {
  %0 = tensor.extract %x[] : tensor<f32>
  %1 = arith.addf %0, %0 : f32
  return %1 : f32
}
