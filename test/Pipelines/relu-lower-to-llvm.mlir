// relu-lower-to-llvm: buffers, loops and vectors to the LLVM dialect.

// RUN: relu-opt %s --relu-lower-to-llvm | FileCheck %s --implicit-check-not=memref. --implicit-check-not=vector. --implicit-check-not=scf. --implicit-check-not=cf. --implicit-check-not=func.func --implicit-check-not=unrealized
// RUN: relu-opt %s --relu-lower-to-llvm | relu-opt --relu-verify-stage=stage=llvm -o /dev/null

// CHECK-LABEL: llvm.func @loop(
// CHECK: llvm.cond_br
// CHECK: llvm.intr.masked.load
// CHECK: llvm.fneg %{{.*}} : vector<16xf32>
// CHECK: llvm.intr.masked.store
// CHECK: llvm.return
// CHECK-LABEL: llvm.func @_mlir_ciface_loop(
func.func @loop(%x: memref<?xf32>, %y: memref<?xf32>) attributes {llvm.emit_c_interface} {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant dense<0.0> : vector<16xf32>
  %n = memref.dim %x, %c0 : memref<?xf32>
  scf.for %i = %c0 to %n step %c16 {
    %left = arith.subi %n, %i : index
    %mask = vector.create_mask %left : vector<16xi1>
    %0 = vector.maskedload %x[%i], %mask, %zero : memref<?xf32>, vector<16xi1>, vector<16xf32> into vector<16xf32>
    %1 = arith.negf %0 : vector<16xf32>
    vector.maskedstore %y[%i], %mask, %1 : memref<?xf32>, vector<16xi1>, vector<16xf32>
  }
  return
}

// expm1 is not exp(x) - 1, which has no digits left near 0.
// CHECK-LABEL: llvm.func @small_differences(
// CHECK: llvm.call @expm1(
// CHECK-NOT: llvm.fsub
// CHECK: llvm.return
func.func @small_differences(%x: memref<f64>) {
  %0 = memref.load %x[] : memref<f64>
  %1 = math.expm1 %0 : f64
  memref.store %1, %x[] : memref<f64>
  return
}

// bf16 and f32 go into each other by integers.
// CHECK-LABEL: llvm.func @no_conversion_of_bf16(
// CHECK-NOT: llvm.fpext
// CHECK: llvm.shl
// CHECK: llvm.return
func.func @no_conversion_of_bf16(%x: memref<bf16>, %y: memref<f32>) {
  %0 = memref.load %x[] : memref<bf16>
  %1 = arith.extf %0 : bf16 to f32
  memref.store %1, %y[] : memref<f32>
  return
}

// What is left of the network has to go before.
// RUN: not relu-opt %S/Inputs/mixed_network.mlir --relu-lower-to-llvm 2>&1 | FileCheck %s --check-prefix=EARLY
// EARLY: mixed_network.mlir:[[#]]:[[#]]: error: 'relu.dense' op is still an operation of the network
// EARLY: note: run relu-lower-to-vector before relu-lower-to-llvm
// EARLY: error: 'relu.activate' op is still an operation of the network

// RUN: relu-opt %s --relu-lower-to-llvm --dump-pass-pipeline 2>&1 >/dev/null | FileCheck %s --check-prefix=DUMP
// DUMP: builtin.module(
// DUMP-NEXT: relu-verify-stage{stage=vector},
// DUMP: relu-expand-bf16,
// DUMP-NEXT: convert-math-to-libm,
// DUMP: convert-to-llvm{
// DUMP: relu-globals-to-bytes,
// DUMP-NEXT: relu-verify-stage{stage=llvm}
// DUMP-NEXT: )
