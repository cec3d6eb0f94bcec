// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The model operations: what a network computes.

#ifndef RELU_IR_RELUOPS_TD
#define RELU_IR_RELUOPS_TD

include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "relu/IR/ReluDialect.td"
include "relu/IR/ReluInterfaces.td"

def Relu_Float : AnyTypeOf<[F16, BF16, F32, F64]>;
def Relu_Tensor : RankedTensorOf<[Relu_Float]>;

def DenseOp : Relu_Op<"dense", [
    Pure, AttrSizedOperandSegments, InferTypeOpAdaptorWithIsCompatible,
    DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                              ["reifyResultShapes"]>]> {
  let summary = "dense layer: activation(x W + bias)";
  let description = [{
    Multiplies the last axis of `input` with `weight`, adds `bias` to each row,
    and applies `activation` to each element:

        result[b..., n] = f(sum over k of input[b..., k] weight[k, n] + bias[n])

    `input` has any number of leading batch axes, none included. All operands
    have one element type: f16, bf16, f32 or f64. Sums of f16 and bf16 are
    taken in f32 and rounded once, after the activation. The order of a sum is
    not specified.

    Slopes of the activation (see `relu.activate`) follow it in the parentheses;
    their axis counts the axes of the result.

    Constraints:
    - (dense_c1) `input` has at least one axis, and `weight` has two.
    - (dense_c2) the last axis of `input` and the first of `weight` agree.
    - (dense_c3) `bias` has one axis, as long as the second of `weight`.
    - (dense_c4) all element types are the same.
    - (dense_c5) the result has the batch axes of `input`, then the second axis
      of `weight`.
    - (dense_c6) slopes only with an activation, and as many as it takes.
    - (dense_c7) a slope has no axis, or one as long as the slope axis of the
      activation, which is an axis of the result.

    A dynamic size agrees with any size.

    ```mlir
    func.func @layer(%x: tensor<?x784xf32>, %w: tensor<784x256xf32>,
                     %b: tensor<256xf32>) -> tensor<?x256xf32> {
      %0 = relu.dense %x, %w bias(%b) activation(#relu.relu)
        : (tensor<?x784xf32>, tensor<784x256xf32>, tensor<256xf32>) -> tensor<?x256xf32>
      return %0 : tensor<?x256xf32>
    }
    ```
  }];
  let arguments = (ins Relu_Tensor:$input, Relu_Tensor:$weight,
                       Optional<Relu_Tensor>:$bias,
                       OptionalAttr<ActivationAttrInterface>:$activation,
                       Variadic<Relu_Tensor>:$slopes);
  let results = (outs Relu_Tensor:$result);
  let assemblyFormat = [{
    $input `,` $weight (`bias` `(` $bias^ `)`)?
    (`activation` `(` $activation^ (`,` $slopes^)? `)`)?
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
}

def ActivateOp : Relu_Op<"activate", [
    Pure, AllTypesMatch<["input", "result"]>,
    DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                              ["reifyResultShapes"]>]> {
  let summary = "an activation, elementwise";
  let description = [{
    Applies `activation` to each element of a tensor of any rank. f16 and bf16
    are computed in f32 and rounded once.

    Constraints:
    - (activate_c1) input and result have the same type.
    - (activate_c2) as many slopes as the activation takes.
    - (activate_c3) a slope has no axis, or one as long as the slope axis of the
      activation, which is an axis of the input.
    - (activate_c4) slopes have the element type of the input.

    ```mlir
    func.func @slopes_per_channel(%x: tensor<1x3x2x3xf32>, %s: tensor<3xf32>)
        -> tensor<1x3x2x3xf32> {
      %0 = relu.activate %x activation(#relu.prelu<axis = 1>, %s : tensor<3xf32>)
        : tensor<1x3x2x3xf32>
      return %0 : tensor<1x3x2x3xf32>
    }
    ```
  }];
  let arguments = (ins Relu_Tensor:$input, ActivationAttrInterface:$activation,
                       Variadic<Relu_Tensor>:$slopes);
  let results = (outs Relu_Tensor:$result);
  let assemblyFormat = [{
    $input `activation` `(` $activation (`,` $slopes^ `:` type($slopes))? `)`
    attr-dict `:` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
  let hasCanonicalizer = 1;
}

#endif // RELU_IR_RELUOPS_TD
