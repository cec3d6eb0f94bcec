// relu-compile: all stages in their order, from the model to the LLVM dialect.

// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-compile=cpu=x86-64-v4 -o %t.mlir
// RUN: relu-opt %t.mlir --relu-verify-stage=stage=llvm -o /dev/null
// RUN: FileCheck %s --input-file=%t.mlir
// CHECK: module attributes {llvm.target = #llvm.target<triple = "{{.*}}", chip = "x86-64-v4">}
// CHECK: llvm.mlir.global private constant @{{.*}}(dense_resource<relu_packed{{.*}}> : tensor<{{.*}}xi8>)
// CHECK-LABEL: llvm.func @mixed(
// CHECK: llvm.intr.fmuladd({{.*}}) : (vector<16xf32>, vector<16xf32>, vector<16xf32>) -> vector<16xf32>
// CHECK-LABEL: llvm.func @mixed_shapes(

// The stages by themselves give the same.
// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-raise --relu-optimize --relu-schedule=cpu=x86-64-v4 --relu-lower-to-vector --relu-lower-to-llvm -o %t.stages.mlir
// RUN: cmp %t.mlir %t.stages.mlir

// Without a name, code is for this machine; vectors are as wide as it has.
// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-compile | FileCheck %s --check-prefix=HOST
// HOST: chip = "", features = <["+
// RUN: not relu-opt %S/Inputs/mixed_network.mlir --relu-compile=cpu=pentium6 2>&1 | FileCheck %s --check-prefix=CPU
// CPU: error: expected the name of a CPU of {{.*}}, got 'pentium6'

// What can not be lowered is found before anything else is done.
// RUN: not relu-opt %s --relu-compile 2>&1 | FileCheck %s --check-prefix=ERROR --implicit-check-not=illegal
// ERROR: relu-compile.mlir:[[#@LINE+4]]:8: error: 'llvm.mlir.constant' op is of the dialect 'llvm', which relu does not lower
// ERROR: note: lower it to linalg, tensor and arith first
// ERROR: relu-compile.mlir:[[#@LINE+3]]:8: error: 'llvm.fneg' op is of the dialect 'llvm', which relu does not lower
func.func @two_foreign_operations() -> tensor<4xf32> {
  %0 = llvm.mlir.constant(1.0 : f32) : f32
  %1 = llvm.fneg %0 : f32
  %2 = tensor.splat %1 : tensor<4xf32>
  return %2 : tensor<4xf32>
}

// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-compile=cpu=x86-64-v3 --dump-pass-pipeline 2>&1 >/dev/null | FileCheck %s --check-prefix=DUMP
// DUMP: builtin.module(
// DUMP-NEXT: relu-verify-stage{stage=source},
// DUMP-NEXT: convert-tosa-to-relu,
// DUMP: convert-linalg-to-relu,
// DUMP-NEXT: relu-verify-stage{stage=model},
// DUMP-NEXT: inline{
// DUMP: relu-fuse-activation,
// DUMP: relu-attach-target{cache-bytes=0 cpu=x86-64-v3 threads=0},
// DUMP-NEXT: relu-schedule-dense{batch-hint=128 schedule=},
// DUMP-NEXT: relu-pack-weights,
// DUMP: convert-relu-to-vector,
// DUMP: relu-verify-stage{stage=vector},
// DUMP: convert-to-llvm{
// DUMP: relu-verify-stage{stage=llvm}
// DUMP-NEXT: )

// The numbers are right: tanh(10) is 1 in f32, so that the last layer sums its
// columns, to 3.75, 0.75 and 1.5.
// RUN: relu-run %S/Inputs/mixed_network.mlir --function=mixed --input=1x4xf32=0,1,2,3 --verify \
// RUN:   --expect=1x3xf32=0.865661,0.0430987,0.09124 --rtol=1e-5
// RUN: relu-run %S/Inputs/mixed_network.mlir --function=mixed --input=100x4xf32=normal --verify
// Two steps to the right in a circle, and negative numbers halved at each.
// RUN: relu-run %S/Inputs/mixed_network.mlir --function=repeated --input=2x4xf32=1,-2,3,4,0,0,8,-8 --input=i64=2 --verify \
// RUN:   --expect=2x4xf32=3,4,1,-0.5,8,-2,0,0 --max-ulp=0
// RUN: relu-run %S/Inputs/mixed_network.mlir --function=repeated --input=2x4xf32=1,-2,3,4,0,0,8,-8 --input=i64=0 \
// RUN:   --expect=2x4xf32=1,-2,3,4,0,0,8,-8 --max-ulp=0
