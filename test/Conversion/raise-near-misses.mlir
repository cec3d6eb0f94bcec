// What only looks like an activation stays as it is.

// RUN: relu-opt %s --convert-linalg-to-relu --remarks-filter='convert-linalg-to-relu' 2>%t.remarks | FileCheck %s --implicit-check-not=relu.activate
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks --implicit-check-not=remark:

//===----------------------------------------------------------------------===//
// Other functions
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @maximum_with_another_number_than_zero(
// CHECK: arith.maximumf
func.func @maximum_with_another_number_than_zero(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = arith.constant dense<1.0e-3> : tensor<4xf32>
  %y = arith.maximumf %x, %c : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @maximum_with_numbers_that_differ(
// CHECK: arith.maximumf
func.func @maximum_with_numbers_that_differ(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c = arith.constant dense<[0.0, 0.0, 0.0, 1.0]> : tensor<4xf32>
  %y = arith.maximumf %x, %c : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @minimum_with_zero(
// CHECK: arith.minimumf
func.func @minimum_with_zero(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %y = arith.minimumf %x, %z : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @select_of_the_other_branch(
// CHECK: arith.select
func.func @select_of_the_other_branch(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ugt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %z, %x : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @select_of_another_value(
// CHECK: arith.select
func.func @select_of_another_value(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ugt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %w, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @select_by_unequal(
// CHECK: arith.select
func.func @select_by_unequal(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf une, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// At the threshold this gives the threshold, and thresholded_relu zero.
// CHECK-LABEL: func.func @threshold_that_is_kept(
// CHECK: arith.select
func.func @threshold_that_is_kept(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %t = arith.constant dense<2.0> : tensor<4xf32>
  %c = arith.cmpf uge, %x, %t : tensor<4xf32>
  %y = arith.select %c, %x, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// max(x, 2x) is no leaky relu of 2: it has the larger slope above zero.
// CHECK-LABEL: func.func @maximum_with_a_slope_above_one(
// CHECK: arith.maximumf
func.func @maximum_with_a_slope_above_one(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = arith.constant dense<2.0> : tensor<4xf32>
  %s = arith.mulf %x, %a : tensor<4xf32>
  %y = arith.maximumf %x, %s : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @maximum_with_a_negative_slope(
// CHECK: arith.maximumf
func.func @maximum_with_a_negative_slope(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = arith.constant dense<-1.0> : tensor<4xf32>
  %s = arith.mulf %x, %a : tensor<4xf32>
  %y = arith.maximumf %x, %s : tensor<4xf32>
  return %y : tensor<4xf32>
}

// With crossed bounds max(min(x, -1), 1) is 1, and min(max(x, 1), -1) is -1.
// CHECK-LABEL: func.func @maximum_of_minimum_with_crossed_bounds(
// CHECK: arith.maximumf
func.func @maximum_of_minimum_with_crossed_bounds(%x: tensor<4xf32>) -> tensor<4xf32> {
  %lo = arith.constant dense<1.0> : tensor<4xf32>
  %hi = arith.constant dense<-1.0> : tensor<4xf32>
  %a = arith.minimumf %x, %hi : tensor<4xf32>
  %y = arith.maximumf %a, %lo : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_with_another_root(
// CHECK: math.erf
func.func @gelu_with_another_root(%x: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %r = arith.constant dense<0.7072> : tensor<4xf32>
  %u = arith.mulf %x, %r : tensor<4xf32>
  %f = math.erf %u : tensor<4xf32>
  %p = arith.addf %f, %one : tensor<4xf32>
  %q = arith.mulf %p, %x : tensor<4xf32>
  %y = arith.mulf %q, %h : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gate_of_another_value(
// CHECK: arith.divf
func.func @gate_of_another_value(%x: tensor<4xf32>, %w: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %n = arith.negf %x : tensor<4xf32>
  %e = math.exp %n : tensor<4xf32>
  %d = arith.addf %e, %one : tensor<4xf32>
  %y = arith.divf %w, %d : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @softplus_with_a_low_threshold(
// CHECK: relu.activate %arg0 activation(#relu.softplus)
// CHECK: arith.select
func.func @softplus_with_a_low_threshold(%x: tensor<4xf32>) -> tensor<4xf32> {
  %t = arith.constant dense<5.0> : tensor<4xf32>
  %e = math.exp %x : tensor<4xf32>
  %l = math.log1p %e : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %t : tensor<4xf32>
  %y = arith.select %c, %x, %l : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @slopes_that_differ_by_row(
// CHECK: arith.select
func.func @slopes_that_differ_by_row(%x: tensor<2x2xf32>, %s: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %z = arith.constant dense<0.0> : tensor<2x2xf32>
  %n = arith.mulf %x, %s : tensor<2x2xf32>
  %c = arith.cmpf oge, %x, %z : tensor<2x2xf32>
  %y = arith.select %c, %x, %n : tensor<2x2xi1>, tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @integers(
// CHECK: arith.maxsi
func.func @integers(%x: tensor<4xi32>) -> tensor<4xi32> {
  %z = arith.constant dense<0> : tensor<4xi32>
  %y = arith.maxsi %x, %z : tensor<4xi32>
  return %y : tensor<4xi32>
}

//===----------------------------------------------------------------------===//
// NaN becomes a number
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @relu_as_maxnumf(
// CHECK: arith.maxnumf
// REMARK: raise-near-misses.mlir:[[#@LINE+4]]:{{.*}}remark: [Missed] unraised-activation
// REMARK-SAME: Reason="it gives a number for NaN, where the activation gives NaN
func.func @relu_as_maxnumf(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %y = arith.maxnumf %x, %z : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_select_ogt(
// CHECK: arith.select
// REMARK: raise-near-misses.mlir:[[#@LINE+4]]:{{.*}}remark: [Missed] unraised-activation
func.func @relu_as_select_ogt(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_select_ult(
// CHECK: arith.select
// REMARK: raise-near-misses.mlir:[[#@LINE+4]]:{{.*}}remark: [Missed] unraised-activation
func.func @relu_as_select_ult(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ult, %x, %z : tensor<4xf32>
  %y = arith.select %c, %z, %x : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// torch.threshold and ONNX's function body of ThresholdedRelu.
// CHECK-LABEL: func.func @thresholded_relu_as_select_ogt(
// CHECK: arith.select
// REMARK: raise-near-misses.mlir:[[#@LINE+5]]:{{.*}}remark: [Missed] unraised-activation
func.func @thresholded_relu_as_select_ogt(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %t = arith.constant dense<2.0> : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %t : tensor<4xf32>
  %y = arith.select %c, %x, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @clamp_as_select_ult(
// CHECK: arith.minimumf
// REMARK: raise-near-misses.mlir:[[#@LINE+6]]:{{.*}}remark: [Missed] unraised-activation
func.func @clamp_as_select_ult(%x: tensor<4xf32>) -> tensor<4xf32> {
  %lo = arith.constant dense<-1.0> : tensor<4xf32>
  %hi = arith.constant dense<1.0> : tensor<4xf32>
  %c = arith.cmpf ult, %x, %lo : tensor<4xf32>
  %a = arith.select %c, %lo, %x : tensor<4xi1>, tensor<4xf32>
  %y = arith.minimumf %a, %hi : tensor<4xf32>
  return %y : tensor<4xf32>
}
