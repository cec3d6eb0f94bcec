// Two inputs with names, two results of different types.

func.func @sum(%left: tensor<2xf32> {relu.name = "left"}, %right: tensor<2xf32> {relu.name = "right"}) -> (tensor<2xf32>, tensor<2xi32>) {
  %0 = arith.subf %left, %right : tensor<2xf32>
  %1 = arith.fptosi %0 : tensor<2xf32> to tensor<2xi32>
  return %0, %1 : tensor<2xf32>, tensor<2xi32>
}
