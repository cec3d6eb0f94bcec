// f16 and bf16 that are widened to f32 for an activation and narrowed behind it: so does relu.activate compute.

// RUN: relu-opt %s --convert-linalg-to-relu --cse | FileCheck %s

#id = affine_map<(d0) -> (d0)>

// CHECK-LABEL: func.func @body_of_f16(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf16>
// CHECK-NEXT: return %[[Y]]
func.func @body_of_f16(%x: tensor<4xf16>) -> tensor<4xf16> {
  %z = arith.constant 0.0 : f32
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
      ins(%x : tensor<4xf16>) outs(%x : tensor<4xf16>) {
  ^bb0(%a: f16, %out: f16):
    %0 = arith.extf %a : f16 to f32
    %1 = arith.maximumf %0, %z : f32
    %2 = arith.truncf %1 : f32 to f16
    linalg.yield %2 : f16
  } -> tensor<4xf16>
  return %y : tensor<4xf16>
}

// CHECK-LABEL: func.func @tensors_of_bf16(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<?xbf16>
// CHECK-NEXT: return %[[Y]]
func.func @tensors_of_bf16(%x: tensor<?xbf16>) -> tensor<?xbf16> {
  %0 = arith.extf %x : tensor<?xbf16> to tensor<?xf32>
  %1 = relu.activate %0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<?xf32>
  %2 = arith.truncf %1 : tensor<?xf32> to tensor<?xbf16>
  return %2 : tensor<?xbf16>
}

// The input is computed on the way: in the type of the tensor.
// CHECK-LABEL: func.func @splits_a_body(
// CHECK: %[[SUM:.*]] = linalg.generic
// CHECK: arith.addf {{.*}} : f16
// CHECK: relu.activate %[[SUM]] activation(#relu.tanh) : tensor<4xf16>
func.func @splits_a_body(%x: tensor<4xf16>, %b: tensor<4xf16>) -> tensor<4xf16> {
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%x, %b : tensor<4xf16>, tensor<4xf16>) outs(%x : tensor<4xf16>) {
  ^bb0(%a: f16, %c: f16, %out: f16):
    %s = arith.addf %a, %c : f16
    %0 = arith.extf %s : f16 to f32
    %1 = math.tanh %0 : f32
    %2 = arith.truncf %1 : f32 to f16
    linalg.yield %2 : f16
  } -> tensor<4xf16>
  return %y : tensor<4xf16>
}

//===----------------------------------------------------------------------===//
// Not the same numbers
//===----------------------------------------------------------------------===//

// The sum is not rounded before the activation.
// CHECK-LABEL: func.func @keeps_a_sum_of_f32(
// CHECK: arith.truncf
func.func @keeps_a_sum_of_f32(%x: tensor<4xf16>, %b: tensor<4xf32>) -> tensor<4xf16> {
  %0 = arith.extf %x : tensor<4xf16> to tensor<4xf32>
  %1 = arith.addf %0, %b : tensor<4xf32>
  %2 = relu.activate %1 activation(#relu.relu) : tensor<4xf32>
  %3 = arith.truncf %2 : tensor<4xf32> to tensor<4xf16>
  return %3 : tensor<4xf16>
}

// CHECK-LABEL: func.func @keeps_another_type(
// CHECK: arith.truncf
func.func @keeps_another_type(%x: tensor<4xf16>) -> tensor<4xbf16> {
  %0 = arith.extf %x : tensor<4xf16> to tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<4xf32>
  %2 = arith.truncf %1 : tensor<4xf32> to tensor<4xbf16>
  return %2 : tensor<4xbf16>
}

// CHECK-LABEL: func.func @keeps_another_rounding(
// CHECK: arith.truncf
func.func @keeps_another_rounding(%x: tensor<4xf16>) -> tensor<4xf16> {
  %0 = arith.extf %x : tensor<4xf16> to tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.tanh) : tensor<4xf32>
  %2 = arith.truncf %1 toward_zero : tensor<4xf32> to tensor<4xf16>
  return %2 : tensor<4xf16>
}

// Slopes of f32 may have more digits than those of f16.
// CHECK-LABEL: func.func @keeps_slopes_of_f32(
// CHECK: arith.truncf
func.func @keeps_slopes_of_f32(%x: tensor<4xf16>, %s: tensor<4xf32>) -> tensor<4xf16> {
  %0 = arith.extf %x : tensor<4xf16> to tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.prelu<axis = 0>, %s : tensor<4xf32>) : tensor<4xf32>
  %2 = arith.truncf %1 : tensor<4xf32> to tensor<4xf16>
  return %2 : tensor<4xf16>
}
