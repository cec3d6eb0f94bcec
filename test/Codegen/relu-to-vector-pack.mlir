// Weights that are known at run time only are packed by a loop nest. It chooses
// between loops, not between values: a phi of bf16 needs a call in LLVM.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --cse --split-input-file | FileCheck %s

// 3 x 18 weights, panels of 8: two whole panels, then one of 4 columns for 2.
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 1, unroll = 1>
// CHECK-LABEL: func.func @packs_whole_panels_and_the_rest(
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : bf16
// CHECK: scf.for %[[PANEL:.*]] = %c0 to %c2 step %c1
// CHECK: %[[FIRST:.*]] = arith.muli %[[PANEL]], %c8
// CHECK: scf.for %[[K:.*]] = %c0 to %c3 step %c1
// CHECK: scf.for %[[C:.*]] = %c0 to %c8 step %c1
// CHECK: %[[COLUMN:.*]] = arith.addi %[[FIRST]], %[[C]]
// CHECK: %[[V:.*]] = memref.load %arg0[%[[K]], %[[COLUMN]]]
// CHECK: memref.store %[[V]], %arg1[
// CHECK: scf.for %{{.*}} = %c0 to %c3 step %c1
// CHECK: scf.for %{{.*}} = %c0 to %c2 step %c1
// CHECK: memref.load
// CHECK: memref.store
// CHECK: scf.for %{{.*}} = %c2 to %c4 step %c1
// CHECK-NEXT: arith.addi
// CHECK-NEXT: memref.store %[[ZERO]], %arg1[
func.func @packs_whole_panels_and_the_rest(%w: memref<3x18xbf16>, %p: memref<60xbf16>) {
  relu.pack_weights %w outs(%p) schedule(#tile) : (memref<3x18xbf16>, memref<60xbf16>) -> ()
  return
}

// -----

// Operations on tensors wait for bufferization.
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 1, unroll = 1>
// CHECK-LABEL: func.func @keeps_tensors(
// CHECK: relu.pack_weights
// CHECK: relu.packed_dense
func.func @keeps_tensors(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %p: tensor<12xf32>, %y: tensor<2x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.pack_weights %w outs(%p) schedule(#tile) : (tensor<3x4xf32>, tensor<12xf32>) -> tensor<12xf32>
  %1 = relu.packed_dense %x, %0 outs(%y) schedule(#tile) : (tensor<2x3xf32>, tensor<12xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}
