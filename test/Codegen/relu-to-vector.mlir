// The kernel of a layer: rows and panels of columns, in them register tiles
// whose sums stay in registers from the bias to the only store.

// RUN: relu-opt %s --convert-relu-to-vector --canonicalize --cse --split-input-file | FileCheck %s

// Two rows of 8 columns, 6 inputs, unrolled twice: 2 x 2 vectors. So few sums
// would wait for each other: the steps take turns on two sums for each, of which
// one starts as the bias. The loop counts positions of the input; those of the
// weights are its last argument.
// CHECK-LABEL: func.func @one_tile(
// CHECK-SAME: %[[X:[^:]*]]: memref<2x6xf32>, %[[W:[^:]*]]: memref<48xf32>, %[[B:[^:]*]]: memref<8xf32>, %[[Y:[^:]*]]: memref<2x8xf32>)
// CHECK: %[[FLAT:.*]] = memref.reinterpret_cast %[[X]] to offset: [0], sizes: [12], strides: [1]
// CHECK: %[[OUT:.*]] = memref.reinterpret_cast %[[Y]] to offset: [0], sizes: [16], strides: [1]
// CHECK: %[[B0:.*]] = vector.load %[[B]][%c0] : memref<8xf32>, vector<4xf32>
// CHECK: %[[B1:.*]] = vector.load %[[B]][%c4] : memref<8xf32>, vector<4xf32>
// CHECK: %[[S:.*]]:9 = scf.for %[[K:.*]] = %c0 to %c6 step %c2 iter_args(%[[S00:.*]] = %[[B0]], %[[S01:.*]] = %[[B1]], %[[S10:.*]] = %[[B0]], %[[S11:.*]] = %[[B1]], %[[T00:.*]] = %cst, %[[T01:.*]] = %cst, %[[T10:.*]] = %cst, %[[T11:.*]] = %cst, %[[P:.*]] = %c0)
// CHECK-NOT: store
// CHECK: %[[W0:.*]] = vector.load %[[W]][%[[P]]] : memref<48xf32>, vector<4xf32>
// CHECK: %[[P1:.*]] = arith.addi %[[P]], %c4
// CHECK: %[[W1:.*]] = vector.load %[[W]][%[[P1]]] : memref<48xf32>, vector<4xf32>
// CHECK: %[[X0:.*]] = memref.load %[[FLAT]][%[[K]]]
// CHECK: %[[V0:.*]] = vector.broadcast %[[X0]] : f32 to vector<4xf32>
// CHECK: vector.fma %[[V0]], %[[W0]], %[[S00]]
// CHECK: vector.fma %[[V0]], %[[W1]], %[[S01]]
// CHECK: %[[NEXT:.*]] = arith.addi %[[K]], %c6
// CHECK: %[[X1:.*]] = memref.load %[[FLAT]][%[[NEXT]]]
// CHECK: %[[V1:.*]] = vector.broadcast %[[X1]] : f32 to vector<4xf32>
// CHECK: vector.fma %[[V1]], %[[W0]], %[[S10]]
// CHECK: vector.fma %[[V1]], %[[W1]], %[[S11]]
// CHECK: vector.fma {{.*}}, %[[T00]]
// CHECK: vector.fma {{.*}}, %[[T01]]
// CHECK: vector.fma {{.*}}, %[[T10]]
// CHECK: vector.fma {{.*}}, %[[T11]]
// CHECK-NOT: vector.fma
// CHECK: %[[P2:.*]] = arith.addi %[[P]], %c16
// CHECK: scf.yield {{.*}}, %[[P2]] :
// CHECK: %[[R00:.*]] = arith.addf %[[S]]#0, %[[S]]#4
// CHECK-NEXT: %[[R01:.*]] = arith.addf %[[S]]#1, %[[S]]#5
// CHECK-NEXT: %[[R10:.*]] = arith.addf %[[S]]#2, %[[S]]#6
// CHECK-NEXT: %[[R11:.*]] = arith.addf %[[S]]#3, %[[S]]#7
// CHECK-NEXT: %[[F00:.*]] = arith.maximumf %[[R00]], %{{.*}} fastmath<nsz>
// CHECK-NEXT: vector.store %[[F00]], %[[OUT]][%c0]
// CHECK-NEXT: %[[F01:.*]] = arith.maximumf %[[R01]], %{{.*}} fastmath<nsz>
// CHECK-NEXT: vector.store %[[F01]], %[[OUT]][%c4]
// CHECK-NEXT: %[[F10:.*]] = arith.maximumf %[[R10]], %{{.*}} fastmath<nsz>
// CHECK-NEXT: vector.store %[[F10]], %[[OUT]][%c8]
// CHECK-NEXT: %[[F11:.*]] = arith.maximumf %[[R11]], %{{.*}} fastmath<nsz>
// CHECK-NEXT: vector.store %[[F11]], %[[OUT]][%c12]
// CHECK-NEXT: return
#tile = #relu.schedule<isa = generic, rows = 2, cols = 8, row_block = 4, unroll = 2>
func.func @one_tile(%x: memref<2x6xf32>, %w: memref<48xf32>, %b: memref<8xf32>, %y: memref<2x8xf32>) {
  relu.packed_dense %x, %w bias(%b) activation(#relu.relu) outs(%y) schedule(#tile)
    : (memref<2x6xf32>, memref<48xf32>, memref<8xf32>, memref<2x8xf32>) -> ()
  return
}

// -----

// Without a bias the sums start at zero, without an activation they are stored.
// One vector has four sums. A single row waits for its weights: each sum takes two
// inputs in a row, so that four streams are read; the ninth input comes after the
// loop.
// CHECK-LABEL: func.func @plain_sum_and_odd_input(
// CHECK: %[[ZERO:.*]] = arith.constant dense<0.000000e+00> : vector<2xf64>
// CHECK: %[[X:.*]] = memref.reinterpret_cast %arg0 to offset: [0], sizes: [9], strides: [1]
// CHECK: %[[Y:.*]] = memref.reinterpret_cast %arg2 to offset: [0], sizes: [2], strides: [1]
// CHECK: %[[S:.*]]:5 = scf.for %[[K:.*]] = %c0 to %c2 step %c1 iter_args(%[[S0:.*]] = %[[ZERO]], %[[S1:.*]] = %[[ZERO]], %[[S2:.*]] = %[[ZERO]], %[[S3:.*]] = %[[ZERO]], %[[P:.*]] = %c0) ->
// CHECK-NEXT: vector.load %arg1[%[[P]]]
// CHECK-NEXT: memref.load %[[X]][%[[K]]]
// CHECK: vector.fma {{.*}}, %[[S0]]
// CHECK-NEXT: %[[P1:.*]] = arith.addi %[[P]], %c4
// CHECK-NEXT: vector.load %arg1[%[[P1]]]
// CHECK-NEXT: %[[K1:.*]] = arith.addi %[[K]], %c2
// CHECK-NEXT: memref.load %[[X]][%[[K1]]]
// CHECK: vector.fma {{.*}}, %[[S1]]
// CHECK-NEXT: %[[P2:.*]] = arith.addi %[[P]], %c8
// CHECK-NEXT: vector.load %arg1[%[[P2]]]
// CHECK-NEXT: %[[K2:.*]] = arith.addi %[[K]], %c4
// CHECK-NEXT: memref.load %[[X]][%[[K2]]]
// CHECK: vector.fma {{.*}}, %[[S2]]
// CHECK-NEXT: %[[P3:.*]] = arith.addi %[[P]], %c12
// CHECK-NEXT: vector.load %arg1[%[[P3]]]
// CHECK-NEXT: %[[K3:.*]] = arith.addi %[[K]], %c6
// CHECK-NEXT: memref.load %[[X]][%[[K3]]]
// CHECK: vector.fma {{.*}}, %[[S3]]
// CHECK-NEXT: %[[P4:.*]] = arith.addi %[[P]], %c2
// CHECK-NEXT: scf.yield {{.*}}, %[[P4]] :
// CHECK: %[[H0:.*]] = arith.addf %[[S]]#0, %[[S]]#3
// CHECK-NEXT: %[[H1:.*]] = arith.addf %[[S]]#1, %[[S]]#2
// CHECK-NEXT: %[[SUM:.*]] = arith.addf %[[H0]], %[[H1]]
// CHECK: vector.load %arg1[%c16]
// CHECK: memref.load %[[X]][%c8]
// CHECK: %[[LAST:.*]] = vector.fma %{{.*}}, %{{.*}}, %[[SUM]] : vector<2xf64>
// CHECK-NEXT: vector.store %[[LAST]], %[[Y]][%c0]
#tile = #relu.schedule<isa = generic, rows = 1, cols = 2, row_block = 1, unroll = 2>
func.func @plain_sum_and_odd_input(%x: memref<1x9xf64>, %w: memref<18xf64>, %y: memref<1x2xf64>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x9xf64>, memref<18xf64>, memref<1x2xf64>) -> ()
  return
}

// -----

// Four vectors have two sums each, of half of the inputs. Unrolled four times, each
// takes two steps an iteration.
// CHECK-LABEL: func.func @streams_of_several_steps(
// CHECK: scf.for %[[K:.*]] = %c0 to %c4 step %c2
// CHECK: memref.load %{{.*}}[%[[K]]]
// CHECK: %[[K1:.*]] = arith.addi %[[K]], %c4
// CHECK: memref.load %{{.*}}[%[[K1]]]
// CHECK: %[[NEXT:.*]] = arith.addi %[[K]], %c1
// CHECK: memref.load %{{.*}}[%[[NEXT]]]
// CHECK: %[[NEXT1:.*]] = arith.addi %[[K]], %c5
// CHECK: memref.load %{{.*}}[%[[NEXT1]]]
// CHECK-NOT: memref.load
// CHECK: scf.yield
#tile = #relu.schedule<isa = generic, rows = 1, cols = 16, row_block = 1, unroll = 4>
func.func @streams_of_several_steps(%x: memref<1x8xf32>, %w: memref<128xf32>, %y: memref<1x16xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<1x8xf32>, memref<128xf32>, memref<1x16xf32>) -> ()
  return
}

// -----

// Two columns of four lanes: bias and result are touched through a mask, the
// packed weights are not.
// CHECK-LABEL: func.func @masked_tail(
// CHECK-DAG: %[[MASK:.*]] = arith.constant dense<[true, true, false, false]> : vector<4xi1>
// CHECK: %[[Y:.*]] = memref.reinterpret_cast %arg3 to offset: [0], sizes: [2], strides: [1]
// CHECK: vector.maskedload %arg2[%c0], %[[MASK]], {{.*}} : memref<2xf32>
// CHECK: vector.load %arg1[
// CHECK-NOT: vector.store
// CHECK: %[[F:.*]] = arith.maximumf
// CHECK-NEXT: vector.maskedstore %[[Y]][%c0], %[[MASK]], %[[F]] : memref<2xf32, strided<[1]>>
// CHECK-NEXT: return
#tile = #relu.schedule<isa = generic, rows = 1, cols = 4, row_block = 1, unroll = 1>
func.func @masked_tail(%x: memref<1x3xf32>, %w: memref<12xf32>, %b: memref<2xf32>, %y: memref<1x2xf32>) {
  relu.packed_dense %x, %w bias(%b) activation(#relu.relu) outs(%y) schedule(#tile)
    : (memref<1x3xf32>, memref<12xf32>, memref<2xf32>, memref<1x2xf32>) -> ()
  return
}

// -----

// 11 rows by blocks of 6 and tiles of 3, 12 columns by panels of 8: in the
// block two tiles a panel; after it, 5 rows make a tile of 3 and one of 2.
// CHECK-LABEL: func.func @blocks_panels_and_rest(
// CHECK: scf.for %[[PANEL:.*]] = %c0 to %c6 step %c3
// CHECK: scf.for {{.*}} -> ({{((, )?vector<4xf32>)+}}, index)
// CHECK-COUNT-6: vector.store
// CHECK: scf.for %{{.*}} = %c0 to %c6 step %c3
// CHECK: scf.for {{.*}} -> ({{((, )?vector<4xf32>)+}}, index)
// CHECK-COUNT-3: vector.store
// The rest: 3 rows, 2 rows, for each of the panels.
// CHECK-COUNT-6: vector.store
// CHECK-COUNT-4: vector.store
// CHECK-COUNT-3: vector.store
// CHECK-COUNT-2: vector.store
// CHECK-NOT: vector.store
// CHECK: return
#tile = #relu.schedule<isa = generic, rows = 3, cols = 8, row_block = 6, unroll = 1>
func.func @blocks_panels_and_rest(%x: memref<11x12xf32>, %w: memref<144xf32>, %y: memref<11x12xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<11x12xf32>, memref<144xf32>, memref<11x12xf32>) -> ()
  return
}

// -----

// Any number of rows: tiles of 6, then 4, 2 and 1 rows, each in a loop.
// CHECK-LABEL: func.func @dynamic_rows(
// CHECK: %[[ROWS:.*]] = memref.dim %arg2, %c0
// CHECK: %[[STEP:.*]] = arith.minui %{{.*}}, %c12
// CHECK: scf.for %[[FIRST:.*]] = %c0 to %[[ROWS]] step %[[STEP]]
// CHECK: %[[NEXT:.*]] = arith.addi %[[FIRST]], %[[STEP]]
// CHECK: %[[END:.*]] = arith.minui %[[NEXT]], %[[ROWS]]
// CHECK: scf.for %{{.*}} = %[[FIRST]] to %[[E6:.*]] step %c6
// CHECK-COUNT-6: vector.store
// CHECK: scf.for %{{.*}} = %[[E6]] to %[[E4:.*]] step %c4
// CHECK-COUNT-4: vector.store
// CHECK: scf.for %{{.*}} = %[[E4]] to %[[E2:.*]] step %c2
// CHECK-COUNT-2: vector.store
// CHECK: scf.for %{{.*}} = %[[E2]] to %[[END]] step %c1
// CHECK: vector.store
// CHECK-NOT: vector.store
// CHECK: return
#tile = #relu.schedule<isa = generic, rows = 6, cols = 4, row_block = 12, unroll = 1>
func.func @dynamic_rows(%x: memref<?x5xf32>, %w: memref<20xf32>, %y: memref<?x4xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<?x5xf32>, memref<20xf32>, memref<?x4xf32>) -> ()
  return
}

// -----

// Batch axes become one; no batch axis becomes one row.
// CHECK-LABEL: func.func @batch_axes(
// CHECK: memref.collapse_shape %arg0 {{\[\[}}0, 1], [2]] : memref<2x?x3xf32> into memref<?x3xf32>
// CHECK: memref.collapse_shape %arg2 {{\[\[}}0, 1], [2]] : memref<2x?x4xf32> into memref<?x4xf32>
// CHECK: memref.expand_shape %arg3 {{\[\[}}0, 1]] output_shape [1, 3] : memref<3xf32> into memref<1x3xf32>
#tile = #relu.schedule<isa = generic, rows = 1, cols = 4, row_block = 1, unroll = 1>
func.func @batch_axes(%x: memref<2x?x3xf32>, %w: memref<12xf32>, %y: memref<2x?x4xf32>, %u: memref<3xf32>, %v: memref<4xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<2x?x3xf32>, memref<12xf32>, memref<2x?x4xf32>) -> ()
  relu.packed_dense %u, %w outs(%v) schedule(#tile) : (memref<3xf32>, memref<12xf32>, memref<4xf32>) -> ()
  return
}

// -----

// Loaded and stored as f16, computed in f32, rounded after the activation.
// CHECK-LABEL: func.func @f16_in_f32(
// CHECK: %[[W16:.*]] = vector.load %arg1[{{.*}}] : memref<12xf16>, vector<4xf16>
// CHECK: arith.extf %[[W16]] : vector<4xf16> to vector<4xf32>
// CHECK: %[[F:.*]] = arith.maximumf %{{.*}} : vector<4xf32>
// CHECK-NEXT: %[[Y:.*]] = arith.truncf %[[F]] : vector<4xf32> to vector<4xf16>
// CHECK-NEXT: vector.store %[[Y]]
#tile = #relu.schedule<isa = generic, rows = 1, cols = 4, row_block = 1, unroll = 1>
func.func @f16_in_f32(%x: memref<1x3xf16>, %w: memref<12xf16>, %y: memref<1x4xf16>) {
  relu.packed_dense %x, %w activation(#relu.relu) outs(%y) schedule(#tile)
    : (memref<1x3xf16>, memref<12xf16>, memref<1x4xf16>) -> ()
  return
}

// -----

// CHECK-LABEL: func.func @empty_layers_write_nothing(
// CHECK-NEXT: return
#tile = #relu.schedule<isa = generic, rows = 1, cols = 4, row_block = 1, unroll = 1>
func.func @empty_layers_write_nothing(%x: memref<0x3xf32>, %w: memref<12xf32>, %y: memref<0x4xf32>, %u: memref<2x3xf32>, %e: memref<0xf32>, %v: memref<2x0xf32>,
                                      %any: memref<?x0x3xf32>, %none: memref<?x0x4xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<0x3xf32>, memref<12xf32>, memref<0x4xf32>) -> ()
  relu.packed_dense %u, %e outs(%v) schedule(#tile) : (memref<2x3xf32>, memref<0xf32>, memref<2x0xf32>) -> ()
  relu.packed_dense %any, %w outs(%none) schedule(#tile) : (memref<?x0x3xf32>, memref<12xf32>, memref<?x0x4xf32>) -> ()
  return
}

// -----

// No inputs: the result is f(bias).
// CHECK-LABEL: func.func @no_inputs(
// CHECK: %[[B:.*]] = vector.load %arg2[
// CHECK-NOT: vector.fma
// CHECK: %[[Y:.*]] = arith.maximumf %[[B]]
// CHECK: vector.store %[[Y]]
#tile = #relu.schedule<isa = generic, rows = 1, cols = 4, row_block = 1, unroll = 1>
func.func @no_inputs(%x: memref<1x0xf32>, %w: memref<0xf32>, %b: memref<4xf32>, %y: memref<1x4xf32>) {
  relu.packed_dense %x, %w bias(%b) activation(#relu.relu) outs(%y) schedule(#tile)
    : (memref<1x0xf32>, memref<0xf32>, memref<4xf32>, memref<1x4xf32>) -> ()
  return
}

// -----

// Where strides are known at run time only, rows and columns stay apart. An offset
// that is known at run time only is added once.
// CHECK-LABEL: func.func @unknown_strides(
// CHECK-NOT: memref.reinterpret_cast
// CHECK: scf.for %[[K:.*]] = %c0 to %c4 step %c2
// CHECK: memref.load %arg0[%c0, %[[K]]]
// CHECK: vector.store %{{.*}}, %arg2[%c0, %c0]
// CHECK: vector.store %{{.*}}, %arg2[%c1, %c12]
// CHECK-LABEL: func.func @unknown_offset(
// CHECK: %{{.*}}, %[[OFFSET:.*]], %{{.*}}:2, %{{.*}}:2 = memref.extract_strided_metadata %arg0
// CHECK: %[[FLAT:.*]] = memref.reinterpret_cast %arg0 to offset: [0]
// CHECK: %[[END:.*]] = arith.addi %[[OFFSET]], %c4
// CHECK: scf.for %[[K:.*]] = %[[OFFSET]] to %[[END]] step %c2
// CHECK: memref.load %[[FLAT]][%[[K]]]
// CHECK-LABEL: func.func @unknown_offset_of_the_output(
// CHECK: %{{.*}}, %[[OFFSET:.*]], %{{.*}}:2, %{{.*}}:2 = memref.extract_strided_metadata %arg2
// CHECK: %[[FLAT:.*]] = memref.reinterpret_cast %arg2 to offset: [0]
// CHECK: vector.store %{{.*}}, %[[FLAT]][%[[OFFSET]]]
// CHECK: %[[LAST:.*]] = arith.addi %[[OFFSET]], %c32
// CHECK: vector.store %{{.*}}, %[[FLAT]][%[[LAST]]]
#two = #relu.schedule<isa = generic, rows = 2, cols = 16, row_block = 2, unroll = 2>
func.func @unknown_strides(%x: memref<2x4xf32, strided<[?, 1]>>, %w: memref<64xf32>, %y: memref<2x16xf32, strided<[?, 1]>>) {
  relu.packed_dense %x, %w outs(%y) schedule(#two) : (memref<2x4xf32, strided<[?, 1]>>, memref<64xf32>, memref<2x16xf32, strided<[?, 1]>>) -> ()
  return
}

func.func @unknown_offset(%x: memref<2x4xf32, strided<[9, 1], offset: ?>>, %w: memref<64xf32>, %y: memref<2x16xf32>) {
  relu.packed_dense %x, %w outs(%y) schedule(#two) : (memref<2x4xf32, strided<[9, 1], offset: ?>>, memref<64xf32>, memref<2x16xf32>) -> ()
  return
}

func.func @unknown_offset_of_the_output(%x: memref<2x4xf32>, %w: memref<64xf32>, %y: memref<2x16xf32, strided<[20, 1], offset: ?>>) {
  relu.packed_dense %x, %w outs(%y) schedule(#two) : (memref<2x4xf32>, memref<64xf32>, memref<2x16xf32, strided<[20, 1], offset: ?>>) -> ()
  return
}
