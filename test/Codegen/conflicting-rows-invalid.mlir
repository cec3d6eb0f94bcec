// Whether rows conflict depends on the target.

// RUN: relu-opt %s --relu-fuse-layers --verify-diagnostics

#tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>

// expected-error@+1 {{expected the name of a CPU of x86_64-unknown-linux-gnu as chip of 'llvm.target', got 'pentium99'}}
module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu", chip = "pentium99">} {
  func.func @f(%x: memref<64x1024xf32>, %w: memref<262144xf32>, %y: memref<64x256xf32>) {
    relu.packed_dense %x, %w outs(%y) schedule(#tile) : (memref<64x1024xf32>, memref<262144xf32>, memref<64x256xf32>) -> ()
    return
  }
}
