// Scales and shifts around a layer become part of its constants.

// RUN: relu-opt %s --relu-fold-affine --remarks-filter='relu.*' 2>%t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=QUIET --input-file=%t.remarks --allow-empty
// QUIET-NOT: remark:

//===----------------------------------------------------------------------===//
// After the layer
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @mul_and_add_after(
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[}}2.000000e+00, 6.000000e+00], [6.000000e+00, 1.200000e+01]]> : tensor<2x2xf32>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<[1.200000e+01, 2.300000e+01]> : tensor<2xf32>
// CHECK: %[[Y:.*]] = relu.dense %arg0, %[[W]] bias(%[[B]]) {layer = "first"} :
// CHECK-NEXT: return %[[Y]]
func.func @mul_and_add_after(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %b = arith.constant dense<[1.0, 1.0]> : tensor<2xf32>
  %s = arith.constant dense<[[2.0, 3.0], [2.0, 3.0]]> : tensor<2x2xf32>
  %t = arith.constant dense<[[10.0, 20.0], [10.0, 20.0]]> : tensor<2x2xf32>
  %0 = relu.dense %x, %w bias(%b) {layer = "first"} : (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  %1 = arith.mulf %0, %s : tensor<2x2xf32>
  %2 = arith.addf %t, %1 : tensor<2x2xf32>
  return %2 : tensor<2x2xf32>
}

// (x w - 1) / 4, then 3 minus that.
// CHECK-LABEL: func.func @div_and_sub_from_both_sides(
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[}}-2.500000e-01, -5.000000e-01]]> : tensor<1x2xf64>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<3.250000e+00> : tensor<2xf64>
// CHECK: relu.dense %arg0, %[[W]] bias(%[[B]])
// CHECK-NEXT: return
func.func @div_and_sub_from_both_sides(%x: tensor<3x1xf64>) -> tensor<3x2xf64> {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf64>
  %one = arith.constant dense<1.0> : tensor<3x2xf64>
  %four = arith.constant dense<4.0> : tensor<3x2xf64>
  %three = arith.constant dense<3.0> : tensor<3x2xf64>
  %0 = relu.dense %x, %w : (tensor<3x1xf64>, tensor<1x2xf64>) -> tensor<3x2xf64>
  %1 = arith.subf %0, %one : tensor<3x2xf64>
  %2 = arith.divf %1, %four : tensor<3x2xf64>
  %3 = arith.subf %three, %2 : tensor<3x2xf64>
  return %3 : tensor<3x2xf64>
}

// A dynamic batch: constants are repeated at run time, by sizes of the layer's
// own result. Those uses are none.
// CHECK-LABEL: func.func @broadcast_and_fill_to_a_dynamic_batch(
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 4.000000e+00]]> : tensor<1x2xf32>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<5.000000e-01> : tensor<2xf32>
// CHECK-NEXT: %[[Y:.*]] = relu.dense %arg0, %[[W]] bias(%[[B]])
// CHECK-NEXT: return %[[Y]]
func.func @broadcast_and_fill_to_a_dynamic_batch(%x: tensor<?x5x1xf32>) -> tensor<?x5x2xf32> {
  %c0 = arith.constant 0 : index
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %s = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %half = arith.constant 0.5 : f32
  %0 = relu.dense %x, %w : (tensor<?x5x1xf32>, tensor<1x2xf32>) -> tensor<?x5x2xf32>
  %n = tensor.dim %0, %c0 : tensor<?x5x2xf32>
  %empty = tensor.empty(%n) : tensor<?x5x2xf32>
  %rows = linalg.broadcast ins(%s : tensor<2xf32>) outs(%empty : tensor<?x5x2xf32>) dimensions = [0, 1]
  %1 = arith.mulf %0, %rows : tensor<?x5x2xf32>
  %halves = linalg.fill ins(%half : f32) outs(%empty : tensor<?x5x2xf32>) -> tensor<?x5x2xf32>
  %2 = arith.addf %1, %halves : tensor<?x5x2xf32>
  return %2 : tensor<?x5x2xf32>
}

// CHECK-LABEL: func.func @linalg_ops(
// CHECK-DAG: arith.constant dense<{{\[\[}}3.000000e+00, 6.000000e+00]]> : tensor<1x2xbf16>
// CHECK-DAG: arith.constant dense<-3.000000e+00> : tensor<2xbf16>
// CHECK: relu.dense
// CHECK-NEXT: return
func.func @linalg_ops(%x: tensor<3x1xbf16>) -> tensor<3x2xbf16> {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xbf16>
  %c = arith.constant dense<2.0> : tensor<3x2xbf16>
  %six = arith.constant dense<6.0> : tensor<3x2xbf16>
  %e = tensor.empty() : tensor<3x2xbf16>
  %0 = relu.dense %x, %w : (tensor<3x1xbf16>, tensor<1x2xbf16>) -> tensor<3x2xbf16>
  %1 = linalg.mul ins(%six, %0 : tensor<3x2xbf16>, tensor<3x2xbf16>) outs(%e : tensor<3x2xbf16>) -> tensor<3x2xbf16>
  %2 = linalg.div ins(%1, %c : tensor<3x2xbf16>, tensor<3x2xbf16>) outs(%e : tensor<3x2xbf16>) -> tensor<3x2xbf16>
  %3 = linalg.add ins(%2, %c : tensor<3x2xbf16>, tensor<3x2xbf16>) outs(%e : tensor<3x2xbf16>) -> tensor<3x2xbf16>
  %4 = linalg.sub ins(%3, %c : tensor<3x2xbf16>, tensor<3x2xbf16>) outs(%e : tensor<3x2xbf16>) -> tensor<3x2xbf16>
  %5 = linalg.sub ins(%4, %c : tensor<3x2xbf16>, tensor<3x2xbf16>) outs(%e : tensor<3x2xbf16>) -> tensor<3x2xbf16>
  %one = arith.constant dense<1.0> : tensor<3x2xbf16>
  %6 = linalg.sub ins(%5, %one : tensor<3x2xbf16>, tensor<3x2xbf16>) outs(%e : tensor<3x2xbf16>) -> tensor<3x2xbf16>
  return %6 : tensor<3x2xbf16>
}

// Channels of an image: a row of the layer is 2 channels of 2 pixels.
// CHECK-LABEL: func.func @through_a_reshape(
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 1.000000e+00, 5.000000e+00, 5.000000e+00]]> : tensor<1x4xf16>
// CHECK: %[[Y:.*]] = relu.dense %arg0, %[[W]] :
// CHECK-NEXT: %[[IMAGE:.*]] = tensor.expand_shape %[[Y]]
// CHECK-NEXT: return %[[IMAGE]]
func.func @through_a_reshape(%x: tensor<3x1xf16>) -> tensor<3x2x2xf16> {
  %w = arith.constant dense<1.0> : tensor<1x4xf16>
  %s = arith.constant dense<[1.0, 5.0]> : tensor<2xf16>
  %0 = relu.dense %x, %w : (tensor<3x1xf16>, tensor<1x4xf16>) -> tensor<3x4xf16>
  %1 = tensor.expand_shape %0 [[0], [1, 2]] output_shape [3, 2, 2] : tensor<3x4xf16> into tensor<3x2x2xf16>
  %e = tensor.empty() : tensor<3x2x2xf16>
  %rows = linalg.broadcast ins(%s : tensor<2xf16>) outs(%e : tensor<3x2x2xf16>) dimensions = [0, 2]
  %2 = arith.mulf %1, %rows : tensor<3x2x2xf16>
  return %2 : tensor<3x2x2xf16>
}

// A shift needs neither the weight nor a copy of it.
// CHECK-LABEL: func.func @shift_after_an_unknown_weight(
// CHECK: %[[B:.*]] = arith.constant dense<{{\[}}1.000000e+00, 2.000000e+00]>
// CHECK: relu.dense %arg0, %arg1 bias(%[[B]])
// CHECK-NEXT: return
func.func @shift_after_an_unknown_weight(%x: tensor<1x3xf32>, %w: tensor<3x2xf32>) -> tensor<1x2xf32> {
  %t = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = relu.dense %x, %w : (tensor<1x3xf32>, tensor<3x2xf32>) -> tensor<1x2xf32>
  %1 = arith.addf %0, %t : tensor<1x2xf32>
  return %1 : tensor<1x2xf32>
}

//===----------------------------------------------------------------------===//
// Before the layer
//===----------------------------------------------------------------------===//

// (x - [1, 2]) / [4, 2]
// CHECK-LABEL: func.func @normalization_before(
// CHECK-DAG: %[[W:.*]] = arith.constant dense<{{\[\[}}1.000000e+00], [4.000000e+00]]> : tensor<2x1xf32>
// CHECK-DAG: %[[B:.*]] = arith.constant dense<-8.000000e+00> : tensor<1xf32>
// CHECK: relu.dense %arg0, %[[W]] bias(%[[B]]) activation(#relu.relu)
// CHECK-NEXT: return
func.func @normalization_before(%x: tensor<?x2xf32>, %empty: tensor<?x2xf32>) -> tensor<?x1xf32> {
  %w = arith.constant dense<[[4.0], [8.0]]> : tensor<2x1xf32>
  %b = arith.constant dense<1.0> : tensor<1xf32>
  %mean = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %std = arith.constant dense<[4.0, 2.0]> : tensor<2xf32>
  %means = linalg.broadcast ins(%mean : tensor<2xf32>) outs(%empty : tensor<?x2xf32>) dimensions = [0]
  %stds = linalg.broadcast ins(%std : tensor<2xf32>) outs(%empty : tensor<?x2xf32>) dimensions = [0]
  %0 = arith.subf %x, %means : tensor<?x2xf32>
  %1 = arith.divf %0, %stds : tensor<?x2xf32>
  %2 = relu.dense %1, %w bias(%b) activation(#relu.relu) : (tensor<?x2xf32>, tensor<2x1xf32>, tensor<1xf32>) -> tensor<?x1xf32>
  return %2 : tensor<?x1xf32>
}

// Both layers read the scaled image; neither needs it any more.
// CHECK-LABEL: func.func @image_of_two_layers(
// CHECK-DAG: arith.constant dense<{{\[\[}}2.000000e+00], [3.000000e+00]]>
// CHECK-DAG: arith.constant dense<{{\[\[}}1.000000e+00], [2.000000e+00]]>
// CHECK-NOT: arith.mulf
// CHECK: %[[FLAT:.*]] = tensor.collapse_shape %arg0
// CHECK: relu.dense %[[FLAT]]
// CHECK: relu.dense
// CHECK-NOT: arith.mulf
func.func @image_of_two_layers(%x: tensor<3x1x2xf32>) -> (tensor<3x1xf32>, tensor<3x1xf32>) {
  %w0 = arith.constant dense<[[4.0], [6.0]]> : tensor<2x1xf32>
  %w1 = arith.constant dense<[[2.0], [4.0]]> : tensor<2x1xf32>
  %s = arith.constant dense<0.5> : tensor<3x1x2xf32>
  %0 = arith.mulf %x, %s : tensor<3x1x2xf32>
  %1 = tensor.collapse_shape %0 [[0], [1, 2]] : tensor<3x1x2xf32> into tensor<3x2xf32>
  %2 = relu.dense %1, %w0 : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  %3 = relu.dense %1, %w1 : (tensor<3x2xf32>, tensor<2x1xf32>) -> tensor<3x1xf32>
  return %2, %3 : tensor<3x1xf32>, tensor<3x1xf32>
}

// CHECK-LABEL: func.func @both_sides_at_once(
// CHECK-DAG: arith.constant dense<3.000000e+01> : tensor<1x1xf32>
// CHECK-DAG: arith.constant dense<3.500000e+01> : tensor<1xf32>
// CHECK: relu.dense %arg0
// CHECK-NEXT: return
func.func @both_sides_at_once(%x: tensor<1xf32>) -> tensor<1xf32> {
  %w = arith.constant dense<3.0> : tensor<1x1xf32>
  %b = arith.constant dense<1.0> : tensor<1xf32>
  %two = arith.constant dense<2.0> : tensor<1xf32>
  %five = arith.constant dense<5.0> : tensor<1xf32>
  %0 = arith.mulf %x, %two : tensor<1xf32>
  %t = arith.addf %0, %two : tensor<1xf32>
  %1 = relu.dense %t, %w bias(%b) : (tensor<1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1xf32>
  %2 = arith.mulf %1, %five : tensor<1xf32>
  return %2 : tensor<1xf32>
}

// CHECK-LABEL: func.func @no_inputs_and_no_outputs(
// CHECK-NOT: arith.mulf
// CHECK: return
func.func @no_inputs_and_no_outputs(%x: tensor<2x0xf32>, %y: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x0xf32>) {
  %w0 = arith.constant dense<> : tensor<0x3xf32>
  %w1 = arith.constant dense<> : tensor<3x0xf32>
  %s = arith.constant dense<2.0> : tensor<2x3xf32>
  %0 = relu.dense %x, %w0 : (tensor<2x0xf32>, tensor<0x3xf32>) -> tensor<2x3xf32>
  %1 = arith.mulf %0, %s : tensor<2x3xf32>
  %2 = arith.mulf %y, %s : tensor<2x3xf32>
  %3 = relu.dense %2, %w1 : (tensor<2x3xf32>, tensor<3x0xf32>) -> tensor<2x0xf32>
  return %1, %3 : tensor<2x3xf32>, tensor<2x0xf32>
}
