// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A schedule for digits.mlir, in the words of MLIR's transform dialect: eight
// rows at a time go through all layers. The last layer is tiled, and those before
// it move into its loop.

module attributes {transform.with_named_sequence} {
  transform.named_sequence @__transform_main(%module: !transform.any_op {transform.readonly}) {
    %layers = transform.structured.match ops{["relu.dense"]} in %module
      : (!transform.any_op) -> !transform.any_op
    %first, %second, %last = transform.split_handle %layers
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    %tiled, %loop = transform.structured.fuse %last tile_sizes [8]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.yield
  }
}
