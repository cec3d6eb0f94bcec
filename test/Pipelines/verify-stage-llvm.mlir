// At the end: the LLVM dialect only.

// RUN: relu-opt %s --relu-verify-stage=stage=llvm --split-input-file --verify-diagnostics

// expected-error @below {{'func.func' op has no lowering to LLVM}}
// expected-note @below {{lower it to arith, math, scf, memref or vector first}}
func.func @each_operation(%x: f32) -> f32 {
  // expected-error @below {{'tensor.from_elements' op has no lowering to LLVM}}
  // expected-note @below {{lower it to arith, math, scf, memref or vector first}}
  %0 = tensor.from_elements %x : tensor<1xf32>
  // expected-error @below {{'func.return' op has no lowering to LLVM}}
  // expected-note @below {{lower it to arith, math, scf, memref or vector first}}
  return %x : f32
}

// -----

llvm.func @fine(%x: f32) -> f32 {
  %0 = llvm.fneg %x : f32
  llvm.return %0 : f32
}
