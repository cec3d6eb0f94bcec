// relu-lower-to-vector: functions on buffers that hold loops of vector code, with
// everything that stood between the layers.

// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-optimize --relu-schedule=cpu=x86-64-v4 --relu-lower-to-vector -o %t.mlir
// RUN: relu-opt %t.mlir --relu-verify-stage=stage=vector -o /dev/null
// RUN: FileCheck %s --input-file=%t.mlir --implicit-check-not=tensor. --implicit-check-not=bufferization. --implicit-check-not=relu.packed_dense --implicit-check-not=relu.dense --implicit-check-not=relu.activate --implicit-check-not=math. --implicit-check-not=linalg.softmax

// Results are the caller's buffers, and so is the workspace, in which intermediate
// results have their places.
// CHECK-LABEL: func.func @mixed(
// CHECK-SAME: %{{[^:]*}}: memref<?x4xf32>, %{{[^:]*}}: memref<?x3xf32>, %[[SPACE:[^:]*]]: memref<?xi8>)
// CHECK-NOT: memref.alloc
// CHECK: memref.view %[[SPACE]]
// CHECK: vector.fma
// CHECK: return
// CHECK-LABEL: func.func @mixed_shapes(
// CHECK-SAME: %{{[^:]*}}: memref<?x4xf32>, %{{[^:]*}}: memref<5xi64>)
// CHECK: return

// What an iteration leaves to the next has no place: it is allocated, and freed.
// CHECK-LABEL: func.func @repeated(
// CHECK: scf.for
// CHECK: memref.alloc
// CHECK: memref.dealloc
// CHECK: return
// CHECK-LABEL: func.func @repeated_shapes(

// A layer whose sizes are unknown has no schedule, and is lowered by loops.
// RUN: relu-opt %s --relu-optimize --relu-schedule=cpu=x86-64-v4 --relu-lower-to-vector | FileCheck %s --check-prefix=LOOPS
// LOOPS-LABEL: func.func @unknown_sizes(
// LOOPS: scf.for
// LOOPS: scf.for
// LOOPS: scf.for
// LOOPS: arith.mulf
// LOOPS: arith.addf
func.func @unknown_sizes(%x: tensor<?x?xf32>, %w: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// RUN: relu-opt %s --relu-lower-to-vector --dump-pass-pipeline 2>&1 >/dev/null | FileCheck %s --check-prefix=DUMP
// DUMP: builtin.module(
// DUMP-NEXT: relu-verify-stage{stage=model},
// DUMP-NEXT: relu-decompose-aggregates,
// DUMP-NEXT: relu-function-boundary,
// DUMP-NEXT: convert-relu-to-linalg{compute-in-f64=false},
// DUMP: one-shot-bufferize{
// DUMP: relu-plan-workspace,
// DUMP-NEXT: relu-free-buffers,
// DUMP-NEXT: relu-expand-copies,
// DUMP-NEXT: relu-vectorize-elementwise,
// DUMP-NEXT: convert-linalg-to-loops,
// DUMP-NEXT: relu-share-kernels,
// DUMP-NEXT: convert-relu-to-vector,
// DUMP-NEXT: relu-expand-math{signs-only=false},
// DUMP-NEXT: canonicalize{
// DUMP-NEXT: cse
// DUMP-NEXT: )
