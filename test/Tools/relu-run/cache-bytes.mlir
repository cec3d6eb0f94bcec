// How large a model says that the cache is counts, whatever machine compiles it.

// RUN: relu-run %s --emit=mlir | FileCheck %s
// RUN: relu-run %s --emit=mlir --mcpu=x86-64-v3 | FileCheck %s
// CHECK: module attributes {{.*}}relu.cache_bytes = 65536 : i64

module attributes {relu.cache_bytes = 65536 : i64} {
  func.func @layer(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x4xf32> {
    %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
    return %0 : tensor<2x4xf32>
  }
}
