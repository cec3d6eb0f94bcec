// Sigmoids and what they gate, spelled by operations on tensors.

// RUN: relu-opt %s --convert-linalg-to-relu --cse | FileCheck %s

// CHECK-LABEL: func.func @sigmoid_as_quotient(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.sigmoid) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @sigmoid_as_quotient(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %n = arith.negf %x : tensor<4xf32>
  %e = math.exp %n : tensor<4xf32>
  %d = arith.addf %e, %one : tensor<4xf32>
  %y = arith.divf %one, %d : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @sigmoid_by_way_of_tanh(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.sigmoid) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @sigmoid_by_way_of_tanh(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %u = arith.mulf %x, %h : tensor<4xf32>
  %t = math.tanh %u : tensor<4xf32>
  %p = arith.addf %one, %t : tensor<4xf32>
  %y = arith.mulf %h, %p : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @tanh_of_math(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.tanh) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @tanh_of_math(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = math.tanh %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @silu_as_product(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.silu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @silu_as_product(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %n = arith.negf %x : tensor<4xf32>
  %e = math.exp %n : tensor<4xf32>
  %d = arith.addf %e, %one : tensor<4xf32>
  %s = arith.divf %one, %d : tensor<4xf32>
  %y = arith.mulf %s, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @silu_as_quotient(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.silu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @silu_as_quotient(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %n = arith.negf %x : tensor<4xf32>
  %e = math.exp %n : tensor<4xf32>
  %d = arith.addf %e, %one : tensor<4xf32>
  %y = arith.divf %x, %d : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @silu_with_a_raised_sigmoid(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.silu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @silu_with_a_raised_sigmoid(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = relu.activate %x activation(#relu.sigmoid) : tensor<4xf32>
  %y = arith.mulf %x, %s : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @silu_with_beta(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.silu<beta = 1.702>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @silu_with_beta(%x: tensor<4xf32>) -> tensor<4xf32> {
  %b = arith.constant dense<1.702> : tensor<4xf32>
  %u = arith.mulf %x, %b : tensor<4xf32>
  %s = relu.activate %u activation(#relu.sigmoid) : tensor<4xf32>
  %y = arith.mulf %x, %s : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @hard_sigmoid_as_clamped_line(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.hard_sigmoid) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @hard_sigmoid_as_clamped_line(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %a = arith.constant dense<0.2> : tensor<4xf32>
  %h = arith.constant dense<0.5> : tensor<4xf32>
  %u = arith.mulf %a, %x : tensor<4xf32>
  %v = arith.addf %u, %h : tensor<4xf32>
  %w = arith.minimumf %v, %one : tensor<4xf32>
  %y = arith.maximumf %w, %z : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @hard_sigmoid_as_sixth_of_relu6(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.hard_sigmoid<alpha = 0.16666666666666666>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @hard_sigmoid_as_sixth_of_relu6(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %three = arith.constant dense<3.0> : tensor<4xf32>
  %six = arith.constant dense<6.0> : tensor<4xf32>
  %u = arith.addf %x, %three : tensor<4xf32>
  %v = arith.maximumf %u, %z : tensor<4xf32>
  %w = arith.minimumf %v, %six : tensor<4xf32>
  %y = arith.divf %w, %six : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @hard_swish_as_product_of_three(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.hard_swish) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @hard_swish_as_product_of_three(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %three = arith.constant dense<3.0> : tensor<4xf32>
  %six = arith.constant dense<6.0> : tensor<4xf32>
  %u = arith.addf %x, %three : tensor<4xf32>
  %v = arith.maximumf %u, %z : tensor<4xf32>
  %w = arith.minimumf %v, %six : tensor<4xf32>
  %p = arith.mulf %x, %w : tensor<4xf32>
  %y = arith.divf %p, %six : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @hard_swish_with_a_raised_hard_sigmoid(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.hard_swish) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @hard_swish_with_a_raised_hard_sigmoid(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = relu.activate %x activation(#relu.hard_sigmoid<alpha = 0.16666666666666666>) : tensor<4xf32>
  %y = arith.mulf %x, %s : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @softplus_as_log_of_sum(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.softplus) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @softplus_as_log_of_sum(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %e = math.exp %x : tensor<4xf32>
  %d = arith.addf %e, %one : tensor<4xf32>
  %y = math.log %d : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @softplus_as_log1p(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.softplus) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @softplus_as_log1p(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = math.exp %x : tensor<4xf32>
  %y = math.log1p %e : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @softplus_that_does_not_overflow(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.softplus) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @softplus_that_does_not_overflow(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = math.absf %x : tensor<4xf32>
  %n = arith.negf %a : tensor<4xf32>
  %e = math.exp %n : tensor<4xf32>
  %l = math.log1p %e : tensor<4xf32>
  %p = arith.maximumf %x, %z : tensor<4xf32>
  %y = arith.addf %p, %l : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @softplus_with_beta(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.softplus<beta = 2.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @softplus_with_beta(%x: tensor<4xf32>) -> tensor<4xf32> {
  %b = arith.constant dense<2.0> : tensor<4xf32>
  %u = arith.mulf %x, %b : tensor<4xf32>
  %e = math.exp %u : tensor<4xf32>
  %l = math.log1p %e : tensor<4xf32>
  %y = arith.divf %l, %b : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @softplus_with_beta_and_a_raised_part(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.softplus<beta = 2.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @softplus_with_beta_and_a_raised_part(%x: tensor<4xf32>) -> tensor<4xf32> {
  %b = arith.constant dense<2.0> : tensor<4xf32>
  %u = arith.mulf %x, %b : tensor<4xf32>
  %l = relu.activate %u activation(#relu.softplus) : tensor<4xf32>
  %y = arith.divf %l, %b : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @softplus_with_threshold(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.softplus) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @softplus_with_threshold(%x: tensor<4xf32>) -> tensor<4xf32> {
  %t = arith.constant dense<20.0> : tensor<4xf32>
  %e = math.exp %x : tensor<4xf32>
  %l = math.log1p %e : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %t : tensor<4xf32>
  %y = arith.select %c, %x, %l : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @mish_as_product(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.mish) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @mish_as_product(%x: tensor<4xf32>) -> tensor<4xf32> {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %e = math.exp %x : tensor<4xf32>
  %d = arith.addf %e, %one : tensor<4xf32>
  %l = math.log %d : tensor<4xf32>
  %t = math.tanh %l : tensor<4xf32>
  %y = arith.mulf %x, %t : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @mish_with_raised_parts(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.mish) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @mish_with_raised_parts(%x: tensor<4xf32>) -> tensor<4xf32> {
  %s = relu.activate %x activation(#relu.softplus) : tensor<4xf32>
  %t = relu.activate %s activation(#relu.tanh) : tensor<4xf32>
  %y = arith.mulf %x, %t : tensor<4xf32>
  return %y : tensor<4xf32>
}
