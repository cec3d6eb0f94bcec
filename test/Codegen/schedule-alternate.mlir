// Panels are taken in alternating order where the cache of the core, 2 MiB here,
// holds a good part of the weights until the next time.

// RUN: relu-opt %s --split-input-file --relu-attach-target="cpu=x86-64-v4 cache-bytes=2097152" --relu-schedule-dense | FileCheck %s
// RUN: relu-opt %s --split-input-file --relu-attach-target="cpu=x86-64-v4 cache-bytes=2097152" --relu-schedule-dense=schedule=alternate=false | FileCheck %s --check-prefix=NEVER
// RUN: relu-opt %s --split-input-file --relu-attach-target="cpu=x86-64-v4 cache-bytes=2097152 threads=2" --relu-schedule-dense=schedule=row_threads=2 | FileCheck %s --check-prefix=NEVER
// RUN: relu-opt %s --split-input-file --relu-attach-target="cpu=x86-64-v4 cache-bytes=2097152" --relu-schedule-dense=schedule=lanes=rows | FileCheck %s --check-prefix=NEVER
// RUN: not relu-opt %s --relu-schedule-dense=schedule=alternate=2 2>&1 | FileCheck %s --check-prefix=VALUE
// RUN: relu-opt %s --split-input-file --relu-schedule-dense=schedule=alternate=true,lanes=rows | FileCheck %s --check-prefix=NEVER
// NEVER-NOT: alternate
// VALUE: error: schedule: expected alternate=true or false, got 'alternate=2'

// An eighth of the cache holds a panel.
// CHECK-LABEL: func.func @twice_the_cache(
// CHECK: relu.packed_dense {{.*}} rows = 1, cols = 64, {{.*}} alternate = true
func.func @twice_the_cache(%x: tensor<1x1024xf32>) -> tensor<1x1024xf32> {
  %w = arith.constant dense<0.5> : tensor<1024x1024xf32>
  %0 = relu.dense %x, %w : (tensor<1x1024xf32>, tensor<1024x1024xf32>) -> tensor<1x1024xf32>
  return %0 : tensor<1x1024xf32>
}

// -----

// CHECK-LABEL: func.func @sixteen_rows(
// CHECK: relu.packed_dense {{.*}} alternate = true
func.func @sixteen_rows(%x: tensor<16x1024xf32>) -> tensor<16x1024xf32> {
  %w = arith.constant dense<0.5> : tensor<1024x1024xf32>
  %0 = relu.dense %x, %w : (tensor<16x1024xf32>, tensor<1024x1024xf32>) -> tensor<16x1024xf32>
  return %0 : tensor<16x1024xf32>
}

// -----

// Computing takes longer than reading.
// CHECK-LABEL: func.func @seventeen_rows(
// CHECK-NOT: alternate
func.func @seventeen_rows(%x: tensor<17x1024xf32>) -> tensor<17x1024xf32> {
  %w = arith.constant dense<0.5> : tensor<1024x1024xf32>
  %0 = relu.dense %x, %w : (tensor<17x1024xf32>, tensor<1024x1024xf32>) -> tensor<17x1024xf32>
  return %0 : tensor<17x1024xf32>
}

// -----

// What the cache holds as a whole stays there in any order.
// CHECK-LABEL: func.func @half_of_the_cache(
// CHECK-NOT: alternate
func.func @half_of_the_cache(%x: tensor<1x512xf32>) -> tensor<1x512xf32> {
  %w = arith.constant dense<0.5> : tensor<512x512xf32>
  %0 = relu.dense %x, %w : (tensor<1x512xf32>, tensor<512x512xf32>) -> tensor<1x512xf32>
  return %0 : tensor<1x512xf32>
}

// -----

// Of so many weights next to nothing is left.
// CHECK-LABEL: func.func @many_caches(
// CHECK-NOT: alternate
func.func @many_caches(%x: tensor<1x4096xf32>) -> tensor<1x4096xf32> {
  %w = arith.constant dense<0.5> : tensor<4096x4096xf32>
  %0 = relu.dense %x, %w : (tensor<1x4096xf32>, tensor<4096x4096xf32>) -> tensor<1x4096xf32>
  return %0 : tensor<1x4096xf32>
}

// -----

// Other layers have taken the cache before the next time.
// CHECK-LABEL: func.func @after_others(
// CHECK-NOT: alternate
func.func @after_others(%x: tensor<1x1024xf32>) -> tensor<1x1024xf32> {
  %v = arith.constant dense<0.25> : tensor<1024x1024xf32>
  %w = arith.constant dense<0.5> : tensor<1024x1024xf32>
  %0 = relu.dense %x, %v : (tensor<1x1024xf32>, tensor<1024x1024xf32>) -> tensor<1x1024xf32>
  %1 = relu.dense %0, %w : (tensor<1x1024xf32>, tensor<1024x1024xf32>) -> tensor<1x1024xf32>
  return %1 : tensor<1x1024xf32>
}

// -----

// Layers that do not feed each other count, too.
// CHECK-LABEL: func.func @after_another_function(
// CHECK-NOT: alternate
func.func @after_another_function(%x: tensor<1x1024xf32>) -> tensor<1x1024xf32> {
  %w = arith.constant dense<0.5> : tensor<1024x1024xf32>
  %0 = relu.dense %x, %w : (tensor<1x1024xf32>, tensor<1024x1024xf32>) -> tensor<1x1024xf32>
  return %0 : tensor<1x1024xf32>
}
func.func @another_function(%x: tensor<1x1024xf32>) -> tensor<1x1024xf32> {
  %w = arith.constant dense<0.5> : tensor<1024x1024xf32>
  %0 = relu.dense %x, %w : (tensor<1x1024xf32>, tensor<1024x1024xf32>) -> tensor<1x1024xf32>
  return %0 : tensor<1x1024xf32>
}

// -----

// Weights that each call packs have just gone through the cache.
// CHECK-LABEL: func.func @packed_by_each_call(
// CHECK-NOT: alternate
func.func @packed_by_each_call(%x: tensor<1x1024xf32>, %w: tensor<1024x1024xf32>) -> tensor<1x1024xf32> {
  %0 = relu.dense %x, %w : (tensor<1x1024xf32>, tensor<1024x1024xf32>) -> tensor<1x1024xf32>
  return %0 : tensor<1x1024xf32>
}

// -----

// The narrowest panel is a quarter of the cache.
// CHECK-LABEL: func.func @long_panels(
// CHECK-NOT: alternate
func.func @long_panels(%x: tensor<1x8192xf32>) -> tensor<1x128xf32> {
  %w = arith.constant dense<0.5> : tensor<8192x128xf32>
  %0 = relu.dense %x, %w : (tensor<1x8192xf32>, tensor<8192x128xf32>) -> tensor<1x128xf32>
  return %0 : tensor<1x128xf32>
}

// -----

// Half of the inputs of a layer behind relu are zero, and their weights are not
// read: half of its megabyte stays in the way, and not all of it.
// CHECK-LABEL: func.func @beside_a_sparse_layer(
// CHECK: relu.packed_dense {{.*}} alternate = true
// CHECK: relu.packed_dense {{.*}} sparse_input = true>)
func.func @beside_a_sparse_layer(%x: tensor<1x784xf32>) -> tensor<1x544xf32> {
  %v = arith.constant dense<0.25> : tensor<784x512xf32>
  %w = arith.constant dense<0.5> : tensor<512x544xf32>
  %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x784xf32>, tensor<784x512xf32>) -> tensor<1x512xf32>
  %1 = relu.dense %0, %w : (tensor<1x512xf32>, tensor<512x544xf32>) -> tensor<1x544xf32>
  return %1 : tensor<1x544xf32>
}
