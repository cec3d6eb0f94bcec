// Rows are shared among threads: one parallel loop for all layers of a chain.

// RUN: relu-opt %s --relu-fuse-layers --canonicalize --split-input-file | FileCheck %s
// RUN: relu-opt %s --relu-fuse-layers --split-input-file --remarks-filter='relu.*' 2>&1 >/dev/null | FileCheck %s --check-prefix=REMARK --implicit-check-not=remark:

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 16, unroll = 2, row_threads = 2>
#next = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 16, unroll = 2, fuse_input = true, row_threads = 2>

// Of 80 rows each thread takes 40, in blocks of 16 and one of 8, all sizes known.
// Each has its own part of one buffer: 16 rows of 16 elements, 1024 bytes.
// CHECK-LABEL: func.func @equal_shares(
// CHECK: %[[T:.*]] = memref.alloc() {alignment = 64 : i64} : memref<2048xi8>
// CHECK: scf.forall (%[[I:.*]]) in (2) {
// CHECK: %[[AT:.*]] = arith.muli %[[I]], %c1024
// CHECK: %[[MINE:.*]] = memref.view %[[T]][%[[AT]]][] : memref<2048xi8> to memref<256xf32>
// CHECK: %[[FIRST:.*]] = arith.muli %[[I]], %c40
// CHECK: %[[END:.*]] = arith.addi %[[FIRST]], %c32
// CHECK: scf.for %[[ROW:.*]] = %[[FIRST]] to %[[END]] step %c16
// CHECK: memref.subview %arg0[%[[ROW]], 0] [16, 3]
// CHECK: memref.reinterpret_cast %[[MINE]] to offset: [0], sizes: [16, 8], strides: [16, 1]
// CHECK: relu.packed_dense
// CHECK: relu.packed_dense
// CHECK: }
// CHECK: memref.subview %arg0[%{{.*}}, 0] [8, 3]
// CHECK: relu.packed_dense
// CHECK: relu.packed_dense
// CHECK: } {relu.parallel}
// CHECK-NOT: relu.packed_dense
func.func @equal_shares(%x: memref<80x3xf32>, %v: memref<24xf32>, %w: memref<64xf32>, %y: memref<80x5xf32>) {
  %t = memref.alloc() : memref<80x8xf32>
  relu.packed_dense %x, %v outs(%t) schedule(#tile) : (memref<80x3xf32>, memref<24xf32>, memref<80x8xf32>) -> ()
  relu.packed_dense %t, %w outs(%y) schedule(#next) : (memref<80x8xf32>, memref<64xf32>, memref<80x5xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 64, unroll = 2, row_threads = 3>

// A layer by itself, too. Shares of 7 rows leave 5 or 6 for the last thread.
// CHECK-LABEL: func.func @unequal_shares(
// CHECK: scf.forall (%[[I:.*]]) in (3) {
// CHECK: %[[FIRST:.*]] = arith.muli %[[I]], %c7
// CHECK: %[[LEFT:.*]] = arith.subi %c20, %[[FIRST]]
// CHECK: %[[MINE:.*]] = arith.minui %[[LEFT]], %c7
// CHECK: relu.packed_dense
// CHECK: } {relu.parallel}
func.func @unequal_shares(%x: memref<20x3xf32>, %w: memref<24xf32>, %y: memref<20x8xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<20x3xf32>, memref<24xf32>, memref<20x8xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 64, unroll = 2, row_threads = 4>

// CHECK-LABEL: func.func @no_more_threads_than_rows(
// CHECK: scf.forall (%{{.*}}) in (2) {
// CHECK: memref.subview %arg0[%{{.*}}, 0] [1, 3]
func.func @no_more_threads_than_rows(%x: memref<2x3xf32>, %w: memref<24xf32>, %y: memref<2x8xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<2x3xf32>, memref<24xf32>, memref<2x8xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 64, unroll = 2, row_threads = 2, thread_rows = 12>

// CHECK-LABEL: func.func @too_few_rows_for_two_threads(
// CHECK-NOT: scf.forall
// CHECK: relu.packed_dense
func.func @too_few_rows_for_two_threads(%x: memref<23x3xf32>, %w: memref<24xf32>, %y: memref<23x8xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<23x3xf32>, memref<24xf32>, memref<23x8xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, row_threads = 4, thread_rows = 12>
#next = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, fuse_input = true, row_threads = 4, thread_rows = 12>

// How many threads are worth it follows from the batch: one needs no parallel
// region. The workspace has room
// for all of them, and its size follows from the batch without a division.
// CHECK-LABEL: func.func @dynamic_rows(
// CHECK: %[[ROWS:.*]] = memref.dim %arg0, %c0
// CHECK: %[[FEW:.*]] = arith.minui %[[ROWS]], %c32
// CHECK: %[[SLICE:.*]] = arith.muli %[[FEW]], %c64
// CHECK: %[[ALL:.*]] = arith.muli %[[FEW]], %c256
// CHECK: memref.alloc(%[[ALL]]) {{.*}} : memref<?xi8>
// CHECK: %[[WORTH:.*]] = arith.divui %[[ROWS]], %c12
// CHECK: %[[ATMOST:.*]] = arith.minui %[[WORTH]], %c4
// CHECK: %[[THREADS:.*]] = arith.maxui %[[ATMOST]], %c1
// CHECK: %[[SHARE:.*]] = arith.ceildivui %[[ROWS]], %[[THREADS]]
// CHECK: %[[ALONE:.*]] = arith.cmpi eq, %[[THREADS]], %c1
// CHECK: scf.if %[[ALONE]] {
// CHECK: scf.for %{{.*}} = %c0 to %[[ROWS]] step
// CHECK: relu.packed_dense
// CHECK: relu.packed_dense
// CHECK: } else {
// CHECK: scf.forall (%[[I:.*]]) in (%[[THREADS]]) {
// CHECK: %[[AT:.*]] = arith.muli %[[I]], %[[SHARE]]
// CHECK: %[[FIRST:.*]] = arith.minui %[[AT]], %[[ROWS]]
// CHECK: %[[LEFT:.*]] = arith.subi %[[ROWS]], %[[FIRST]]
// CHECK: arith.minui %[[LEFT]], %[[SHARE]]
// CHECK: } {relu.parallel}
func.func @dynamic_rows(%x: memref<?x3xf32>, %v: memref<24xf32>, %w: memref<64xf32>, %y: memref<?x5xf32>, %rows: index) {
  %t = memref.alloc(%rows) : memref<?x8xf32>
  relu.packed_dense %x, %v outs(%t) schedule(#tile) : (memref<?x3xf32>, memref<24xf32>, memref<?x8xf32>) -> ()
  relu.packed_dense %t, %w outs(%y) schedule(#next) : (memref<?x8xf32>, memref<64xf32>, memref<?x5xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, lanes = rows, row_threads = 2>

// Rows in lanes are shared by whole blocks: of three blocks of 8 rows the first
// thread has two. 8 rows of 3 and of 5 elements fill whole cache lines.
// CHECK-LABEL: func.func @rows_in_lanes(
// CHECK-DAG: memref.alloc() {{.*}} : memref<256xi8>
// CHECK-DAG: memref.alloc() {{.*}} : memref<384xi8>
// CHECK: scf.forall (%[[I:.*]]) in (2) {
// CHECK: %[[FIRST:.*]] = arith.muli %[[I]], %c16
// CHECK: %[[LEFT:.*]] = arith.subi %c20, %[[FIRST]]
// CHECK: arith.minui %[[LEFT]], %c16
// CHECK: relu.packed_dense
func.func @rows_in_lanes(%x: memref<20x3xf32>, %w: memref<15xf32>, %y: memref<20x5xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<20x3xf32>, memref<15xf32>, memref<20x5xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, row_threads = 2>

// Slopes that differ from row to row do not go with rows on threads.
// CHECK-LABEL: func.func @keeps_slopes_along_rows_on_one_thread(
// CHECK-NOT: scf.forall
// CHECK: relu.packed_dense
// REMARK: fuse-layers-threads.mlir:[[#@LINE+2]]:{{.*}}remark: [Missed] rows-not-shared
func.func @keeps_slopes_along_rows_on_one_thread(%x: memref<20x3xf32>, %w: memref<24xf32>, %s: memref<20xf32>, %y: memref<20x8xf32>) {
  relu.packed_dense %x, %w activation(#relu.prelu<axis = 0>, %s) outs(%y) schedule(#tile) : (memref<20x3xf32>, memref<24xf32>, memref<20xf32>, memref<20x8xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
#next = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, fuse_input = true, row_threads = 2>

// Layers that share rows in different ways share no loop.
// CHECK-LABEL: func.func @keeps_layers_with_other_threads_apart(
// CHECK: relu.packed_dense
// CHECK: scf.forall
// CHECK: relu.packed_dense
// REMARK: fuse-layers-threads.mlir:[[#@LINE+4]]:{{.*}}remark: [Missed] layer-not-fused
func.func @keeps_layers_with_other_threads_apart(%x: memref<80x3xf32>, %v: memref<24xf32>, %w: memref<64xf32>, %y: memref<80x5xf32>) {
  %t = memref.alloc() : memref<80x8xf32>
  relu.packed_dense %x, %v outs(%t) schedule(#tile) : (memref<80x3xf32>, memref<24xf32>, memref<80x8xf32>) -> ()
  relu.packed_dense %t, %w outs(%y) schedule(#next) : (memref<80x8xf32>, memref<64xf32>, memref<80x5xf32>) -> ()
  return
}
