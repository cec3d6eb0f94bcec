// A buffer that has no place in the workspace is freed where it was last used.

// RUN: relu-opt %s --relu-free-buffers --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @frees_after_the_last_use(
// CHECK: %[[T:.*]] = memref.alloc(
// CHECK: memref.store %{{.*}}, %[[T]]
// CHECK: memref.load %[[T]]
// CHECK: memref.dealloc %[[T]] : memref<?xf32>
// CHECK-NOT: memref.dealloc
// CHECK: return
func.func @frees_after_the_last_use(%sizes: memref<1xindex>, %x: memref<1xf32>) {
  %c0 = arith.constant 0 : index
  %n = memref.load %sizes[%c0] : memref<1xindex>
  %value = memref.load %x[%c0] : memref<1xf32>
  %t = memref.alloc(%n) : memref<?xf32>
  memref.store %value, %t[%c0] : memref<?xf32>
  %again = memref.load %t[%c0] : memref<?xf32>
  memref.store %again, %x[%c0] : memref<1xf32>
  return
}

// -----

// CHECK-LABEL: func.func @frees_in_each_iteration(
// CHECK: scf.for
// CHECK: %[[T:.*]] = memref.alloc(
// CHECK: memref.dealloc %[[T]] : memref<?xf32>
// CHECK: }
// CHECK-NEXT: return
func.func @frees_in_each_iteration(%sizes: memref<4xindex>, %x: memref<1xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %n = memref.load %sizes[%i] : memref<4xindex>
    %value = memref.load %x[%c0] : memref<1xf32>
    %t = memref.alloc(%n) : memref<?xf32>
    memref.store %value, %t[%c0] : memref<?xf32>
    %again = memref.load %t[%c0] : memref<?xf32>
    memref.store %again, %x[%c0] : memref<1xf32>
  }
  return
}

// -----

// The caller's buffer is the first of them, and is not freed: what is carried
// comes with a bit that says who owns it.
// CHECK-LABEL: func.func @frees_what_an_iteration_leaves_to_the_next(
// CHECK-SAME: %[[X:[^:]*]]: memref<8xf32>
// CHECK: scf.for {{.*}} iter_args(%[[CARRIED:.*]] = %[[X]], %[[OWNED:.*]] = %false) -> (memref<8xf32>, i1)
// CHECK: memref.alloc() : memref<8xf32>
// CHECK: scf.if
// CHECK: memref.dealloc
// CHECK: scf.yield %{{.*}} : memref<8xf32>, i1
// CHECK: memref.copy
// CHECK: scf.if
// CHECK: memref.dealloc
// CHECK: return
func.func @frees_what_an_iteration_leaves_to_the_next(%x: memref<8xf32>, %y: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %r = scf.for %i = %c0 to %c9 step %c1 iter_args(%h = %x) -> memref<8xf32> {
    %a = memref.alloc() : memref<8xf32>
    memref.copy %h, %a : memref<8xf32> to memref<8xf32>
    scf.yield %a : memref<8xf32>
  }
  memref.copy %r, %y : memref<8xf32> to memref<8xf32>
  return
}

// -----

// Without an allocation nothing happens, not even what the upstream pipeline
// does to functions that it does not know.
// CHECK-LABEL: func.func @keeps_module_without_allocation(
// CHECK-NEXT: memref.alloca
// CHECK-NEXT: arith.select
// CHECK-NEXT: call @returns_its_argument
// CHECK-NEXT: memref.copy
// CHECK-NEXT: return
// CHECK-LABEL: func.func private @returns_its_argument(
// CHECK-SAME: -> memref<8xf32> {
// CHECK-NEXT: return
func.func @keeps_module_without_allocation(%x: memref<8xf32>, %p: i1) {
  %a = memref.alloca() : memref<8xf32>
  %0 = arith.select %p, %x, %a : memref<8xf32>
  %1 = call @returns_its_argument(%0) : (memref<8xf32>) -> memref<8xf32>
  memref.copy %1, %x : memref<8xf32> to memref<8xf32>
  return
}
func.func private @returns_its_argument(%x: memref<8xf32>) -> memref<8xf32> {
  return %x : memref<8xf32>
}
