// Panels in alternating order: the program counts the runs of the layer.

// RUN: relu-opt %s --split-input-file --convert-relu-to-vector --canonicalize --cse | FileCheck %s
// RUN: relu-opt %s --split-input-file --pass-pipeline='builtin.module(func.func(convert-relu-to-vector))' | FileCheck %s --check-prefix=CONFINED
// CONFINED-NOT: memref.atomic_rmw

// A name that is taken, and a counter for each layer.
// CHECK-DAG: memref.global "private" @relu_runs_0 : memref<i32> = dense<0>
// CHECK-DAG: memref.global "private" @relu_runs_1 : memref<i32> = dense<0>
memref.global "private" constant @relu_runs : memref<f32> = dense<1.0>

// Five panels, and the rest of four columns behind them.
// CHECK-LABEL: func.func @layers(
// CHECK: %[[COUNT:.*]] = memref.get_global @relu_runs_{{[01]}} : memref<i32>
// CHECK: %[[BEFORE:.*]] = memref.atomic_rmw addi %c1_i32, %[[COUNT]][]
// CHECK: %[[IS_ODD:.*]] = arith.trunci %[[BEFORE]] : i32 to i1
// CHECK: scf.for %[[I:.*]] = %c0 to %c5 step %c1 {
// CHECK: %[[MIRRORED:.*]] = arith.subi %c4, %[[I]]
// CHECK: %[[PANEL:.*]] = arith.select %[[IS_ODD]], %[[MIRRORED]], %[[I]]
// CHECK-DAG: arith.muli %[[PANEL]], %c128
// CHECK-DAG: arith.muli %[[PANEL]], %c8
// CHECK: memref.atomic_rmw
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 8, unroll = 2, alternate = true>
func.func @layers(%x: memref<1x16xf32>, %w: memref<704xf32>, %y: memref<1x44xf32>, %z: memref<1x44xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x16xf32>, memref<704xf32>, memref<1x44xf32>) -> ()
  relu.packed_dense %x, %w outs(%z) schedule(#tile) : (memref<1x16xf32>, memref<704xf32>, memref<1x44xf32>) -> ()
  return
}

// -----

// The tiles of a batch fetch the panel that is next, and never one before the
// first.
// CHECK-LABEL: func.func @fetches(
// CHECK: %[[IS_ODD:.*]] = arith.trunci
// CHECK: scf.for %[[I:.*]] = %c0 to %c5 step %c1 {
// CHECK: %[[UP:.*]] = arith.addi %[[I]], %c1
// CHECK: %[[MIRRORED:.*]] = arith.subi %c4, %[[I]]
// CHECK: %[[DOWN:.*]] = arith.subi %c3, %[[I]]
// CHECK: %[[BEFORE:.*]] = arith.maxsi %[[DOWN]], %c0
// CHECK: %[[NEXT:.*]] = arith.select %[[IS_ODD]], %[[BEFORE]], %[[UP]]
// CHECK: %[[START:.*]] = arith.muli %[[NEXT]], %c1024
// CHECK: arith.addi %[[START]],
// CHECK: memref.prefetch
#tile = #relu.schedule<isa = generic, rows = 2, cols = 8, row_block = 8, unroll = 2, alternate = true>
module attributes {relu.cache_bytes = 65536 : i64} {
  func.func @fetches(%x: memref<4x128xf32>, %w: memref<5632xf32>, %y: memref<4x44xf32>) {
    relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<4x128xf32>, memref<5632xf32>, memref<4x44xf32>) -> ()
    return
  }
}

// -----

// Each of two threads mirrors its own panels; one of them counts, in front.
// CHECK-LABEL: func.func @threads(
// CHECK: %[[IS_ODD:.*]] = arith.trunci
// CHECK: scf.forall (%[[T:.*]]) in (2) {
// CHECK: %[[FIRST:.*]] = arith.muli %[[T]], %c2
// CHECK: %[[STOP:.*]] = arith.addi %[[FIRST]], %c2
// CHECK: scf.for %[[I:.*]] = %[[FIRST]] to %[[END:.*]] step %c1 {
// CHECK: %[[BOTH:.*]] = arith.addi %[[FIRST]], %[[END]]
// CHECK: %[[AFTER:.*]] = arith.addi %[[I]], %c1
// CHECK: %[[MIRRORED:.*]] = arith.subi %[[BOTH]], %[[AFTER]]
// CHECK: arith.select %[[IS_ODD]], %[[MIRRORED]], %[[I]]
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 8, unroll = 2, col_threads = 2, alternate = true>
func.func @threads(%x: memref<1x16xf32>, %w: memref<512xf32>, %y: memref<1x32xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x16xf32>, memref<512xf32>, memref<1x32xf32>) -> ()
  return
}

// -----

// One panel and a rest have one order.
// CHECK-LABEL: func.func @one_panel(
// CHECK-NOT: memref.atomic_rmw
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 8, unroll = 2, alternate = true>
func.func @one_panel(%x: memref<1x16xf32>, %w: memref<192xf32>, %y: memref<1x12xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x16xf32>, memref<192xf32>, memref<1x12xf32>) -> ()
  return
}

// -----

// A symbol table of another dialect takes no global.
// CHECK: gpu.module @kernels
// CHECK-NOT: memref.atomic_rmw
#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 8, unroll = 2, alternate = true>
gpu.module @kernels {
  func.func @inside(%x: memref<1x16xf32>, %w: memref<512xf32>, %y: memref<1x32xf32>) {
    relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x16xf32>, memref<512xf32>, memref<1x32xf32>) -> ()
    return
  }
}
