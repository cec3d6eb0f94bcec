// A large constant is held as bytes over the same data.

// RUN: %python %S/Inputs/large_globals.py > %t.mlir
// RUN: relu-opt %t.mlir --relu-globals-to-bytes | cut -c -200 | FileCheck %s

// The resource is the same one.
// CHECK: llvm.mlir.global private constant @resource(dense_resource<weights> : tensor<16xi8>) {{.*}}alignment = 64 : i64{{.*}} : !llvm.array<16 x i8>
// CHECK: llvm.mlir.global private constant @large(dense<"0x0000000001000000
// CHECK: llvm.mlir.global private constant @small(dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>)
// CHECK: llvm.mlir.global private constant @splat(dense<1.000000e+00> : tensor<4096xf32>)
// CHECK: llvm.mlir.global private constant @bytes(dense_resource<weights> : tensor<16xi8>)
// CHECK: llvm.mlir.global private @variable(dense_resource<weights> : tensor<4xf32>)
// CHECK: llvm.mlir.global private constant @bits(dense<{{.*}}> : tensor<8xi1>)
