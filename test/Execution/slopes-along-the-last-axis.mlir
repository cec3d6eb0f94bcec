// The last axis may be named by its number, in a chain whose batch has two axes, too.

// RUN: relu-run %s --input=2x3x40xf32=-0.5 --input='5xf32=[0.5 1 2 4 8]' --verify 2>&1 | FileCheck %s
// CHECK: 0 of 30 elements differ
func.func @chain(%x: tensor<2x3x40xf32>, %s: tensor<5xf32>) -> tensor<2x3x5xf32> {
  %v = arith.constant dense<-0.5> : tensor<40x40xf32>
  %w = arith.constant dense<-0.25> : tensor<40x5xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<2x3x40xf32>, tensor<40x40xf32>) -> tensor<2x3x40xf32>
  %1 = relu.dense %0, %w activation(#relu.prelu<axis = 2>, %s)
    : (tensor<2x3x40xf32>, tensor<40x5xf32>, tensor<5xf32>) -> tensor<2x3x5xf32>
  return %1 : tensor<2x3x5xf32>
}
