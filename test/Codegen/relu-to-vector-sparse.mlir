// A list of the inputs that are not zero, NaN among them, and sums over it.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @sparse(
// CHECK: %[[V:.*]] = memref.alloca() {alignment = 64 : i64} : memref<64xf32>
// CHECK: %[[P:.*]] = memref.alloca() {alignment = 64 : i64} : memref<64xi32>
// CHECK: %[[WHOLE:.*]] = scf.for %[[K:.*]] = %c0 to %c32 step %c16 iter_args(%[[N:.*]] = %c0)
// CHECK: %[[X:.*]] = vector.load %arg0[%c0, %[[K]]]
// CHECK: %[[NONZERO:.*]] = arith.cmpf une, %[[X]]
// CHECK: %[[XS:.*]] = llvm.call_intrinsic "llvm.experimental.vector.compress"(%[[X]], %[[NONZERO]],
// CHECK: vector.store %[[XS]], %[[V]][%[[N]]]
// CHECK: %[[KS:.*]] = llvm.call_intrinsic "llvm.experimental.vector.compress"(%{{.*}}, %[[NONZERO]],
// CHECK: vector.store %[[KS]], %[[P]][%[[N]]]
// CHECK: llvm.intr.ctpop
// Eight inputs remain, and zeros stand for the others.
// CHECK: vector.maskedload %arg0[%c0, %c32]
// CHECK: vector.store %{{.*}}, %[[V]][%[[WHOLE]]]
// CHECK: %[[COUNT:.*]] = arith.addi %[[WHOLE]],
// What a loop of two steps reads behind the last one is zero.
// CHECK: vector.store %{{.*}}, %[[V]][%[[COUNT]]]
// CHECK: vector.store %{{.*}}, %[[P]][%[[COUNT]]]
// CHECK: scf.for %[[J:.*]] = %c0 to %[[COUNT]] step
// CHECK: %[[POSITION:.*]] = memref.load %[[P]][%[[J]]]
// CHECK: %[[ROW:.*]] = arith.index_castui %[[POSITION]] : i32 to index
// CHECK: %[[START:.*]] = arith.muli %[[ROW]], %c16
// CHECK: vector.load %arg1[%[[START]]]
// CHECK: memref.load %[[V]][%[[J]]]
// CHECK: vector.fma
#sparse = #relu.schedule<isa = avx512, rows = 1, cols = 16, row_block = 1, unroll = 2, sparse_input = true>
func.func @sparse(%x: memref<1x40xf32>, %w: memref<640xf32>, %y: memref<1x9xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#sparse) : (memref<1x40xf32>, memref<640xf32>, memref<1x9xf32>) -> ()
  return
}
