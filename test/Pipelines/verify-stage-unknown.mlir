// RUN: relu-opt %s --relu-verify-stage=stage=mlir --verify-diagnostics

// expected-error @below {{expects the stage to be source, model, vector or llvm, got 'mlir'}}
module {
}
