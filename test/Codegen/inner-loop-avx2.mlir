// What the innermost loop of the 6x16 kernel consists of, for four steps of the
// inner product: 4 x 2 vectors of weights, 4 x 6 numbers of the input, and
// 4 x 12 multiply-adds into sums that stay in registers. Nothing is stored,
// nothing is spilled. CPUs for which LLVM schedules in different ways agree.

// RUN: relu-run %s --emit=asm --relu-schedule=rows=6,cols=16 --mcpu=x86-64-v3 | %python %S/Inputs/inner_loop.py | FileCheck %s
// RUN: relu-run %s --emit=asm --relu-schedule=rows=6,cols=16 --mcpu=haswell | %python %S/Inputs/inner_loop.py | FileCheck %s
// RUN: relu-run %s --emit=asm --relu-schedule=rows=6,cols=16 --mcpu=znver3 | %python %S/Inputs/inner_loop.py | FileCheck %s

// CHECK-NOT: {{.}}
// CHECK: scalar instructions: {{[1-4]$}}
// CHECK-NEXT: vbroadcastss ymm: 24
// CHECK-NEXT: vfmadd231ps ymm: 48
// CHECK-NEXT: vmovups ymm: 8
// CHECK-NOT: {{.}}

func.func @layer(%x: tensor<256x784xf32>) -> tensor<256x144xf32> {
  %w = arith.constant dense<0.01> : tensor<784x144xf32>
  %b = arith.constant dense<0.1> : tensor<144xf32>
  %0 = relu.dense %x, %w bias(%b) activation(#relu.relu) : (tensor<256x784xf32>, tensor<784x144xf32>, tensor<144xf32>) -> tensor<256x144xf32>
  return %0 : tensor<256x144xf32>
}
