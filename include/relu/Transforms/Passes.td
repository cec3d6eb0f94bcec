// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Optimisations of the model: relu operations in, fewer and larger ones out.

#ifndef RELU_TRANSFORMS_PASSES_TD
#define RELU_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def FoldAffinePass : Pass<"relu-fold-affine"> {
  let summary = "fold scales and shifts into the dense layer beside them";
  let description = [{
    y = x s + t, elementwise and with constants, before or after a layer with
    constant weights, becomes part of these:

        before: W' = diag(s) W, b' = b + t W
        after:  W' = W diag(s), b' = b s + t

    That is subtracting a mean, dividing by a deviation, batch normalisation:
    any chain of `arith.addf`, `subf`, `mulf`, `divf` and of their `linalg`
    counterparts. The other operand repeats one row: a splat, a `linalg.fill`, a
    `linalg.broadcast`, or a constant whose rows are equal. Reshapes may stand
    in the chain. All of it is computed in f64 and rounded once. New constants
    of more than 16 elements are resources; a shift alone leaves the weight as
    it is.

    Left alone, with a remark (`--remarks-filter='relu.*'`): a product, or a
    scaled input, that something else reads as well (several layers may read
    it); a layer with an activation before the affine operation; numbers that
    are not constant or not finite, as given or as folded; weights that would
    leave the normal numbers of their type, and lose their digits; a weight that
    repeats one number more than 2^28 times. Layers of more than 2^24 inputs or
    outputs are not looked at.

    ```mlir
    func.func @normalized(%x: tensor<?x2xf32>) -> tensor<?x1xf32> {
      %w = arith.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
      %b = arith.constant dense<3.0> : tensor<1xf32>
      %two = arith.constant dense<2.0> : tensor<1xf32>
      %0 = relu.dense %x, %w bias(%b)
        : (tensor<?x2xf32>, tensor<2x1xf32>, tensor<1xf32>) -> tensor<?x1xf32>
      %c0 = arith.constant 0 : index
      %n = tensor.dim %x, %c0 : tensor<?x2xf32>
      %empty = tensor.empty(%n) : tensor<?x1xf32>
      %s = linalg.broadcast ins(%two : tensor<1xf32>) outs(%empty : tensor<?x1xf32>) dimensions = [0]
      %1 = arith.mulf %0, %s : tensor<?x1xf32>
      return %1 : tensor<?x1xf32>
    }
    ==>
    func.func @normalized(%x: tensor<?x2xf32>) -> tensor<?x1xf32> {
      %w = arith.constant dense<[[2.0], [4.0]]> : tensor<2x1xf32>
      %b = arith.constant dense<6.0> : tensor<1xf32>
      %0 = relu.dense %x, %w bias(%b)
        : (tensor<?x2xf32>, tensor<2x1xf32>, tensor<1xf32>) -> tensor<?x1xf32>
      return %0 : tensor<?x1xf32>
    }
    ```
  }];
  let dependentDialects = ["::relu::ReluDialect", "::mlir::arith::ArithDialect"];
}

def FuseActivationPass : Pass<"relu-fuse-activation"> {
  let summary = "move bias additions and activations into the dense layer before them";
  let description = [{
    Any activation fuses, slopes move along. A layer whose product has another
    use is left alone, because the product would have to be computed twice; a
    remark says so (`--remarks-filter='relu.*'`). A `tensor.dim` of the product
    is no such use: it becomes one of the input or of the weight.

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
  let dependentDialects = ["::relu::ReluDialect", "::mlir::arith::ArithDialect",
                           "::mlir::tensor::TensorDialect"];
}

def MergeDensePass : Pass<"relu-merge-dense"> {
  let summary = "make one dense layer of two with nothing between";
  let description = [{
    (x W1 + b1) W2 + b2 = x (W1 W2) + (b1 W2 + b2): two layers of `in`, `hidden`
    and `out` elements become one when it saves work,
    in · hidden + hidden · out > in · out. The activation of the second stays.
    New constants are computed in f64 and rounded once.

    Layers are left alone, with a remark (`--remarks-filter='relu.*'`), when the
    first has another use or stands in another block, when a weight, or a bias
    that would change, is not a constant or not finite in the end, when it does
    not save work, and when W1 W2 takes more than 2^32 multiply-adds, which is
    several seconds of compile time, or has more than 2^28 elements.

    ```mlir
    func.func @linear(%x: tensor<?x2xf32>) -> tensor<?x1xf32> {
      %w1 = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
      %b1 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
      %w2 = arith.constant dense<[[1.0], [10.0]]> : tensor<2x1xf32>
      %0 = relu.dense %x, %w1 bias(%b1)
        : (tensor<?x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
      %1 = relu.dense %0, %w2 : (tensor<?x2xf32>, tensor<2x1xf32>) -> tensor<?x1xf32>
      return %1 : tensor<?x1xf32>
    }
    ==>
    func.func @linear(%x: tensor<?x2xf32>) -> tensor<?x1xf32> {
      %w = arith.constant dense<[[21.0], [43.0]]> : tensor<2x1xf32>
      %b = arith.constant dense<21.0> : tensor<1xf32>
      %0 = relu.dense %x, %w bias(%b)
        : (tensor<?x2xf32>, tensor<2x1xf32>, tensor<1xf32>) -> tensor<?x1xf32>
      return %0 : tensor<?x1xf32>
    }
    ```
  }];
  let dependentDialects = ["::relu::ReluDialect", "::mlir::arith::ArithDialect"];
}

#endif // RELU_TRANSFORMS_PASSES_TD
