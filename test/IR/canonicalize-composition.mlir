// Two activations in a row become one where that is exact: the outer one sees
// only values that it keeps, or the inner one moves only values that the outer
// one moves anyway, or both are clamps.

// RUN: relu-opt %s --canonicalize | FileCheck %s

//===----------------------------------------------------------------------===//
// These compose
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @relu_of_relu(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.relu)
// CHECK-NEXT: return
func.func @relu_of_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @clips_that_overlap(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.clipped_relu<min = 1.0>)
// CHECK-NEXT: return
func.func @clips_that_overlap(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.clipped_relu<min = -1.0, max = 6.0>) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu<min = 1.0, max = 8.0>) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @clips_that_miss_each_other(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.clipped_relu<min = 2.0, max = 2.0>)
// CHECK-NEXT: return
func.func @clips_that_miss_each_other(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.clipped_relu<min = 0.0, max = 1.0>) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu<min = 2.0, max = 3.0>) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @clip_of_relu(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.clipped_relu)
// CHECK-NEXT: return
func.func @clip_of_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu<min = -1.0>) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_of_clip(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.clipped_relu<max = 1.0>)
// CHECK-NEXT: return
func.func @relu_of_clip(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.clipped_relu<min = -1.0, max = 1.0>) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_of_leaky_relu(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.relu)
// CHECK-NEXT: return
func.func @relu_of_leaky_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = 0.5>) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu_of_relu(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.relu)
// CHECK-NEXT: return
func.func @leaky_relu_of_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.leaky_relu<alpha = 0.5>) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @relu_of_sigmoid(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.sigmoid)
// CHECK-NEXT: return
func.func @relu_of_sigmoid(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.sigmoid) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// A negative slope makes all values positive.
// CHECK-LABEL: func.func @relu_of_absolute_value(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.leaky_relu<alpha = -1.0>)
// CHECK-NEXT: return
func.func @relu_of_absolute_value(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = -1.0>) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @clip_of_elu_within_its_identity(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.clipped_relu)
// CHECK-NEXT: return
func.func @clip_of_elu_within_its_identity(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.elu) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @thresholded_twice(
// CHECK-NEXT: relu.activate %arg0 activation(#relu.thresholded_relu)
// CHECK-NEXT: return
func.func @thresholded_twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.thresholded_relu) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.thresholded_relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// The inner one stays for its other use.
// CHECK-LABEL: func.func @composes_beside_another_use(
// CHECK-DAG: %[[INNER:.*]] = relu.activate %arg0 activation(#relu.elu)
// CHECK-DAG: %[[BOTH:.*]] = relu.activate %arg0 activation(#relu.relu)
// CHECK: return %[[INNER]], %[[BOTH]]
func.func @composes_beside_another_use(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = relu.activate %x activation(#relu.elu) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

//===----------------------------------------------------------------------===//
// These do not
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @keeps_leaky_relu_twice(
// CHECK-COUNT-2: relu.activate
func.func @keeps_leaky_relu_twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = 0.5>) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.leaky_relu<alpha = 0.5>) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @keeps_prelu_before_relu(
// CHECK-COUNT-2: relu.activate
func.func @keeps_prelu_before_relu(%x: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.prelu, %s : tensor<f32>) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @keeps_prelu_after_relu(
// CHECK-COUNT-2: relu.activate
func.func @keeps_prelu_after_relu(%x: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.prelu, %s : tensor<f32>) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// 1.5 goes to 1.5 and to 0, in that order.
// CHECK-LABEL: func.func @keeps_thresholds_that_differ(
// CHECK-COUNT-2: relu.activate
func.func @keeps_thresholds_that_differ(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.thresholded_relu<alpha = 1.0>) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.thresholded_relu<alpha = 2.0>) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// It is not monotone: -4 goes to 2, which the clip keeps.
// CHECK-LABEL: func.func @keeps_clip_of_negative_leaky_relu(
// CHECK-COUNT-2: relu.activate
func.func @keeps_clip_of_negative_leaky_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.leaky_relu<alpha = -0.5>) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// Between -0.5 and 0, elu changes what the clip keeps.
// CHECK-LABEL: func.func @keeps_clip_of_elu_beyond_its_identity(
// CHECK-COUNT-2: relu.activate
func.func @keeps_clip_of_elu_beyond_its_identity(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.elu) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu<min = -0.5>) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @keeps_sigmoid_of_relu(
// CHECK-COUNT-2: relu.activate
func.func @keeps_sigmoid_of_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.relu) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.sigmoid) : tensor<4xf32>
  return %1 : tensor<4xf32>
}

// Sigmoid reaches 1: a clip at 1/2 is needed.
// CHECK-LABEL: func.func @keeps_clip_inside_the_image(
// CHECK-COUNT-2: relu.activate
func.func @keeps_clip_inside_the_image(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = relu.activate %x activation(#relu.sigmoid) : tensor<4xf32>
  %1 = relu.activate %0 activation(#relu.clipped_relu<max = 0.5>) : tensor<4xf32>
  return %1 : tensor<4xf32>
}
