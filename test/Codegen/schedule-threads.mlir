// How the cost model shares layers among threads.

// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 threads=2" --relu-schedule-dense | FileCheck %s
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 threads=2" --relu-schedule-dense | FileCheck %s --check-prefix=TWO
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 threads=64" --relu-schedule-dense | FileCheck %s --check-prefix=MANY
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense | FileCheck %s --check-prefix=ONE --implicit-check-not=threads
// ONE: relu.packed_dense

// Every thread has rows enough: they are shared, and blocks of rows are those of
// one thread.
// CHECK-LABEL: func.func @many_rows(
// CHECK: relu.packed_dense {{.*}} row_block = 128, unroll = 2, row_threads = 2>)
// CHECK: relu.packed_dense {{.*}} row_block = 128, unroll = 2, fuse_input = true, row_threads = 2>)
// Not more threads than rows or panels: here there are 32 panels of one vector.
// MANY-LABEL: func.func @many_rows(
// MANY: relu.packed_dense {{.*}} cols = 16, {{.*}} col_threads = 32>)
func.func @many_rows(%x: tensor<256x512xf32>, %v: tensor<512x512xf32>, %w: tensor<512x512xf32>) -> tensor<256x512xf32> {
  %0 = relu.dense %x, %v : (tensor<256x512xf32>, tensor<512x512xf32>) -> tensor<256x512xf32>
  %1 = relu.dense %0, %w : (tensor<256x512xf32>, tensor<512x512xf32>) -> tensor<256x512xf32>
  return %1 : tensor<256x512xf32>
}

// One row of much: panels are shared, and each layer is a region of its own.
// CHECK-LABEL: func.func @one_row_of_large_layers(
// CHECK: relu.packed_dense {{.*}} unroll = 2, col_threads = 2>)
// CHECK: relu.packed_dense {{.*}} unroll = 2, col_threads = 2>)
func.func @one_row_of_large_layers(%x: tensor<1x2048xf32>, %v: tensor<2048x2048xf32>, %w: tensor<2048x2048xf32>) -> tensor<1x2048xf32> {
  %0 = relu.dense %x, %v : (tensor<1x2048xf32>, tensor<2048x2048xf32>) -> tensor<1x2048xf32>
  %1 = relu.dense %0, %w : (tensor<1x2048xf32>, tensor<2048x2048xf32>) -> tensor<1x2048xf32>
  return %1 : tensor<1x2048xf32>
}

// Weights that come from memory: as many panels for each thread, of up to six
// cache lines.
// CHECK-LABEL: func.func @one_row_of_weights_in_memory(
// CHECK: relu.packed_dense {{.*}} cols = 64, {{.*}} col_threads = 2>)
// MANY-LABEL: func.func @one_row_of_weights_in_memory(
// MANY: relu.packed_dense {{.*}} cols = 16, {{.*}} col_threads = 16>)
func.func @one_row_of_weights_in_memory(%x: tensor<1x65536xf32>, %v: tensor<65536x256xf32>) -> tensor<1x256xf32> {
  %0 = relu.dense %x, %v : (tensor<1x65536xf32>, tensor<65536x256xf32>) -> tensor<1x256xf32>
  return %0 : tensor<1x256xf32>
}

// A region would take longer than what it saves.
// CHECK-LABEL: func.func @too_little_work(
// CHECK-NOT: threads
// CHECK-LABEL: func.func @rows_known_at_run_time(
func.func @too_little_work(%x: tensor<1x64xf32>, %v: tensor<64x64xf32>) -> tensor<1x64xf32> {
  %0 = relu.dense %x, %v : (tensor<1x64xf32>, tensor<64x64xf32>) -> tensor<1x64xf32>
  return %0 : tensor<1x64xf32>
}

// Rows that are not known may be many; a thread starts for enough of them only,
// and for more of a narrow layer than of a wide one.
// TWO-LABEL: func.func @rows_known_at_run_time(
// TWO: relu.packed_dense {{.*}} row_threads = 2, thread_rows = [[#%u,FEW:]]>) : (tensor<?x512xf32>
// TWO: relu.packed_dense {{.*}} row_threads = 2, thread_rows = {{[1-9][0-9][0-9]+}}>) : (tensor<?x64xf32>
func.func @rows_known_at_run_time(%x: tensor<?x512xf32>, %v: tensor<512x512xf32>, %z: tensor<?x64xf32>, %w: tensor<64x64xf32>) -> (tensor<?x512xf32>, tensor<?x64xf32>) {
  %0 = relu.dense %x, %v : (tensor<?x512xf32>, tensor<512x512xf32>) -> tensor<?x512xf32>
  %1 = relu.dense %z, %w : (tensor<?x64xf32>, tensor<64x64xf32>) -> tensor<?x64xf32>
  return %0, %1 : tensor<?x512xf32>, tensor<?x64xf32>
}

// Slopes that differ from row to row stay with all rows: panels are shared.
// CHECK-LABEL: func.func @slopes_along_rows(
// CHECK: relu.packed_dense {{.*}} unroll = 2, col_threads = 2>)
func.func @slopes_along_rows(%x: tensor<256x512xf32>, %v: tensor<512x512xf32>, %s: tensor<256xf32>) -> tensor<256x512xf32> {
  %0 = relu.dense %x, %v activation(#relu.prelu<axis = 0>, %s) : (tensor<256x512xf32>, tensor<512x512xf32>, tensor<256xf32>) -> tensor<256x512xf32>
  return %0 : tensor<256x512xf32>
}

// By hand: one way to share takes the place of the other.
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 threads=2" --relu-schedule-dense=schedule=col_threads=3,lanes=outputs | FileCheck %s --check-prefix=COLUMNS --implicit-check-not=row_threads
// COLUMNS: relu.packed_dense {{.*}} col_threads = 3>)
// RUN: relu-opt %s --relu-attach-target="cpu=x86-64-v4 threads=2" --relu-schedule-dense=schedule=row_threads=3,thread_rows=5 | FileCheck %s --check-prefix=ROWS
// ROWS: relu.packed_dense {{.*}} row_threads = 3, thread_rows = 5>)
// RUN: not relu-opt %s --relu-schedule-dense=schedule=row_threads=0 2>&1 | FileCheck %s --check-prefix=RANGE
// RANGE: error: expects row_threads from 1 to 1024, got 0
// RUN: not relu-opt %s --relu-schedule-dense=schedule=row_threads=2,col_threads=2 2>&1 | FileCheck %s --check-prefix=BOTH
// BOTH: error: expects row_threads or col_threads to be 1, got 2 and 2
