// What the innermost loop of the 9x48 kernel consists of, for two steps of the inner
// product: 6 vectors of weights, 18 numbers of the input, and 54 multiply-adds into
// sums that stay in registers. Nothing is stored, nothing is spilled. CPUs for
// which LLVM schedules in different ways agree.

// RUN: relu-run %s --emit=asm --relu-schedule=rows=9,cols=48 --mcpu=x86-64-v4 | %python %S/Inputs/inner_loop.py | FileCheck %s
// RUN: relu-run %s --emit=asm --relu-schedule=rows=9,cols=48 --mcpu=icelake-server | %python %S/Inputs/inner_loop.py | FileCheck %s
// RUN: relu-run %s --emit=asm --relu-schedule=rows=9,cols=48 --mcpu=sapphirerapids | %python %S/Inputs/inner_loop.py | FileCheck %s
// RUN: relu-run %s --emit=asm --relu-schedule=rows=9,cols=48 --mcpu=znver4 | %python %S/Inputs/inner_loop.py | FileCheck %s

// CHECK-NOT: {{.}}
// CHECK: scalar instructions: {{[1-4]$}}
// CHECK-NEXT: vbroadcastss zmm: 18
// CHECK-NEXT: vfmadd231ps zmm: 54
// CHECK-NEXT: vmovups zmm: 6
// CHECK-NOT: {{.}}

func.func @layer(%x: tensor<256x784xf32>) -> tensor<256x144xf32> {
  %w = arith.constant dense<0.01> : tensor<784x144xf32>
  %b = arith.constant dense<0.1> : tensor<144xf32>
  %0 = relu.dense %x, %w bias(%b) activation(#relu.relu) : (tensor<256x784xf32>, tensor<784x144xf32>, tensor<144xf32>) -> tensor<256x144xf32>
  return %0 : tensor<256x144xf32>
}
