// Code and the memory of globals lie together, within the reach of its
// displacements; where that is not possible, because a global has 600 MB, anywhere.

// RUN: relu-run %s --function=scaled --input=2xf32=2 | FileCheck %s
// RUN: sed s/80000000/150000000/g %s > %t.mlir
// RUN: relu-run %t.mlir --function=scaled --input=2xf32=2 | FileCheck %s
// CHECK: 2xf32=6 6
memref.global "private" @buffer : memref<80000000xf32> = uninitialized

func.func @scaled(%x: tensor<2xf32>) -> tensor<2xf32> {
  %buffer = memref.get_global @buffer : memref<80000000xf32>
  %at = arith.constant 70000000 : index
  %three = arith.constant 3.0 : f32
  memref.store %three, %buffer[%at] : memref<80000000xf32>
  %factor = memref.load %buffer[%at] : memref<80000000xf32>
  %factors = tensor.splat %factor : tensor<2xf32>
  %y = arith.mulf %x, %factors : tensor<2xf32>
  return %y : tensor<2xf32>
}
