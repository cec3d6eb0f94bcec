// Weights that are known at run time only are packed by a loop nest.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --cse --split-input-file | FileCheck %s

// 3 x 18 weights, panels of 8: two whole panels, then one of 4 columns for 2.
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 1, unroll = 1>
// CHECK-LABEL: func.func @packs_whole_panels_and_the_rest(
// CHECK: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: scf.for %[[PANEL:.*]] = %c0 to %c2 step %c1
// CHECK: %[[FIRST:.*]] = arith.muli %[[PANEL]], %c8
// CHECK: scf.for %[[K:.*]] = %c0 to %c3 step %c1
// CHECK: scf.for %[[C:.*]] = %c0 to %c8 step %c1
// CHECK: %[[COLUMN:.*]] = arith.addi %[[FIRST]], %[[C]]
// CHECK: %[[INSIDE:.*]] = arith.cmpi ult, %[[COLUMN]], %c18
// CHECK: %[[V:.*]] = scf.if %[[INSIDE]] -> (f32)
// CHECK: %[[LOADED:.*]] = memref.load %arg0[%[[K]], %[[COLUMN]]]
// CHECK: scf.yield %[[LOADED]]
// CHECK: scf.yield %[[ZERO]]
// CHECK: memref.store %[[V]], %arg1[
// CHECK: scf.for %{{.*}} = %c0 to %c3 step %c1
// CHECK: scf.for %{{.*}} = %c0 to %c4 step %c1
// CHECK: memref.store
func.func @packs_whole_panels_and_the_rest(%w: memref<3x18xf32>, %p: memref<60xf32>) {
  relu.pack_weights %w outs(%p) schedule(#tile) : (memref<3x18xf32>, memref<60xf32>) -> ()
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
