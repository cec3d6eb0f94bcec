// Leaky units, spelled by operations on tensors.

// RUN: relu-opt %s --convert-linalg-to-relu --cse | FileCheck %s

// CHECK-LABEL: func.func @leaky_relu_as_select_oge(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_select_oge(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.constant dense<0.1> : tensor<4xf32>
  %s = arith.mulf %x, %a : tensor<4xf32>
  %c = arith.cmpf oge, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %s : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_select_ogt(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_select_ogt(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.constant dense<0.1> : tensor<4xf32>
  %s = arith.mulf %x, %a : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %s : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_select_ugt(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_select_ugt(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.constant dense<0.1> : tensor<4xf32>
  %s = arith.mulf %x, %a : tensor<4xf32>
  %c = arith.cmpf ugt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %s : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_select_olt(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_select_olt(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.constant dense<0.1> : tensor<4xf32>
  %s = arith.mulf %x, %a : tensor<4xf32>
  %c = arith.cmpf olt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %s, %x : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_select_ule(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_select_ule(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.constant dense<0.1> : tensor<4xf32>
  %s = arith.mulf %x, %a : tensor<4xf32>
  %c = arith.cmpf ule, %x, %z : tensor<4xf32>
  %y = arith.select %c, %s, %x : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_maximum(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_maximum(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = arith.constant dense<0.1> : tensor<4xf32>
  %s = arith.mulf %a, %x : tensor<4xf32>
  %y = arith.maximumf %s, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_maxnumf_of_two_nans(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_maxnumf_of_two_nans(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = arith.constant dense<0.1> : tensor<4xf32>
  %s = arith.mulf %a, %x : tensor<4xf32>
  %y = arith.maxnumf %s, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_minimum_for_a_slope_above_one(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 3.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_minimum_for_a_slope_above_one(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = arith.constant dense<3.0> : tensor<4xf32>
  %s = arith.mulf %a, %x : tensor<4xf32>
  %y = arith.minimumf %s, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_sum_of_both_parts(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_sum_of_both_parts(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.constant dense<0.1> : tensor<4xf32>
  %p = arith.maximumf %x, %z : tensor<4xf32>
  %n = arith.minimumf %x, %z : tensor<4xf32>
  %s = arith.mulf %n, %a : tensor<4xf32>
  %y = arith.addf %s, %p : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_as_difference_of_rectified(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_as_difference_of_rectified(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.constant dense<0.1> : tensor<4xf32>
  %p = arith.maximumf %x, %z : tensor<4xf32>
  %m = arith.negf %x : tensor<4xf32>
  %n = arith.maximumf %m, %z : tensor<4xf32>
  %s = arith.mulf %n, %a : tensor<4xf32>
  %y = arith.subf %p, %s : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_with_negative_slope(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.leaky_relu<alpha = -2.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @leaky_relu_with_negative_slope(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.constant dense<-2.0> : tensor<4xf32>
  %s = arith.mulf %x, %a : tensor<4xf32>
  %c = arith.cmpf oge, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %s : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}
