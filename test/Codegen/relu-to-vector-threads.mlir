// Panels are shared among threads: each has as many as the others, the last one
// what remains.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --split-input-file | FileCheck %s

// 44 outputs are five panels of 8 and one of 4: three for each thread.
// CHECK-LABEL: func.func @panels(
// CHECK: scf.forall (%[[T:.*]]) in (2) {
// CHECK: %[[FIRST:.*]] = arith.muli %[[T]], %c3
// CHECK: %[[NEXT:.*]] = arith.addi %[[FIRST]], %c3
// CHECK: %[[END:.*]] = arith.minui %[[NEXT]], %c5
// CHECK: scf.for %{{.*}} = %[[FIRST]] to %[[END]] step %c1
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[T]], %c1
// CHECK: scf.if %[[LAST]] {
// CHECK: vector.store
// CHECK: } {relu.parallel}
#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 16, unroll = 2, col_threads = 2>
func.func @panels(%x: memref<1x3xf32>, %w: memref<132xf32>, %y: memref<1x44xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x3xf32>, memref<132xf32>, memref<1x44xf32>) -> ()
  return
}

// -----

// CHECK-LABEL: func.func @no_more_threads_than_panels(
// CHECK: scf.forall (%{{.*}}) in (2) {
#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 16, unroll = 2, col_threads = 7>
func.func @no_more_threads_than_panels(%x: memref<1x3xf32>, %w: memref<48xf32>, %y: memref<1x16xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x3xf32>, memref<48xf32>, memref<1x16xf32>) -> ()
  return
}

// -----

// CHECK-LABEL: func.func @one_panel(
// CHECK-NOT: scf.forall
// CHECK: vector.store
#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 16, unroll = 2, col_threads = 2>
func.func @one_panel(%x: memref<1x3xf32>, %w: memref<24xf32>, %y: memref<1x8xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x3xf32>, memref<24xf32>, memref<1x8xf32>) -> ()
  return
}
