// Constant weights are packed at compile time: panel after panel, each row by
// row, filled up with zeros. Data are resources; little-endian hex, after four
// bytes of alignment.

// RUN: relu-opt %s --relu-pack-weights --split-input-file | FileCheck %s
// Weights that each call packs, and no others, are worth a remark.
// RUN: relu-opt %s --relu-pack-weights --split-input-file --remarks-filter='relu.*' 2>&1 | FileCheck %s --check-prefix=REMARK --implicit-check-not=remark:

#tile = #relu.schedule<isa = generic, rows = 4, cols = 4, row_block = 384, unroll = 2>

// Six columns, panels of four: [1 2 3 4] [7 8 9 10], then [5 6 0 0] [11 12 0 0].
// CHECK-LABEL: func.func @packs_panel_after_panel(
// CHECK-NEXT: %[[P:.*]] = arith.constant dense_resource<[[KEY:.*]]> : tensor<16xf32>
// CHECK-NEXT: return %[[P]]
// CHECK: [[KEY]]: "0x04000000
// CHECK-SAME: {{^}}0000803F000000400000404000008040
// CHECK-SAME: {{^}}0000E040000000410000104100002041
// CHECK-SAME: {{^}}0000A0400000C0400000000000000000
// CHECK-SAME: {{^}}00003041000040410000000000000000"
func.func @packs_panel_after_panel() -> tensor<16xf32> {
  %w = arith.constant dense<[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [7.0, 8.0, 9.0, 10.0, 11.0, 12.0]]> : tensor<2x6xf32>
  %0 = tensor.empty() : tensor<16xf32>
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<2x6xf32>, tensor<16xf32>) -> tensor<16xf32>
  return %1 : tensor<16xf32>
}

// -----

// A splat is spread out, but not over the zeros: [2 2 2 0] [2 2 2 0].
#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
// CHECK-LABEL: func.func @packs_splat(
// CHECK: arith.constant dense_resource<[[KEY:.*]]> : tensor<8xf32>
// CHECK-NOT: relu.pack_weights
// CHECK: [[KEY]]: "0x040000000000004000000040000000400000000000000040000000400000004000000000"
func.func @packs_splat() -> tensor<8xf32> {
  %w = arith.constant dense<2.0> : tensor<2x3xf32>
  %0 = tensor.empty() : tensor<8xf32>
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<2x3xf32>, tensor<8xf32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}

// -----

// f64 has two lanes in 128 bits: one column is packed as two.
#tile = #relu.schedule<isa = generic, rows = 4, cols = 4, row_block = 384, unroll = 2>
// CHECK-LABEL: func.func @packs_f64(
// CHECK: arith.constant dense_resource<[[KEY:.*]]> : tensor<4xf64>
// CHECK: [[KEY]]: "0x08000000000000000000F03F000000000000000000000000000000400000000000000000"
func.func @packs_f64() -> tensor<4xf64> {
  %w = arith.constant dense<[[1.0], [2.0]]> : tensor<2x1xf64>
  %0 = tensor.empty() : tensor<4xf64>
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<2x1xf64>, tensor<4xf64>) -> tensor<4xf64>
  return %1 : tensor<4xf64>
}

// -----

// The unpacked resource goes; its bytes (1 2 3 4) come out with zeros between.
#tile = #relu.schedule<isa = generic, rows = 4, cols = 4, row_block = 384, unroll = 2>
// CHECK-LABEL: func.func @packs_resource(
// CHECK-NEXT: arith.constant dense_resource<[[KEY:relu_packed.*]]> : tensor<8xf16>
// CHECK-NEXT: return
// CHECK: [[KEY]]: "0x02000000003C0040000000000042004400000000"
func.func @packs_resource() -> tensor<8xf16> {
  %w = arith.constant dense_resource<weights> : tensor<2x2xf16>
  %0 = tensor.empty() : tensor<8xf16>
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<2x2xf16>, tensor<8xf16>) -> tensor<8xf16>
  return %1 : tensor<8xf16>
}
{-#
  dialect_resources: {
    builtin: {
      weights: "0x02000000003C004000420044"
    }
  }
#-}

// -----

// Two layers with the same weights and schedule share the packed ones, in
// another function, too; another schedule makes another copy.
#tile = #relu.schedule<isa = generic, rows = 4, cols = 4, row_block = 384, unroll = 2>
#wide = #relu.schedule<isa = avx2, rows = 4, cols = 8, row_block = 384, unroll = 2>
// CHECK-LABEL: func.func @shares_packed_weights(
// CHECK-DAG: %[[A:.*]] = arith.constant dense_resource<[[KEY:.*]]> : tensor<4xf32>
// CHECK-DAG: %[[B:.*]] = arith.constant dense_resource<[[KEY]]> : tensor<4xf32>
// CHECK-DAG: %[[C:.*]] = arith.constant dense_resource<{{.*}}> : tensor<8xf32>
// CHECK: return %{{.*}}, %{{.*}}, %[[C]]
// CHECK-LABEL: func.func @shares_with_another_function(
// CHECK: arith.constant dense_resource<[[KEY]]> : tensor<4xf32>
func.func @shares_packed_weights() -> (tensor<4xf32>, tensor<4xf32>, tensor<8xf32>) {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = tensor.empty() : tensor<4xf32>
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<1x2xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<1x2xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = tensor.empty() : tensor<8xf32>
  %4 = relu.pack_weights %w outs(%3) schedule(#wide) : (tensor<1x2xf32>, tensor<8xf32>) -> tensor<8xf32>
  return %1, %2, %4 : tensor<4xf32>, tensor<4xf32>, tensor<8xf32>
}
func.func @shares_with_another_function() -> tensor<4xf32> {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = tensor.empty() : tensor<4xf32>
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<1x2xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @keeps_constant_with_another_use(
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{.*}}> : tensor<1x2xf32>
// CHECK-DAG: %[[P:.*]] = arith.constant dense_resource<{{.*}}> : tensor<4xf32>
// CHECK: return %[[W]], %[[P]]
#tile = #relu.schedule<isa = generic, rows = 4, cols = 4, row_block = 384, unroll = 2>
func.func @keeps_constant_with_another_use() -> (tensor<1x2xf32>, tensor<4xf32>) {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = tensor.empty() : tensor<4xf32>
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<1x2xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %w, %1 : tensor<1x2xf32>, tensor<4xf32>
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 4, row_block = 384, unroll = 2>
// CHECK-LABEL: func.func @keeps_weights_that_are_no_constant(
// CHECK: relu.pack_weights %arg0
// REMARK: pack-weights.mlir:[[#@LINE+4]]:8: remark: [Missed] packed-per-call
// REMARK-SAME: Reason="the weight is not a constant that can be read when the network is compiled
func.func @keeps_weights_that_are_no_constant(%w: tensor<1x2xf32>) -> tensor<4xf32> {
  %0 = tensor.empty() : tensor<4xf32>
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<1x2xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// Data that is missing, or too short, is a later stage's to report; the remark is
// that of all weights that can not be read.
#tile = #relu.schedule<isa = generic, rows = 4, cols = 4, row_block = 384, unroll = 2>
// CHECK-LABEL: func.func @keeps_resource_without_its_data(
// CHECK-COUNT-2: relu.pack_weights
// REMARK: pack-weights.mlir:[[#@LINE+8]]:8: remark: [Missed] packed-per-call
// REMARK-SAME: Reason="the weight is not a constant that can be read when the network is compiled
// REMARK: pack-weights.mlir:[[#@LINE+7]]:8: remark: [Missed] packed-per-call
// REMARK-SAME: Reason="the weight is not a constant that can be read when the network is compiled
func.func @keeps_resource_without_its_data() -> (tensor<4xf32>, tensor<4xf32>) {
  %v = arith.constant dense_resource<missing> : tensor<1x2xf32>
  %w = arith.constant dense_resource<short> : tensor<1x2xf32>
  %0 = tensor.empty() : tensor<4xf32>
  %1 = relu.pack_weights %v outs(%0) schedule(#tile) : (tensor<1x2xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<1x2xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %1, %2 : tensor<4xf32>, tensor<4xf32>
}
{-#
  dialect_resources: {
    builtin: {
      short: "0x040000000000803F"
    }
  }
#-}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
// CHECK-LABEL: func.func @keeps_weights_of_each_call(
// CHECK: relu.pack_weights
// REMARK: pack-weights.mlir:[[#@LINE+4]]:8: remark: [Missed] packed-per-call
// REMARK-SAME: Reason="the weight is not a constant that can be read when the network is compiled
func.func @keeps_weights_of_each_call(%w: tensor<2x3xf32>) -> tensor<8xf32> {
  %0 = tensor.empty() : tensor<8xf32>
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<2x3xf32>, tensor<8xf32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}
