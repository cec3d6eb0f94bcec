// A copy that is not of one piece of memory becomes a loop.

// RUN: relu-opt %s --relu-expand-copies | FileCheck %s

// CHECK-DAG: #[[ID1:.*]] = affine_map<(d0) -> (d0)>
// CHECK-DAG: #[[ID2:.*]] = affine_map<(d0, d1) -> (d0, d1)>

// CHECK-LABEL: func.func @from_strided(
// CHECK-SAME: %[[X:[^:]*]]: memref<4xf32, strided<[2]>>, %[[Y:[^:]*]]: memref<4xf32>)
// CHECK-NEXT: linalg.generic {indexing_maps = [#[[ID1]], #[[ID1]]], iterator_types = ["parallel"]}
// CHECK-SAME: ins(%[[X]] : memref<4xf32, strided<[2]>>) outs(%[[Y]] : memref<4xf32>)
// CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT: linalg.yield %[[A]] : f32
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @from_strided(%x: memref<4xf32, strided<[2]>>, %y: memref<4xf32>) {
  memref.copy %x, %y : memref<4xf32, strided<[2]>> to memref<4xf32>
  return
}

// CHECK-LABEL: func.func @to_strided(
// CHECK-NEXT: linalg.generic
// CHECK-SAME: ins(%arg1 : memref<4xi8>) outs(%arg0 : memref<4xi8, strided<[2]>>)
func.func @to_strided(%x: memref<4xi8, strided<[2]>>, %y: memref<4xi8>) {
  memref.copy %y, %x : memref<4xi8> to memref<4xi8, strided<[2]>>
  return
}

// CHECK-LABEL: func.func @dynamic_sizes_and_two_copies_of_one_buffer(
// CHECK-COUNT-2: linalg.generic {indexing_maps = [#[[ID2]], #[[ID2]]], iterator_types = ["parallel", "parallel"]}
// CHECK-NOT: memref.copy
func.func @dynamic_sizes_and_two_copies_of_one_buffer(%x: memref<?x?xf32, strided<[?, 1], offset: ?>>, %y: memref<?x?xf32>, %z: memref<?x?xf32>) {
  memref.copy %x, %y : memref<?x?xf32, strided<[?, 1], offset: ?>> to memref<?x?xf32>
  memref.copy %x, %z : memref<?x?xf32, strided<[?, 1], offset: ?>> to memref<?x?xf32>
  return
}

// CHECK-LABEL: func.func @one_element_at_an_offset(
// CHECK-NEXT: linalg.generic {{.*}}iterator_types = []
func.func @one_element_at_an_offset(%x: memref<f32, strided<[], offset: 3>>, %y: memref<f32>) {
  memref.copy %x, %y : memref<f32, strided<[], offset: 3>> to memref<f32>
  return
}

// The fast copy of one piece of memory.
// CHECK-LABEL: func.func @keeps_copies_of_contiguous_buffers(
// CHECK-NEXT: memref.copy %arg0, %arg1
// CHECK-NEXT: memref.copy %arg2, %arg2
// CHECK-NEXT: return
func.func @keeps_copies_of_contiguous_buffers(%x: memref<?x4xf32>, %y: memref<?x4xf32>, %unranked: memref<*xf32>) {
  memref.copy %x, %y : memref<?x4xf32> to memref<?x4xf32>
  memref.copy %unranked, %unranked : memref<*xf32> to memref<*xf32>
  return
}
