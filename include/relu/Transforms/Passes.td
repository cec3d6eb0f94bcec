// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Optimisations of the model: relu operations in, fewer and larger ones out.

#ifndef RELU_TRANSFORMS_PASSES_TD
#define RELU_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def FuseActivationPass : Pass<"relu-fuse-activation"> {
  let summary = "move bias additions and activations into the dense layer before them";
  let description = [{
    Any activation fuses, slopes move along. A layer whose product has another
    use is left alone, because the product would have to be computed twice; a
    remark says so (`--remarks-filter='relu.*'`).

    A bias is anything that adds the same vector to each row: `arith.addf` or
    `linalg.add` with a `linalg.broadcast` along the batch axes, with a reshape
    of a vector to one row, or with a constant whose rows are equal.

    ```mlir
    func.func @layer(%x: tensor<?x4xf32>, %w: tensor<4x8xf32>, %b: tensor<8xf32>)
        -> tensor<?x8xf32> {
      %0 = relu.dense %x, %w bias(%b)
        : (tensor<?x4xf32>, tensor<4x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
      %1 = relu.activate %0 activation(#relu.relu) : tensor<?x8xf32>
      return %1 : tensor<?x8xf32>
    }
    ==>
    func.func @layer(%x: tensor<?x4xf32>, %w: tensor<4x8xf32>, %b: tensor<8xf32>)
        -> tensor<?x8xf32> {
      %0 = relu.dense %x, %w bias(%b) activation(#relu.relu)
        : (tensor<?x4xf32>, tensor<4x8xf32>, tensor<8xf32>) -> tensor<?x8xf32>
      return %0 : tensor<?x8xf32>
    }
    ```
  }];
  let dependentDialects = ["::relu::ReluDialect", "::mlir::arith::ArithDialect"];
}

#endif // RELU_TRANSFORMS_PASSES_TD
