// bf16 is the upper half of f32: no conversion is left, no maximum is touched.

// RUN: relu-opt %s --relu-expand-bf16 | FileCheck %s

// CHECK-LABEL: func.func @widens(
// CHECK: %[[BITS:.*]] = arith.bitcast %arg0 : vector<4xbf16> to vector<4xi16>
// CHECK: %[[WIDE:.*]] = arith.extui %[[BITS]] : vector<4xi16> to vector<4xi32>
// CHECK: %[[SHIFTED:.*]] = arith.shli %[[WIDE]], %{{.*}} : vector<4xi32>
// CHECK: arith.bitcast %[[SHIFTED]] : vector<4xi32> to vector<4xf32>
// CHECK-NOT: arith.extf
func.func @widens(%x: vector<4xbf16>) -> vector<4xf32> {
  %0 = arith.extf %x : vector<4xbf16> to vector<4xf32>
  return %0 : vector<4xf32>
}

// CHECK-LABEL: func.func @narrows(
// CHECK-NOT: arith.truncf
// CHECK: arith.trunci %{{.*}} : i32 to i16
// CHECK: arith.bitcast %{{.*}} : i16 to bf16
// CHECK-NOT: arith.truncf
// CHECK: return
func.func @narrows(%x: f32) -> bf16 {
  %0 = arith.truncf %x : f32 to bf16
  return %0 : bf16
}

// CHECK-LABEL: func.func @narrows_f64_by_way_of_f32(
// CHECK: arith.truncf %arg0 : vector<4xf64> to vector<4xf32>
// CHECK-NOT: arith.truncf
// CHECK: arith.bitcast %{{.*}} : vector<4xi16> to vector<4xbf16>
func.func @narrows_f64_by_way_of_f32(%x: vector<4xf64>) -> vector<4xbf16> {
  %0 = arith.truncf %x : vector<4xf64> to vector<4xbf16>
  return %0 : vector<4xbf16>
}

// CHECK-LABEL: func.func @keeps_f16_and_maximum(
// CHECK-NEXT: arith.extf %arg0 : f16 to f32
// CHECK-NEXT: arith.maximumf
// CHECK-NEXT: arith.truncf %{{.*}} : f32 to f16
func.func @keeps_f16_and_maximum(%x: f16, %y: f32) -> f16 {
  %0 = arith.extf %x : f16 to f32
  %1 = arith.maximumf %0, %y : f32
  %2 = arith.truncf %1 : f32 to f16
  return %2 : f16
}
