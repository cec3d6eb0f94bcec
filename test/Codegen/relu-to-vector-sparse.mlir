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
// What the loop reads behind the last one is zero.
// CHECK: vector.store %{{.*}}, %[[V]][%[[COUNT]]]
// CHECK: vector.store %{{.*}}, %[[P]][%[[COUNT]]]
// Each of four sums takes a quarter of the list.
// CHECK: %[[PART:.*]] = arith.ceildivui %[[COUNT]], %c4
// CHECK: %[[HALF:.*]] = arith.addi %[[PART]], %[[PART]]
// CHECK: %[[LAST:.*]] = arith.addi %[[HALF]], %[[PART]]
// CHECK: scf.for %[[J:.*]] = %c0 to %[[PART]] step %c1 iter_args(%[[S0:.*]] = %{{.*}}, %[[S1:.*]] = %{{.*}}, %[[S2:.*]] = %{{.*}}, %[[S3:.*]] = %{{.*}}) ->
// CHECK: %[[POSITION:.*]] = memref.load %[[P]][%[[J]]]
// CHECK: %[[ROW:.*]] = arith.index_castui %[[POSITION]] : i32 to index
// CHECK: %[[START:.*]] = arith.muli %[[ROW]], %c16
// CHECK: vector.load %arg1[%[[START]]]
// CHECK: memref.load %[[V]][%[[J]]]
// CHECK: vector.fma {{.*}}, %[[S0]]
// CHECK: %[[J1:.*]] = arith.addi %[[PART]], %[[J]]
// CHECK: memref.load %[[P]][%[[J1]]]
// CHECK: memref.load %[[V]][%[[J1]]]
// CHECK: vector.fma {{.*}}, %[[S1]]
// CHECK: %[[J2:.*]] = arith.addi %[[HALF]], %[[J]]
// CHECK: memref.load %[[P]][%[[J2]]]
// CHECK: memref.load %[[V]][%[[J2]]]
// CHECK: vector.fma {{.*}}, %[[S2]]
// CHECK: %[[J3:.*]] = arith.addi %[[LAST]], %[[J]]
// CHECK: memref.load %[[P]][%[[J3]]]
// CHECK: memref.load %[[V]][%[[J3]]]
// CHECK: vector.fma {{.*}}, %[[S3]]
// CHECK-NEXT: scf.yield
#sparse = #relu.schedule<isa = avx512, rows = 1, cols = 16, row_block = 1, unroll = 2, sparse_input = true>
func.func @sparse(%x: memref<1x40xf32>, %w: memref<640xf32>, %y: memref<1x9xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#sparse) : (memref<1x40xf32>, memref<640xf32>, memref<1x9xf32>) -> ()
  return
}

// Without AVX-512 one element follows the other: each is written, and stays if the
// next one goes behind it.
// CHECK-LABEL: func.func @element_by_element(
// CHECK: %[[V:.*]] = memref.alloca() {alignment = 64 : i64} : memref<48xf32>
// CHECK: %[[P:.*]] = memref.alloca() {alignment = 64 : i64} : memref<48xi32>
// CHECK: %[[WHOLE:.*]] = scf.for %[[K:.*]] = %c0 to %c32 step %c4 iter_args(%[[N:.*]] = %c0)
// CHECK: %[[X:.*]] = memref.load %arg0[%c0, %[[K]]]
// CHECK: memref.store %[[X]], %[[V]][%[[N]]]
// CHECK: %[[POSITION:.*]] = arith.index_cast %[[K]] : index to i32
// CHECK: memref.store %[[POSITION]], %[[P]][%[[N]]]
// CHECK: %[[BITS:.*]] = arith.bitcast %[[X]] : f32 to i32
// CHECK: %[[MAGNITUDE:.*]] = arith.shli %[[BITS]], %c1_i32
// CHECK: %[[NONZERO:.*]] = arith.cmpi ne, %[[MAGNITUDE]], %c0_i32
// CHECK: %[[ONE:.*]] = arith.index_castui %[[NONZERO]] : i1 to index
// CHECK: arith.addi %[[N]], %[[ONE]]
// CHECK: scf.yield
// Three inputs remain.
// CHECK: memref.load %arg0[%c0, %c32]
// CHECK: memref.store %{{.*}}, %[[V]][%[[WHOLE]]]
// CHECK: memref.load %arg0[%c0, %c33]
// CHECK: memref.load %arg0[%c0, %c34]
// CHECK: %[[COUNT:.*]] = arith.addi
// CHECK: vector.store %{{.*}}, %[[V]][%[[COUNT]]]
// CHECK: vector.store %{{.*}}, %[[P]][%[[COUNT]]]
#by_element = #relu.schedule<isa = avx2, rows = 1, cols = 8, row_block = 1, unroll = 2, sparse_input = true>
func.func @element_by_element(%x: memref<1x35xf32>, %w: memref<560xf32>, %y: memref<1x9xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#by_element) : (memref<1x35xf32>, memref<560xf32>, memref<1x9xf32>) -> ()
  return
}

// Threads that each compute a row have lists of their own.
// CHECK-LABEL: func.func @list_of_each_thread(
// CHECK-NOT: memref.alloca
// CHECK: scf.forall (%{{.*}}) in (2) {
// CHECK: memref.alloca() {alignment = 64 : i64} : memref<48xf32>
// CHECK: scf.for
func.func @list_of_each_thread(%x: memref<2x40xf32>, %w: memref<640xf32>, %y: memref<2x9xf32>) {
  scf.forall (%t) in (2) {
    %row = memref.subview %x[%t, 0] [1, 40] [1, 1] : memref<2x40xf32> to memref<1x40xf32, strided<[40, 1], offset: ?>>
    %result = memref.subview %y[%t, 0] [1, 9] [1, 1] : memref<2x9xf32> to memref<1x9xf32, strided<[9, 1], offset: ?>>
    relu.packed_dense %row, %w outs(%result) schedule(#by_element)
      : (memref<1x40xf32, strided<[40, 1], offset: ?>>, memref<640xf32>, memref<1x9xf32, strided<[9, 1], offset: ?>>) -> ()
  } {relu.parallel}
  return
}
