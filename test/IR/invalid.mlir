// Each numbered constraint of the model operations, and the argument attribute.

// RUN: relu-opt %s --verify-diagnostics --split-input-file

func.func @dense_c1_input_rank(%x: tensor<f32>, %w: tensor<3x4xf32>) {
  // expected-error@+1 {{expects input to have at least one axis, got rank 0}}
  %0 = relu.dense %x, %w : (tensor<f32>, tensor<3x4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @dense_c1_weight_rank(%x: tensor<2x3xf32>, %w: tensor<3xf32>) {
  // expected-error@+1 {{expects weight to have rank 2, got rank 1}}
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c2_inner_size(%x: tensor<2x64xf32>, %w: tensor<32x4xf32>) {
  // expected-error@+1 {{'relu.dense' op expects input and weight to agree on the inner dimension, got 64 and 32}}
  %0 = relu.dense %x, %w : (tensor<2x64xf32>, tensor<32x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c3_bias_rank(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<1x4xf32>) {
  // expected-error@+1 {{'relu.dense' op expects bias to have rank 1, got rank 2}}
  %0 = relu.dense %x, %w bias(%b) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<1x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c3_bias_size(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<3xf32>) {
  // expected-error@+1 {{'relu.dense' op expects bias and weight to agree on the number of outputs, got 3 and 4}}
  %0 = relu.dense %x, %w bias(%b) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<3xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c4_weight_type(%x: tensor<2x3xf32>, %w: tensor<3x4xf16>) {
  // expected-error@+1 {{'relu.dense' op expects weight to have the element type of input, got 'f16' and 'f32'}}
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf16>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c4_bias_type(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf64>) {
  // expected-error@+1 {{'relu.dense' op expects bias to have the element type of input, got 'f64' and 'f32'}}
  %0 = relu.dense %x, %w bias(%b) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf64>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c4_result_type(%x: tensor<2x3xbf16>, %w: tensor<3x4xbf16>) {
  // expected-error@+1 {{'relu.dense' op expects the result to have the element type of input, got 'f32' and 'bf16'}}
  %0 = relu.dense %x, %w : (tensor<2x3xbf16>, tensor<3x4xbf16>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c4_no_integers(%x: tensor<2x3xi8>, %w: tensor<3x4xi8>) {
  // expected-error@+1 {{'relu.dense' op operand #0 must be ranked tensor of 16-bit float or bfloat16 type or 32-bit float or 64-bit float values, but got 'tensor<2x3xi8>'}}
  %0 = relu.dense %x, %w : (tensor<2x3xi8>, tensor<3x4xi8>) -> tensor<2x4xi8>
  return
}

// -----

func.func @dense_c5_result_batch(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) {
  // expected-error@+1 {{'relu.dense' op expects the result to have the shape 'tensor<2x4xf32>', got 'tensor<5x4xf32>'}}
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<5x4xf32>
  return
}

// -----

func.func @dense_c5_result_outputs(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>) {
  // expected-error@+1 {{'relu.dense' op expects the result to have the shape 'tensor<?x4xf32>', got 'tensor<?x3xf32>'}}
  %0 = relu.dense %x, %w : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x3xf32>
  return
}

// -----

func.func @dense_c5_result_rank(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) {
  // expected-error@+1 {{'relu.dense' op expects the result to have the shape 'tensor<2x4xf32>', got 'tensor<8xf32>'}}
  %0 = relu.dense %x, %w : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<8xf32>
  return
}

// -----

func.func @dense_c6_slopes_without_activation(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %s: tensor<4xf32>) {
  // expected-error@+1 {{'relu.dense' op expects no slopes without an activation, got 1}}
  %0 = "relu.dense"(%x, %w, %s) {operandSegmentSizes = array<i32: 1, 1, 0, 1>}
    : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c6_too_few_slopes(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) {
  // expected-error@+1 {{'relu.dense' op expects 1 slope operands for #relu.prelu, got 0}}
  %0 = relu.dense %x, %w activation(#relu.prelu) : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c6_too_many_slopes(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %s: tensor<4xf32>) {
  // expected-error@+1 {{'relu.dense' op expects 0 slope operands for #relu.relu, got 1}}
  %0 = relu.dense %x, %w activation(#relu.relu, %s) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c7_slope_size(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %s: tensor<3xf32>) {
  // expected-error@+1 {{'relu.dense' op expects slope 0 to be as long as axis 1 of 'tensor<2x4xf32>', got 3 and 4}}
  %0 = relu.dense %x, %w activation(#relu.prelu, %s) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<3xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_c7_slope_axis(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>, %s: tensor<4xf32>) {
  // expected-error@+1 {{'relu.dense' op expects the slope axis to be an axis of 'tensor<2x4xf32>', got axis 2}}
  %0 = relu.dense %x, %w activation(#relu.prelu<axis = 2>, %s) : (tensor<2x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @dense_activation_is_no_activation(%x: tensor<2x3xf32>, %w: tensor<3x4xf32>) {
  // expected-error@+1 {{invalid kind of attribute specified}}
  %0 = relu.dense %x, %w activation("relu") : (tensor<2x3xf32>, tensor<3x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @activate_c1_types_differ(%x: tensor<4xf32>) {
  // expected-error@+1 {{'relu.activate' op failed to verify that all of {input, result} have same type}}
  %0 = "relu.activate"(%x) {activation = #relu.relu} : (tensor<4xf32>) -> tensor<5xf32>
  return
}

// -----

func.func @activate_c2_too_few_slopes(%x: tensor<4xf32>) {
  // expected-error@+1 {{'relu.activate' op expects 1 slope operands for #relu.prelu<axis = 0>, got 0}}
  %0 = relu.activate %x activation(#relu.prelu<axis = 0>) : tensor<4xf32>
  return
}

// -----

func.func @activate_c2_too_many_slopes(%x: tensor<4xf32>, %s: tensor<f32>) {
  // expected-error@+1 {{'relu.activate' op expects 1 slope operands for #relu.prelu, got 2}}
  %0 = relu.activate %x activation(#relu.prelu, %s, %s : tensor<f32>, tensor<f32>) : tensor<4xf32>
  return
}

// -----

func.func @activate_c3_slope_size(%x: tensor<2x3x4xf32>, %s: tensor<4xf32>) {
  // expected-error@+1 {{'relu.activate' op expects slope 0 to be as long as axis 1 of 'tensor<2x3x4xf32>', got 4 and 3}}
  %0 = relu.activate %x activation(#relu.prelu<axis = -2>, %s : tensor<4xf32>) : tensor<2x3x4xf32>
  return
}

// -----

func.func @activate_c3_slope_axis(%x: tensor<2x3xf32>, %s: tensor<3xf32>) {
  // expected-error@+1 {{'relu.activate' op expects the slope axis to be an axis of 'tensor<2x3xf32>', got axis -3}}
  %0 = relu.activate %x activation(#relu.prelu<axis = -3>, %s : tensor<3xf32>) : tensor<2x3xf32>
  return
}

// -----

func.func @activate_c3_scalar_has_no_axis(%x: tensor<f32>, %s: tensor<1xf32>) {
  // expected-error@+1 {{'relu.activate' op expects the slope axis to be an axis of 'tensor<f32>', got axis -1}}
  %0 = relu.activate %x activation(#relu.prelu, %s : tensor<1xf32>) : tensor<f32>
  return
}

// -----

func.func @activate_c3_slope_rank(%x: tensor<2x3xf32>, %s: tensor<2x3xf32>) {
  // expected-error@+1 {{'relu.activate' op expects slope 0 to have rank 0 or 1, got rank 2}}
  %0 = relu.activate %x activation(#relu.prelu, %s : tensor<2x3xf32>) : tensor<2x3xf32>
  return
}

// -----

func.func @activate_c4_slope_type(%x: tensor<3xf32>, %s: tensor<3xf64>) {
  // expected-error@+1 {{'relu.activate' op expects slope 0 to have the element type 'f32', got 'f64'}}
  %0 = relu.activate %x activation(#relu.prelu, %s : tensor<3xf64>) : tensor<3xf32>
  return
}

// -----

// expected-error@+1 {{expects 'relu.name' to be a string, got 1 : i64 on argument 1}}
func.func @name_is_a_string(%x: tensor<4xf32>, %y: tensor<4xf32> {relu.name = 1}) {
  return
}

// -----

// expected-error@+1 {{expects "relu.size_names" to be an array of strings, got ["batch", 1] on argument 0}}
func.func @size_names_are_strings(%x: tensor<?x4xf32> {relu.size_names = ["batch", 1]}) {
  return
}

// -----

// expected-error@+1 {{expects "relu.size_names" to have a name for each of 2 axes, got 1 on argument 0}}
func.func @size_names_are_one_for_each_axis(%x: tensor<?x4xf32> {relu.size_names = ["batch"]}) {
  return
}

// -----

// expected-error@+1 {{expects argument attributes of the relu dialect to be 'relu.name' or 'relu.size_names', got 'relu.label' on argument 0}}
func.func @no_other_argument_attribute(%x: tensor<4xf32> {relu.label = "x"}) {
  return
}
