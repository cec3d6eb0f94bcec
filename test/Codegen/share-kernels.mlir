// Layers that are alike but for their buffers call one function.

// RUN: relu-opt %s --relu-share-kernels --split-input-file | FileCheck %s

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
#turns = #relu.schedule<isa = generic, rows = 1, cols = 8, row_block = 32, unroll = 2, alternate = true>
#wide = #relu.schedule<isa = generic, rows = 4, cols = 4, row_block = 32, unroll = 2>

// A layer that counts its runs has its own code.
// CHECK-LABEL: func.func @alternating(
// CHECK-NOT: call
func.func @alternating(%x: memref<1x8xf32>, %w: memref<64xf32>, %y: memref<1x8xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#turns) : (memref<1x8xf32>, memref<64xf32>, memref<1x8xf32>) -> ()
  relu.packed_dense %y, %w outs(%x) schedule(#turns) : (memref<1x8xf32>, memref<64xf32>, memref<1x8xf32>) -> ()
  return
}

// Nothing but addresses is passed where types say the rest. Another activation,
// another schedule or a bias make another kernel, and one that nobody shares
// stays where it is.
// CHECK-LABEL: func.func @alike(
// CHECK-NEXT: call @dense_8x8(%arg0, %arg1, %arg2)
// CHECK-NEXT: relu.packed_dense {{.*}} activation(#relu.leaky_relu
// CHECK-NEXT: call @dense_8x8_0(%arg0, %arg1, %arg3, %arg2)
// CHECK-NEXT: call @dense_8x8(%arg2, %arg1, %arg0)
// CHECK-NEXT: relu.packed_dense {{.*}} cols = 4
// CHECK-NEXT: call @dense_8x8_0(%arg2, %arg1, %arg3, %arg0)
// CHECK-NEXT: return
func.func @alike(%x: memref<2x8xf32>, %w: memref<64xf32>, %y: memref<2x8xf32>, %b: memref<8xf32>) {
  relu.packed_dense %x, %w activation(#relu.relu) outs(%y) schedule(#tile) : (memref<2x8xf32>, memref<64xf32>, memref<2x8xf32>) -> ()
  relu.packed_dense %x, %w activation(#relu.leaky_relu<alpha = 1.000000e-01>) outs(%y) schedule(#tile) : (memref<2x8xf32>, memref<64xf32>, memref<2x8xf32>) -> ()
  relu.packed_dense %x, %w bias(%b) activation(#relu.relu) outs(%y) schedule(#tile) : (memref<2x8xf32>, memref<64xf32>, memref<8xf32>, memref<2x8xf32>) -> ()
  relu.packed_dense %y, %w activation(#relu.relu) outs(%x) schedule(#tile) : (memref<2x8xf32>, memref<64xf32>, memref<2x8xf32>) -> ()
  relu.packed_dense %y, %w activation(#relu.relu) outs(%x) schedule(#wide) : (memref<2x8xf32>, memref<64xf32>, memref<2x8xf32>) -> ()
  relu.packed_dense %y, %w bias(%b) activation(#relu.relu) outs(%x) schedule(#tile) : (memref<2x8xf32>, memref<64xf32>, memref<8xf32>, memref<2x8xf32>) -> ()
  return
}
// CHECK: func.func private @dense_8x8(%arg0: memref<2x8xf32>, %arg1: memref<64xf32>, %arg2: memref<2x8xf32>)
// CHECK-SAME: llvm.bareptr, llvm.linkage = #llvm.linkage<internal>
// CHECK-NEXT: relu.packed_dense %arg0, %arg1 activation(#relu.relu) outs(%arg2)
// CHECK-NEXT: return
// CHECK: func.func private @dense_8x8_0(

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>

// The name may be taken, and sizes that are known at run time only are passed.
// CHECK-LABEL: func.func @dense_8x8(
// CHECK-COUNT-2: call @dense_8x8_0(
// CHECK: func.func private @dense_8x8_0(
// CHECK-NOT: llvm.bareptr
// CHECK-SAME: llvm.linkage = #llvm.linkage<internal>
func.func @dense_8x8(%x: memref<?x8xf32>, %w: memref<64xf32>, %y: memref<?x8xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<?x8xf32>, memref<64xf32>, memref<?x8xf32>) -> ()
  relu.packed_dense %y, %w outs(%x) schedule(#tile) : (memref<?x8xf32>, memref<64xf32>, memref<?x8xf32>) -> ()
  return
}
