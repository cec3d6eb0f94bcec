// Layers, and other dialects before, between and behind them.

#all = affine_map<(i, j) -> (i, j)>
#columns = affine_map<(i, j) -> (j)>

func.func @mixed(%x: tensor<?x4xf32>) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %w0 = arith.constant dense<0.5> : tensor<4x6xf32>
  %w1 = arith.constant dense<[[0.25, -0.25, 1.0], [0.5, 1.0, -1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [2.0, -1.0, 0.5]]> : tensor<6x3xf32>
  %factors = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %rows = tensor.dim %x, %c0 : tensor<?x4xf32>
  %empty = tensor.empty(%rows) : tensor<?x4xf32>
  %scaled = linalg.generic {indexing_maps = [#all, #columns, #all], iterator_types = ["parallel", "parallel"]} ins(%x, %factors : tensor<?x4xf32>, tensor<4xf32>) outs(%empty : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %c: f32):
    %product = arith.mulf %a, %b : f32
    linalg.yield %product : f32
  } -> tensor<?x4xf32>
  %0 = relu.dense %scaled, %w0 : (tensor<?x4xf32>, tensor<4x6xf32>) -> tensor<?x6xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<?x6xf32>
  %2 = math.tanh %1 : tensor<?x6xf32>
  %3 = func.call @last(%2, %w1) : (tensor<?x6xf32>, tensor<6x3xf32>) -> tensor<?x3xf32>
  return %3 : tensor<?x3xf32>
}

func.func private @last(%x: tensor<?x6xf32>, %w: tensor<6x3xf32>) -> tensor<?x3xf32> {
  %c0 = arith.constant 0 : index
  %rows = tensor.dim %x, %c0 : tensor<?x6xf32>
  %0 = relu.dense %x, %w : (tensor<?x6xf32>, tensor<6x3xf32>) -> tensor<?x3xf32>
  %empty = tensor.empty(%rows) : tensor<?x3xf32>
  %1 = linalg.softmax dimension(1) ins(%0 : tensor<?x3xf32>) outs(%empty : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %1 : tensor<?x3xf32>
}

// A layer that is applied to its own result as often as an input says.
func.func @repeated(%x: tensor<2x4xf32>, %times: tensor<i64>) -> tensor<2x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %w = arith.constant dense<[[0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 0.0]]> : tensor<4x4xf32>
  %count = tensor.extract %times[] : tensor<i64>
  %n = arith.index_cast %count : i64 to index
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%h = %x) -> tensor<2x4xf32> {
    %1 = relu.dense %h, %w activation(#relu.leaky_relu<alpha = 0.5>) : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
    scf.yield %1 : tensor<2x4xf32>
  }
  return %0 : tensor<2x4xf32>
}
