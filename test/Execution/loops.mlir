// A network whose layer runs several times, on any batch.

// RUN: relu-run %s --function=repeated --input=0x2xf32 | FileCheck %s --check-prefix=NONE
// RUN: relu-run %s --function=repeated --input=3x2xf32=1,0,0,1,-1,2 | FileCheck %s
// RUN: relu-run %s --function=repeated --input=37x2xf32=normal --verify
// RUN: relu-run %s --function=chosen --input=2x2xf32=iota --input=i1=1 | FileCheck %s --check-prefix=THEN
// RUN: relu-run %s --function=chosen --input=2x2xf32=iota --input=i1=0 | FileCheck %s --check-prefix=ELSE

// NONE: 0x2xf32=
// CHECK: 3x2xf32=[8 8][8 8][8 8]
func.func @repeated(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %0 = scf.for %i = %c0 to %c4 step %c1 iter_args(%carried = %x) -> tensor<?x2xf32> {
    %1 = relu.dense %carried, %w activation(#relu.relu) : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
    scf.yield %1 : tensor<?x2xf32>
  }
  return %0 : tensor<?x2xf32>
}

// THEN: 2x2xf32=[1 1][5 5]
// ELSE: 2x2xf32=[0 1][2 3]
func.func @chosen(%x: tensor<?x2xf32>, %flag: tensor<i1>) -> tensor<?x2xf32> {
  %w = arith.constant dense<1.0> : tensor<2x2xf32>
  %condition = tensor.extract %flag[] : tensor<i1>
  %0 = scf.if %condition -> tensor<?x2xf32> {
    %1 = relu.dense %x, %w : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
    scf.yield %1 : tensor<?x2xf32>
  } else {
    scf.yield %x : tensor<?x2xf32>
  }
  return %0 : tensor<?x2xf32>
}
