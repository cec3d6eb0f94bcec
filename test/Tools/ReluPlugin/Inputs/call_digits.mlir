  // Calls @digits with one image of a single grey, and returns its last logit.
  llvm.func @main() -> f32 {
    %zero = llvm.mlir.constant(0 : i64) : i64
    %one = llvm.mlir.constant(1 : i64) : i64
    %ten = llvm.mlir.constant(10 : i64) : i64
    %pixels = llvm.mlir.constant(64 : i64) : i64
    %bytes = llvm.mlir.constant(65536 : i64) : i64
    %x = llvm.alloca %pixels x f32 {alignment = 64 : i64} : (i64) -> !llvm.ptr
    %y = llvm.alloca %ten x f32 {alignment = 64 : i64} : (i64) -> !llvm.ptr
    %workspace = llvm.alloca %bytes x i8 {alignment = 64 : i64} : (i64) -> !llvm.ptr
    %grey = llvm.mlir.constant(dense<0.5> : vector<64xf32>) : vector<64xf32>
    llvm.store %grey, %x : vector<64xf32>, !llvm.ptr
    llvm.call @digits(%x, %x, %zero, %one, %pixels, %pixels, %one,
                      %y, %y, %zero, %one, %ten, %ten, %one,
                      %workspace, %workspace, %zero, %bytes, %one)
        : (!llvm.ptr, !llvm.ptr, i64, i64, i64, i64, i64,
           !llvm.ptr, !llvm.ptr, i64, i64, i64, i64, i64,
           !llvm.ptr, !llvm.ptr, i64, i64, i64) -> ()
    %last = llvm.getelementptr %y[9] : (!llvm.ptr) -> !llvm.ptr, f32
    %logit = llvm.load %last : !llvm.ptr -> f32
    llvm.return %logit : f32
  }
