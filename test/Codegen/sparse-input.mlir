// Behind relu, half of the inputs of a layer and more are zero. Where a single row
// runs, their weights are not read.

// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense | FileCheck %s
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense=schedule=sparse_input=false | FileCheck %s --check-prefix=DENSE --implicit-check-not=sparse_input
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense=schedule=lanes=rows | FileCheck %s --check-prefix=DENSE --implicit-check-not=sparse_input
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v3 --relu-schedule-dense | FileCheck %s --check-prefix=WIDE
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v2 --relu-schedule-dense | FileCheck %s --check-prefix=WIDE
// DENSE-LABEL: func.func @behind_relu(

// The first layer's input is the caller's: nothing is known of it.
// CHECK-LABEL: func.func @behind_relu(
// CHECK: relu.packed_dense %arg0, {{.*}} unroll = 2>)
// CHECK: relu.packed_dense {{.*}} sparse_input = true>)
// CHECK-LABEL: func.func @behind_relu6(
// CHECK: relu.packed_dense {{.*}} sparse_input = true>
// CHECK-LABEL: func.func @behind_leaky_relu(
// CHECK-NOT: sparse_input
func.func @behind_relu(%x: tensor<1x8xf32>, %v: tensor<8x40xf32>) -> tensor<1x4xf32> {
  %w = arith.constant dense<0.5> : tensor<40x4xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x8xf32>, tensor<8x40xf32>) -> tensor<1x40xf32>
  %1 = relu.dense %0, %w : (tensor<1x40xf32>, tensor<40x4xf32>) -> tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}

func.func @behind_relu6(%x: tensor<1x8xf32>, %v: tensor<8x40xf32>) -> tensor<1x4xf32> {
  %w = arith.constant dense<0.5> : tensor<40x4xf32>
  %0 = relu.dense %x, %v activation(#relu.clipped_relu<max = 6.0>) : (tensor<1x8xf32>, tensor<8x40xf32>) -> tensor<1x40xf32>
  %1 = relu.dense %0, %w : (tensor<1x40xf32>, tensor<40x4xf32>) -> tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}

func.func @behind_leaky_relu(%x: tensor<1x8xf32>, %v: tensor<8x40xf32>) -> tensor<1x4xf32> {
  %w = arith.constant dense<0.5> : tensor<40x4xf32>
  %0 = relu.dense %x, %v activation(#relu.leaky_relu<alpha = 0.1>) : (tensor<1x8xf32>, tensor<8x40xf32>) -> tensor<1x40xf32>
  %1 = relu.dense %0, %w : (tensor<1x40xf32>, tensor<40x4xf32>) -> tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}

// Zero times infinity is not zero.
// CHECK-NOT: sparse_input
// CHECK-LABEL: func.func @infinite_weight(
func.func @infinite_weight(%x: tensor<1x2xf32>, %v: tensor<2x32xf32>) -> tensor<1x1xf32> {
  %w = arith.constant dense<0x7F800000> : tensor<32x1xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x2xf32>, tensor<2x32xf32>) -> tensor<1x32xf32>
  %1 = relu.dense %0, %w : (tensor<1x32xf32>, tensor<32x1xf32>) -> tensor<1x1xf32>
  return %1 : tensor<1x1xf32>
}

// CHECK-LABEL: func.func @weight_at_run_time(
func.func @weight_at_run_time(%x: tensor<1x8xf32>, %v: tensor<8x40xf32>, %w: tensor<40x4xf32>) -> tensor<1x4xf32> {
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x8xf32>, tensor<8x40xf32>) -> tensor<1x40xf32>
  %1 = relu.dense %0, %w : (tensor<1x40xf32>, tensor<40x4xf32>) -> tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}

// CHECK-LABEL: func.func @two_rows(
func.func @two_rows(%x: tensor<2x8xf32>, %v: tensor<8x40xf32>) -> tensor<2x4xf32> {
  %w = arith.constant dense<0.5> : tensor<40x4xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<2x8xf32>, tensor<8x40xf32>) -> tensor<2x40xf32>
  %1 = relu.dense %0, %w : (tensor<2x40xf32>, tensor<40x4xf32>) -> tensor<2x4xf32>
  return %1 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @f64(
func.func @f64(%x: tensor<1x8xf64>, %v: tensor<8x40xf64>) -> tensor<1x4xf64> {
  %w = arith.constant dense<0.5> : tensor<40x4xf64>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x8xf64>, tensor<8x40xf64>) -> tensor<1x40xf64>
  %1 = relu.dense %0, %w : (tensor<1x40xf64>, tensor<40x4xf64>) -> tensor<1x4xf64>
  return %1 : tensor<1x4xf64>
}

// A list is not worth it for few inputs, and has no room on the stack for many.
// CHECK-LABEL: func.func @few_inputs(
func.func @few_inputs(%x: tensor<1x8xf32>, %v: tensor<8x31xf32>) -> tensor<1x4xf32> {
  %w = arith.constant dense<0.5> : tensor<31x4xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x8xf32>, tensor<8x31xf32>) -> tensor<1x31xf32>
  %1 = relu.dense %0, %w : (tensor<1x31xf32>, tensor<31x4xf32>) -> tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}

// CHECK-LABEL: func.func @many_inputs(
func.func @many_inputs(%x: tensor<1x8xf32>, %v: tensor<8x4097xf32>) -> tensor<1x4xf32> {
  %w = arith.constant dense<0.5> : tensor<4097x4xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x8xf32>, tensor<8x4097xf32>) -> tensor<1x4097xf32>
  %1 = relu.dense %0, %w : (tensor<1x4097xf32>, tensor<4097x4xf32>) -> tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}
// CHECK-NOT: sparse_input
// CHECK-LABEL: func.func @wide(

// Without the instruction that brings elements of a vector together the list takes
// longer, and is made for more outputs only.
// WIDE-LABEL: func.func @behind_relu(
// WIDE-NOT: sparse_input
// WIDE-LABEL: func.func @wide(
// WIDE: relu.packed_dense {{.*}} sparse_input = true>
func.func @wide(%x: tensor<1x8xf32>, %v: tensor<8x40xf32>) -> tensor<1x64xf32> {
  %w = arith.constant dense<0.5> : tensor<40x64xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x8xf32>, tensor<8x40xf32>) -> tensor<1x40xf32>
  %1 = relu.dense %0, %w : (tensor<1x40xf32>, tensor<40x64xf32>) -> tensor<1x64xf32>
  return %1 : tensor<1x64xf32>
}

// Where weights do not stay in the cache, 2 MiB with a cache of 64 KiB, they are read
// in whole rows, or in as long parts as threads leave. Where they do, the sums are in
// registers.
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 cache-bytes=65536" --relu-schedule-dense | FileCheck %s --check-prefix=MEMORY
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v3 cache-bytes=65536" --relu-schedule-dense | FileCheck %s --check-prefix=MEMORY
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 cache-bytes=65536 threads=3" --relu-schedule-dense | FileCheck %s --check-prefix=THREADS
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 cache-bytes=8388608" --relu-schedule-dense | FileCheck %s --check-prefix=CACHE
// THREADS-LABEL: func.func @weights_in_memory(
// THREADS: relu.packed_dense
// THREADS: relu.packed_dense {{.*}} rows = 1, cols = 352, {{.*}} sparse_input = true, col_threads = 3>
// With more threads than there are long rows for, the sums are in registers, too.
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 cache-bytes=65536 threads=8" --relu-schedule-dense | FileCheck %s --check-prefix=MANY
// MANY-LABEL: func.func @weights_in_memory(
// MANY: relu.packed_dense
// MANY: relu.packed_dense {{.*}} rows = 1, cols = {{6[0-9]|[789][0-9]|1[0-9][0-9]|2[0-4][0-9]}}, {{.*}} sparse_input = true, col_threads = {{[5-8]}}>
// CACHE-LABEL: func.func @weights_in_memory(
// CACHE: relu.packed_dense
// CACHE: relu.packed_dense {{.*}} rows = 1, cols = {{[0-9][0-9]|1[0-9][0-9]|2[0-4][0-9]}}, {{.*}} sparse_input = true>
// MEMORY-LABEL: func.func @weights_in_memory(
// MEMORY: relu.packed_dense
// MEMORY: relu.packed_dense {{.*}} rows = 1, cols = 1024, {{.*}} sparse_input = true>
func.func @weights_in_memory(%x: tensor<1x8xf32>, %v: tensor<8x512xf32>) -> tensor<1x1024xf32> {
  %w = arith.constant dense<0.5> : tensor<512x1024xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x8xf32>, tensor<8x512xf32>) -> tensor<1x512xf32>
  %1 = relu.dense %0, %w : (tensor<1x512xf32>, tensor<512x1024xf32>) -> tensor<1x1024xf32>
  return %1 : tensor<1x1024xf32>
}

// More columns than a schedule has are shared among panels of the same width.
// MEMORY-LABEL: func.func @wider_than_a_panel(
// MEMORY: relu.packed_dense {{.*}} cols = 528, {{.*}} sparse_input = true>
// Registers hold the sums of few outputs.
// MEMORY-LABEL: func.func @few_outputs(
// MEMORY: relu.packed_dense {{.*}} cols = {{16|32|48|64|80|96}}, {{.*}} sparse_input = true>
func.func @wider_than_a_panel(%x: tensor<1x8xf32>, %v: tensor<8x512xf32>) -> tensor<1x1050xf32> {
  %w = arith.constant dense<0.5> : tensor<512x1050xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x8xf32>, tensor<8x512xf32>) -> tensor<1x512xf32>
  %1 = relu.dense %0, %w : (tensor<1x512xf32>, tensor<512x1050xf32>) -> tensor<1x1050xf32>
  return %1 : tensor<1x1050xf32>
}

func.func @few_outputs(%x: tensor<1x8xf32>, %v: tensor<8x512xf32>) -> tensor<1x96xf32> {
  %w = arith.constant dense<0.5> : tensor<512x96xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x8xf32>, tensor<8x512xf32>) -> tensor<1x512xf32>
  %1 = relu.dense %0, %w : (tensor<1x512xf32>, tensor<512x96xf32>) -> tensor<1x96xf32>
  return %1 : tensor<1x96xf32>
}
