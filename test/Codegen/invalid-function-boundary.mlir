// Functions that can not be called with buffers of the caller.

// RUN: relu-opt %s --relu-function-boundary --verify-diagnostics --split-input-file

// expected-error@+1 {{expects the name 'f_shapes' to be free for the function that computes the shapes of 'f'}}
func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
func.func private @f_shapes(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// -----

// expected-error@+1 {{expects names of public functions that do not begin with '_mlir_', got '_mlir_f'}}
func.func @_mlir_f(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// -----

// expected-error@+1 {{expects public functions to take and return ranked tensors, got '(f32) -> tensor<4xf32>'}}
func.func @argument_is_no_tensor(%x: f32) -> tensor<4xf32> {
  %0 = tensor.splat %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// expected-error@+1 {{expects public functions to take and return ranked tensors, got '(tensor<4xf32>) -> tensor<*xf32>'}}
func.func @result_is_unranked(%x: tensor<4xf32>) -> tensor<*xf32> {
  %0 = tensor.cast %x : tensor<4xf32> to tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// expected-error@+1 {{expects public functions of one block, got 2: use scf for control flow}}
func.func @two_blocks(%x: tensor<4xf32>) -> tensor<4xf32> {
  cf.br ^next
^next:
  return %x : tensor<4xf32>
}

// -----

func.func @size_depends_on_data(%x: tensor<?xf32>, %n: tensor<index>) -> tensor<?xf32> {
  // expected-note@+2 {{make the sizes static}}
  // expected-error@+1 {{'tensor.extract' op expects the sizes of its results to follow from the sizes of the inputs of the network, but they depend on data}}
  %size = tensor.extract %n[] : tensor<index>
  %0 = tensor.extract_slice %x[0] [%size] [1] : tensor<?xf32> to tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func @sizes_that_change_in_a_loop(%x: tensor<?xf32>, %n: tensor<index>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  // expected-error@+2 {{'scf.for' op expects axis 0 of 'tensor<?xf32>' and axis 0 of 'tensor<?xf32>' to have the same size, which can not be checked before the network runs}}
  // expected-note@+1 {{make the sizes static, or move the operation out of the region that it stands in}}
  %0 = scf.for %i = %c0 to %c3 step %c1 iter_args(%carried = %x) -> tensor<?xf32> {
    %1 = tensor.extract_slice %carried[0] [%i] [1] : tensor<?xf32> to tensor<?xf32>
    scf.yield %1 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// -----

func.func @recursion(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+2 {{'func.call' op calls the public function 'recursion', which was not inlined}}
  // expected-note@+1 {{remove the recursion}}
  %0 = call @recursion(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
