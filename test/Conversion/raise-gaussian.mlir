// Gaussian units, spelled by operations on tensors.

// RUN: relu-opt %s --convert-linalg-to-relu --cse | FileCheck %s

// CHECK-LABEL: func.func @gelu_with_half_first(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.gelu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @gelu_with_half_first(%x: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %r = arith.constant dense<0.70710678> : tensor<4xf32>
  %hx = arith.mulf %h, %x : tensor<4xf32>
  %u = arith.mulf %x, %r : tensor<4xf32>
  %f = math.erf %u : tensor<4xf32>
  %p = arith.addf %f, %one : tensor<4xf32>
  %y = arith.mulf %hx, %p : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_with_half_last(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.gelu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @gelu_with_half_last(%x: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %r2 = arith.constant dense<1.41421354> : tensor<4xf32>
  %u = arith.divf %x, %r2 : tensor<4xf32>
  %f = math.erf %u : tensor<4xf32>
  %p = arith.addf %one, %f : tensor<4xf32>
  %q = arith.mulf %p, %x : tensor<4xf32>
  %y = arith.mulf %q, %h : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_with_half_in_the_middle(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.gelu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @gelu_with_half_in_the_middle(%x: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %r = arith.constant dense<0.70710678> : tensor<4xf32>
  %u = arith.mulf %x, %r : tensor<4xf32>
  %f = math.erf %u : tensor<4xf32>
  %p = arith.addf %one, %f : tensor<4xf32>
  %q = arith.mulf %p, %h : tensor<4xf32>
  %y = arith.mulf %x, %q : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_with_erfc(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.gelu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @gelu_with_erfc(%x: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %r = arith.constant dense<-0.70710678> : tensor<4xf32>
  %u = arith.mulf %x, %r : tensor<4xf32>
  %f = math.erfc %u : tensor<4xf32>
  %q = arith.mulf %x, %f : tensor<4xf32>
  %y = arith.mulf %q, %h : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_with_the_root_of_two_computed(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.gelu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @gelu_with_the_root_of_two_computed(%x: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %two = arith.constant dense<2.0> : tensor<4xf32>
  %r = math.sqrt %two : tensor<4xf32>
  %u = arith.divf %x, %r : tensor<4xf32>
  %f = math.erf %u : tensor<4xf32>
  %p = arith.addf %one, %f : tensor<4xf32>
  %q = arith.mulf %h, %x : tensor<4xf32>
  %y = arith.mulf %q, %p : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_tanh_with_cube(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.gelu<approximate = tanh>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @gelu_tanh_with_cube(%x: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %k = arith.constant dense<0.044715> : tensor<4xf32>
  %s = arith.constant dense<0.797884583> : tensor<4xf32>
  %x2 = arith.mulf %x, %x : tensor<4xf32>
  %x3 = arith.mulf %x, %x2 : tensor<4xf32>
  %kx = arith.mulf %x3, %k : tensor<4xf32>
  %i = arith.addf %x, %kx : tensor<4xf32>
  %u = arith.mulf %s, %i : tensor<4xf32>
  %f = math.tanh %u : tensor<4xf32>
  %p = arith.addf %f, %one : tensor<4xf32>
  %q = arith.mulf %p, %x : tensor<4xf32>
  %y = arith.mulf %q, %h : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_tanh_with_power(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.gelu<approximate = tanh>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @gelu_tanh_with_power(%x: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %k = arith.constant dense<0.044715> : tensor<4xf32>
  %s = arith.constant dense<0.797884583> : tensor<4xf32>
  %three = arith.constant dense<3.0> : tensor<4xf32>
  %x3 = math.powf %x, %three : tensor<4xf32>
  %kx = arith.mulf %x3, %k : tensor<4xf32>
  %i = arith.addf %x, %kx : tensor<4xf32>
  %u = arith.mulf %s, %i : tensor<4xf32>
  %f = math.tanh %u : tensor<4xf32>
  %p = arith.addf %f, %one : tensor<4xf32>
  %q = arith.mulf %x, %h : tensor<4xf32>
  %y = arith.mulf %q, %p : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_tanh_with_x_taken_out(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.gelu<approximate = tanh>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @gelu_tanh_with_x_taken_out(%x: tensor<4xf32>) -> tensor<4xf32> {
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %k = arith.constant dense<0.044715> : tensor<4xf32>
  %s = arith.constant dense<0.797884583> : tensor<4xf32>
  %x2 = arith.mulf %x, %x : tensor<4xf32>
  %kx = arith.mulf %x2, %k : tensor<4xf32>
  %i = arith.addf %kx, %one : tensor<4xf32>
  %sx = arith.mulf %s, %x : tensor<4xf32>
  %u = arith.mulf %sx, %i : tensor<4xf32>
  %f = math.tanh %u : tensor<4xf32>
  %p = arith.addf %f, %one : tensor<4xf32>
  %q = arith.mulf %p, %x : tensor<4xf32>
  %y = arith.mulf %q, %h : tensor<4xf32>
  return %y : tensor<4xf32>
}
