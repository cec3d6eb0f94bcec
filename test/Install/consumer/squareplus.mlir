// One layer, weights and all, whose two outputs lie on each side of zero:
// [3, 4] times the weights plus [1, -7] is [1.5, -1.5], and
// squareplus(1.5) + 10 squareplus(-1.5) = 2 + 10 * 0.5 = 7.

func.func @main() -> f32 {
  %x = arith.constant dense<[[3.0, 4.0]]> : tensor<1x2xf32>
  %w = arith.constant dense<[[-0.5, 0.5], [0.5, 1.0]]> : tensor<2x2xf32>
  %b = arith.constant dense<[1.0, -7.0]> : tensor<2xf32>
  %0 = relu.dense %x, %w
      : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %init = tensor.empty() : tensor<1x2xf32>
  %bias = linalg.broadcast ins(%b : tensor<2xf32>) outs(%init : tensor<1x2xf32>) dimensions = [0]
  %1 = arith.addf %0, %bias : tensor<1x2xf32>
  %2 = relu.activate %1 activation(#lab.squareplus) : tensor<1x2xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %left = tensor.extract %2[%c0, %c0] : tensor<1x2xf32>
  %right = tensor.extract %2[%c0, %c1] : tensor<1x2xf32>
  %ten = arith.constant 10.0 : f32
  %scaled = arith.mulf %right, %ten : f32
  %sum = arith.addf %left, %scaled : f32
  return %sum : f32
}
