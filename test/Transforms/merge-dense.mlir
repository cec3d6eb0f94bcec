// Two layers with nothing between become one, when that is less work.

// RUN: relu-opt %s --relu-merge-dense --remarks-filter='relu.*' 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks --implicit-check-not=remark:

//===----------------------------------------------------------------------===//
// Rewrites
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @merges_with_biases_and_activation(
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[}}2.100000e+01], [4.300000e+01]]> : tensor<2x1xf32>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<2.200000e+01> : tensor<1xf32>
// CHECK: %[[Y:.*]] = relu.dense %arg0, %[[W]] bias(%[[B]]) activation(#relu.relu) {layer = "second"} : (tensor<?x5x2xf32>,
// CHECK-NEXT: return %[[Y]]
func.func @merges_with_biases_and_activation(%x: tensor<?x5x2xf32>) -> tensor<?x5x1xf32> {
  %w1 = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %b1 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %w2 = arith.constant dense<[[1.0], [10.0]]> : tensor<2x1xf32>
  %b2 = arith.constant dense<1.0> : tensor<1xf32>
  %0 = relu.dense %x, %w1 bias(%b1) : (tensor<?x5x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<?x5x2xf32>
  %1 = relu.dense %0, %w2 bias(%b2) activation(#relu.relu) {layer = "second"} : (tensor<?x5x2xf32>, tensor<2x1xf32>, tensor<1xf32>) -> tensor<?x5x1xf32>
  return %1 : tensor<?x5x1xf32>
}

// CHECK-LABEL: func.func @merges_three_and_keeps_a_bias_at_run_time(
// CHECK: %[[W:.*]] = arith.constant dense<1.200000e+01> : tensor<1x1xbf16>
// CHECK: relu.dense %arg0, %[[W]] bias(%arg1)
// CHECK-NEXT: return
func.func @merges_three_and_keeps_a_bias_at_run_time(%x: tensor<1xbf16>, %b: tensor<1xbf16>) -> tensor<1xbf16> {
  %w = arith.constant dense<2.0> : tensor<1x1xbf16>
  %v = arith.constant dense<3.0> : tensor<1x1xbf16>
  %0 = relu.dense %x, %w : (tensor<1xbf16>, tensor<1x1xbf16>) -> tensor<1xbf16>
  %1 = relu.dense %0, %w : (tensor<1xbf16>, tensor<1x1xbf16>) -> tensor<1xbf16>
  %2 = relu.dense %1, %v bias(%b) : (tensor<1xbf16>, tensor<1x1xbf16>, tensor<1xbf16>) -> tensor<1xbf16>
  return %2 : tensor<1xbf16>
}

// 1 + 2^-24 is no f32, but the sum with 2^-24 - 1 is one.
// CHECK-LABEL: func.func @sums_in_f64_and_rounds_once(
// CHECK: arith.constant dense<1.1920929E-7> : tensor<1x1xf32>
// CHECK: relu.dense %arg0
// CHECK-NEXT: return
func.func @sums_in_f64_and_rounds_once(%x: tensor<2x1xf32>) -> tensor<2x1xf32> {
  %w1 = arith.constant dense<[[1.0, 5.9604644775390625e-8, 5.9604644775390625e-8, -1.0]]> : tensor<1x4xf32>
  %w2 = arith.constant dense<1.0> : tensor<4x1xf32>
  %0 = relu.dense %x, %w1 : (tensor<2x1xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  %1 = relu.dense %0, %w2 : (tensor<2x4xf32>, tensor<4x1xf32>) -> tensor<2x1xf32>
  return %1 : tensor<2x1xf32>
}

// Large constants that repeat a number stay one number.
// CHECK-LABEL: func.func @merges_repeated_numbers(
// CHECK: arith.constant dense<3.000000e+02> : tensor<40x50xf64>
func.func @merges_repeated_numbers(%x: tensor<2x40xf64>) -> tensor<2x50xf64> {
  %w1 = arith.constant dense<1.0> : tensor<40x100xf64>
  %w2 = arith.constant dense<3.0> : tensor<100x50xf64>
  %0 = relu.dense %x, %w1 : (tensor<2x40xf64>, tensor<40x100xf64>) -> tensor<2x100xf64>
  %1 = relu.dense %0, %w2 : (tensor<2x100xf64>, tensor<100x50xf64>) -> tensor<2x50xf64>
  return %1 : tensor<2x50xf64>
}

//===----------------------------------------------------------------------===//
// Declines, each with a remark
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @keeps_first_with_two_uses(
// CHECK-COUNT-2: relu.dense
// REMARK: merge-dense.mlir:[[#@LINE+4]]:{{.*}}remark: [Missed] unmerged-layers | Category:relu-merge-dense{{.*}}"the first product has another use"
func.func @keeps_first_with_two_uses(%x: tensor<2x1xf32>) -> (tensor<2x1xf32>, tensor<2x1xf32>) {
  %w = arith.constant dense<2.0> : tensor<1x1xf32>
  %0 = relu.dense %x, %w : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
  %1 = relu.dense %0, %w : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
  return %0, %1 : tensor<2x1xf32>, tensor<2x1xf32>
}

// CHECK-LABEL: func.func @keeps_first_outside_a_loop(
// CHECK: relu.dense
// CHECK: scf.if
// CHECK: relu.dense
// REMARK: merge-dense.mlir:[[#@LINE+5]]:{{.*}}"the first layer stands in another block"
func.func @keeps_first_outside_a_loop(%x: tensor<2x1xf32>, %c: i1) -> tensor<2x1xf32> {
  %w = arith.constant dense<2.0> : tensor<1x1xf32>
  %0 = relu.dense %x, %w : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
  %2 = scf.if %c -> tensor<2x1xf32> {
    %1 = relu.dense %0, %w : (tensor<2x1xf32>, tensor<1x1xf32>) -> tensor<2x1xf32>
    scf.yield %1 : tensor<2x1xf32>
  } else {
    scf.yield %x : tensor<2x1xf32>
  }
  return %2 : tensor<2x1xf32>
}

// CHECK-LABEL: func.func @keeps_what_is_known_at_run_time(
// CHECK-COUNT-6: relu.dense
// REMARK: merge-dense.mlir:[[#@LINE+6]]:{{.*}}"a weight is not a constant"
// REMARK: merge-dense.mlir:[[#@LINE+7]]:{{.*}}"the first bias is not a constant"
// REMARK: merge-dense.mlir:[[#@LINE+9]]:{{.*}}"the second bias is not a constant"
func.func @keeps_what_is_known_at_run_time(%x: tensor<1xf32>, %v: tensor<1x1xf32>, %b: tensor<1xf32>) -> (tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) {
  %w = arith.constant dense<2.0> : tensor<1x1xf32>
  %0 = relu.dense %x, %w : (tensor<1xf32>, tensor<1x1xf32>) -> tensor<1xf32>
  %1 = relu.dense %0, %v : (tensor<1xf32>, tensor<1x1xf32>) -> tensor<1xf32>
  %2 = relu.dense %x, %w bias(%b) : (tensor<1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1xf32>
  %3 = relu.dense %2, %w : (tensor<1xf32>, tensor<1x1xf32>) -> tensor<1xf32>
  %known = arith.constant dense<1.0> : tensor<1xf32>
  %4 = relu.dense %x, %w bias(%known) : (tensor<1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1xf32>
  %5 = relu.dense %4, %w bias(%b) : (tensor<1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1xf32>
  return %1, %3, %5 : tensor<1xf32>, tensor<1xf32>, tensor<1xf32>
}

// 4 + 4 multiply-adds for a row against 4 * 4.
// CHECK-LABEL: func.func @keeps_low_rank_factors(
// CHECK-COUNT-2: relu.dense
// REMARK: merge-dense.mlir:[[#@LINE+5]]:{{.*}}"one layer would not be less work than two"
func.func @keeps_low_rank_factors(%x: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %w1 = arith.constant dense<2.0> : tensor<4x1xf32>
  %w2 = arith.constant dense<2.0> : tensor<1x4xf32>
  %0 = relu.dense %x, %w1 : (tensor<2x4xf32>, tensor<4x1xf32>) -> tensor<2x1xf32>
  %1 = relu.dense %0, %w2 : (tensor<2x1xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @keeps_products_that_take_too_long(
// CHECK-COUNT-2: relu.dense
// REMARK: merge-dense.mlir:[[#@LINE+5]]:{{.*}}"the product of the weights takes more than 2^32 multiply-adds"
func.func @keeps_products_that_take_too_long(%x: tensor<2x2048xf32>) -> tensor<2x2048xf32> {
  %w1 = arith.constant dense<2.0> : tensor<2048x4294967296xf32>
  %w2 = arith.constant dense<2.0> : tensor<4294967296x2048xf32>
  %0 = relu.dense %x, %w1 : (tensor<2x2048xf32>, tensor<2048x4294967296xf32>) -> tensor<2x4294967296xf32>
  %1 = relu.dense %0, %w2 : (tensor<2x4294967296xf32>, tensor<4294967296x2048xf32>) -> tensor<2x2048xf32>
  return %1 : tensor<2x2048xf32>
}

// CHECK-LABEL: func.func @keeps_what_overflows(
// CHECK-COUNT-2: relu.dense
// REMARK: merge-dense.mlir:[[#@LINE+4]]:{{.*}}"a number of the merged weight is not finite"
func.func @keeps_what_overflows(%x: tensor<1xf16>) -> tensor<1xf16> {
  %w = arith.constant dense<300.0> : tensor<1x1xf16>
  %0 = relu.dense %x, %w : (tensor<1xf16>, tensor<1x1xf16>) -> tensor<1xf16>
  %1 = relu.dense %0, %w : (tensor<1xf16>, tensor<1x1xf16>) -> tensor<1xf16>
  return %1 : tensor<1xf16>
}

// An activation between is no missed merge.
// CHECK-LABEL: func.func @keeps_activated_first(
// CHECK-COUNT-2: relu.dense
func.func @keeps_activated_first(%x: tensor<1xf32>) -> tensor<1xf32> {
  %w = arith.constant dense<300.0> : tensor<1x1xf32>
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<1xf32>, tensor<1x1xf32>) -> tensor<1xf32>
  %1 = relu.dense %0, %w : (tensor<1xf32>, tensor<1x1xf32>) -> tensor<1xf32>
  return %1 : tensor<1xf32>
}

// CHECK-LABEL: func.func @keeps_wide_layers_of_repeated_numbers(
// CHECK-COUNT-2: relu.dense
// REMARK: merge-dense.mlir:[[#@LINE+6]]:{{.*}}"the merged weight has more than 2^28 elements"
func.func @keeps_wide_layers_of_repeated_numbers(%x: tensor<2x0xf32>) -> tensor<2x1099511627776xf32> {
  %w1 = arith.constant dense<> : tensor<0x1xf32>
  %w2 = arith.constant dense<2.0> : tensor<1x1099511627776xf32>
  %b = arith.constant dense<2.0> : tensor<1xf32>
  %0 = relu.dense %x, %w1 bias(%b) : (tensor<2x0xf32>, tensor<0x1xf32>, tensor<1xf32>) -> tensor<2x1xf32>
  %1 = relu.dense %0, %w2 : (tensor<2x1xf32>, tensor<1x1099511627776xf32>) -> tensor<2x1099511627776xf32>
  return %1 : tensor<2x1099511627776xf32>
}
