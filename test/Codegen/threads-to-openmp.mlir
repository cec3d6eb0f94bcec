// Loops marked relu.parallel become parallel regions of OpenMP.

// RUN: relu-opt %s --relu-threads-to-openmp --split-input-file --verify-diagnostics | FileCheck %s

// One region, no barrier of its own, and as many threads as iterations. The loop
// in it is right for fewer threads, too.
// CHECK-LABEL: func.func @one_region(
// CHECK: %[[N:.*]] = arith.index_cast %[[C3:.*]] : index to i32
// CHECK-NEXT: omp.parallel num_threads(%[[N]] : i32) {
// CHECK-NEXT: %[[I:.*]] = func.call @omp_get_thread_num() : () -> i32
// CHECK-NEXT: %[[FIRST:.*]] = arith.index_cast %[[I]]
// CHECK-NEXT: %[[M:.*]] = func.call @omp_get_num_threads() : () -> i32
// CHECK-NEXT: %[[STEP:.*]] = arith.index_cast %[[M]]
// CHECK-NEXT: scf.for %[[T:.*]] = %[[FIRST]] to %[[C3]] step %[[STEP]] {
// CHECK-NEXT: memref.store %{{.*}}, %arg0[%[[T]]]
// CHECK: omp.terminator
// CHECK-NOT: scf.forall
// CHECK: func.func private @omp_get_num_threads() -> i32
func.func @one_region(%x: memref<3xf32>) {
  %zero = arith.constant 0.0 : f32
  scf.forall (%t) in (3) {
    memref.store %zero, %x[%t] : memref<3xf32>
  } {relu.parallel}
  return
}

// -----

// CHECK-LABEL: func.func @threads_known_at_run_time(
// CHECK: %[[N:.*]] = arith.index_cast %arg1 : index to i32
// CHECK-NEXT: omp.parallel num_threads(%[[N]] : i32) {
// CHECK: scf.for {{.*}} to %arg1 step
func.func @threads_known_at_run_time(%x: memref<?xf32>, %n: index) {
  %zero = arith.constant 0.0 : f32
  scf.forall (%t) in (%n) {
    memref.store %zero, %x[%t] : memref<?xf32>
  } {relu.parallel}
  return
}

// -----

// CHECK-LABEL: func.func @keeps_loops_without_the_mark(
// CHECK-NOT: omp.
// CHECK: scf.forall
// CHECK: scf.parallel
func.func @keeps_loops_without_the_mark(%x: memref<3xf32>) {
  %zero = arith.constant 0.0 : f32
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  scf.forall (%t) in (3) {
    memref.store %zero, %x[%t] : memref<3xf32>
  }
  scf.parallel (%t) = (%c0) to (%c3) step (%c1) {
    memref.store %zero, %x[%t] : memref<3xf32>
  }
  return
}

// -----

func.func @two_indices(%x: memref<3x2xf32>) {
  %zero = arith.constant 0.0 : f32
  // expected-error@+1 {{'scf.forall' op expects one index, from 0 in steps of 1, and no results, to run on threads}}
  scf.forall (%t, %u) in (3, 2) {
    memref.store %zero, %x[%t, %u] : memref<3x2xf32>
  } {relu.parallel}
  return
}

// -----

// expected-error@+1 {{expects another name than 'omp_get_num_threads', a function that code for several threads calls}}
func.func @omp_get_num_threads(%x: memref<3xf32>) {
  %zero = arith.constant 0.0 : f32
  scf.forall (%t) in (3) {
    memref.store %zero, %x[%t] : memref<3xf32>
  } {relu.parallel}
  return
}
