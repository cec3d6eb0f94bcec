// Work enough for several threads, in two layers.
func.func @network(%x: tensor<256x256xf32>) -> tensor<256x256xf32> {
  %v = arith.constant dense<0.0625> : tensor<256x256xf32>
  %w = arith.constant dense<-0.03125> : tensor<256x256xf32>
  %0 = relu.dense %x, %v activation(#relu.leaky_relu<alpha = 0.25>) : (tensor<256x256xf32>, tensor<256x256xf32>) -> tensor<256x256xf32>
  %1 = relu.dense %0, %w : (tensor<256x256xf32>, tensor<256x256xf32>) -> tensor<256x256xf32>
  return %1 : tensor<256x256xf32>
}
