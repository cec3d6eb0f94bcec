// bf16 is the upper half of f32, in i16: nothing of it is left, and no maximum
// is touched.

// RUN: relu-opt %s --relu-expand-bf16 --canonicalize | FileCheck %s --implicit-check-not=bf16

// CHECK-LABEL: func.func @widens(
// CHECK-SAME: %[[X:.*]]: vector<4xi16>) -> vector<4xf32>
// CHECK: %[[WIDE:.*]] = arith.extui %[[X]] : vector<4xi16> to vector<4xi32>
// CHECK: %[[SHIFTED:.*]] = arith.shli %[[WIDE]], %{{.*}} : vector<4xi32>
// CHECK: arith.bitcast %[[SHIFTED]] : vector<4xi32> to vector<4xf32>
// CHECK-NOT: arith.extf
func.func @widens(%x: vector<4xbf16>) -> vector<4xf32> {
  %0 = arith.extf %x : vector<4xbf16> to vector<4xf32>
  return %0 : vector<4xf32>
}

// CHECK-LABEL: func.func @narrows(
// CHECK-SAME: f32) -> i16
// CHECK-NOT: arith.truncf
// CHECK: %[[BITS:.*]] = arith.trunci %{{.*}} : i32 to i16
// CHECK-NOT: arith.truncf
// CHECK: return
func.func @narrows(%x: f32) -> bf16 {
  %0 = arith.truncf %x : f32 to bf16
  return %0 : bf16
}

// CHECK-LABEL: func.func @narrows_f64_by_way_of_f32(
// CHECK-SAME: vector<4xf64>) -> vector<4xi16>
// CHECK: arith.truncf %{{.*}} : vector<4xf64> to vector<4xf32>
// CHECK-NOT: arith.truncf
// CHECK: return
func.func @narrows_f64_by_way_of_f32(%x: vector<4xf64>) -> vector<4xbf16> {
  %0 = arith.truncf %x : vector<4xf64> to vector<4xbf16>
  return %0 : vector<4xbf16>
}

// CHECK-LABEL: func.func @keeps_f16_and_maximum(
// CHECK: arith.extf %{{.*}} : f16 to f32
// CHECK-NEXT: arith.maximumf
// CHECK-NEXT: arith.truncf %{{.*}} : f32 to f16
func.func @keeps_f16_and_maximum(%x: f16, %y: f32) -> f16 {
  %0 = arith.extf %x : f16 to f32
  %1 = arith.maximumf %0, %y : f32
  %2 = arith.truncf %1 : f32 to f16
  return %2 : f16
}

// CHECK-LABEL: func.func @computes_in_f32(
// CHECK: arith.addf %{{.*}}, %{{.*}} : vector<4xf32>
// CHECK: math.exp %{{.*}} : vector<4xf32>
// CHECK: math.fma %{{.*}} : vector<4xf32>
func.func @computes_in_f32(%x: vector<4xbf16>) -> vector<4xbf16> {
  %0 = arith.addf %x, %x : vector<4xbf16>
  %1 = math.exp %0 : vector<4xbf16>
  %2 = math.fma %0, %1, %x : vector<4xbf16>
  return %2 : vector<4xbf16>
}

// 1.5 is 0x3fc0.
// CHECK: memref.global "private" constant @weights : memref<2xi16> = dense<16320>
// CHECK: memref.global "private" constant @more : memref<2xi16> = dense_resource<more>
// CHECK-LABEL: func.func @moves_bits(
// CHECK-SAME: memref<?xi16>
// CHECK: arith.constant dense<[16256, -16384]> : vector<2xi16>
// CHECK: vector.maskedload {{.*}} : memref<?xi16>, vector<2xi1>, vector<2xi16> into vector<2xi16>
memref.global "private" constant @weights : memref<2xbf16> = dense<1.5>
memref.global "private" constant @more : memref<2xbf16> = dense_resource<more>
func.func @moves_bits(%x: memref<?xbf16>, %mask: vector<2xi1>) -> vector<2xbf16> {
  %c0 = arith.constant 0 : index
  %other = arith.constant dense<[1.0, -2.0]> : vector<2xbf16>
  %0 = vector.maskedload %x[%c0], %mask, %other : memref<?xbf16>, vector<2xi1>, vector<2xbf16> into vector<2xbf16>
  return %0 : vector<2xbf16>
}

{-#
  dialect_resources: {
    builtin: { more: "0x02000000C03F0040" }
  }
#-}
