// What no later stage can handle is reported before lowering starts: by name, at
// its place, with what its owner can do, and all at once.

// RUN: relu-opt %s --relu-verify-stage --split-input-file --verify-diagnostics
// RUN: relu-opt %s --relu-verify-stage=stage=model --split-input-file --verify-diagnostics

// expected-error @below {{'func.func' op declares a function without a body}}
// expected-note @below {{define it, or remove its declaration and its calls}}
func.func private @all_at_once(tensor<4xf32>) -> tensor<4xf32>

// expected-error @below {{'func.func' op expects public functions to take and return ranked tensors, got (tensor<4xf32>, f32) -> tensor<4xf32>}}
// expected-note @below {{wrap scalars in tensors of rank 0}}
func.func @also_what_is_inside(%x: tensor<4xf32>, %s: f32) -> tensor<4xf32> {
  // expected-error @below {{'tosa.abs' op is of the dialect 'tosa', which relu does not lower}}
  // expected-note @below {{lower it to linalg, tensor and arith first}}
  %0 = tosa.abs %x : (tensor<4xf32>) -> tensor<4xf32>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %1 = scf.for %i = %c0 to %c4 step %c1 iter_args(%a = %0) -> tensor<4xf32> {
    // expected-error @below {{'tosa.floor' op is of the dialect 'tosa', which relu does not lower}}
    // expected-note @below {{lower it to linalg, tensor and arith first}}
    %2 = tosa.floor %a : (tensor<4xf32>) -> tensor<4xf32>
    scf.yield %2 : tensor<4xf32>
  }
  return %1 : tensor<4xf32>
}

// -----

// What stands inside of something wrong is no second problem.
func.func @once_for_a_region(%x: tensor<4xf32>, %p: tensor<i1>) -> tensor<4xf32> {
  // expected-error @below {{'tosa.cond_if' op is of the dialect 'tosa', which relu does not lower}}
  // expected-note @below {{lower it to linalg, tensor and arith first}}
  %0 = tosa.cond_if %p (%a = %x) : tensor<i1> (tensor<4xf32>) -> tensor<4xf32> {
    ^bb0(%b: tensor<4xf32>):
    %1 = tosa.abs %b : (tensor<4xf32>) -> tensor<4xf32>
    tosa.yield %1 : tensor<4xf32>
  } else {
    ^bb0(%b: tensor<4xf32>):
    tosa.yield %b : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

// expected-error @below {{'func.func' op expects public functions to take and return ranked tensors, got (tensor<*xf32>) -> tensor<*xf32>}}
// expected-note @below {{wrap scalars in tensors of rank 0}}
func.func @unranked(%x: tensor<*xf32>) -> tensor<*xf32> {
  return %x : tensor<*xf32>
}

// -----

// expected-error @below {{'func.func' op expects public functions to take and return ranked tensors, got (memref<4xf32>) -> ()}}
// expected-note @below {{wrap scalars in tensors of rank 0}}
func.func @on_buffers(%x: memref<4xf32>) {
  return
}

// -----

// The parser checks neither that data of a resource are there nor how many.
func.func @resources() -> (tensor<2xf32>, tensor<2xf32>, tensor<4xf32>) {
  // expected-error @below {{'arith.constant' op refers to the resource 'missing', which has no data}}
  // expected-note @below {{add it to the dialect_resources section of the file}}
  %0 = arith.constant dense_resource<missing> : tensor<2xf32>
  %1 = arith.constant dense_resource<eight_bytes> : tensor<2xf32>
  // expected-error @below {{'arith.constant' op expects the resource 'eight_bytes' to hold 16 bytes for tensor<4xf32>, got 8}}
  // expected-note @below {{write the data again, or correct the type}}
  %2 = arith.constant dense_resource<eight_bytes> : tensor<4xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<4xf32>
}

{-#
  dialect_resources: {
    builtin: {
      eight_bytes: "0x040000000000803F00000040"
    }
  }
#-}

// -----

// Dialects between the layers are lowered along, and private functions are inlined.
func.func @other_dialects(%x: tensor<4xf32>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %i = index.constant 1
  %poison = ub.poison : f32
  %0 = math.absf %x : tensor<4xf32>
  %1 = tensor.extract %0[%c0] : tensor<4xf32>
  %2 = call @on_scalars(%1) : (f32) -> f32
  %3 = tensor.insert %2 into %0[%i] : tensor<4xf32>
  %empty = tensor.empty() : tensor<4xf32>
  %4 = linalg.exp ins(%3 : tensor<4xf32>) outs(%empty : tensor<4xf32>) -> tensor<4xf32>
  %5 = affine.for %j = 0 to 4 iter_args(%a = %4) -> tensor<4xf32> {
    affine.yield %a : tensor<4xf32>
  }
  %6 = relu.activate %5 activation(#relu.relu) : tensor<4xf32>
  return %6 : tensor<4xf32>
}
func.func private @on_scalars(%x: f32) -> f32 {
  return %x : f32
}
