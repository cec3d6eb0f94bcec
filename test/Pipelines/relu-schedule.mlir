// relu-schedule: how each layer is computed, on the machine that is named.

// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-optimize --relu-schedule=cpu=x86-64-v4 | FileCheck %s --check-prefixes=CHECK,AVX512
// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-optimize --relu-schedule=cpu=x86-64-v3 | FileCheck %s --check-prefixes=CHECK,AVX2
// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-optimize --relu-schedule=cpu=x86-64 | FileCheck %s --check-prefixes=CHECK,GENERIC
// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-optimize --relu-schedule | FileCheck %s --check-prefix=HOST

// AVX512: module attributes {llvm.target = #llvm.target<triple = "{{.*}}", chip = "x86-64-v4">}
// AVX2: module attributes {llvm.target = #llvm.target<triple = "{{.*}}", chip = "x86-64-v3">}
// GENERIC: module attributes {llvm.target = #llvm.target<triple = "{{.*}}", chip = "x86-64">}
// Of this machine the features count, not the name.
// HOST: module attributes {llvm.target = #llvm.target<triple = "{{.*}}", chip = "", features = <["+

// Every layer has a schedule, the weights are packed constants, and all else is as
// it was: tensors.
// CHECK-LABEL: func.func @mixed(
// CHECK-NOT: relu.dense
// CHECK-NOT: relu.pack_weights
// CHECK: linalg.generic
// CHECK: %[[W:.*]] = arith.constant dense_resource<relu_packed{{.*}}> : tensor<{{[0-9]+}}xf32>
// CHECK: relu.packed_dense %{{[^,]+}}, %[[W]] activation(#relu.relu) outs(
// AVX512-SAME: schedule(<isa = avx512, rows = 28, cols = 16, row_block = {{[0-9]+}}, unroll = 1>)
// AVX2-SAME: schedule(<isa = avx2, rows = 12, cols = 8, row_block = {{[0-9]+}}, unroll = 2>)
// GENERIC-SAME: schedule(<isa = generic, rows = 12, cols = 4, row_block = {{[0-9]+}}, unroll = 2>)
// CHECK: math.tanh
// CHECK: relu.packed_dense
// CHECK: linalg.softmax
// CHECK-LABEL: func.func @repeated(
// CHECK: scf.for
// CHECK: relu.packed_dense
// CHECK-NOT: memref

// A module that names its target keeps it.
// RUN: relu-opt %S/Inputs/mixed_network.mlir --relu-attach-target=cpu=x86-64-v3 --relu-optimize --relu-schedule | FileCheck %s --check-prefixes=CHECK,AVX2

// RUN: relu-opt %s --relu-schedule=cpu=x86-64-v3 --dump-pass-pipeline 2>&1 >/dev/null | FileCheck %s --check-prefix=DUMP
// DUMP: Pass Manager with 3 passes:
// DUMP-NEXT: builtin.module(
// DUMP-NEXT: relu-attach-target{cache-bytes=0 cpu=x86-64-v3 threads=0},
// DUMP-NEXT: relu-schedule-dense{batch-hint=128 schedule=},
// DUMP-NEXT: relu-pack-weights
// DUMP-NEXT: )
