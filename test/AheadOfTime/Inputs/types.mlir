// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every kind of element, static sizes, a tensor of rank 0, and f64 functions,
// which are libm's.

func.func @types(%h: tensor<2x3xf16>, %b: tensor<2x3xbf16>, %d: tensor<2x3xf64>, %i: tensor<4xi32>,
                 %u: tensor<ui8>, %t: tensor<2xi1>)
    -> (tensor<2x3xf16>, tensor<2x5xbf16>, tensor<2x3xf64>, tensor<4xi32>, tensor<ui8>, tensor<2xi1>) {
  %w = arith.constant dense<0.25> : tensor<3x5xbf16>
  %0 = relu.activate %h activation(#relu.silu) : tensor<2x3xf16>
  %1 = relu.dense %b, %w activation(#relu.relu) : (tensor<2x3xbf16>, tensor<3x5xbf16>) -> tensor<2x5xbf16>
  %2 = relu.activate %d activation(#relu.gelu) : tensor<2x3xf64>
  %3 = arith.addi %i, %i : tensor<4xi32>
  return %0, %1, %2, %3, %u, %t : tensor<2x3xf16>, tensor<2x5xbf16>, tensor<2x3xf64>, tensor<4xi32>, tensor<ui8>, tensor<2xi1>
}
