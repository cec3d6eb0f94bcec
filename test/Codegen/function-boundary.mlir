// Results become destinations, and sizes are computed by a function apart.

// RUN: relu-opt %s --relu-function-boundary --split-input-file --canonicalize | FileCheck %s

// The workspace (info[1]) is 0 until it is planned; info[3] is the only size.
// CHECK-LABEL: func.func @one_result(
// CHECK-SAME: %[[X:.*]]: memref<?xf32>, %[[Y:.*]]: memref<?xf32>) attributes {llvm.emit_c_interface}
// CHECK: %[[T:.*]] = bufferization.to_tensor %[[X]] restrict :
// CHECK: %[[R:.*]] = relu.activate %[[T]]
// CHECK: bufferization.materialize_in_destination %[[R]] in restrict writable %[[Y]]
// CHECK-NEXT: return{{$}}
// CHECK-LABEL: func.func @one_result_shapes(
// CHECK-SAME: %[[X:.*]]: memref<?xf32>, %[[INFO:.*]]: memref<4xi64>) attributes {llvm.emit_c_interface, relu.checks = []}
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : i64
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG: memref.store %[[ZERO]], %[[INFO]][%[[C0]]]
// CHECK-DAG: memref.store %[[ZERO]], %[[INFO]][%[[C1]]]
// CHECK-DAG: memref.store %[[ZERO]], %[[INFO]][%[[C2]]]
// CHECK-DAG: %[[DIM:.*]] = memref.dim %[[X]], %[[C0]]
// CHECK-DAG: %[[SIZE:.*]] = arith.index_cast %[[DIM]] : index to i64
// CHECK: memref.store %[[SIZE]], %[[INFO]][%[[C3]]]
// CHECK-NOT: relu.activate
// CHECK: return
func.func @one_result(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

// Two results of rank 2 and 0: five numbers. The name of an input goes; what is
// returned as it came is copied.
// CHECK-LABEL: func.func @several_results(
// CHECK-SAME: %[[X:.*]]: memref<2x3xf16>, %[[Y:.*]]: memref<f64>, %[[R0:.*]]: memref<f64>, %[[R1:.*]]: memref<2x3xf16>) attributes
// CHECK-DAG: %[[TX:.*]] = bufferization.to_tensor %[[X]]
// CHECK-DAG: %[[TY:.*]] = bufferization.to_tensor %[[Y]]
// CHECK: bufferization.materialize_in_destination %[[TY]] in restrict writable %[[R0]]
// CHECK: bufferization.materialize_in_destination %[[TX]] in restrict writable %[[R1]]
// CHECK-LABEL: func.func @several_results_shapes(
// CHECK-SAME: %{{.*}}: memref<2x3xf16>, %{{.*}}: memref<f64>, %{{.*}}: memref<5xi64>)
func.func @several_results(%x: tensor<2x3xf16> {relu.name = "pixels"}, %y: tensor<f64>) -> (tensor<f64>, tensor<2x3xf16>) {
  return %y, %x : tensor<f64>, tensor<2x3xf16>
}

// -----

// CHECK-LABEL: func.func @no_result(
// CHECK-SAME: %{{[^:]*}}: memref<4xf32>) attributes {llvm.emit_c_interface}
// CHECK-LABEL: func.func @no_result_shapes(
// CHECK-SAME: %{{[^:]*}}: memref<4xf32>, %{{[^:]*}}: memref<3xi64>)
func.func @no_result(%x: tensor<4xf32>) {
  return
}

// -----

// 2 * 5 * 4 operations a row.
// CHECK-LABEL: func.func @counts_operations_shapes(
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C40:.*]] = arith.constant 40 : index
// CHECK: %[[ROWS:.*]] = memref.dim %arg0
// CHECK: %[[COUNT:.*]] = arith.muli %[[ROWS]], %[[C40]]
// CHECK: %[[FLOPS:.*]] = arith.index_cast %[[COUNT]] : index to i64
// CHECK: memref.store %[[FLOPS]], %arg2[%[[C2]]]
func.func @counts_operations(%x: tensor<?x4xf32>, %w: tensor<4x5xf32>) -> tensor<?x5xf32> {
  %0 = relu.dense %x, %w : (tensor<?x4xf32>, tensor<4x5xf32>) -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// -----

// CHECK-LABEL: func.func @checks_inner_size_shapes(
// CHECK-SAME: relu.checks = ["'relu.dense' at {{.*}} expects axis 1 of tensor<?x4xf32> and axis 0 of tensor<?x3xf32> to have the same size"]
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK: %[[ROWS:.*]] = memref.dim %arg1, %[[C0]]
// CHECK: arith.cmpi {{eq|ne}}, %[[ROWS]], %[[C4]] : index
func.func @checks_inner_size(%x: tensor<?x4xf32>, %w: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %0 = relu.dense %x, %w : (tensor<?x4xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

// CHECK-LABEL: func.func @checks_bias_slope_and_sum_shapes(
// CHECK-SAME: relu.checks = [
// CHECK-SAME: expects axis 0 of tensor<?xf32> and axis 1 of tensor<4x?xf32> to have the same size
// CHECK-SAME: expects axis 0 of tensor<?xf32> and axis 0 of tensor<?x?xf32> to have the same size
// CHECK-SAME: 'arith.addf' at {{.*}} expects axis 0 of tensor<?x?xf32> and axis 0 of tensor<?x?xf32> to have the same size
// CHECK-SAME: 'arith.addf' at {{.*}} expects axis 1 of tensor<?x?xf32> and axis 1 of tensor<?x?xf32> to have the same size
func.func @checks_bias_slope_and_sum(%x: tensor<?x4xf32>, %w: tensor<4x?xf32>, %b: tensor<?xf32>, %s: tensor<?xf32>, %r: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %0 = relu.dense %x, %w bias(%b) activation(#relu.prelu<axis = 0>, %s)
    : (tensor<?x4xf32>, tensor<4x?xf32>, tensor<?xf32>, tensor<?xf32>) -> tensor<?x?xf32>
  %1 = arith.addf %0, %r : tensor<?x?xf32>
  return %1 : tensor<?x?xf32>
}

// -----

// CHECK-LABEL: func.func @checks_cast_shapes(
// CHECK-SAME: relu.checks = ["'tensor.cast' at {{.*}} expects axis 0 of tensor<?xf32> and axis 0 of tensor<4xf32> to have the same size"]
func.func @checks_cast(%x: tensor<?xf32>) -> tensor<4xf32> {
  %0 = tensor.cast %x : tensor<?xf32> to tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func @checks_loops_of_linalg_shapes(
// CHECK-SAME: relu.checks = ["'linalg.add' at {{.*}} expects axis 0 of tensor<?xf32> and axis 0 of tensor<?xf32>
// CHECK-SAME: "'linalg.add' at {{.*}} expects axis 0 of tensor<?xf32> and axis 0 of tensor<8xf32>
func.func @checks_loops_of_linalg(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<8xf32> {
  %0 = tensor.empty() : tensor<8xf32>
  %1 = linalg.add ins(%x, %y : tensor<?xf32>, tensor<?xf32>) outs(%0 : tensor<8xf32>) -> tensor<8xf32>
  return %1 : tensor<8xf32>
}

// -----

// Also where it may not run: an empty tensor in a branch, what is computed from
// it there, and the size of an input.
// CHECK-LABEL: func.func @checks_in_regions_shapes(
// CHECK-SAME: relu.checks = [
// CHECK-SAME: "'relu.dense' at {{[^"]*}} expects axis 1 of tensor<2x?xf32> and axis 0 of tensor<64x4xf32> to have the same size"
// CHECK-SAME: "'arith.addf' at {{[^"]*}} expects axis 0 of tensor<?x4xf32> and axis 0 of tensor<?x4xf32> to have the same size"
// CHECK: %[[INNER:.*]] = memref.dim %arg0, %c1
// CHECK: arith.cmpi ne, %[[INNER]], %c64
// CHECK: %[[ROWS:.*]] = memref.dim %arg3, %c0
// CHECK: %[[OTHER:.*]] = memref.dim %arg1, %c0
// CHECK: arith.cmpi eq, %[[ROWS]], %[[OTHER]]
func.func @checks_in_regions(%x: tensor<2x?xf32>, %y: tensor<?x4xf32>, %flag: tensor<i1>, %z: tensor<?x4xf32>) -> tensor<2x4xf32> {
  %w = arith.constant dense<1.0> : tensor<64x4xf32>
  %c0 = arith.constant 0 : index
  %condition = tensor.extract %flag[] : tensor<i1>
  %0 = scf.if %condition -> tensor<2x4xf32> {
    %1 = relu.dense %x, %w : (tensor<2x?xf32>, tensor<64x4xf32>) -> tensor<2x4xf32>
    scf.yield %1 : tensor<2x4xf32>
  } else {
    %size = tensor.dim %z, %c0 : tensor<?x4xf32>
    %one = arith.constant 1.0 : f32
    %empty = tensor.empty(%size) : tensor<?x4xf32>
    %ones = linalg.fill ins(%one : f32) outs(%empty : tensor<?x4xf32>) -> tensor<?x4xf32>
    %active = relu.activate %ones activation(#relu.relu) : tensor<?x4xf32>
    %sum = arith.addf %active, %y : tensor<?x4xf32>
    %rows = tensor.extract_slice %sum[0, 0] [2, 4] [1, 1] : tensor<?x4xf32> to tensor<2x4xf32>
    scf.yield %rows : tensor<2x4xf32>
  }
  return %0 : tensor<2x4xf32>
}

// -----

// A loop keeps the sizes of what it carries, if they are those of %y too.
// CHECK-LABEL: func.func @follows_sizes_through_loops_shapes(
// CHECK-SAME: relu.checks = ["'arith.addf' at
// CHECK: %[[X:.*]] = memref.dim %arg0, %c0
// CHECK: memref.dim %arg1, %c0
// CHECK: arith.cmpi
// CHECK: %[[SIZE:.*]] = arith.index_cast %[[X]]
// CHECK: memref.store %[[SIZE]], %arg2[%c3]
func.func @follows_sizes_through_loops(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = scf.for %i = %c0 to %c3 step %c1 iter_args(%carried = %x) -> tensor<?x4xf32> {
    %1 = arith.addf %carried, %y : tensor<?x4xf32>
    scf.yield %1 : tensor<?x4xf32>
  }
  %2 = relu.activate %0 activation(#relu.relu) : tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

// -----

// CHECK-LABEL: func.func private @leaves_private_functions(
// CHECK-SAME: tensor<?xf32>) -> tensor<?xf32>
// CHECK-NOT: @leaves_private_functions_shapes
func.func private @leaves_private_functions(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<?xf32>
  return %0 : tensor<?xf32>
}
