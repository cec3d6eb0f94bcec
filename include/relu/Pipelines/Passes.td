// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What may stand in the IR between two stages, as a pass.

#ifndef RELU_PIPELINES_PASSES_TD
#define RELU_PIPELINES_PASSES_TD

include "mlir/Pass/PassBase.td"

def VerifyStagePass : Pass<"relu-verify-stage", "::mlir::ModuleOp"> {
  let summary = "check that the next stage can handle each operation";
  let description = [{
    Reports every operation that a stage can not handle, with its place and what
    to do about it, all of them at once. Stages:

    - `source`: before anything else. What `model` has, and TOSA.
    - `model`: after raising. Operations of relu, arith, math, tensor,
      linalg, scf, affine, func and of other dialects that pipelines lower along;
      functions on ranked tensors; resources that hold what their type says.
    - `vector`: after kernels were built. No tensors, no model and no scheduled
      operations, no calls.
    - `llvm`: at the end. The LLVM dialect only, and OpenMP's for threads.

    The pass changes nothing:

    ```mlir
    func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
      %0 = relu.activate %x activation(#relu.relu) : tensor<4xf32>
      return %0 : tensor<4xf32>
    }
    ==>
    func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
      %0 = relu.activate %x activation(#relu.relu) : tensor<4xf32>
      return %0 : tensor<4xf32>
    }
    ```
  }];
  let options = [
    Option<"stage", "stage", "std::string", "\"model\"",
           "The stage before which the check stands: source, model, vector or "
           "llvm">,
  ];
}

#endif // RELU_PIPELINES_PASSES_TD
