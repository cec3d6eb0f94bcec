// Exponential units, spelled by operations on tensors.

// RUN: relu-opt %s --convert-linalg-to-relu --cse | FileCheck %s

// CHECK-LABEL: func.func @elu_as_less_exp_sub_mul_where(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.elu<alpha = 2.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @elu_as_less_exp_sub_mul_where(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %a = arith.constant dense<2.0> : tensor<4xf32>
  %e = math.exp %x : tensor<4xf32>
  %m = arith.subf %e, %one : tensor<4xf32>
  %s = arith.mulf %m, %a : tensor<4xf32>
  %c = arith.cmpf olt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %s, %x : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @elu_as_select_expm1(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.elu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @elu_as_select_expm1(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %m = math.expm1 %x : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %m : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @elu_with_cut_argument(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.elu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @elu_with_cut_argument(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %z : tensor<4xf32>
  %n = arith.select %c, %z, %x : tensor<4xi1>, tensor<4xf32>
  %m = math.expm1 %n : tensor<4xf32>
  %y = arith.select %c, %x, %m : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @elu_with_minus_one_added(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.elu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @elu_with_minus_one_added(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %n = arith.constant dense<-1.0> : tensor<4xf32>
  %e = math.exp %x : tensor<4xf32>
  %m = arith.addf %n, %e : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %m : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @elu_as_sum_of_both_parts(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.elu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @elu_as_sum_of_both_parts(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %p = arith.maximumf %x, %z : tensor<4xf32>
  %n = arith.minimumf %x, %z : tensor<4xf32>
  %m = math.expm1 %n : tensor<4xf32>
  %y = arith.addf %p, %m : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @selu_as_scaled_elu(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.selu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @selu_as_scaled_elu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %k = arith.constant dense<1.6732632> : tensor<4xf32>
  %g = arith.constant dense<1.0507010> : tensor<4xf32>
  %e = math.exp %x : tensor<4xf32>
  %m = arith.subf %e, %one : tensor<4xf32>
  %s = arith.mulf %m, %k : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %z : tensor<4xf32>
  %u = arith.select %c, %x, %s : tensor<4xi1>, tensor<4xf32>
  %y = arith.mulf %g, %u : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @selu_as_onnx_function_body(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.selu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @selu_as_onnx_function_body(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %k = arith.constant dense<1.6732632> : tensor<4xf32>
  %g = arith.constant dense<1.0507010> : tensor<4xf32>
  %e = math.exp %x : tensor<4xf32>
  %ae = arith.mulf %k, %e : tensor<4xf32>
  %d = arith.subf %ae, %k : tensor<4xf32>
  %n = arith.mulf %g, %d : tensor<4xf32>
  %p = arith.mulf %g, %x : tensor<4xf32>
  %c = arith.cmpf olt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %n, %p : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @selu_as_scaled_activation(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.selu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @selu_as_scaled_activation(%x: tensor<4xf32>) -> tensor<4xf32> {
  %g = arith.constant dense<1.0507010> : tensor<4xf32>
  %u = relu.activate %x activation(#relu.elu<alpha = 1.6732632>) : tensor<4xf32>
  %y = arith.mulf %g, %u : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @celu_as_div_elu_mul(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.celu<alpha = 2.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @celu_as_div_elu_mul(%x: tensor<4xf32>) -> tensor<4xf32> {
  %a = arith.constant dense<2.0> : tensor<4xf32>
  %d = arith.divf %x, %a : tensor<4xf32>
  %u = relu.activate %d activation(#relu.elu) : tensor<4xf32>
  %y = arith.mulf %a, %u : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @celu_as_its_formula(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.celu<alpha = 2.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @celu_as_its_formula(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.constant dense<2.0> : tensor<4xf32>
  %i = arith.constant dense<0.5> : tensor<4xf32>
  %d = arith.mulf %x, %i : tensor<4xf32>
  %m = math.expm1 %d : tensor<4xf32>
  %s = arith.mulf %a, %m : tensor<4xf32>
  %n = arith.minimumf %z, %s : tensor<4xf32>
  %p = arith.maximumf %x, %z : tensor<4xf32>
  %y = arith.addf %p, %n : tensor<4xf32>
  return %y : tensor<4xf32>
}
