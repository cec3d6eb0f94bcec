// A layer with as many weights as its small cache holds.

module attributes {relu.cache_bytes = 65536 : i64} {
  func.func @turns(%x: tensor<1x128xf32>) -> tensor<1x128xf32> {
    %w = arith.constant dense<0.5> : tensor<128x128xf32>
    %0 = relu.dense %x, %w : (tensor<1x128xf32>, tensor<128x128xf32>) -> tensor<1x128xf32>
    return %0 : tensor<1x128xf32>
  }
}
