// The pass knows no activation by name: each one fuses, that of another dialect
// included. One line of the list below is one test.

// RUN: %python %S/Inputs/activated_layers.py > %t.mlir
// RUN: relu-test-opt %t.mlir --relu-fuse-activation | FileCheck %s --implicit-check-not=relu.activate

// CHECK: activation(#relu.relu)
// CHECK: activation(#relu.relu<subgradient = 1.0>)
// CHECK: activation(#relu.clipped_relu)
// CHECK: activation(#relu.clipped_relu<min = -inf, max = 1.0>)
// CHECK: activation(#relu.leaky_relu)
// CHECK: activation(#relu.leaky_relu<alpha = -2.0>)
// CHECK: activation(#relu.prelu, %arg2)
// CHECK: activation(#relu.prelu<axis = 0>, %arg2)
// CHECK: activation(#relu.thresholded_relu)
// CHECK: activation(#relu.hard_sigmoid)
// CHECK: activation(#relu.squared_relu)
// CHECK: activation(#relu.hard_swish)
// CHECK: activation(#relu.elu)
// CHECK: activation(#relu.selu)
// CHECK: activation(#relu.celu)
// CHECK: activation(#relu.sigmoid)
// CHECK: activation(#relu.tanh)
// CHECK: activation(#relu.softplus)
// CHECK: activation(#relu.silu)
// CHECK: activation(#relu.mish)
// CHECK: activation(#relu.gelu)
// CHECK: activation(#relu.gelu<approximate = tanh>)
// CHECK: activation(#relu_test.softsign)
