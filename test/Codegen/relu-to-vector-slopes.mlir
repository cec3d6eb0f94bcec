// Slopes of prelu: one for all, one a column, one a row, one for several rows.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --cse --split-input-file | FileCheck %s

#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 1, unroll = 1>
// CHECK-LABEL: func.func @one_slope(
// CHECK: %[[S:.*]] = memref.load %arg2[] : memref<f32>
// CHECK: vector.broadcast %[[S]] : f32 to vector<4xf32>
func.func @one_slope(%x: memref<1x3xf32>, %w: memref<12xf32>, %s: memref<f32>, %y: memref<1x4xf32>) {
  relu.packed_dense %x, %w activation(#relu.prelu, %s) outs(%y) schedule(#tile)
    : (memref<1x3xf32>, memref<12xf32>, memref<f32>, memref<1x4xf32>) -> ()
  return
}

// -----

// Like a bias, with its mask.
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 1, unroll = 1>
// CHECK-LABEL: func.func @slope_along_columns(
// CHECK: vector.load %arg2[%c0] : memref<6xf32>, vector<4xf32>
// CHECK: vector.store
// CHECK: vector.maskedload %arg2[%c4], {{.*}} : memref<6xf32>
// CHECK: vector.maskedstore
func.func @slope_along_columns(%x: memref<1x3xf32>, %w: memref<24xf32>, %s: memref<6xf32>, %y: memref<1x6xf32>) {
  relu.packed_dense %x, %w activation(#relu.prelu, %s) outs(%y) schedule(#tile)
    : (memref<1x3xf32>, memref<24xf32>, memref<6xf32>, memref<1x6xf32>) -> ()
  return
}

// -----

// CHECK-LABEL: func.func @slope_along_rows(
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c5 step %c1
// CHECK: %[[I:.*]] = arith.remui %[[ROW]], %c5
// CHECK: %[[S:.*]] = memref.load %arg2[%[[I]]] : memref<5xf32>
// CHECK: vector.broadcast %[[S]] : f32 to vector<4xf32>
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 5, unroll = 1>
func.func @slope_along_rows(%x: memref<5x3xf32>, %w: memref<12xf32>, %s: memref<5xf32>, %y: memref<5x4xf32>) {
  relu.packed_dense %x, %w activation(#relu.prelu<axis = 0>, %s) outs(%y) schedule(#tile)
    : (memref<5x3xf32>, memref<12xf32>, memref<5xf32>, memref<5x4xf32>) -> ()
  return
}

// -----

// Axis 1 of 2x5x7x4: the same slope for 7 rows, after 35 from the beginning.
// CHECK-LABEL: func.func @slope_along_an_axis_between(
// CHECK: scf.for %[[ROW:.*]] = %c0 to %c70 step %c1
// CHECK: %[[GROUP:.*]] = arith.divui %[[ROW]], %c7
// CHECK: %[[I:.*]] = arith.remui %[[GROUP]], %c5
// CHECK: memref.load %arg2[%[[I]]] : memref<5xf32>
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 70, unroll = 1>
func.func @slope_along_an_axis_between(%x: memref<2x5x7x3xf32>, %w: memref<12xf32>, %s: memref<5xf32>, %y: memref<2x5x7x4xf32>) {
  relu.packed_dense %x, %w activation(#relu.prelu<axis = 1>, %s) outs(%y) schedule(#tile)
    : (memref<2x5x7x3xf32>, memref<12xf32>, memref<5xf32>, memref<2x5x7x4xf32>) -> ()
  return
}
