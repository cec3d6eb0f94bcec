// Clamps and what is made of them, spelled by operations on tensors.

// RUN: relu-opt %s --convert-linalg-to-relu --cse | FileCheck %s

// CHECK-LABEL: func.func @relu_as_maximum(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu_as_maximum(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %y = arith.maximumf %x, %z : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_maximum_of_zero_first(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu_as_maximum_of_zero_first(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %y = arith.maximumf %z, %x : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_select_ugt(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu_as_select_ugt(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ugt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_select_uge(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu_as_select_uge(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf uge, %x, %z : tensor<4xf32>
  %y = arith.select %c, %x, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_select_olt(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu_as_select_olt(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf olt, %x, %z : tensor<4xf32>
  %y = arith.select %c, %z, %x : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_select_ole(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu_as_select_ole(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ole, %x, %z : tensor<4xf32>
  %y = arith.select %c, %z, %x : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_select_of_zero_compared_first(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu_as_select_of_zero_compared_first(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ult, %z, %x : tensor<4xf32>
  %y = arith.select %c, %x, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_maxnumf_with_nnan(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu_as_maxnumf_with_nnan(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %y = arith.maxnumf %x, %z fastmath<nnan> : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_as_select_ogt_with_nnan(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu_as_select_ogt_with_nnan(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %c = arith.cmpf ogt, %x, %z fastmath<nnan> : tensor<4xf32>
  %y = arith.select %c, %x, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu6_as_minimum_of_maximum(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.clipped_relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu6_as_minimum_of_maximum(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %six = arith.constant dense<6.0> : tensor<4xf32>
  %a = arith.maximumf %x, %z : tensor<4xf32>
  %y = arith.minimumf %six, %a : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu6_as_maximum_of_minimum(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.clipped_relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @relu6_as_maximum_of_minimum(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %six = arith.constant dense<6.0> : tensor<4xf32>
  %a = arith.minimumf %x, %six : tensor<4xf32>
  %y = arith.maximumf %a, %z : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @clamp_with_two_bounds(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.clipped_relu<min = -1.0, max = 1.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @clamp_with_two_bounds(%x: tensor<4xf32>) -> tensor<4xf32> {
  %lo = arith.constant dense<-1.0> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %a = arith.maximumf %x, %lo : tensor<4xf32>
  %y = arith.minimumf %a, %one : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @clamp_as_selects(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.clipped_relu<min = -1.0, max = 1.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @clamp_as_selects(%x: tensor<4xf32>) -> tensor<4xf32> {
  %lo = arith.constant dense<-1.0> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %c = arith.cmpf olt, %x, %lo : tensor<4xf32>
  %a = arith.select %c, %lo, %x : tensor<4xi1>, tensor<4xf32>
  %d = arith.cmpf ogt, %a, %one : tensor<4xf32>
  %y = arith.select %d, %one, %a : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @minimum_of_maximum_with_crossed_bounds(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.clipped_relu<min = -1.0, max = -1.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @minimum_of_maximum_with_crossed_bounds(%x: tensor<4xf32>) -> tensor<4xf32> {
  %lo = arith.constant dense<-1.0> : tensor<4xf32>
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %a = arith.maximumf %x, %one : tensor<4xf32>
  %y = arith.minimumf %a, %lo : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @clamp_to_the_largest_number(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.clipped_relu<max = 3.4028235e+38>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @clamp_to_the_largest_number(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %big = arith.constant dense<0x7F7FFFFF> : tensor<4xf32>
  %a = arith.maximumf %x, %z : tensor<4xf32>
  %y = arith.minimumf %a, %big : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @clamp_to_the_largest_number_with_ninf(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @clamp_to_the_largest_number_with_ninf(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %big = arith.constant dense<0x7F7FFFFF> : tensor<4xf32>
  %a = arith.maximumf %x, %z : tensor<4xf32>
  %y = arith.minimumf %a, %big fastmath<ninf> : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @thresholded_relu_as_select_ugt(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.thresholded_relu<alpha = 2.0>) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @thresholded_relu_as_select_ugt(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %t = arith.constant dense<2.0> : tensor<4xf32>
  %c = arith.cmpf ugt, %x, %t : tensor<4xf32>
  %y = arith.select %c, %x, %z : tensor<4xi1>, tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @squared_relu_as_product(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.squared_relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @squared_relu_as_product(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %a = arith.maximumf %x, %z : tensor<4xf32>
  %y = arith.mulf %a, %a : tensor<4xf32>
  return %y : tensor<4xf32>
}

// CHECK-LABEL: func.func @squared_relu_as_power(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.squared_relu) : tensor<4xf32>
// CHECK-NEXT: return %[[Y]]
func.func @squared_relu_as_power(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = arith.constant dense<0.0> : tensor<4xf32>
  %two = arith.constant dense<2.0> : tensor<4xf32>
  %a = arith.maximumf %x, %z : tensor<4xf32>
  %y = math.powf %a, %two : tensor<4xf32>
  return %y : tensor<4xf32>
}
