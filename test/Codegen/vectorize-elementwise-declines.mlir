// What is left for scalar loops.

// RUN: relu-opt %s --relu-vectorize-elementwise | FileCheck %s --implicit-check-not=vector --implicit-check-not=scf.for

#id = affine_map<(d0) -> (d0)>
#all = affine_map<(d0, d1) -> (d0, d1)>
#swapped = affine_map<(d0, d1) -> (d1, d0)>
#row = affine_map<(d0, d1) -> (d0)>

// A lane that is masked off divides by zero.
// CHECK-LABEL: func.func @keeps_integer_division(
// CHECK: linalg.generic
func.func @keeps_integer_division(%x: memref<32xi32>, %y: memref<32xi32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<32xi32>) outs(%y : memref<32xi32>) {
  ^bb0(%a: i32, %b: i32):
    %0 = arith.divsi %b, %a : i32
    linalg.yield %0 : i32
  }
  return
}

// A vector of i1 is one of bits, a buffer of i1 one of bytes.
// CHECK-LABEL: func.func @keeps_i1(
// CHECK: linalg.generic
func.func @keeps_i1(%x: memref<32xf32>, %y: memref<32xi1>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<32xf32>) outs(%y : memref<32xi1>) {
  ^bb0(%a: f32, %b: i1):
    %0 = arith.cmpf ogt, %a, %a : f32
    linalg.yield %0 : i1
  }
  return
}

// CHECK-LABEL: func.func @keeps_reduction(
// CHECK: linalg.generic
func.func @keeps_reduction(%x: memref<4x32xf32>, %y: memref<4xf32>) {
  linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]} ins(%x : memref<4x32xf32>) outs(%y : memref<4xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = arith.addf %a, %b : f32
    linalg.yield %0 : f32
  }
  return
}

// CHECK-LABEL: func.func @keeps_transposition(
// CHECK: linalg.generic
func.func @keeps_transposition(%x: memref<4x32xf32>, %y: memref<32x4xf32>) {
  linalg.generic {indexing_maps = [#swapped, #all], iterator_types = ["parallel", "parallel"]} ins(%x : memref<4x32xf32>) outs(%y : memref<32x4xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  }
  return
}

// CHECK-LABEL: func.func @keeps_stride(
// CHECK: linalg.generic
func.func @keeps_stride(%x: memref<32xf32, strided<[2]>>, %y: memref<32xf32>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<32xf32, strided<[2]>>) outs(%y : memref<32xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  }
  return
}

// CHECK-LABEL: func.func @keeps_index_and_region(
// CHECK-COUNT-2: linalg.generic
func.func @keeps_index_and_region(%x: memref<32xf32>, %y: memref<32xf32>, %p: i1, %z: memref<32xi64>) {
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : memref<32xf32>) outs(%y : memref<32xf32>) {
  ^bb0(%a: f32, %b: f32):
    %0 = scf.if %p -> f32 {
      scf.yield %a : f32
    } else {
      scf.yield %b : f32
    }
    linalg.yield %0 : f32
  }
  linalg.generic {indexing_maps = [#id], iterator_types = ["parallel"]} outs(%z : memref<32xi64>) {
  ^bb0(%a: i64):
    %0 = linalg.index 0 : index
    %1 = arith.index_cast %0 : index to i64
    linalg.yield %1 : i64
  }
  return
}

// CHECK-LABEL: func.func @keeps_scalar(
// CHECK: linalg.generic
func.func @keeps_scalar(%x: memref<f32>, %y: memref<f32>) {
  linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []} ins(%x : memref<f32>) outs(%y : memref<f32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  }
  return
}

// CHECK-LABEL: func.func @keeps_tensors(
// CHECK: linalg.generic
func.func @keeps_tensors(%x: tensor<32xf32>) -> tensor<32xf32> {
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<32xf32>) outs(%x : tensor<32xf32>) {
  ^bb0(%a: f32, %b: f32):
    %1 = arith.negf %a : f32
    linalg.yield %1 : f32
  } -> tensor<32xf32>
  return %0 : tensor<32xf32>
}
