// A list of the inputs that are not zero, NaN among them, and sums over it.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @sparse(
// CHECK: %[[V:.*]] = memref.alloca() {alignment = 64 : i64} : memref<96xf32>
// CHECK: %[[P:.*]] = memref.alloca() {alignment = 64 : i64} : memref<96xi32>
// CHECK: %[[WHOLE:.*]] = scf.for %[[K:.*]] = %c0 to %c64 step %c16 iter_args(%[[N:.*]] = %c0)
// CHECK: %[[X:.*]] = vector.load %arg0[%c0, %[[K]]]
// CHECK: %[[NONZERO:.*]] = arith.cmpf une, %[[X]]
// CHECK: %[[XS:.*]] = llvm.call_intrinsic "llvm.experimental.vector.compress"(%[[X]], %[[NONZERO]],
// CHECK: vector.store %[[XS]], %[[V]][%[[N]]]
// CHECK: %[[KS:.*]] = llvm.call_intrinsic "llvm.experimental.vector.compress"(%{{.*}}, %[[NONZERO]],
// CHECK: vector.store %[[KS]], %[[P]][%[[N]]]
// CHECK: llvm.intr.ctpop
// Eight inputs remain, and zeros stand for the others.
// CHECK: vector.maskedload %arg0[%c0, %c64]
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
func.func @sparse(%x: memref<1x72xf32>, %w: memref<1152xf32>, %y: memref<1x9xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#sparse) : (memref<1x72xf32>, memref<1152xf32>, memref<1x9xf32>) -> ()
  return
}

// Without AVX-512 one element follows the other: each is written, and stays if the
// next one goes behind it.
// CHECK-LABEL: func.func @element_by_element(
// CHECK: %[[V:.*]] = memref.alloca() {alignment = 64 : i64} : memref<80xf32>
// CHECK: %[[P:.*]] = memref.alloca() {alignment = 64 : i64} : memref<80xi32>
// CHECK: %[[WHOLE:.*]] = scf.for %[[K:.*]] = %c0 to %c64 step %c4 iter_args(%[[N:.*]] = %c0)
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
// CHECK: memref.load %arg0[%c0, %c64]
// CHECK: memref.store %{{.*}}, %[[V]][%[[WHOLE]]]
// CHECK: memref.load %arg0[%c0, %c65]
// CHECK: memref.load %arg0[%c0, %c66]
// CHECK: %[[COUNT:.*]] = arith.addi
// CHECK: vector.store %{{.*}}, %[[V]][%[[COUNT]]]
// CHECK: vector.store %{{.*}}, %[[P]][%[[COUNT]]]
#by_element = #relu.schedule<isa = avx2, rows = 1, cols = 8, row_block = 1, unroll = 2, sparse_input = true>
func.func @element_by_element(%x: memref<1x67xf32>, %w: memref<1072xf32>, %y: memref<1x9xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#by_element) : (memref<1x67xf32>, memref<1072xf32>, memref<1x9xf32>) -> ()
  return
}

// Threads that each compute a row have lists of their own.
// CHECK-LABEL: func.func @list_of_each_thread(
// CHECK-NOT: memref.alloca
// CHECK: scf.forall (%{{.*}}) in (2) {
// CHECK: memref.alloca() {alignment = 64 : i64} : memref<80xf32>
// CHECK: scf.for
func.func @list_of_each_thread(%x: memref<2x72xf32>, %w: memref<1152xf32>, %y: memref<2x9xf32>) {
  scf.forall (%t) in (2) {
    %row = memref.subview %x[%t, 0] [1, 72] [1, 1] : memref<2x72xf32> to memref<1x72xf32, strided<[72, 1], offset: ?>>
    %result = memref.subview %y[%t, 0] [1, 9] [1, 1] : memref<2x9xf32> to memref<1x9xf32, strided<[9, 1], offset: ?>>
    relu.packed_dense %row, %w outs(%result) schedule(#by_element)
      : (memref<1x72xf32, strided<[72, 1], offset: ?>>, memref<1152xf32>, memref<1x9xf32, strided<[9, 1], offset: ?>>) -> ()
  } {relu.parallel}
  return
}

// Up to 64 inputs need no list: a bit each says which are not zero.
// CHECK-LABEL: func.func @bits(
// CHECK-NOT: memref.alloca
// CHECK: vector.load %arg0[%c0, %c0] : memref<1x32xf32>, vector<16xf32>
// CHECK: arith.cmpf une
// CHECK: %[[LOW:.*]] = arith.extui %{{.*}} : i16 to i64
// CHECK: vector.load %arg0[%c0, %c16]
// CHECK: arith.cmpf une
// CHECK: arith.extui %{{.*}} : i16 to i64
// CHECK: %[[HIGH:.*]] = arith.shli %{{.*}}, %c16_i64
// CHECK: %[[BITS:.*]] = arith.ori %[[LOW]], %[[HIGH]]
// CHECK: llvm.intr.ctpop(%[[BITS]])
// CHECK: %[[TWOS:.*]] = arith.divui %{{.*}}, %c2
// CHECK: %[[LOOP:.*]]:9 = scf.for %{{.*}} = %c0 to %[[TWOS]] step %c1 iter_args({{.*}}, %[[B:.*]] = %[[BITS]])
// CHECK: "llvm.intr.cttz"(%[[B]])
// CHECK: memref.load %arg0[%c0,
// CHECK-COUNT-4: vector.fma
// CHECK: %[[LESS:.*]] = arith.subi %[[B]], %c1_i64
// CHECK: %[[B1:.*]] = arith.andi %[[B]], %[[LESS]]
// CHECK: "llvm.intr.cttz"(%[[B1]])
// CHECK-COUNT-4: vector.fma
// CHECK: scf.yield
// One may be left. Where none is, input 0 stands in for it and counts nothing.
// CHECK: %[[K:.*]] = "llvm.intr.cttz"(%[[LOOP]]#8)
// CHECK: arith.andi %[[K]], %c63_i64
// CHECK: %[[LEFT:.*]] = arith.cmpi ne, %[[LOOP]]#8, %c0_i64
// CHECK: %[[MASK:.*]] = arith.extsi %[[LEFT]] : i1 to i32
// CHECK: arith.andi %{{.*}}, %[[MASK]] : i32
// CHECK-COUNT-4: vector.fma
// CHECK-NOT: vector.fma
#bits = #relu.schedule<isa = avx512, rows = 1, cols = 64, row_block = 1, unroll = 2, sparse_input = true>
func.func @bits(%x: memref<1x32xf32>, %w: memref<2048xf32>, %y: memref<1x64xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#bits) : (memref<1x32xf32>, memref<2048xf32>, memref<1x64xf32>) -> ()
  return
}

// Registers hold no more than 15 vectors of sums. More are in the output, and rows of
// weights are added to them from end to end, two at a time.
// CHECK-LABEL: func.func @sweep(
// CHECK: %[[COUNT:.*]] = scf.for
// CHECK: scf.for %[[C:.*]] = %c0 to %c256 step %c64 {
// CHECK: %[[BIAS:.*]] = vector.load %arg2[%[[C]]]
// CHECK: vector.store %[[BIAS]], %arg3[%c0, %[[C]]]
// CHECK: vector.maskedload %arg2[%c256]
// CHECK: vector.maskedstore %arg3[%c0, %c256]
// CHECK: scf.for %[[I:.*]] = %c0 to %[[COUNT]] step %c2 {
// CHECK: %[[W0:.*]] = arith.muli %{{.*}}, %c272
// CHECK: arith.addi %[[I]], %c1
// CHECK: %[[W1:.*]] = arith.muli %{{.*}}, %c272
// CHECK: scf.for %[[C:.*]] = %c0 to %c256 step %c64 {
// CHECK: %[[SUM:.*]] = vector.load %arg3[%c0, %[[C]]]
// CHECK: arith.addi %[[W0]], %[[C]]
// CHECK: %[[FIRST:.*]] = vector.fma {{.*}}, %[[SUM]]
// CHECK: arith.addi %[[W1]], %[[C]]
// CHECK: %[[BOTH:.*]] = vector.fma {{.*}}, %[[FIRST]]
// CHECK: vector.store %[[BOTH]], %arg3[%c0, %[[C]]]
// CHECK: vector.maskedload %arg3[%c0, %c256]
// CHECK-COUNT-2: vector.fma
// CHECK: vector.maskedstore %arg3[%c0, %c256]
// Then the activation.
// CHECK: scf.for %[[C:.*]] = %c0 to %c256 step %c64 {
// CHECK: vector.load %arg3[%c0, %[[C]]]
// CHECK: arith.maximumf
#sweep = #relu.schedule<isa = avx512, rows = 1, cols = 512, row_block = 1, unroll = 2, sparse_input = true>
func.func @sweep(%x: memref<1x80xf32>, %w: memref<21760xf32>, %b: memref<260xf32>, %y: memref<1x260xf32>) {
  relu.packed_dense %x, %w bias(%b) activation(#relu.relu) outs(%y) schedule(#sweep)
    : (memref<1x80xf32>, memref<21760xf32>, memref<260xf32>, memref<1x260xf32>) -> ()
  return
}
