// Temporary buffers are places in one workspace. Buffers that are in use at
// different times share a place.

// RUN: relu-opt %s --relu-plan-workspace --allow-unregistered-dialect --split-input-file --canonicalize | FileCheck %s

// Three buffers between four steps, and two places: 128 bytes for the largest
// of the first and the third, then 64.
// CHECK-LABEL: func.func @chain_uses_two_places_in_turn(
// CHECK-SAME: %[[SPACE:[^:]*]]: memref<?xi8>)
// CHECK-DAG: %[[FIRST:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[SECOND:.*]] = arith.constant 128 : index
// CHECK-DAG: memref.view %[[SPACE]][%[[FIRST]]][] : memref<?xi8> to memref<8xf32>
// CHECK-DAG: memref.view %[[SPACE]][%[[SECOND]]][] : memref<?xi8> to memref<8xf64>
// CHECK-DAG: memref.view %[[SPACE]][%[[FIRST]]][] : memref<?xi8> to memref<32xf32>
// CHECK-NOT: memref.alloc
// CHECK-LABEL: func.func @chain_uses_two_places_in_turn_shapes(
// CHECK-SAME: %[[X:[^:]*]]: memref<8xf32>, %[[INFO:[^:]*]]: memref<3xi64>)
// CHECK-DAG: %[[BYTES:.*]] = arith.constant 192 : i64
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK: memref.store %[[BYTES]], %[[INFO]][%[[C1]]]
func.func @chain_uses_two_places_in_turn(%x: memref<8xf32>, %y: memref<32xf32>) {
  %a = memref.alloc() : memref<8xf32>
  %b = memref.alloc() : memref<8xf64>
  %c = memref.alloc() : memref<32xf32>
  "test.layer"(%x, %a) : (memref<8xf32>, memref<8xf32>) -> ()
  "test.layer"(%a, %b) : (memref<8xf32>, memref<8xf64>) -> ()
  "test.layer"(%b, %c) : (memref<8xf64>, memref<32xf32>) -> ()
  "test.layer"(%c, %y) : (memref<32xf32>, memref<32xf32>) -> ()
  return
}
func.func @chain_uses_two_places_in_turn_shapes(%x: memref<8xf32>, %info: memref<3xi64>) {
  return
}

// -----

// Both are read by the last step.
// CHECK-LABEL: func.func @buffers_in_use_at_once_do_not_share(
// CHECK-DAG: %[[FIRST:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[SECOND:.*]] = arith.constant 64 : index
// CHECK-DAG: memref.view %arg1[%[[FIRST]]][] : memref<?xi8> to memref<8xf32>
// CHECK-DAG: memref.view %arg1[%[[SECOND]]][] : memref<?xi8> to memref<9xf32>
// CHECK-LABEL: func.func @buffers_in_use_at_once_do_not_share_shapes(
// CHECK: arith.constant 128 : i64
func.func @buffers_in_use_at_once_do_not_share(%x: memref<8xf32>) {
  %a = memref.alloc() : memref<8xf32>
  %b = memref.alloc() : memref<9xf32>
  "test.layer"(%x, %a) : (memref<8xf32>, memref<8xf32>) -> ()
  "test.layer"(%x, %b) : (memref<8xf32>, memref<9xf32>) -> ()
  "test.sum"(%a, %b) : (memref<8xf32>, memref<9xf32>) -> ()
  return
}
func.func @buffers_in_use_at_once_do_not_share_shapes(%x: memref<8xf32>, %info: memref<3xi64>) {
  return
}

// -----

// A view keeps its buffer in use.
// CHECK-LABEL: func.func @use_of_a_view_counts(
// CHECK-DAG: memref.view %arg1[%c0][] : memref<?xi8> to memref<8xf32>
// CHECK-DAG: memref.view %arg1[%c64][] : memref<?xi8> to memref<9xf32>
func.func @use_of_a_view_counts(%x: memref<8xf32>) {
  %a = memref.alloc() : memref<8xf32>
  %b = memref.alloc() : memref<9xf32>
  %view = memref.expand_shape %a [[0, 1]] output_shape [2, 4] : memref<8xf32> into memref<2x4xf32>
  "test.layer"(%x, %b) : (memref<8xf32>, memref<9xf32>) -> ()
  "test.layer"(%b, %x) : (memref<9xf32>, memref<8xf32>) -> ()
  "test.layer"(%view, %x) : (memref<2x4xf32>, memref<8xf32>) -> ()
  return
}
func.func @use_of_a_view_counts_shapes(%x: memref<8xf32>, %info: memref<3xi64>) {
  return
}

// -----

// Both iterations of a loop need it: in use as long as the loop.
// CHECK-LABEL: func.func @use_in_a_loop_lasts_as_long_as_the_loop(
// CHECK-DAG: memref.view %arg1[%c0][] : memref<?xi8> to memref<8xf32>
// CHECK-DAG: memref.view %arg1[%c64][] : memref<?xi8> to memref<9xf32>
func.func @use_in_a_loop_lasts_as_long_as_the_loop(%x: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %a = memref.alloc() : memref<8xf32>
  "test.layer"(%x, %a) : (memref<8xf32>, memref<8xf32>) -> ()
  scf.for %i = %c0 to %c9 step %c1 {
    %b = memref.alloc() : memref<9xf32>
    "test.layer"(%a, %b) : (memref<8xf32>, memref<9xf32>) -> ()
    "test.layer"(%b, %x) : (memref<9xf32>, memref<8xf32>) -> ()
  }
  return
}
func.func @use_in_a_loop_lasts_as_long_as_the_loop_shapes(%x: memref<8xf32>, %info: memref<3xi64>) {
  return
}

// -----

// 4 * rows * 8 bytes, rounded up to lines of 64, in both functions.
// CHECK-LABEL: func.func @dynamic_size(
// CHECK: %[[ROWS:.*]] = memref.dim %arg0, %c0
// CHECK: memref.view %arg1[%c0][%[[ROWS]]] : memref<?xi8> to memref<?x4xf64>
// CHECK-LABEL: func.func @dynamic_size_shapes(
// CHECK: %[[ROWS:.*]] = memref.dim %arg0, %c0
// CHECK: %[[BYTES:.*]] = arith.muli %[[ROWS]], %c32
// CHECK: %[[LINES:.*]] = arith.ceildivui %[[BYTES]], %c64
// CHECK: %[[WHOLE:.*]] = arith.muli %[[LINES]], %c64
// CHECK: %[[TOTAL:.*]] = arith.index_cast %[[WHOLE]] : index to i64
// CHECK: memref.store %[[TOTAL]], %arg1[%c1]
func.func @dynamic_size(%x: memref<?x4xf64>) {
  %c0 = arith.constant 0 : index
  %rows = memref.dim %x, %c0 : memref<?x4xf64>
  %a = memref.alloc(%rows) : memref<?x4xf64>
  "test.layer"(%x, %a) : (memref<?x4xf64>, memref<?x4xf64>) -> ()
  return
}
func.func @dynamic_size_shapes(%x: memref<?x4xf64>, %info: memref<3xi64>) {
  return
}

// -----

// i1 takes a byte. Nothing to place: no size is written, the argument is there.
// CHECK-LABEL: func.func @bits_take_bytes_shapes(
// CHECK: arith.constant 128 : i64
// CHECK-LABEL: func.func @nothing_to_place(
// CHECK-SAME: memref<8xf32>, %{{.*}}: memref<?xi8>)
// CHECK-LABEL: func.func @nothing_to_place_shapes(
// CHECK-NEXT: return
func.func @bits_take_bytes(%x: memref<8xf32>) {
  %a = memref.alloc() : memref<65xi1>
  "test.layer"(%x, %a) : (memref<8xf32>, memref<65xi1>) -> ()
  return
}
func.func @bits_take_bytes_shapes(%x: memref<8xf32>, %info: memref<3xi64>) {
  return
}
func.func @nothing_to_place(%x: memref<8xf32>) {
  return
}
func.func @nothing_to_place_shapes(%x: memref<8xf32>, %info: memref<3xi64>) {
  return
}

// -----

// Its size is read from data; it leaves its iteration; it has no function for
// its size.
// CHECK-LABEL: func.func @keeps_size_from_data(
// CHECK: memref.alloc
// CHECK-LABEL: func.func @keeps_buffer_that_is_carried(
// CHECK: memref.alloc() : memref<8xf32>
// CHECK-LABEL: func.func @keeps_buffer_without_shape_function(
// CHECK-SAME: %{{[^,]*}}: memref<8xf32>) {
// CHECK: memref.alloc
func.func @keeps_size_from_data(%n: memref<index>) {
  %size = memref.load %n[] : memref<index>
  %a = memref.alloc(%size) : memref<?xf32>
  "test.layer"(%a) : (memref<?xf32>) -> ()
  return
}
func.func @keeps_size_from_data_shapes(%n: memref<index>, %info: memref<3xi64>) {
  return
}
func.func @keeps_buffer_that_is_carried(%x: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  %r = scf.for %i = %c0 to %c9 step %c1 iter_args(%h = %x) -> memref<8xf32> {
    %a = memref.alloc() : memref<8xf32>
    "test.layer"(%h, %a) : (memref<8xf32>, memref<8xf32>) -> ()
    scf.yield %a : memref<8xf32>
  }
  "test.layer"(%r, %x) : (memref<8xf32>, memref<8xf32>) -> ()
  return
}
func.func @keeps_buffer_that_is_carried_shapes(%x: memref<8xf32>, %info: memref<3xi64>) {
  return
}
func.func @keeps_buffer_without_shape_function(%x: memref<8xf32>) {
  %a = memref.alloc() : memref<8xf32>
  "test.layer"(%x, %a) : (memref<8xf32>, memref<8xf32>) -> ()
  return
}
