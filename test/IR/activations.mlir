// Every activation, with default and other parameters. A default is not
// printed; another value is printed as the shortest decimal that reads back the
// same.

// RUN: relu-opt %s | relu-opt | FileCheck %s --strict-whitespace

// CHECK: @relu() attributes {a = #relu.relu, b = #relu.relu, c = #relu.relu<subgradient = 0.5>, d = #relu.relu<subgradient = 1.0>}
func.func private @relu() attributes {
  a = #relu.relu, b = #relu.relu<subgradient = 0.0>, c = #relu.relu<subgradient = 0.5>,
  d = #relu.relu<subgradient = 1.0>}

// CHECK: @clipped_relu() attributes {a = #relu.clipped_relu, b = #relu.clipped_relu, c = #relu.clipped_relu<max = 1.0>, d = #relu.clipped_relu<min = -1.0, max = 1.0>, e = #relu.clipped_relu<min = -inf>, f = #relu.clipped_relu<max = inf>, g = #relu.clipped_relu<min = 3.0, max = -3.0>}
func.func private @clipped_relu() attributes {
  a = #relu.clipped_relu, b = #relu.clipped_relu<min = 0.0, max = 6.0>,
  c = #relu.clipped_relu<max = 1.0>, d = #relu.clipped_relu<max = 1.0, min = -1.0>,
  e = #relu.clipped_relu<min = -inf>, f = #relu.clipped_relu<max = inf>,
  g = #relu.clipped_relu<min = 3.0, max = -3.0>}

// CHECK: @leaky_relu() attributes {a = #relu.leaky_relu, b = #relu.leaky_relu, c = #relu.leaky_relu<alpha = -0.25>, d = #relu.leaky_relu<alpha = 2.0>}
func.func private @leaky_relu() attributes {
  a = #relu.leaky_relu, b = #relu.leaky_relu<alpha = 0.01>,
  c = #relu.leaky_relu<alpha = -0.25>, d = #relu.leaky_relu<alpha = 2.0>}

// CHECK: @prelu() attributes {a = #relu.prelu, b = #relu.prelu, c = #relu.prelu<axis = 1>, d = #relu.prelu<axis = -3>}
func.func private @prelu() attributes {
  a = #relu.prelu, b = #relu.prelu<axis = -1>, c = #relu.prelu<axis = 1>, d = #relu.prelu<axis = -3>}

// CHECK: @thresholded_relu() attributes {a = #relu.thresholded_relu, b = #relu.thresholded_relu, c = #relu.thresholded_relu<alpha = -1.0>}
func.func private @thresholded_relu() attributes {
  a = #relu.thresholded_relu, b = #relu.thresholded_relu<alpha = 1.0>,
  c = #relu.thresholded_relu<alpha = -1.0>}

// CHECK: @hard_sigmoid() attributes {a = #relu.hard_sigmoid, b = #relu.hard_sigmoid, c = #relu.hard_sigmoid<beta = 1.0>, d = #relu.hard_sigmoid<alpha = 0.16666666666666666>}
func.func private @hard_sigmoid() attributes {
  a = #relu.hard_sigmoid, b = #relu.hard_sigmoid<alpha = 0.2, beta = 0.5>,
  c = #relu.hard_sigmoid<beta = 1.0>, d = #relu.hard_sigmoid<alpha = 0.16666666666666666>}

// CHECK: @without_parameters() attributes {a = #relu.squared_relu, b = #relu.hard_swish, c = #relu.selu, d = #relu.sigmoid, e = #relu.tanh, f = #relu.mish}
func.func private @without_parameters() attributes {
  a = #relu.squared_relu, b = #relu.hard_swish, c = #relu.selu, d = #relu.sigmoid, e = #relu.tanh,
  f = #relu.mish}

// CHECK: @elu() attributes {a = #relu.elu, b = #relu.elu, c = #relu.elu<alpha = -0.5>}
func.func private @elu() attributes {
  a = #relu.elu, b = #relu.elu<alpha = 1.0>, c = #relu.elu<alpha = -0.5>}

// CHECK: @celu() attributes {a = #relu.celu, b = #relu.celu, c = #relu.celu<alpha = -2.0>}
func.func private @celu() attributes {
  a = #relu.celu, b = #relu.celu<alpha = 1.0>, c = #relu.celu<alpha = -2.0>}

// CHECK: @softplus() attributes {a = #relu.softplus, b = #relu.softplus, c = #relu.softplus<beta = 20.0>}
func.func private @softplus() attributes {
  a = #relu.softplus, b = #relu.softplus<beta = 1.0>, c = #relu.softplus<beta = 20.0>}

// CHECK: @silu() attributes {a = #relu.silu, b = #relu.silu, c = #relu.silu<beta = 1.702>}
func.func private @silu() attributes {
  a = #relu.silu, b = #relu.silu<beta = 1.0>, c = #relu.silu<beta = 1.702>}

// CHECK: @gelu() attributes {a = #relu.gelu, b = #relu.gelu, c = #relu.gelu<approximate = tanh>}
func.func private @gelu() attributes {
  a = #relu.gelu, b = #relu.gelu<approximate = none>, c = #relu.gelu<approximate = tanh>}

// Each of these has a trap: an exponent without a point, the smallest and the
// largest number, a negative zero, a third, the bits of a number.
// CHECK: @shortest_decimal() attributes {a = #relu.elu<alpha = 1.0e+30>, b = #relu.elu<alpha = 5.0e-324>, c = #relu.elu<alpha = 1.7976931348623157e+308>, d = #relu.elu<alpha = -0.0>, e = #relu.elu<alpha = 0.3333333333333333>, f = #relu.elu<alpha = 1.5>, g = #relu.elu<alpha = 1.0e-05>, h = #relu.elu<alpha = 0.1>}
func.func private @shortest_decimal() attributes {
  a = #relu.elu<alpha = 1.0e30>, b = #relu.elu<alpha = 5.0e-324>,
  c = #relu.elu<alpha = 1.7976931348623157e308>, d = #relu.elu<alpha = -0.0>,
  e = #relu.elu<alpha = 0.33333333333333331>, f = #relu.elu<alpha = 0x3FF8000000000000>,
  g = #relu.elu<alpha = 0.00001>, h = #relu.elu<alpha = 0.1000000000000000055>}
