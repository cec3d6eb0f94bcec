// Few outputs are computed with the shortest vectors that hold them, of 128 bits at
// least; their weights lie a vector of the schedule apart all the same.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --cse | FileCheck %s --implicit-check-not='vector<16xf32>'

// CHECK-LABEL: func.func @three_outputs(
// CHECK: vector.maskedload %arg2{{.*}} into vector<4xf32>
// CHECK: scf.for {{.*}} iter_args({{.*}}, %[[P:.*]] = %c0)
// CHECK: vector.load %arg1[%[[P]]] : memref<384xf32>, vector<4xf32>
// CHECK: %[[NEXT:.*]] = arith.addi %[[P]], %c16
// CHECK: vector.load %arg1[%[[NEXT]]] : memref<384xf32>, vector<4xf32>
// CHECK: vector.maskedstore {{.*}} vector<4xf32>
#three = #relu.schedule<isa = avx512, rows = 4, cols = 48, row_block = 4, unroll = 2>
func.func @three_outputs(%x: memref<4x24xf32>, %w: memref<384xf32>, %b: memref<3xf32>, %y: memref<4x3xf32>) {
  relu.packed_dense %x, %w bias(%b) outs(%y) schedule(#three)
    : (memref<4x24xf32>, memref<384xf32>, memref<3xf32>, memref<4x3xf32>) -> ()
  return
}

// The last panel has one vector, of which two columns exist.
// CHECK-LABEL: func.func @last_panel(
// CHECK: vector.load %arg1{{.*}} vector<8xf64>
// CHECK: scf.for
// CHECK: vector.load %arg1{{.*}} vector<2xf64>
// CHECK: vector.store {{.*}} vector<2xf64>
#panels = #relu.schedule<isa = avx512, rows = 4, cols = 16, row_block = 4, unroll = 2>
func.func @last_panel(%x: memref<4x24xf64>, %w: memref<576xf64>, %y: memref<4x18xf64>) {
  relu.packed_dense %x, %w outs(%y) schedule(#panels)
    : (memref<4x24xf64>, memref<576xf64>, memref<4x18xf64>) -> ()
  return
}
