// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the relu dialect to dialects that every MLIR compiler knows, and back.

#ifndef RELU_CONVERSION_PASSES_TD
#define RELU_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertReluToLinalgPass : Pass<"convert-relu-to-linalg"> {
  let summary = "lower the model operations to linalg on tensors";
  let description = [{
    The readable reference lowering. `relu.dense` becomes a contraction into a
    tensor that starts with the bias, followed by the activation;
    `relu.activate` becomes one elementwise `linalg.generic`. f16 and bf16 are
    summed and activated in f32 and rounded once, at the end.

    With `compute-in-f64`, f32 is computed in f64 and rounded once: slow, and
    as close to the written meaning as a test needs.

    ```mlir
    func.func @f(%x: tensor<?xf32>) -> tensor<?xf32> {
      %0 = relu.activate %x activation(#relu.relu) : tensor<?xf32>
      return %0 : tensor<?xf32>
    }
    ==>
    #map = affine_map<(d0) -> (d0)>
    func.func @f(%x: tensor<?xf32>) -> tensor<?xf32> {
      %c0 = arith.constant 0 : index
      %dim = tensor.dim %x, %c0 : tensor<?xf32>
      %0 = tensor.empty(%dim) : tensor<?xf32>
      %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel"]}
          ins(%x : tensor<?xf32>) outs(%0 : tensor<?xf32>) {
      ^bb0(%in: f32, %out: f32):
        %cst = arith.constant 0.000000e+00 : f32
        %2 = arith.maximumf %in, %cst fastmath<nsz> : f32
        linalg.yield %2 : f32
      } -> tensor<?xf32>
      return %1 : tensor<?xf32>
    }
    ```
  }];
  let options = [
    Option<"computeInF64", "compute-in-f64", "bool", "false",
           "Compute f32 layers and activations in f64 and round once">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
}

def ConvertLinalgToReluPass : Pass<"convert-linalg-to-relu"> {
  let summary = "raise contractions and spelled activations to relu";
  let description = [{
    A contraction that sums over one axis, and of which one operand is a matrix
    that all rows share, becomes `relu.dense`: `linalg.matmul`, `batch_matmul`,
    `contract`, `generic` and their kin, with operands and axes in any order. A
    start other than zero, or a sum behind it, becomes the bias when it repeats a
    vector in each row. Transposed constants are transposed now, other weights by
    `linalg.transpose`.

    An expression that computes an activation becomes `relu.activate`, whether it
    is spelled by operations on tensors, by linalg operations or in their bodies.
    docs/Semantics.md lists the spellings. What would differ for NaN is raised
    only where `nnan` says that there is none.

    What is not raised stays as it is; remarks say why
    (`--remarks-filter='convert-linalg-to-relu'`).

    ```mlir
    func.func @layer(%x: tensor<4x8xf32>, %w: tensor<8x2xf32>, %b: tensor<2xf32>)
        -> tensor<4x2xf32> {
      %0 = tensor.empty() : tensor<4x2xf32>
      %1 = linalg.broadcast ins(%b : tensor<2xf32>) outs(%0 : tensor<4x2xf32>) dimensions = [0]
      %2 = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x2xf32>)
          outs(%1 : tensor<4x2xf32>) -> tensor<4x2xf32>
      %zero = arith.constant dense<0.0> : tensor<4x2xf32>
      %3 = arith.maximumf %2, %zero : tensor<4x2xf32>
      return %3 : tensor<4x2xf32>
    }
    ==>
    func.func @layer(%x: tensor<4x8xf32>, %w: tensor<8x2xf32>, %b: tensor<2xf32>)
        -> tensor<4x2xf32> {
      %0 = relu.dense %x, %w bias(%b)
        : (tensor<4x8xf32>, tensor<8x2xf32>, tensor<2xf32>) -> tensor<4x2xf32>
      %1 = relu.activate %0 activation(#relu.relu) : tensor<4x2xf32>
      return %1 : tensor<4x2xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::relu::ReluDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def ConvertTosaToReluPass : Pass<"convert-tosa-to-relu"> {
  let summary = "raise products and spelled activations of TOSA to relu";
  let description = [{
    `tosa.matmul` with one batch becomes `relu.dense`, a sum with a vector behind
    it the bias. Constant weights are reshaped and transposed now. `tosa.clamp`,
    `tosa.sigmoid`, `tosa.tanh` and expressions that compute an activation become
    `relu.activate`. A clamp whose upper bound is the largest finite number is
    `clipped_relu`: it is relu everywhere but at infinity.

    What is not raised stays TOSA; remarks say why
    (`--remarks-filter='convert-tosa-to-relu'`).

    ```mlir
    func.func @layer(%x: tensor<1x4x8xf32>, %w: tensor<1x8x2xf32>) -> tensor<1x4x2xf32> {
      %zp = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
      %b = "tosa.const"() <{values = dense<[[[1.0, 2.0]]]> : tensor<1x1x2xf32>}> : () -> tensor<1x1x2xf32>
      %0 = tosa.matmul %x, %w, %zp, %zp
        : (tensor<1x4x8xf32>, tensor<1x8x2xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x4x2xf32>
      %1 = tosa.add %0, %b : (tensor<1x4x2xf32>, tensor<1x1x2xf32>) -> tensor<1x4x2xf32>
      %2 = tosa.clamp %1 {min_val = 0.0 : f32, max_val = 6.0 : f32} : (tensor<1x4x2xf32>) -> tensor<1x4x2xf32>
      return %2 : tensor<1x4x2xf32>
    }
    ==>
    func.func @layer(%x: tensor<1x4x8xf32>, %w: tensor<1x8x2xf32>) -> tensor<1x4x2xf32> {
      %b = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
      %0 = tensor.collapse_shape %w [[0, 1], [2]] : tensor<1x8x2xf32> into tensor<8x2xf32>
      %1 = relu.dense %x, %0 bias(%b)
        : (tensor<1x4x8xf32>, tensor<8x2xf32>, tensor<2xf32>) -> tensor<1x4x2xf32>
      %2 = relu.activate %1 activation(#relu.clipped_relu) : tensor<1x4x2xf32>
      return %2 : tensor<1x4x2xf32>
    }
    ```
  }];
  let dependentDialects = [
    "::relu::ReluDialect", "::mlir::arith::ArithDialect",
    "::mlir::tensor::TensorDialect", "::mlir::tosa::TosaDialect"];
}

#endif // RELU_CONVERSION_PASSES_TD
