// relu-reference: the slow and obvious way to the LLVM dialect, which the other
// one is compared with. Scalars only, no kernel, f32 computed in f64, functions of
// libm for f64.

// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-reference -o %t.mlir
// RUN: relu-opt %t.mlir --relu-verify-stage=stage=llvm -o /dev/null
// RUN: FileCheck %s --input-file=%t.mlir "--implicit-check-not=vector<" --implicit-check-not=fmuladd --implicit-check-not=llvm.intr.fma --implicit-check-not=relu_packed --implicit-check-not=llvm.target
// CHECK-LABEL: llvm.func @mixed(
// CHECK: llvm.fpext %{{.*}} : f32 to f64
// CHECK: llvm.fmul %{{.*}} : f64
// CHECK: llvm.fadd %{{.*}} : f64
// CHECK: llvm.fptrunc %{{.*}} : f64 to f32
// CHECK: llvm.call @tanhf(
// CHECK: llvm.call @expf(
// CHECK-LABEL: llvm.func @mixed_shapes(
// CHECK-LABEL: llvm.func @repeated(

// Layers stay apart: each rounds its result before the activation reads it.
// RUN: relu-opt %s --relu-reference | FileCheck %s --check-prefix=APART
// APART-LABEL: llvm.func @layer_and_activation(
// APART: llvm.fadd %{{.*}} : f64
// APART: llvm.fptrunc
// APART: llvm.store
// APART: llvm.call @exp
// APART: llvm.return
func.func @layer_and_activation(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) -> tensor<2x4xf32> {
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  %1 = relu.activate %0 activation(#relu.elu<alpha = 1.0>) : tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// RUN: relu-opt %s --relu-reference --dump-pass-pipeline 2>&1 >/dev/null | FileCheck %s --check-prefix=DUMP --implicit-check-not=vectorize --implicit-check-not=fuse --implicit-check-not=schedule --implicit-check-not=relu-expand-math{signs-only=false} --implicit-check-not=convert-relu-to-vector --implicit-check-not=to-relu
// DUMP: builtin.module(
// DUMP-NEXT: relu-verify-stage{stage=source},
// DUMP: tosa-to-linalg-named
// DUMP: relu-verify-stage{stage=model},
// DUMP-NEXT: inline{
// DUMP-NEXT: symbol-dce,
// DUMP-NEXT: relu-decompose-aggregates,
// DUMP-NEXT: relu-function-boundary,
// DUMP-NEXT: convert-relu-to-linalg{compute-in-f64=true},
// DUMP: convert-linalg-to-loops,
// DUMP-NEXT: relu-expand-math{signs-only=true},
// DUMP-NEXT: relu-verify-stage{stage=vector},
// DUMP: relu-verify-stage{stage=llvm}
// DUMP-NEXT: )
