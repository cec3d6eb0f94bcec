// relu-compile for several threads: regions of OpenMP around what is LLVM
// dialect otherwise; for one thread nothing of it.

// RUN: relu-opt %s --relu-compile="cpu=x86-64-v4 threads=2" | FileCheck %s --check-prefix=TWO
// RUN: relu-opt %s --relu-compile="cpu=x86-64-v4 threads=1" -o %t.one.mlir
// RUN: FileCheck %s --check-prefix=ONE --input-file=%t.one.mlir --implicit-check-not=omp. --implicit-check-not=relu.threads
// RUN: relu-opt %s --relu-compile=cpu=x86-64-v4 | cmp - %t.one.mlir
// RUN: relu-opt %s --relu-compile="cpu=x86-64-v4 threads=2" | relu-opt --relu-verify-stage=stage=llvm -o /dev/null
// RUN: not relu-opt %s --relu-compile=threads=2000 2>&1 | FileCheck %s --check-prefix=RANGE

// TWO: relu.threads = 2 : i64
// TWO-LABEL: llvm.func @network(
// One region for both layers.
// TWO: omp.parallel num_threads(%{{.*}} : i32) {
// TWO-NOT: omp.parallel
// TWO: omp.terminator
// TWO-LABEL: llvm.func @network_shapes(
// ONE-LABEL: llvm.func @network(
// RANGE: error: expected 1 to 1024, got 2000
func.func @network(%x: tensor<256x256xf32>) -> tensor<256x256xf32> {
  %v = arith.constant dense<0.5> : tensor<256x256xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<256x256xf32>, tensor<256x256xf32>) -> tensor<256x256xf32>
  %1 = relu.dense %0, %v : (tensor<256x256xf32>, tensor<256x256xf32>) -> tensor<256x256xf32>
  return %1 : tensor<256x256xf32>
}
