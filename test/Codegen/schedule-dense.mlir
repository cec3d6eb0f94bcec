// Each layer gets a register tile that fits the target's instruction set, and the
// layer.

// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense | FileCheck %s -D#LANES=16 -DISA=avx512 -DROWS=8 -DCOLS=16 -DSHORT=1 -DLONG=2 "-DLARGE=rows = 9, cols = 48"
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v3 --relu-schedule-dense | FileCheck %s -D#LANES=8 -DISA=avx2 -DROWS=4 -DCOLS=16 -DSHORT=2 -DLONG=4 "-DLARGE=rows = 6, cols = 16"
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64 --relu-schedule-dense | FileCheck %s -D#LANES=4 -DISA=generic -DROWS=4 -DCOLS=8 -DSHORT=2 -DLONG=4 "-DLARGE=rows = 3, cols = 12"
// RUN: relu-opt %s --relu-schedule-dense --remarks-filter='relu.*' 2>&1 | FileCheck %s --check-prefix=REMARK --implicit-check-not=remark:

// The weights are as wide as whole vectors hold: 16 columns for 10.
// CHECK-LABEL: func.func @static_layer(
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x20xf32>, %[[W:[^:]*]]: tensor<20x16xf32>, %[[B:[^:]*]]: tensor<16xf32>
// CHECK: %[[P0:.*]] = tensor.empty() : tensor<320xf32>
// CHECK: %[[P:.*]] = relu.pack_weights %[[W]] outs(%[[P0]]) schedule(<isa = [[ISA]], rows = [[ROWS]], cols = [[COLS]], row_block = 8, unroll = 2>)
// CHECK: %[[INIT:.*]] = tensor.empty() : tensor<8x16xf32>
// CHECK: %[[Y:.*]] = relu.packed_dense %[[X]], %[[P]] bias(%[[B]]) activation(#relu.relu) outs(%[[INIT]]) schedule(<isa = [[ISA]], rows = [[ROWS]], cols = [[COLS]], row_block = 8, unroll = 2>)
// CHECK: return %[[Y]]
func.func @static_layer(%x: tensor<8x20xf32>, %w: tensor<20x16xf32>, %b: tensor<16xf32>) -> tensor<8x16xf32> {
  %0 = relu.dense %x, %w bias(%b) activation(#relu.relu) : (tensor<8x20xf32>, tensor<20x16xf32>, tensor<16xf32>) -> tensor<8x16xf32>
  return %0 : tensor<8x16xf32>
}

// CHECK-LABEL: func.func @columns_are_rounded_up_to_vectors(
// CHECK: relu.pack_weights {{.*}} : (tensor<20x1xf32>, tensor<[[#mul(20,LANES)]]xf32>)
func.func @columns_are_rounded_up_to_vectors(%x: tensor<8x20xf32>, %w: tensor<20x1xf32>) -> tensor<8x1xf32> {
  %0 = relu.dense %x, %w : (tensor<8x20xf32>, tensor<20x1xf32>) -> tensor<8x1xf32>
  return %0 : tensor<8x1xf32>
}

// CHECK-LABEL: func.func @f64_has_half_the_columns(
// CHECK: relu.pack_weights {{.*}} cols = [[#div(LANES,2)]], {{.*}} : (tensor<20x1xf64>, tensor<[[#mul(10,LANES)]]xf64>)
func.func @f64_has_half_the_columns(%x: tensor<20xf64>, %w: tensor<20x1xf64>) -> tensor<1xf64> {
  %0 = relu.dense %x, %w : (tensor<20xf64>, tensor<20x1xf64>) -> tensor<1xf64>
  return %0 : tensor<1xf64>
}

// CHECK-LABEL: func.func @f16_has_the_columns_of_f32(
// CHECK: relu.pack_weights {{.*}} cols = [[#LANES]], {{.*}} : (tensor<20x1xf16>, tensor<[[#mul(20,LANES)]]xf16>)
func.func @f16_has_the_columns_of_f32(%x: tensor<8x20xf16>, %w: tensor<20x1xf16>) -> tensor<8x1xf16> {
  %0 = relu.dense %x, %w : (tensor<8x20xf16>, tensor<20x1xf16>) -> tensor<8x1xf16>
  return %0 : tensor<8x1xf16>
}

// Short loops of many sums do not repeat their steps: less to compile.
// CHECK-LABEL: func.func @short_loop(
// CHECK: relu.packed_dense {{.*}} unroll = [[SHORT]]>)
func.func @short_loop(%x: tensor<252x63xf32>, %w: tensor<63x1024xf32>) -> tensor<252x1024xf32> {
  %0 = relu.dense %x, %w : (tensor<252x63xf32>, tensor<63x1024xf32>) -> tensor<252x1024xf32>
  return %0 : tensor<252x1024xf32>
}

// CHECK-LABEL: func.func @not_so_short_loop(
// CHECK: relu.packed_dense {{.*}} unroll = 2>)
func.func @not_so_short_loop(%x: tensor<252x64xf32>, %w: tensor<64x1024xf32>) -> tensor<252x1024xf32> {
  %0 = relu.dense %x, %w : (tensor<252x64xf32>, tensor<64x1024xf32>) -> tensor<252x1024xf32>
  return %0 : tensor<252x1024xf32>
}

// A register stays free, for LLVM loads weights of the next step early: AVX2 has
// room for 4 x 24 sums, their weights and an input, but takes 6 x 16.
// CHECK-LABEL: func.func @leaves_a_register_free(
// CHECK: relu.packed_dense {{.*}} schedule(<isa = [[ISA]], [[LARGE]], row_block = 126, unroll = [[LONG]]>)
func.func @leaves_a_register_free(%x: tensor<252x1024xf32>, %w: tensor<1024x1024xf32>) -> tensor<252x1024xf32> {
  %0 = relu.dense %x, %w : (tensor<252x1024xf32>, tensor<1024x1024xf32>) -> tensor<252x1024xf32>
  return %0 : tensor<252x1024xf32>
}

// CHECK-LABEL: func.func @slopes_go_along(
// CHECK: relu.packed_dense {{.*}} activation(#relu.prelu<axis = 0>, %arg2) outs(
func.func @slopes_go_along(%x: tensor<8x20xf32>, %w: tensor<20x10xf32>, %s: tensor<8xf32>) -> tensor<8x10xf32> {
  %0 = relu.dense %x, %w activation(#relu.prelu<axis = 0>, %s) : (tensor<8x20xf32>, tensor<20x10xf32>, tensor<8xf32>) -> tensor<8x10xf32>
  return %0 : tensor<8x10xf32>
}

// CHECK-LABEL: func.func @dynamic_batch(
// CHECK: %[[C0:.*]] = arith.constant 0 : index
// CHECK: %[[ROWS:.*]] = tensor.dim %arg0, %[[C0]]
// CHECK: %[[INIT:.*]] = tensor.empty(%[[ROWS]]) : tensor<?x3x10xf32>
// CHECK: relu.packed_dense %arg0, %{{.*}} outs(%[[INIT]])
func.func @dynamic_batch(%x: tensor<?x3x20xf32>, %w: tensor<20x10xf32>) -> tensor<?x3x10xf32> {
  %0 = relu.dense %x, %w : (tensor<?x3x20xf32>, tensor<20x10xf32>) -> tensor<?x3x10xf32>
  return %0 : tensor<?x3x10xf32>
}

// What the weights know of the sizes, input and result learn.
// CHECK-LABEL: func.func @sizes_that_only_the_weights_know(
// CHECK: %[[X:.*]] = tensor.cast %arg0 : tensor<?x?xf32> to tensor<?x20xf32>
// CHECK: %[[Y:.*]] = relu.packed_dense %[[X]], {{.*}} -> tensor<?x10xf32>
// CHECK: %[[CAST:.*]] = tensor.cast %[[Y]] : tensor<?x10xf32> to tensor<5x?xf32>
// CHECK: return %[[CAST]]
func.func @sizes_that_only_the_weights_know(%x: tensor<?x?xf32>, %w: tensor<20x10xf32>) -> tensor<5x?xf32> {
  %0 = relu.dense %x, %w : (tensor<?x?xf32>, tensor<20x10xf32>) -> tensor<5x?xf32>
  return %0 : tensor<5x?xf32>
}

// CHECK-LABEL: func.func @keeps_layer_with_dynamic_weights(
// CHECK-NEXT: relu.dense
// CHECK-NEXT: return
// REMARK: schedule-dense.mlir:[[#@LINE+3]]:{{.*}}remark: [Missed] unscheduled-layer
// REMARK-SAME: Reason="the inner size or the number of outputs is dynamic
func.func @keeps_layer_with_dynamic_weights(%x: tensor<8x20xf32>, %w: tensor<20x?xf32>) -> tensor<8x10xf32> {
  %0 = relu.dense %x, %w : (tensor<8x20xf32>, tensor<20x?xf32>) -> tensor<8x10xf32>
  return %0 : tensor<8x10xf32>
}

// Layers that feed each other share the loop over rows; one whose result is read
// twice ends it. Narrow layers have rows in the lanes of vectors when there are
// enough rows.
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense | FileCheck %s --check-prefix=CHAIN
// CHAIN-LABEL: func.func @chain(
// CHAIN: relu.packed_dense {{.*}} lanes = rows>)
// CHAIN: relu.packed_dense {{.*}} lanes = rows, fuse_input = true>)
// CHAIN-NOT: fuse_input
// CHAIN: return
func.func @chain(%x: tensor<1000x5xf32>, %v: tensor<5x50xf32>, %w: tensor<50x5xf32>) -> (tensor<1000x5xf32>, tensor<1000x50xf32>) {
  %0 = relu.dense %x, %v : (tensor<1000x5xf32>, tensor<5x50xf32>) -> tensor<1000x50xf32>
  %1 = relu.dense %0, %w activation(#relu.relu) : (tensor<1000x50xf32>, tensor<50x5xf32>) -> tensor<1000x5xf32>
  %2 = relu.dense %1, %v : (tensor<1000x5xf32>, tensor<5x50xf32>) -> tensor<1000x50xf32>
  return %1, %2 : tensor<1000x5xf32>, tensor<1000x50xf32>
}

// Schedules can be chosen by hand, in part; what is wrong with them is said.
// RUN: relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense=schedule=rows=3,cols=32,row_block=7,unroll=5,lanes=outputs,fuse_input=false | FileCheck %s --check-prefix=HAND
// HAND: relu.packed_dense {{.*}} schedule(<isa = avx512, rows = 3, cols = 32, row_block = 7, unroll = 5>)
// RUN: not relu-opt %s --relu-schedule-dense=schedule=rows=many 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: error: schedule: expected rows=a number, got 'rows=many'
// RUN: not relu-opt %s --relu-schedule-dense=schedule=tile=3 2>&1 | FileCheck %s --check-prefix=KEY
// KEY: error: schedule: expected rows, cols, row_block, unroll, lanes, fuse_input, sparse_input, row_threads, thread_rows, col_threads or alternate, got 'tile=3'
// RUN: not relu-opt %s --relu-schedule-dense=schedule=rows=3,rows=4 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: error: schedule: expected rows once, got 'rows=3,rows=4'
// RUN: not relu-opt %s --relu-schedule-dense=schedule=rows=100 2>&1 | FileCheck %s --check-prefix=RANGE
// RANGE: error: expects rows from 1 to 64, got 100
// RUN: not relu-opt %s --relu-attach-target=cpu=x86-64-v4 --relu-schedule-dense=schedule=cols=20 2>&1 | FileCheck %s --check-prefix=LANES
// LANES: error: {{.*}}expects cols of the schedule to be a multiple of
