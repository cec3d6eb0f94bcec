// relu-optimize: model to model, for no machine in particular.

// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-optimize | FileCheck %s
// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-optimize | relu-opt --relu-optimize | FileCheck %s
// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-optimize | relu-opt --relu-verify-stage -o /dev/null

// No target, no buffers; the activation is inside, the call is inlined, and its
// function is gone. Other dialects stay as they are.
// CHECK-NOT: llvm.target
// CHECK-LABEL: func.func @mixed(
// CHECK: linalg.generic
// CHECK: %[[FUSED:.*]] = relu.dense {{.*}} activation(#relu.relu)
// CHECK-NEXT: %[[TANH:.*]] = math.tanh %[[FUSED]]
// CHECK-NOT: relu.activate
// CHECK: relu.dense %[[TANH]]
// CHECK: linalg.softmax
// CHECK-NEXT: return
// CHECK-LABEL: func.func @repeated(
// CHECK: scf.for
// CHECK-NEXT: relu.dense
// CHECK-NOT: @last

// RUN: relu-opt %s --relu-optimize | FileCheck %s --check-prefix=FOLD
// FOLD-LABEL: func.func @folds_and_fuses_what_was_fused(
// FOLD-NEXT: %[[Y:.*]] = relu.dense %arg0, %arg1 activation(#relu.relu)
// FOLD-NEXT: return %[[Y]]
func.func @folds_and_fuses_what_was_fused(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %zero = arith.constant dense<0.0> : tensor<4xf32>
  %0 = relu.dense %x, %w bias(%zero) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<2x4xf32>
  %2 = relu.activate %1 activation(#relu.relu) : tensor<2x4xf32>
  return %2 : tensor<2x4xf32>
}

// New weights are computed unless that is switched off.
// RUN: relu-opt %s --relu-optimize | FileCheck %s --check-prefix=WEIGHTS
// RUN: relu-opt %s --relu-optimize=fold-weights=false | FileCheck %s --check-prefix=GIVEN
// WEIGHTS-LABEL: func.func @scales_and_merges(
// WEIGHTS: relu.dense
// WEIGHTS-NEXT: return
// GIVEN-LABEL: func.func @scales_and_merges(
// GIVEN: relu.dense
// GIVEN-NEXT: arith.mulf
// GIVEN-NEXT: relu.dense
func.func @scales_and_merges(%x: tensor<2x2xf32>) -> tensor<2x1xf32> {
  %w0 = arith.constant dense<[[1.0, 0.0], [0.0, 2.0]]> : tensor<2x2xf32>
  %w1 = arith.constant dense<[[1.0], [1.0]]> : tensor<2x1xf32>
  %s = arith.constant dense<-4.0> : tensor<2x2xf32>
  %0 = relu.dense %x, %w0 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = arith.mulf %0, %s : tensor<2x2xf32>
  %2 = relu.dense %1, %w1 : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  return %2 : tensor<2x1xf32>
}

// What is asked for by a pipeline is all that runs.
// RUN: relu-opt %s --relu-optimize --dump-pass-pipeline 2>&1 >/dev/null | FileCheck %s --check-prefix=DUMP
// DUMP: Pass Manager with 8 passes:
// DUMP-NEXT: builtin.module(
// DUMP-NEXT: inline{
// DUMP-NEXT: symbol-dce,
// DUMP-NEXT: canonicalize{
// DUMP-NEXT: cse,
// DUMP-NEXT: relu-fold-affine,
// DUMP-NEXT: relu-merge-dense,
// DUMP-NEXT: relu-fuse-activation,
// DUMP-NEXT: canonicalize{
// DUMP-NEXT: )
