// As many rows as the AVX-512 register tile has.

func.func @network(%images: tensor<9x784xf32>) -> tensor<9x10xf32> {
  %w0 = arith.constant dense<0.01> : tensor<784x512xf32>
  %b0 = arith.constant dense<0.1> : tensor<512xf32>
  %w1 = arith.constant dense<0.02> : tensor<512x10xf32>
  %0 = relu.dense %images, %w0 bias(%b0) : (tensor<9x784xf32>, tensor<784x512xf32>, tensor<512xf32>) -> tensor<9x512xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<9x512xf32>
  %2 = relu.dense %1, %w1 : (tensor<9x512xf32>, tensor<512x10xf32>) -> tensor<9x10xf32>
  %3 = relu.activate %2 activation(#relu.leaky_relu<alpha = 0.1>) : tensor<9x10xf32>
  return %3 : tensor<9x10xf32>
}
