// Bytecode carries operations, activations, schedules and weights.

// RUN: relu-opt %s --emit-bytecode -o %t.mlirbc
// RUN: relu-opt %t.mlirbc | FileCheck %s
// RUN: relu-opt %t.mlirbc -o %t.from_bytecode && relu-opt %s -o %t.from_text
// RUN: cmp %t.from_bytecode %t.from_text

// CHECK-LABEL: func.func @layer(
// CHECK-SAME: %arg0: tensor<?x2xf32> {relu.name = "pixels"}
// CHECK: arith.constant dense_resource<weights> : tensor<2x3xf32>
// CHECK: relu.dense {{.*}} bias({{.*}}) activation(#relu.leaky_relu<alpha = -0.25>)
// CHECK: relu.activate {{.*}} activation(#relu.clipped_relu<min = -inf>)
func.func @layer(%x: tensor<?x2xf32> {relu.name = "pixels"}, %b: tensor<3xf32>) -> tensor<?x3xf32> {
  %w = arith.constant dense_resource<weights> : tensor<2x3xf32>
  %0 = relu.dense %x, %w bias(%b) activation(#relu.leaky_relu<alpha = -0.25>)
    : (tensor<?x2xf32>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu<min = -inf>) : tensor<?x3xf32>
  return %1 : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @scheduled(
// CHECK: relu.packed_dense {{.*}} activation(#relu.gelu<approximate = tanh>) {{.*}} schedule(<isa = avx2, rows = 6, cols = 16, row_block = 384, unroll = 2>)
func.func @scheduled(%x: memref<2x3xf32>, %w: memref<24xf32>, %y: memref<2x5xf32>) {
  relu.packed_dense %x, %w activation(#relu.gelu<approximate = tanh>) outs(%y)
    schedule(#relu.schedule<isa = avx2, rows = 6, cols = 16, row_block = 384, unroll = 2>)
    : (memref<2x3xf32>, memref<24xf32>, memref<2x5xf32>) -> ()
  return
}

// CHECK: weights: "0x040000000000803F000000400000404000008040{{.*}}"
{-#
  dialect_resources: {
    builtin: {
      weights: "0x040000000000803F0000004000004040000080400000A0400000C040"
    }
  }
#-}
