// 784-512-512-10: a perceptron with constant weights, which are packed when it
// is compiled.

func.func @network(%images: tensor<?x784xf32>) -> tensor<?x10xf32> {
  %w0 = arith.constant dense<0.01> : tensor<784x512xf32>
  %b0 = arith.constant dense<0.1> : tensor<512xf32>
  %w1 = arith.constant dense<0.02> : tensor<512x512xf32>
  %b1 = arith.constant dense<-0.1> : tensor<512xf32>
  %w2 = arith.constant dense<0.03> : tensor<512x10xf32>
  %0 = relu.dense %images, %w0 bias(%b0) : (tensor<?x784xf32>, tensor<784x512xf32>, tensor<512xf32>) -> tensor<?x512xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<?x512xf32>
  %2 = relu.dense %1, %w1 bias(%b1) : (tensor<?x512xf32>, tensor<512x512xf32>, tensor<512xf32>) -> tensor<?x512xf32>
  %3 = relu.activate %2 activation(#relu.relu) : tensor<?x512xf32>
  %4 = relu.dense %3, %w2 : (tensor<?x512xf32>, tensor<512x10xf32>) -> tensor<?x10xf32>
  return %4 : tensor<?x10xf32>
}
