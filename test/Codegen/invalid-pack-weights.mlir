// A splat takes few bytes in a file; packed, each of its elements takes its own.

// REQUIRES: peak-memory
// RUN: relu-opt %s --relu-pack-weights --split-input-file --verify-diagnostics

#tile = #relu.schedule<isa = generic, rows = 4, cols = 4, row_block = 384, unroll = 2>
func.func @more_than_the_memory() -> tensor<400000000000000xf32> {
  %w = arith.constant dense<1.0> : tensor<1x400000000000000xf32>
  %0 = tensor.empty() : tensor<400000000000000xf32>
  // expected-error @below {{'relu.pack_weights' op expects memory for the weight 'tensor<400000000000000xf32>', got none}}
  %1 = relu.pack_weights %w outs(%0) schedule(#tile) : (tensor<1x400000000000000xf32>, tensor<400000000000000xf32>) -> tensor<400000000000000xf32>
  return %1 : tensor<400000000000000xf32>
}
