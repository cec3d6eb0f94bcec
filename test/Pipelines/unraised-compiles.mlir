// What is not raised is compiled by way of linalg, beside what is.

// RUN: relu-run %s --function=tosa_softmax --verify
// RUN: relu-run %s --function=tosa_batches --verify
// RUN: relu-run %s --function=batches --verify
// RUN: relu-run %s --function=wider --verify
// RUN: relu-run %s --function=softmax_behind_a_layer --verify --input=6x3xf32=normal --input=3x2xf32=normal
// RUN: relu-run %s --function=maximum_with_one --verify
// RUN: relu-run %s --function=maxnumf --verify
// RUN: relu-run %s --function=scalar_product --verify

// RUN: relu-opt %s --relu-compile=cpu=x86-64-v3 | FileCheck %s
// CHECK-LABEL: llvm.func @softmax_behind_a_layer(
// CHECK: llvm.intr.fmuladd({{.*}}) : (vector<8xf32>
// CHECK: llvm.fdiv %{{.*}} : vector<8xf32>

func.func @tosa_softmax(%x: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %shift = "tosa.const"() <{values = dense<0> : tensor<1xi8>}> : () -> tensor<1xi8>
  %m = tosa.reduce_max %x {axis = 1 : i32} : (tensor<4x3xf32>) -> tensor<4x1xf32>
  %s = tosa.sub %x, %m : (tensor<4x3xf32>, tensor<4x1xf32>) -> tensor<4x3xf32>
  %e = tosa.exp %s : (tensor<4x3xf32>) -> tensor<4x3xf32>
  %t = tosa.reduce_sum %e {axis = 1 : i32} : (tensor<4x3xf32>) -> tensor<4x1xf32>
  %r = tosa.reciprocal %t : (tensor<4x1xf32>) -> tensor<4x1xf32>
  %y = tosa.mul %e, %r, %shift : (tensor<4x3xf32>, tensor<4x1xf32>, tensor<1xi8>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

func.func @tosa_batches(%x: tensor<5x4x2xf32>, %w: tensor<5x2x3xf32>) -> tensor<5x4x3xf32> {
  %zp = "tosa.const"() <{values = dense<0.0> : tensor<1xf32>}> : () -> tensor<1xf32>
  %0 = tosa.matmul %x, %w, %zp, %zp : (tensor<5x4x2xf32>, tensor<5x2x3xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<5x4x3xf32>
  return %0 : tensor<5x4x3xf32>
}

func.func @batches(%x: tensor<5x4x3xf32>, %w: tensor<5x3x2xf32>) -> tensor<5x4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<5x4x2xf32>
  %0 = linalg.batch_matmul ins(%x, %w : tensor<5x4x3xf32>, tensor<5x3x2xf32>) outs(%z : tensor<5x4x2xf32>) -> tensor<5x4x2xf32>
  return %0 : tensor<5x4x2xf32>
}

func.func @wider(%x: tensor<4x3xf16>, %w: tensor<3x2xf16>) -> tensor<4x2xf32> {
  %z = arith.constant dense<0.0> : tensor<4x2xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<4x3xf16>, tensor<3x2xf16>) outs(%z : tensor<4x2xf32>) -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

func.func @softmax_behind_a_layer(%x: tensor<?x3xf32>, %w: tensor<3x2xf32>) -> tensor<?x2xf32> {
  %zero = arith.constant 0.0 : f32
  %i0 = arith.constant 0 : index
  %n = tensor.dim %x, %i0 : tensor<?x3xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x2xf32>) -> tensor<?x2xf32>
  %0 = linalg.matmul ins(%x, %w : tensor<?x3xf32>, tensor<3x2xf32>) outs(%z : tensor<?x2xf32>) -> tensor<?x2xf32>
  %1 = linalg.softmax dimension(1) ins(%0 : tensor<?x2xf32>) outs(%e : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %1 : tensor<?x2xf32>
}

func.func @maximum_with_one(%x: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %c = arith.constant dense<1.0> : tensor<4x3xf32>
  %y = arith.maximumf %x, %c : tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

func.func @maxnumf(%x: tensor<4x3xf32>) -> tensor<4x3xf32> {
  %c = arith.constant dense<0.0> : tensor<4x3xf32>
  %y = arith.maxnumf %x, %c : tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

func.func @scalar_product(%x: tensor<3xf32>, %w: tensor<3xf32>) -> tensor<f32> {
  %z = arith.constant dense<0.0> : tensor<f32>
  %0 = linalg.dot ins(%x, %w : tensor<3xf32>, tensor<3xf32>) outs(%z : tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
