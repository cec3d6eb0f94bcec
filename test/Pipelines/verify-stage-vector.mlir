// Before relu-lower-to-llvm: buffers, loops and vectors.

// RUN: relu-opt %s --relu-verify-stage=stage=vector --split-input-file --verify-diagnostics

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>

func.func @layers(%x: tensor<2x4xf32>, %y: memref<2x4xf32>, %w: memref<4x8xf32>, %p: memref<32xf32>) {
  // expected-error @below {{'relu.activate' op is still an operation of the network}}
  // expected-note @below {{run relu-lower-to-vector before relu-lower-to-llvm}}
  %0 = relu.activate %x activation(#relu.relu) : tensor<2x4xf32>
  // expected-error @below {{'relu.pack_weights' op is still an operation of the network}}
  // expected-note @below {{run relu-lower-to-vector before relu-lower-to-llvm}}
  relu.pack_weights %w outs(%p) schedule(#tile) : (memref<4x8xf32>, memref<32xf32>) -> ()
  return
}

// -----

func.func @tensors(%x: tensor<4xf32>, %m: memref<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'arith.negf' op still works on tensors: it could not be bufferized}}
  // expected-note @below {{lower it to linalg on tensors first}}
  %0 = arith.negf %x : tensor<4xf32>
  // expected-error @below {{'bufferization.to_tensor' op still works on tensors: it could not be bufferized}}
  // expected-note @below {{lower it to linalg on tensors first}}
  %1 = bufferization.to_tensor %m restrict : memref<4xf32> to tensor<4xf32>
  // Not a second problem: what is returned was reported where it is made, and a
  // private function that returns tensors is reported where it is called.
  return %1 : tensor<4xf32>
}

// -----

func.func private @recursive(%x: memref<4xf32>) {
  // expected-error @below {{'func.call' op calls a function that was not inlined}}
  // expected-note @below {{remove the recursion}}
  call @recursive(%x) : (memref<4xf32>) -> ()
  return
}

// -----

func.func @fine(%x: memref<16xf32>, %y: memref<16xf32>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c16 = arith.constant 16 : index
  scf.for %i = %c0 to %c16 step %c4 {
    %0 = vector.load %x[%i] : memref<16xf32>, vector<4xf32>
    %1 = math.absf %0 : vector<4xf32>
    vector.store %1, %y[%i] : memref<16xf32>, vector<4xf32>
  }
  return
}
