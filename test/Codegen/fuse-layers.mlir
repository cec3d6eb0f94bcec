// Layers that feed each other run in one loop over blocks of rows.

// RUN: relu-opt %s --relu-fuse-layers --canonicalize --split-input-file | FileCheck %s
// RUN: relu-opt %s --relu-fuse-layers --split-input-file --remarks-filter='relu.*' 2>&1 >/dev/null | FileCheck %s --check-prefix=REMARK --implicit-check-not=remark:

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
#next = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, fuse_input = true>

// 70 rows are two blocks and 6 rows. What lies between the layers is as large as
// a block, with rows that are not a multiple of eight cache lines apart.
// CHECK-LABEL: func.func @static_rows(
// CHECK: %[[T:.*]] = memref.alloc() {{.*}} : memref<4608xf32>
// CHECK: scf.for %[[I:.*]] = %c0 to %c64 step %c32
// CHECK: %[[X:.*]] = memref.subview %arg0[%[[I]], 0] [32, 3]
// CHECK: %[[H:.*]] = memref.reinterpret_cast %[[T]] to offset: [0], sizes: [32, 128], strides: [144, 1]
// CHECK: relu.packed_dense %[[X]], %arg1 outs(%[[H]])
// CHECK: %[[Y:.*]] = memref.subview %arg3[%[[I]], 0] [32, 5]
// CHECK: relu.packed_dense %[[H]], %arg2 outs(%[[Y]])
// CHECK: }
// CHECK: memref.subview %arg0[64, 0] [6, 3]
// CHECK: relu.packed_dense
// CHECK: relu.packed_dense
// CHECK-NOT: relu.packed_dense
func.func @static_rows(%x: memref<70x3xf32>, %v: memref<384xf32>, %w: memref<1024xf32>, %y: memref<70x5xf32>) {
  %t = memref.alloc() : memref<70x128xf32>
  relu.packed_dense %x, %v outs(%t) schedule(#tile) : (memref<70x3xf32>, memref<384xf32>, memref<70x128xf32>) -> ()
  relu.packed_dense %t, %w outs(%y) schedule(#next) : (memref<70x128xf32>, memref<1024xf32>, memref<70x5xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
#next = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, fuse_input = true>

// Few rows take little memory, however large a block may be. Blocks are of whole
// tiles, and as even as these allow.
// CHECK-LABEL: func.func @dynamic_rows(
// CHECK: %[[ROWS:.*]] = memref.dim %arg0, %c0
// CHECK: %[[FEW:.*]] = arith.minui %[[ROWS]], %c32
// CHECK: %[[SIZE:.*]] = arith.muli %[[FEW]], %c16
// CHECK: memref.alloc(%[[SIZE]]) {{.*}} : memref<?xf32>
// CHECK: %[[B0:.*]] = arith.ceildivui %[[ROWS]], %c32
// CHECK: %[[BLOCKS:.*]] = arith.maxui %[[B0]], %c1
// CHECK: %[[EVEN:.*]] = arith.ceildivui %[[ROWS]], %[[BLOCKS]]
// CHECK: %[[T0:.*]] = arith.ceildivui %[[EVEN]], %c4
// CHECK: %[[TILES:.*]] = arith.maxui %[[T0]], %c1
// CHECK: %[[TILED:.*]] = arith.muli %[[TILES]], %c4
// CHECK: %[[STEP:.*]] = arith.minui %[[TILED]], %c32
// CHECK: scf.for %[[I:.*]] = %c0 to %[[ROWS]] step %[[STEP]]
// CHECK: %[[LEFT:.*]] = arith.subi %[[ROWS]], %[[I]]
// CHECK: %[[N:.*]] = arith.minui %[[LEFT]], %[[STEP]]
// CHECK: memref.subview %arg0[%[[I]], 0] [%[[N]], 3]
// CHECK: relu.packed_dense
// CHECK: relu.packed_dense
func.func @dynamic_rows(%x: memref<?x3xf32>, %v: memref<24xf32>, %w: memref<64xf32>, %y: memref<?x5xf32>, %rows: index) {
  %t = memref.alloc(%rows) : memref<?x8xf32>
  relu.packed_dense %x, %v outs(%t) schedule(#tile) : (memref<?x3xf32>, memref<24xf32>, memref<?x8xf32>) -> ()
  relu.packed_dense %t, %w outs(%y) schedule(#next) : (memref<?x8xf32>, memref<64xf32>, memref<?x5xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, lanes = rows>

// Rows in lanes lie side by side: blocks of 8 rows, of which the last has 4 that
// exist. The rest is filled with zeros.
// CHECK-LABEL: func.func @rows_in_lanes(
// CHECK-DAG: %[[T0:.*]] = memref.alloc() {{.*}} : memref<24xf32>
// CHECK-DAG: %[[T1:.*]] = memref.alloc() {{.*}} : memref<40xf32>
// CHECK: scf.for %{{.*}} = %c0 to %c16 step %c8
// CHECK: relu.packed_dense {{.*}} : (memref<8x3xf32, strided<[1, 8]>>, memref<15xf32>, memref<8x5xf32, strided<[1, 8]>>) -> ()
// CHECK: memref.subview %arg2
// CHECK: memref.subview %arg0[16, 0] [4, 3]
// CHECK: scf.for %{{.*}} = %c4 to %c8
// CHECK: memref.store %cst
// CHECK: relu.packed_dense
func.func @rows_in_lanes(%x: memref<20x3xf32>, %w: memref<15xf32>, %y: memref<20x5xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<20x3xf32>, memref<15xf32>, memref<20x5xf32>) -> ()
  return
}

// -----

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
#next = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, fuse_input = true>

// A result that somebody else reads must be there as a whole.
// CHECK-LABEL: func.func @two_readers(
// CHECK-NOT: scf.for
// CHECK: return
// REMARK: fuse-layers.mlir:[[#@LINE+4]]:{{.*}}remark: [Missed] layer-not-fused
func.func @two_readers(%x: memref<64x3xf32>, %v: memref<24xf32>, %w: memref<64xf32>, %y: memref<64x5xf32>, %z: memref<64x8xf32>) {
  %t = memref.alloc() : memref<64x8xf32>
  relu.packed_dense %x, %v outs(%t) schedule(#tile) : (memref<64x3xf32>, memref<24xf32>, memref<64x8xf32>) -> ()
  relu.packed_dense %t, %w outs(%y) schedule(#next) : (memref<64x8xf32>, memref<64xf32>, memref<64x5xf32>) -> ()
  memref.copy %t, %z : memref<64x8xf32> to memref<64x8xf32>
  return
}
