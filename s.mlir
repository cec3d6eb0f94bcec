func.func @main(%x0: tensor<257x100xf32>) -> tensor<257x77xf32> {
%w0 = arith.constant dense<0.1> : tensor<100x300xf32>
%b0 = arith.constant dense<0.1> : tensor<300xf32>
%x1 = relu.dense %x0, %w0 bias(%b0) activation(#relu.relu) : (tensor<257x100xf32>, tensor<100x300xf32>, tensor<300xf32>) -> tensor<257x300xf32>
%w1 = arith.constant dense<0.1> : tensor<300x77xf32>
%b1 = arith.constant dense<0.1> : tensor<77xf32>
%x2 = relu.dense %x1, %w1 bias(%b1) activation(#relu.relu) : (tensor<257x300xf32>, tensor<300x77xf32>, tensor<77xf32>) -> tensor<257x77xf32>
return %x2 : tensor<257x77xf32> }
