// Panels in alternating order: the program counts the runs of the layer.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --cse | FileCheck %s
// RUN: relu-opt %s --pass-pipeline='builtin.module(func.func(convert-relu-to-vector))' | FileCheck %s --check-prefix=CONFINED

#tile = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 8, unroll = 2, alternate = true>

// A name that is taken, and a counter for each layer.
// CHECK-DAG: memref.global "private" @relu_runs_0 : memref<i32> = dense<0>
// CHECK-DAG: memref.global "private" @relu_runs_1 : memref<i32> = dense<0>
memref.global "private" constant @relu_runs : memref<f32> = dense<1.0>

// Five panels, and the rest of four columns behind them. What is used next is
// where the tiles of a batch fetch ahead, and never before the first weight.
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

// CONFINED-NOT: memref.atomic_rmw
func.func @layers(%x: memref<1x16xf32>, %w: memref<704xf32>, %y: memref<1x44xf32>, %z: memref<1x44xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x16xf32>, memref<704xf32>, memref<1x44xf32>) -> ()
  relu.packed_dense %x, %w outs(%z) schedule(#tile) : (memref<1x16xf32>, memref<704xf32>, memref<1x44xf32>) -> ()
  return
}
