// Whether rows conflict depends on the target.

// RUN: relu-opt %s --relu-fuse-layers --verify-diagnostics

// expected-error@+1 {{expected the name of a CPU of x86_64-unknown-linux-gnu as chip of 'llvm.target', got 'pentium99'}}
module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "pentium99">} {
}
