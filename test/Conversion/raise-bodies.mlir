// Activations in bodies of linalg operations, and across several of them.

// RUN: relu-opt %s --convert-linalg-to-relu --cse --split-input-file | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d1)>
#column = affine_map<(d0, d1) -> (d0)>
#none = affine_map<(d0, d1) -> ()>
#exchanged = affine_map<(d0, d1) -> (d1, d0)>

//===----------------------------------------------------------------------===//
// Named operations
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @named_maximum_with_a_filled_tensor(
// CHECK-NEXT: %[[Y:.*]] = relu.activate %arg0 activation(#relu.relu) : tensor<?x3xf32>
// CHECK-NEXT: return %[[Y]]
func.func @named_maximum_with_a_filled_tensor(%x: tensor<?x3xf32>, %init: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %z = arith.constant 0.0 : f32
  %f = linalg.fill ins(%z : f32) outs(%init : tensor<?x3xf32>) -> tensor<?x3xf32>
  %y = linalg.max ins(%x, %f : tensor<?x3xf32>, tensor<?x3xf32>) outs(%init : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @named_maximum_with_a_broadcast_number(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.relu) : tensor<?x3xf32>
func.func @named_maximum_with_a_broadcast_number(%x: tensor<?x3xf32>, %init: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %z = arith.constant dense<0.0> : tensor<f32>
  %f = linalg.broadcast ins(%z : tensor<f32>) outs(%init : tensor<?x3xf32>) dimensions = [0, 1]
  %y = linalg.max ins(%x, %f : tensor<?x3xf32>, tensor<?x3xf32>) outs(%init : tensor<?x3xf32>) -> tensor<?x3xf32>
  return %y : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @maximum_with_a_splat(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.relu) : tensor<2x3xf32>
func.func @maximum_with_a_splat(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %z = arith.constant 0.0 : f32
  %f = tensor.splat %z : tensor<2x3xf32>
  %y = arith.maximumf %x, %f : tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @named_select_and_multiply(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.leaky_relu<alpha = 0.25>) : tensor<2x3xf32>
func.func @named_select_and_multiply(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %z = arith.constant dense<0.0> : tensor<2x3xf32>
  %a = arith.constant dense<0.25> : tensor<2x3xf32>
  %c = arith.cmpf oge, %x, %z : tensor<2x3xf32>
  %s = linalg.mul ins(%x, %a : tensor<2x3xf32>, tensor<2x3xf32>) outs(%x : tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = linalg.select ins(%c, %x, %s : tensor<2x3xi1>, tensor<2x3xf32>, tensor<2x3xf32>) outs(%x : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @named_chain_of_silu(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.silu) : tensor<2x3xf32>
func.func @named_chain_of_silu(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %one = arith.constant dense<1.0> : tensor<2x3xf32>
  %n = linalg.negf ins(%x : tensor<2x3xf32>) outs(%x : tensor<2x3xf32>) -> tensor<2x3xf32>
  %e = linalg.exp ins(%n : tensor<2x3xf32>) outs(%x : tensor<2x3xf32>) -> tensor<2x3xf32>
  %d = linalg.add ins(%e, %one : tensor<2x3xf32>, tensor<2x3xf32>) outs(%x : tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = linalg.div ins(%x, %d : tensor<2x3xf32>, tensor<2x3xf32>) outs(%x : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @elementwise_kind(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.relu) : tensor<2x3xf32>
func.func @elementwise_kind(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %z = arith.constant dense<0.0> : tensor<2x3xf32>
  %y = linalg.elementwise kind=#linalg.elementwise_kind<max_signed> ins(%z, %x : tensor<2x3xf32>, tensor<2x3xf32>) outs(%x : tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @body_of_a_map(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.relu) : tensor<2x3xf32>
func.func @body_of_a_map(%x: tensor<2x3xf32>, %init: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %z = arith.constant 0.0 : f32
  %y = linalg.map ins(%x : tensor<2x3xf32>) outs(%init : tensor<2x3xf32>)
    (%in: f32, %out: f32) {
      %0 = arith.maximumf %in, %z : f32
      linalg.yield %0 : f32
    }
  return %y : tensor<2x3xf32>
}

//===----------------------------------------------------------------------===//
// Generic operations
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @whole_body(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.gelu) : tensor<2x3xf64>
func.func @whole_body(%x: tensor<2x3xf64>) -> tensor<2x3xf64> {
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<2x3xf64>) outs(%x : tensor<2x3xf64>) {
  ^bb0(%in: f64, %out: f64):
    %h = arith.constant 0.5 : f64
    %one = arith.constant 1.0 : f64
    %r = arith.constant 0.70710678118654757 : f64
    %u = arith.mulf %in, %r : f64
    %f = math.erf %u : f64
    %p = arith.addf %f, %one : f64
    %hx = arith.mulf %h, %in : f64
    %0 = arith.mulf %hx, %p : f64
    linalg.yield %0 : f64
  } -> tensor<2x3xf64>
  return %y : tensor<2x3xf64>
}

// The sum is there as a tensor once the body is split.
// CHECK-LABEL: func.func @end_of_a_body(
// CHECK: %[[SUM:.*]] = linalg.generic
// CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[A]], %[[B]] : f32
// CHECK-NEXT: linalg.yield %[[S]] : f32
// CHECK: relu.activate %[[SUM]] activation(#relu.relu) : tensor<2x3xf32>
func.func @end_of_a_body(%x: tensor<2x3xf32>, %w: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %z = arith.constant 0.0 : f32
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %w : tensor<2x3xf32>, tensor<2x3xf32>) outs(%x : tensor<2x3xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %s = arith.addf %a, %b : f32
    %c = arith.cmpf ugt, %s, %z : f32
    %0 = arith.select %c, %s, %z : f32
    linalg.yield %0 : f32
  } -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// x is read through a transpose: there is no tensor of this shape to activate.
// CHECK-LABEL: func.func @transposed_input(
// CHECK-NOT: relu.activate
// CHECK: return
func.func @transposed_input(%x: tensor<3x2xf32>, %init: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %z = arith.constant 0.0 : f32
  %y = linalg.generic {indexing_maps = [#exchanged, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<3x2xf32>) outs(%init : tensor<2x3xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = arith.maximumf %a, %z : f32
    linalg.yield %0 : f32
  } -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @memory(
// CHECK-NOT: relu.activate
// CHECK: return
func.func @memory(%x: memref<2x3xf32>) {
  %z = arith.constant 0.0 : f32
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : memref<2x3xf32>) outs(%x : memref<2x3xf32>) {
  ^bb0(%a: f32, %out: f32):
    %0 = arith.maximumf %a, %z : f32
    linalg.yield %0 : f32
  }
  return
}

//===----------------------------------------------------------------------===//
// Slopes
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @slope_along_the_last_axis(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.prelu<axis = 1>, %arg1 : tensor<3xf32>) : tensor<2x3xf32>
func.func @slope_along_the_last_axis(%x: tensor<2x3xf32>, %s: tensor<3xf32>) -> tensor<2x3xf32> {
  %z = arith.constant 0.0 : f32
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %s : tensor<2x3xf32>, tensor<3xf32>) outs(%x : tensor<2x3xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %n = arith.mulf %b, %a : f32
    %c = arith.cmpf olt, %a, %z : f32
    %0 = arith.select %c, %n, %a : f32
    linalg.yield %0 : f32
  } -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @slope_along_the_first_axis(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.prelu<axis = 0>, %arg1 : tensor<2xf32>) : tensor<2x3xf32>
func.func @slope_along_the_first_axis(%x: tensor<2x3xf32>, %s: tensor<2xf32>) -> tensor<2x3xf32> {
  %z = arith.constant dense<0.0> : tensor<2x3xf32>
  %b = linalg.broadcast ins(%s : tensor<2xf32>) outs(%x : tensor<2x3xf32>) dimensions = [1]
  %n = arith.mulf %x, %b : tensor<2x3xf32>
  %c = arith.cmpf oge, %x, %z : tensor<2x3xf32>
  %y = arith.select %c, %x, %n : tensor<2x3xi1>, tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @slope_of_one_number(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.prelu, %arg1 : tensor<f32>) : tensor<2x3xf32>
func.func @slope_of_one_number(%x: tensor<2x3xf32>, %s: tensor<f32>) -> tensor<2x3xf32> {
  %z = arith.constant 0.0 : f32
  %y = linalg.generic {indexing_maps = [#id, #none, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %s : tensor<2x3xf32>, tensor<f32>) outs(%x : tensor<2x3xf32>) {
  ^bb0(%a: f32, %b: f32, %out: f32):
    %n = arith.mulf %b, %a : f32
    %c = arith.cmpf olt, %a, %z : f32
    %0 = arith.select %c, %n, %a : f32
    linalg.yield %0 : f32
  } -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @constant_slopes_with_equal_rows(
// CHECK-NEXT: %[[S:.*]] = arith.constant dense<[1.000000e-01, 2.000000e-01, 3.000000e-01]> : tensor<3xf32>
// CHECK-NEXT: relu.activate %arg0 activation(#relu.prelu<axis = 1>, %[[S]] : tensor<3xf32>) : tensor<2x3xf32>
func.func @constant_slopes_with_equal_rows(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %z = arith.constant dense<0.0> : tensor<2x3xf32>
  %s = arith.constant dense<[[0.1, 0.2, 0.3], [0.1, 0.2, 0.3]]> : tensor<2x3xf32>
  %n = arith.mulf %x, %s : tensor<2x3xf32>
  %c = arith.cmpf oge, %x, %z : tensor<2x3xf32>
  %y = arith.select %c, %x, %n : tensor<2x3xi1>, tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
