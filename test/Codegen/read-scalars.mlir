// A constant of rank 0 is no resource any more; others stay as they are.

// RUN: relu-opt %s --relu-read-scalars | FileCheck %s
// RUN: relu-opt %s --relu-compile | FileCheck %s --check-prefix=LLVM
// RUN: relu-opt %s --relu-reference | FileCheck %s --check-prefix=LLVM

// CHECK-LABEL: func.func @f(
// CHECK: arith.constant dense<2.500000e-01> : tensor<f32>
// CHECK: arith.constant dense_resource<one> : tensor<1xf32>
// LLVM: llvm.func @f(
func.func @f(%x: tensor<2x1xf32>) -> tensor<2x1xf32> {
  %0 = arith.constant dense_resource<quarter> : tensor<f32>
  %1 = relu.activate %x activation(#relu.prelu, %0 : tensor<f32>) : tensor<2x1xf32>
  %2 = arith.constant dense_resource<one> : tensor<1xf32>
  %3 = relu.activate %1 activation(#relu.prelu, %2 : tensor<1xf32>) : tensor<2x1xf32>
  return %3 : tensor<2x1xf32>
}

{-#
  dialect_resources: {
    builtin: { quarter: "0x040000000000803E", one: "0x040000000000803F" }
  }
#-}
