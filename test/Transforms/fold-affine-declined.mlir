// What is not folded into a layer, each with a remark that says why.

// RUN: relu-opt %s --relu-fold-affine --remarks-filter='relu.*' 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks --implicit-check-not=remark:

// CHECK-LABEL: func.func @keeps_product_with_two_uses(
// CHECK: relu.dense
// CHECK-NEXT: arith.mulf
// REMARK: fold-affine-declined.mlir:[[#@LINE+5]]:{{.*}}remark: [Missed] unfolded-affine | Category:relu-fold-affine{{.*}}"the product has another use"
func.func @keeps_product_with_two_uses(%x: tensor<2x1xf32>) -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %c = arith.constant dense<2.0> : tensor<2x2xf32>
  %0 = relu.dense %x, %w : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %1 = arith.mulf %0, %c : tensor<2x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x2xf32>
}

// CHECK-LABEL: func.func @keeps_input_with_two_uses(
// CHECK: arith.mulf
// REMARK: fold-affine-declined.mlir:[[#@LINE+4]]:{{.*}}"its result has another use"
func.func @keeps_input_with_two_uses(%x: tensor<2x1xf32>) -> (tensor<2x2xf32>, tensor<2x1xf32>) {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %c = arith.constant dense<2.0> : tensor<2x1xf32>
  %0 = arith.mulf %x, %c : tensor<2x1xf32>
  %1 = relu.dense %0, %w : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  return %1, %0 : tensor<2x2xf32>, tensor<2x1xf32>
}

// CHECK-LABEL: func.func @keeps_scale_after_an_activation(
// CHECK: arith.mulf
// REMARK: fold-affine-declined.mlir:[[#@LINE+5]]:{{.*}}"the layer already has an activation"
func.func @keeps_scale_after_an_activation(%x: tensor<2x1xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %c = arith.constant dense<2.0> : tensor<2x2xf32>
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %1 = arith.mulf %0, %c : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @keeps_what_is_known_at_run_time(
// CHECK: arith.mulf
// REMARK: fold-affine-declined.mlir:[[#@LINE+4]]:{{.*}}"the other operand is not a constant with equal rows"
func.func @keeps_what_is_known_at_run_time(%x: tensor<2x1xf32>, %s: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = relu.dense %x, %w : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %1 = arith.mulf %0, %s : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @keeps_rows_that_differ(
// CHECK: arith.mulf
// CHECK: arith.mulf
// REMARK-DAG: fold-affine-declined.mlir:[[#@LINE+9]]:{{.*}}"the other operand is not a constant with equal rows"
// REMARK-DAG: fold-affine-declined.mlir:[[#@LINE+6]]:{{.*}}"the other operand is not a constant with equal rows"
func.func @keeps_rows_that_differ(%x: tensor<2x2xf32>, %empty: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [2.0, 3.0]]> : tensor<2x2xf32>
  %c = arith.constant dense<[[1.0, 2.0], [1.0, 3.0]]> : tensor<2x2xf32>
  %v = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %columns = linalg.broadcast ins(%v : tensor<2xf32>) outs(%empty : tensor<2x2xf32>) dimensions = [1]
  %0 = arith.mulf %x, %columns : tensor<2x2xf32>
  %1 = relu.dense %0, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = arith.mulf %1, %c : tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @keeps_layer_in_the_denominator(
// CHECK: arith.divf
// REMARK: fold-affine-declined.mlir:[[#@LINE+5]]:{{.*}}"the layer is in the denominator"
func.func @keeps_layer_in_the_denominator(%x: tensor<2x1xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %c = arith.constant dense<2.0> : tensor<2x2xf32>
  %0 = relu.dense %x, %w : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  %1 = arith.divf %c, %0 : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// CHECK-LABEL: func.func @keeps_division_by_zero_and_nan(
// CHECK: arith.divf
// CHECK: arith.addf
// REMARK-DAG: fold-affine-declined.mlir:[[#@LINE+6]]:{{.*}}"a scale or shift is not finite"
// REMARK-DAG: fold-affine-declined.mlir:[[#@LINE+7]]:{{.*}}"a scale or shift is not finite"
func.func @keeps_division_by_zero_and_nan(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %zero = arith.constant dense<0.0> : tensor<2x2xf32>
  %nan = arith.constant dense<0x7FC00000> : tensor<2x2xf32>
  %0 = arith.divf %x, %zero : tensor<2x2xf32>
  %1 = relu.dense %0, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %2 = arith.addf %1, %nan : tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}

// 1 / inf is finite, and yet x / inf is NaN for an infinite x.
// CHECK-LABEL: func.func @keeps_division_by_infinity(
// CHECK: arith.divf
// REMARK: fold-affine-declined.mlir:[[#@LINE+5]]:{{.*}}"a scale or shift is not finite"
func.func @keeps_division_by_infinity(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %inf = arith.constant dense<0x7F800000> : tensor<2x2xf32>
  %0 = relu.dense %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = arith.divf %0, %inf : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// 300 * 300 is more than f16 can hold, in a weight and in a bias.
// CHECK-LABEL: func.func @keeps_what_overflows(
// CHECK: arith.mulf
// CHECK: arith.mulf
// REMARK-DAG: fold-affine-declined.mlir:[[#@LINE+7]]:{{.*}}"a folded weight is not finite"
// REMARK-DAG: fold-affine-declined.mlir:[[#@LINE+8]]:{{.*}}"a folded bias is not finite"
func.func @keeps_what_overflows(%x: tensor<2x1xf16>) -> (tensor<2x1xf16>, tensor<2x1xf16>) {
  %w = arith.constant dense<300.0> : tensor<1x1xf16>
  %one = arith.constant dense<1.0> : tensor<1x1xf16>
  %b = arith.constant dense<300.0> : tensor<1xf16>
  %c = arith.constant dense<300.0> : tensor<2x1xf16>
  %0 = relu.dense %x, %w : (tensor<2x1xf16>, tensor<1x1xf16>) -> tensor<2x1xf16>
  %1 = arith.mulf %0, %c : tensor<2x1xf16>
  %2 = relu.dense %x, %one bias(%b) : (tensor<2x1xf16>, tensor<1x1xf16>, tensor<1xf16>) -> tensor<2x1xf16>
  %3 = arith.mulf %2, %c : tensor<2x1xf16>
  return %1, %3 : tensor<2x1xf16>, tensor<2x1xf16>
}

// 1e-6 has 5 bits in f16.
// CHECK-LABEL: func.func @keeps_what_would_lose_digits(
// CHECK: arith.mulf
// REMARK: fold-affine-declined.mlir:[[#@LINE+5]]:{{.*}}"folded weights are too small for their type"
func.func @keeps_what_would_lose_digits(%x: tensor<2x2xf16>) -> tensor<2x1xf16> {
  %w = arith.constant dense<[[1.0], [2.0]]> : tensor<2x1xf16>
  %s = arith.constant dense<[[1.0, 1.0e-6], [1.0, 1.0e-6]]> : tensor<2x2xf16>
  %0 = arith.mulf %x, %s : tensor<2x2xf16>
  %1 = relu.dense %0, %w : (tensor<2x2xf16>, tensor<2x1xf16>) -> tensor<2x1xf16>
  return %1 : tensor<2x1xf16>
}

// CHECK-LABEL: func.func @keeps_scale_of_an_unknown_bias(
// CHECK: arith.mulf
// CHECK: arith.mulf
// REMARK-DAG: fold-affine-declined.mlir:[[#@LINE+5]]:{{.*}}"the bias is not a constant"
// REMARK-DAG: fold-affine-declined.mlir:[[#@LINE+6]]:{{.*}}"the weight is not a constant"
func.func @keeps_scale_of_an_unknown_bias(%x: tensor<2x1xf32>, %b: tensor<1xf32>, %v: tensor<1x1xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>) {
  %w = arith.constant dense<3.0> : tensor<1x1xf32>
  %c = arith.constant dense<2.0> : tensor<2x1xf32>
  %0 = relu.dense %x, %w bias(%b) : (tensor<2x1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<2x1xf32>
  %1 = arith.mulf %0, %c : tensor<2x1xf32>
  %2 = relu.dense %x, %v : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
  %3 = arith.mulf %2, %c : tensor<2x1xf32>
  return %1, %3 : tensor<2x1xf32>, tensor<2x1xf32>
}

// No layer, no remark.
// CHECK-LABEL: func.func @no_layer(
// CHECK: arith.mulf
func.func @no_layer(%x: tensor<2x1xf32>) -> tensor<2x1xf32> {
  %c = arith.constant dense<2.0> : tensor<2x1xf32>
  %0 = arith.mulf %x, %c : tensor<2x1xf32>
  return %0 : tensor<2x1xf32>
}

// As in a softmax: nothing to fold, no remark.
// CHECK-LABEL: func.func @keeps_difference_from_itself(
// CHECK: arith.subf
func.func @keeps_difference_from_itself(%x: tensor<2x1xf32>, %y: tensor<2x1xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>) {
  %w = arith.constant dense<2.0> : tensor<1x1xf32>
  %0 = relu.dense %x, %w : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
  %1 = arith.subf %0, %y : tensor<2x1xf32>
  return %0, %1 : tensor<2x1xf32>, tensor<2x1xf32>
}

// Neither takes memory that is not in the file.
// CHECK-LABEL: func.func @keeps_repeated_numbers_of_any_size(
// CHECK: arith.mulf
// CHECK: arith.mulf
// REMARK: fold-affine-declined.mlir:[[#@LINE+4]]:{{.*}}"the weight repeats one number more than 2^28 times"
func.func @keeps_repeated_numbers_of_any_size(%x: tensor<32768xf32>, %y: tensor<1xf32>) -> (tensor<16384xf32>, tensor<4294967296xf32>) {
  %w = arith.constant dense<2.0> : tensor<32768x16384xf32>
  %v = arith.constant dense<2.0> : tensor<1x4294967296xf32>
  %0 = relu.dense %x, %w : (tensor<32768xf32>, tensor<32768x16384xf32>) -> tensor<16384xf32>
  %s = arith.constant dense<2.0> : tensor<16384xf32>
  %1 = arith.mulf %0, %s : tensor<16384xf32>
  %2 = relu.dense %y, %v : (tensor<1xf32>, tensor<1x4294967296xf32>) -> tensor<4294967296xf32>
  %t = arith.constant dense<2.0> : tensor<4294967296xf32>
  %3 = arith.mulf %2, %t : tensor<4294967296xf32>
  return %1, %3 : tensor<16384xf32>, tensor<4294967296xf32>
}
