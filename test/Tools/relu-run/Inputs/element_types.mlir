// One input and one result of each type of element.

func.func @types(%a: tensor<?x?xf16>, %b: tensor<?x?xbf16>, %c: tensor<?x?xf64>, %d: tensor<?x?xi1>, %e: tensor<?x?xi8>, %f: tensor<?x?xi16>, %g: tensor<?x?xi32>, %h: tensor<?x?xi64>) -> (tensor<?x?xf16>, tensor<?x?xbf16>, tensor<?x?xf64>, tensor<?x?xi1>, tensor<?x?xi8>, tensor<?x?xi16>, tensor<?x?xi32>, tensor<?x?xi64>) {
  %0 = relu.activate %a activation(#relu.relu) : tensor<?x?xf16>
  %1 = relu.activate %b activation(#relu.relu) : tensor<?x?xbf16>
  %2 = relu.activate %c activation(#relu.relu) : tensor<?x?xf64>
  return %0, %1, %2, %d, %e, %f, %g, %h : tensor<?x?xf16>, tensor<?x?xbf16>, tensor<?x?xf64>, tensor<?x?xi1>, tensor<?x?xi8>, tensor<?x?xi16>, tensor<?x?xi32>, tensor<?x?xi64>
}
