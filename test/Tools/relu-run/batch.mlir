// One compiled function takes any batch: none, one, and rows that make up whole
// register tiles, parts of them, and more than one block.

// RUN: relu-run %s --input=0x70xf32 | FileCheck %s --check-prefix=NONE
// NONE: {{^}}0x50xf32={{$}}
// RUN: relu-run %s --input=0x70xf32 --verify 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: 0 of 0 elements differ
// RUN: relu-run %s --input=1x70xf32=normal --verify
// RUN: relu-run %s --input=8x70xf32=normal --verify
// RUN: relu-run %s --input=9x70xf32=normal --verify
// RUN: relu-run %s --input=10x70xf32=normal --verify
// RUN: relu-run %s --input=383x70xf32=normal --verify
// RUN: relu-run %s --input=777x70xf32=normal --verify 2>&1 | FileCheck %s --check-prefix=MANY
// MANY: 0 of 38850 elements differ

func.func @network(%x: tensor<?x70xf32>) -> tensor<?x50xf32> {
  %w0 = arith.constant dense<0.05> : tensor<70x65xf32>
  %b0 = arith.constant dense<-0.1> : tensor<65xf32>
  %w1 = arith.constant dense<0.07> : tensor<65x50xf32>
  %0 = relu.dense %x, %w0 bias(%b0) activation(#relu.relu) : (tensor<?x70xf32>, tensor<70x65xf32>, tensor<65xf32>) -> tensor<?x65xf32>
  %1 = relu.dense %0, %w1 activation(#relu.leaky_relu<alpha = 0.1>) : (tensor<?x65xf32>, tensor<65x50xf32>) -> tensor<?x50xf32>
  return %1 : tensor<?x50xf32>
}
