// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two named inputs, two results, a tail in every direction, and functions that
// are arithmetic in the end.

func.func @mixer(%a: tensor<?x24xf32> {relu.name = "wide"}, %b: tensor<?x7xf32> {relu.name = "narrow"})
    -> (tensor<?x7xf32>, tensor<?x5xf32>) {
  %w0 = arith.constant dense<0.0625> : tensor<24x7xf32>
  %w1 = arith.constant dense<[
    [0.5, -1.0, 0.25, 2.0, 0.125], [1.0, 0.5, -0.5, 0.25, -2.0], [0.25, 0.25, 1.5, -0.125, 1.0],
    [-1.0, 0.75, 0.5, 0.5, -0.5], [2.0, -0.25, 0.125, 1.0, 0.0], [0.0, 1.0, -1.5, 0.5, 0.25],
    [-0.5, 0.25, 1.0, -1.0, 0.5]]> : tensor<7x5xf32>
  %bias = arith.constant dense<[0.5, -0.5, 0.25, 0.0, 1.0]> : tensor<5xf32>
  %0 = relu.dense %a, %w0 activation(#relu.gelu)
      : (tensor<?x24xf32>, tensor<24x7xf32>) -> tensor<?x7xf32>
  %1 = arith.addf %0, %b : tensor<?x7xf32>
  %2 = relu.dense %1, %w1 bias(%bias) activation(#relu.leaky_relu<alpha = 0.1>)
      : (tensor<?x7xf32>, tensor<7x5xf32>, tensor<5xf32>) -> tensor<?x5xf32>
  return %1, %2 : tensor<?x7xf32>, tensor<?x5xf32>
}
