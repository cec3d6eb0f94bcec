// Functions of f32 become straight lines of arithmetic; those of other types stay.

// RUN: relu-opt %s --relu-expand-math | FileCheck %s

// CHECK-LABEL: func.func @no_function_of_f32_is_left(
// CHECK-NOT: math.
// CHECK-NOT: call
// CHECK: return
func.func @no_function_of_f32_is_left(%x: vector<8xf32>) -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>) {
  %0 = math.exp %x : vector<8xf32>
  %1 = math.expm1 %x : vector<8xf32>
  %2 = math.log %x : vector<8xf32>
  %3 = math.log1p %x : vector<8xf32>
  %4 = math.tanh %x : vector<8xf32>
  %5 = math.erf %x : vector<8xf32>
  %6 = math.erfc %x : vector<8xf32>
  %7 = math.absf %x : vector<8xf32>
  %8 = math.copysign %x, %0 : vector<8xf32>
  %9 = math.fma %x, %x, %x : vector<8xf32>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9 : vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>
}

// CHECK-LABEL: func.func @scalars_too(
// CHECK-NOT: math.
// CHECK: llvm.intr.fmuladd({{.*}}) : (f32, f32, f32) -> f32
// CHECK-NOT: math.
// CHECK: return
func.func @scalars_too(%x: f32) -> f32 {
  %0 = math.exp %x : f32
  return %0 : f32
}

// Adding a large number rounds: roundeven would be a call on plain SSE2.
// CHECK-LABEL: func.func @no_branch_and_no_rounding_call(
// CHECK-NOT: scf.if
// CHECK-NOT: roundeven
// CHECK: return
func.func @no_branch_and_no_rounding_call(%x: vector<4xf32>) -> vector<4xf32> {
  %0 = math.tanh %x : vector<4xf32>
  return %0 : vector<4xf32>
}

// CHECK-LABEL: func.func @magnitude_is_one_instruction(
// CHECK-NEXT: llvm.intr.fabs(%arg0) : (vector<4xf32>) -> vector<4xf32>
// CHECK-NEXT: llvm.intr.copysign(%arg0, %{{.*}}) : (vector<4xf32>, vector<4xf32>) -> vector<4xf32>
// CHECK-NEXT: return
func.func @magnitude_is_one_instruction(%x: vector<4xf32>) -> vector<4xf32> {
  %0 = math.absf %x : vector<4xf32>
  %1 = math.copysign %x, %0 : vector<4xf32>
  return %1 : vector<4xf32>
}

// CHECK-LABEL: func.func @keeps_functions_of_f64(
// CHECK-NEXT: math.exp %arg0 : f64
// CHECK-NEXT: math.erf %arg1 : vector<4xf64>
// CHECK-NEXT: return
func.func @keeps_functions_of_f64(%x: f64, %v: vector<4xf64>) -> (f64, vector<4xf64>) {
  %0 = math.exp %x : f64
  %1 = math.erf %v : vector<4xf64>
  return %0, %1 : f64, vector<4xf64>
}

// One instruction where the target has it, in f64 as well; but f64 is rounded
// once everywhere, and f32 may be rounded twice.
// CHECK-LABEL: func.func @fma_of_f64_rounds_once(
// CHECK-NEXT: llvm.intr.fma(%arg0, %arg0, %arg0) : (f64, f64, f64) -> f64
// CHECK-NEXT: llvm.intr.fma(%arg1, %arg1, %arg1) : (vector<4xf64>, vector<4xf64>, vector<4xf64>) -> vector<4xf64>
// CHECK-NEXT: llvm.intr.fmuladd(%arg2, %arg2, %arg2) : (f32, f32, f32) -> f32
// CHECK-NEXT: return
func.func @fma_of_f64_rounds_once(%x: f64, %v: vector<4xf64>, %y: f32) -> (f64, vector<4xf64>, f32) {
  %0 = math.fma %x, %x, %x : f64
  %1 = math.fma %v, %v, %v : vector<4xf64>
  %2 = math.fma %y, %y, %y : f32
  return %0, %1, %2 : f64, vector<4xf64>, f32
}

// There is no instruction for these in every target, and no polynomial.
// CHECK-LABEL: func.func @keeps_f16(
// CHECK-NEXT: math.exp %arg0 : f16
// CHECK-NEXT: math.fma %arg0, %arg0, %arg0 : f16
// CHECK-NEXT: return
func.func @keeps_f16(%x: f16) -> (f16, f16) {
  %0 = math.exp %x : f16
  %1 = math.fma %x, %x, %x : f16
  return %0, %1 : f16, f16
}

// The LLVM dialect has no vectors of other ranks.
// CHECK-LABEL: func.func @keeps_vectors_of_other_ranks(
// CHECK-NEXT: math.exp %arg0 : vector<2x4xf32>
// CHECK-NEXT: math.absf %arg0 : vector<2x4xf32>
// CHECK-NEXT: return
func.func @keeps_vectors_of_other_ranks(%x: vector<2x4xf32>) -> (vector<2x4xf32>, vector<2x4xf32>) {
  %0 = math.exp %x : vector<2x4xf32>
  %1 = math.absf %x : vector<2x4xf32>
  return %0, %1 : vector<2x4xf32>, vector<2x4xf32>
}

// CHECK-LABEL: func.func @expands_once_for_two_uses(
// CHECK-COUNT-1: arith.divf
// CHECK-NOT: arith.divf
// CHECK: return %[[Y:.*]], %[[Y]] : f32, f32
func.func @expands_once_for_two_uses(%x: f32) -> (f32, f32) {
  %0 = math.tanh %x : f32
  return %0, %0 : f32, f32
}

// What is not in the list is not touched.
// CHECK-LABEL: func.func @keeps_other_functions(
// CHECK-NEXT: math.sin
// CHECK-NEXT: math.sqrt
func.func @keeps_other_functions(%x: f32) -> f32 {
  %0 = math.sin %x : f32
  %1 = math.sqrt %0 : f32
  return %1 : f32
}

// LLVM is not to see bf16.
// CHECK-LABEL: func.func @sign_of_bf16_in_f32(
// CHECK: %[[X:.*]] = arith.extf %arg0 : vector<4xbf16> to vector<4xf32>
// CHECK: %[[ABS:.*]] = llvm.intr.fabs(%[[X]]) : (vector<4xf32>) -> vector<4xf32>
// CHECK: arith.truncf %[[ABS]] : vector<4xf32> to vector<4xbf16>
func.func @sign_of_bf16_in_f32(%x: vector<4xbf16>) -> vector<4xbf16> {
  %0 = math.absf %x : vector<4xbf16>
  return %0 : vector<4xbf16>
}
