# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes one function for each activation: a dense layer, then the activation.

ACTIVATIONS = [
    "relu.relu", "relu.relu<subgradient = 1.0>", "relu.clipped_relu",
    "relu.clipped_relu<min = -inf, max = 1.0>", "relu.leaky_relu",
    "relu.leaky_relu<alpha = -2.0>", "relu.prelu", "relu.prelu<axis = 0>",
    "relu.thresholded_relu", "relu.hard_sigmoid", "relu.squared_relu", "relu.hard_swish",
    "relu.elu", "relu.selu", "relu.celu", "relu.sigmoid", "relu.tanh", "relu.softplus",
    "relu.silu", "relu.mish", "relu.gelu", "relu.gelu<approximate = tanh>", "relu_test.softsign",
]

for number, activation in enumerate(ACTIVATIONS):
    slope = ", %s : tensor<2xf32>" if "prelu" in activation else ""
    print(f"""func.func @f{number}(%x: tensor<2x3xf32>, %w: tensor<3x2xf32>, %s: tensor<2xf32>)
    -> tensor<2x2xf32> {{
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x2xf32>) -> tensor<2x2xf32>
  %1 = relu.activate %0 activation(#{activation}{slope}) : tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}}""")
