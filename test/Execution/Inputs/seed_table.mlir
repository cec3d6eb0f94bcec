// relu in each place where code for it is made.

// A scalar.
func.func @one(%x: tensor<f32>) -> tensor<f32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<f32>
  return %0 : tensor<f32>
}

// Elementwise, of a size that is known: five lanes of a vector.
func.func @five(%x: tensor<5xf32>) -> tensor<5xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<5xf32>
  return %0 : tensor<5xf32>
}

// Elementwise, of any size: whole vectors, and the end under a mask.
func.func @many(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<?xf32>
  return %0 : tensor<?xf32>
}

// The other types of floating-point numbers.
func.func @types(%x: tensor<?xf16>, %y: tensor<?xbf16>, %z: tensor<?xf64>) -> (tensor<?xf16>, tensor<?xbf16>, tensor<?xf64>) {
  %0 = relu.activate %x activation(#relu.relu) : tensor<?xf16>
  %1 = relu.activate %y activation(#relu.relu) : tensor<?xbf16>
  %2 = relu.activate %z activation(#relu.relu) : tensor<?xf64>
  return %0, %1, %2 : tensor<?xf16>, tensor<?xbf16>, tensor<?xf64>
}

// At the end of a dense layer. With columns of the unit matrix as weights the
// product is the input: 53 outputs are whole panels of each kernel, and a rest.
func.func @dense(%x: tensor<?x5xf32>, %w: tensor<5x53xf32>) -> tensor<?x53xf32> {
  %0 = relu.dense %x, %w : (tensor<?x5xf32>, tensor<5x53xf32>) -> tensor<?x53xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<?x53xf32>
  return %1 : tensor<?x53xf32>
}

// By the folder, before there is any code.
func.func @constant() -> tensor<5xf32> {
  %x = arith.constant dense<[-5.0, -2.0, 0.0, 3.0, 6.0]> : tensor<5xf32>
  %0 = relu.activate %x activation(#relu.relu) : tensor<5xf32>
  return %0 : tensor<5xf32>
}

// In the spelling of other compilers.
func.func @spelled(%x: tensor<?xf32>) -> tensor<?xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %empty = tensor.empty(%n) : tensor<?xf32>
  %0 = linalg.broadcast ins(%zero : tensor<f32>) outs(%empty : tensor<?xf32>) dimensions = [0]
  %1 = arith.maximumf %x, %0 : tensor<?xf32>
  return %1 : tensor<?xf32>
}
