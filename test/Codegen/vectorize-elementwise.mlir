// Elementwise linalg on buffers becomes vector loops with a masked last step.

// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-vectorize-elementwise --canonicalize --cse --split-input-file | FileCheck %s
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v3 --relu-vectorize-elementwise --split-input-file | FileCheck %s --check-prefix=AVX2
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64 --relu-vectorize-elementwise --split-input-file | FileCheck %s --check-prefix=SSE

#id = affine_map<(d0) -> (d0)>
// CHECK-LABEL: func.func @whole_vectors(
// CHECK: scf.for %[[I:.*]] = %c0 to %c32 step %c16 {
// CHECK-NEXT: %[[V:.*]] = vector.load %arg0[%[[I]]] : memref<32xf32>, vector<16xf32>
// CHECK-NEXT: %[[F:.*]] = arith.negf %[[V]] : vector<16xf32>
// CHECK-NEXT: vector.store %[[F]], %arg1[%[[I]]]
// CHECK-NEXT: }
// CHECK-NEXT: return
// AVX2-LABEL: func.func @whole_vectors(
// AVX2: arith.negf %{{.*}} : vector<8xf32>
// SSE-LABEL: func.func @whole_vectors(
// SSE: arith.negf %{{.*}} : vector<4xf32>
func.func @whole_vectors(%x: memref<32xf32>, %y: memref<32xf32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<32xf32>) outs(%y : memref<32xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = arith.negf %a : f32
    linalg.yield %0 : f32
  }
  return
}

// -----

// 35 elements: two vectors, then three elements through a mask. The widest
// type, f64, decides about the lanes. The output is read where the body reads it.
#id = affine_map<(d0) -> (d0)>
// CHECK-LABEL: func.func @masked_tail(
// CHECK: scf.for %[[I:.*]] = %c0 to %c32 step %c8 {
// CHECK: vector.load %arg0[%[[I]]] : memref<35xf32>, vector<8xf32>
// CHECK: vector.load %arg1[%[[I]]] : memref<35xf64>, vector<8xf64>
// CHECK: vector.store
// CHECK: }
// CHECK: %[[MASK:.*]] = vector.constant_mask [3] : vector<8xi1>
// CHECK: vector.maskedload %arg0[%c32], %[[MASK]], {{.*}} : memref<35xf32>, vector<8xi1>, vector<8xf32>
// CHECK: vector.maskedload %arg1[%c32], %[[MASK]], {{.*}} : memref<35xf64>, vector<8xi1>, vector<8xf64>
// CHECK: vector.maskedstore %arg1[%c32], %[[MASK]]
func.func @masked_tail(%x: memref<35xf32>, %y: memref<35xf64>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<35xf32>) outs(%y : memref<35xf64>) {
  ^bb0(%a: f32, %b: f64):
    %0 = arith.extf %a : f32 to f64
    %1 = arith.addf %0, %b : f64
    linalg.yield %1 : f64
  }
  return
}

// -----

// The outer loop runs over elements, the inner one over vectors; a bias moves
// along the inner one, a slope a row and a scalar do not.
#all = affine_map<(d0, d1) -> (d0, d1)>
#column = affine_map<(d0, d1) -> (d1)>
#row = affine_map<(d0, d1) -> (d0)>
#none = affine_map<(d0, d1) -> ()>
// CHECK-LABEL: func.func @broadcast_operands(
// CHECK: %[[ROWS:.*]] = memref.dim %arg4, %c0
// CHECK: scf.for %[[I:.*]] = %c0 to %[[ROWS]] step %c1 {
// CHECK: %[[COLUMNS:.*]] = memref.dim %arg4, %c1
// CHECK: %[[REST:.*]] = arith.remui %[[COLUMNS]], %c16
// CHECK: %[[WHOLE:.*]] = arith.subi %[[COLUMNS]], %[[REST]]
// CHECK: scf.for %[[J:.*]] = %c0 to %[[WHOLE]] step %c16 {
// CHECK-DAG: vector.load %arg0[%[[I]], %[[J]]]
// CHECK-DAG: vector.load %arg1[%[[J]]]
// CHECK-DAG: %[[R:.*]] = memref.load %arg2[%[[I]]]
// CHECK-DAG: vector.broadcast %[[R]] : f32 to vector<16xf32>
// CHECK-DAG: %[[S:.*]] = memref.load %arg3[]
// CHECK-DAG: vector.broadcast %[[S]] : f32 to vector<16xf32>
// CHECK: vector.store %{{.*}}, %arg4[%[[I]], %[[J]]]
// CHECK: %[[SOME:.*]] = arith.cmpi ult, %[[WHOLE]], %[[COLUMNS]]
// CHECK: scf.if %[[SOME]] {
// CHECK: %[[LEFT:.*]] = arith.subi %[[COLUMNS]], %[[WHOLE]]
// CHECK: vector.create_mask %[[LEFT]] : vector<16xi1>
// CHECK: vector.maskedstore %arg4[%[[I]], %[[WHOLE]]]
func.func @broadcast_operands(%x: memref<?x?xf32>, %b: memref<?xf32>, %s: memref<?xf32>, %t: memref<f32>, %y: memref<?x?xf32>) {
  linalg.generic {indexing_maps = [#all, #column, #row, #none, #all], iterator_types = ["parallel", "parallel"]}
      ins(%x, %b, %s, %t : memref<?x?xf32>, memref<?xf32>, memref<?xf32>, memref<f32>) outs(%y : memref<?x?xf32>) {
  ^bb0(%a: f32, %c: f32, %d: f32, %e: f32, %f: f32):
    %0 = arith.addf %a, %c : f32
    %1 = arith.mulf %0, %d : f32
    %2 = arith.mulf %1, %e : f32
    linalg.yield %2 : f32
  }
  return
}

// -----

// A constant in the body and a value from outside it.
#id = affine_map<(d0) -> (d0)>
// CHECK-LABEL: func.func @values_from_inside_and_outside(
// CHECK-DAG: %[[TWO:.*]] = arith.constant dense<2.000000e+00> : vector<16xf32>
// CHECK-DAG: %[[OUTER:.*]] = vector.broadcast %arg2 : f32 to vector<16xf32>
// CHECK-DAG: arith.mulf %{{.*}}, %[[TWO]] : vector<16xf32>
// CHECK: arith.addf %{{.*}}, %[[OUTER]] : vector<16xf32>
func.func @values_from_inside_and_outside(%x: memref<32xf32>, %y: memref<32xf32>, %v: f32) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<32xf32>) outs(%y : memref<32xf32>) {
  ^bb0(%a: f32, %b: f32):
    %two = arith.constant 2.0 : f32
    %0 = arith.mulf %a, %two : f32
    %1 = arith.addf %0, %v : f32
    linalg.yield %1 : f32
  }
  return
}
