// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the model to vector code, one decision a pass.

#ifndef RELU_CODEGEN_PASSES_TD
#define RELU_CODEGEN_PASSES_TD

include "mlir/Pass/PassBase.td"

def AttachTargetPass : Pass<"relu-attach-target", "::mlir::ModuleOp"> {
  let summary = "say for which machine code is made";
  let description = [{
    Writes the target to the module, where every later pass and the code
    generator read it. A module that has a target already keeps it, unless `cpu`
    names another one. More than one thread are an attribute of their own, and so
    is a second-level cache of another size than 2 MiB.

    ```mlir
    module {
    }
    ==>
    module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu",
                                                  chip = "x86-64-v3">} {
    }
    ```
  }];
  let options = [
    Option<"cpu", "cpu", "std::string", "\"\"",
           "Name of the CPU, such as x86-64-v3; 'host' or nothing is this machine">,
    Option<"threads", "threads", "int64_t", "0",
           "Threads of one call, 1 to 1024; 0: what the module says, or 1">,
    Option<"cacheBytes", "cache-bytes", "int64_t", "0",
           "Second-level cache of a core, 65536 to 1073741824 bytes; 0: what the "
           "module says, or that of this machine, or 2 MiB">,
  ];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def ScheduleDensePass : Pass<"relu-schedule-dense", "::mlir::ModuleOp"> {
  let summary = "choose how each dense layer is computed";
  let description = [{
    Turns `relu.dense` into `relu.packed_dense` with a schedule: the register
    tile, the row block and the lanes that a cost model finds fastest for the
    target's instruction set and cache and the sizes of the layer, together with
    those of layers that feed each other. Where the target has several threads and there is
    enough work for them, the schedule shares rows or panels among threads.
    `schedule` replaces parts of all schedules.
    Weights go through `relu.pack_weights`. A layer whose inner size or number of
    outputs is dynamic stays as it is, with a remark.

    ```mlir
    module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu",
                                                  chip = "x86-64-v4">} {
      func.func @layer(%x: tensor<8x20xf32>, %w: tensor<20x10xf32>) -> tensor<8x10xf32> {
        %0 = relu.dense %x, %w activation(#relu.relu)
          : (tensor<8x20xf32>, tensor<20x10xf32>) -> tensor<8x10xf32>
        return %0 : tensor<8x10xf32>
      }
    }
    ==>
    #tile = #relu.schedule<isa = avx512, rows = 8, cols = 16, row_block = 8, unroll = 2>
    module attributes {llvm.target = #llvm.target<triple = "x86_64-unknown-linux-gnu",
                                                  chip = "x86-64-v4">} {
      func.func @layer(%x: tensor<8x20xf32>, %w: tensor<20x10xf32>) -> tensor<8x10xf32> {
        %0 = tensor.empty() : tensor<320xf32>
        %1 = relu.pack_weights %w outs(%0) schedule(#tile)
          : (tensor<20x10xf32>, tensor<320xf32>) -> tensor<320xf32>
        %2 = tensor.empty() : tensor<8x10xf32>
        %3 = relu.packed_dense %x, %1 activation(#relu.relu) outs(%2) schedule(#tile)
          : (tensor<8x20xf32>, tensor<320xf32>, tensor<8x10xf32>) -> tensor<8x10xf32>
        return %3 : tensor<8x10xf32>
      }
    }
    ```
  }];
  let options = [
    Option<"schedule", "schedule", "std::string", "\"\"",
           "Parameters that all schedules take instead of what is chosen, such "
           "as rows=8,cols=48">,
    Option<"batchHint", "batch-hint", "int64_t", "128",
           "Rows that a batch of unknown size likely has, 1 or more">,
  ];
  let dependentDialects = ["::relu::ReluDialect", "::mlir::tensor::TensorDialect"];
}

def PackWeightsPass : Pass<"relu-pack-weights", "::mlir::ModuleOp"> {
  let summary = "pack constant weights at compile time";
  let description = [{
    Replaces `relu.pack_weights` of a constant (`dense` or `dense_resource`) by
    the packed constant, a `dense_resource` in memory aligned for the kernel.
    Large ones are packed on several threads, unless the context forbids it.
    Weights that are no constants are packed in each call, with a remark.

    ```mlir
    #tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
    func.func @pack() -> tensor<8xf32> {
      %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
      %0 = tensor.empty() : tensor<8xf32>
      %1 = relu.pack_weights %w outs(%0) schedule(#tile)
        : (tensor<2x2xf32>, tensor<8xf32>) -> tensor<8xf32>
      return %1 : tensor<8xf32>
    }
    ==>
    func.func @pack() -> tensor<8xf32> {
      %w = arith.constant dense<[1.0, 2.0, 0.0, 0.0, 3.0, 4.0, 0.0, 0.0]> : tensor<8xf32>
      return %w : tensor<8xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def FunctionBoundaryPass : Pass<"relu-function-boundary", "::mlir::ModuleOp"> {
  let summary = "turn results into destinations, and compute their shapes apart";
  let description = [{
    Public functions on tensors become functions on buffers that the caller
    owns: `@f(inputs…) -> results` becomes `@f(inputs…, results…)`. Nothing is
    returned, nothing is allocated for a result.

    Beside each stands `@f_shapes(inputs…, info)`, which reads no data, only
    the sizes of the inputs, and writes `info`, a vector of i64:

    - `info[0]`: 0 when the sizes fit together, else the number of the message in
      the attribute `relu.checks` of the function, from 1;
    - `info[1]`: bytes of workspace that a call needs;
    - `info[2]`: floating-point operations of the dense layers of a call;
    - then the sizes of all results, one after the other.

    Functions that are not public are left alone.

    ```mlir
    func.func @f(%x: tensor<?xf32>) -> tensor<?xf32> {
      %0 = relu.activate %x activation(#relu.relu) : tensor<?xf32>
      return %0 : tensor<?xf32>
    }
    ==>
    func.func @f(%x: memref<?xf32>, %result: memref<?xf32>)
        attributes {llvm.emit_c_interface} {
      %0 = bufferization.to_tensor %x restrict : memref<?xf32> to tensor<?xf32>
      %1 = relu.activate %0 activation(#relu.relu) : tensor<?xf32>
      bufferization.materialize_in_destination %1 in restrict writable %result
        : (tensor<?xf32>, memref<?xf32>) -> ()
      return
    }
    func.func @f_shapes(%x: memref<?xf32>, %info: memref<4xi64>)
        attributes {llvm.emit_c_interface, relu.checks = []} {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c2 = arith.constant 2 : index
      %c3 = arith.constant 3 : index
      %zero = arith.constant 0 : i64
      memref.store %zero, %info[%c0] : memref<4xi64>
      memref.store %zero, %info[%c1] : memref<4xi64>
      memref.store %zero, %info[%c2] : memref<4xi64>
      %dim = memref.dim %x, %c0 : memref<?xf32>
      %size = arith.index_cast %dim : index to i64
      memref.store %size, %info[%c3] : memref<4xi64>
      return
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
    "::mlir::func::FuncDialect", "::mlir::memref::MemRefDialect",
    "::mlir::tensor::TensorDialect"];
}

def ExpandCopiesPass : Pass<"relu-expand-copies"> {
  let summary = "turn copies between strided buffers into loops";
  let description = [{
    A `memref.copy` of buffers that are not contiguous would become a call of
    MLIR's run-time library; an elementwise `linalg.generic` becomes a loop.

    ```mlir
    func.func @f(%x: memref<4xf32, strided<[2]>>, %y: memref<4xf32>) {
      memref.copy %x, %y : memref<4xf32, strided<[2]>> to memref<4xf32>
      return
    }
    ==>
    #id = affine_map<(d0) -> (d0)>
    func.func @f(%x: memref<4xf32, strided<[2]>>, %y: memref<4xf32>) {
      linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
          ins(%x : memref<4xf32, strided<[2]>>) outs(%y : memref<4xf32>) {
      ^bb0(%a: f32, %b: f32):
        linalg.yield %a : f32
      }
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def ReadScalarsPass : Pass<"relu-read-scalars"> {
  let summary = "take constants of rank 0 out of resources";
  let description = [{
    The conversion of globals to LLVM asks a constant of rank 0 for its only
    element, which ends the process when the constant is a resource.

    ```mlir
    func.func @f() -> tensor<f32> {
      %0 = arith.constant dense_resource<quarter> : tensor<f32>
      return %0 : tensor<f32>
    }
    ==>
    func.func @f() -> tensor<f32> {
      %0 = arith.constant dense<0.25> : tensor<f32>
      return %0 : tensor<f32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def DecomposeAggregatesPass : Pass<"relu-decompose-aggregates"> {
  let summary = "replace linalg.softmax and its kin by simpler linalg operations";
  let description = [{
    What implements `AggregatedOpInterface` of linalg is decomposed as that says:
    no other lowering knows these operations.

    ```mlir
    func.func @f(%x: tensor<2x4xf32>, %y: tensor<2x4xf32>) -> tensor<2x4xf32> {
      %0 = linalg.softmax dimension(1) ins(%x : tensor<2x4xf32>) outs(%y : tensor<2x4xf32>)
        -> tensor<2x4xf32>
      return %0 : tensor<2x4xf32>
    }
    ```

    becomes four `linalg.generic`: the maximum of each row, the exponentials of
    the differences, their sum, and the quotients.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
}

def FreeBuffersPass : Pass<"relu-free-buffers", "::mlir::ModuleOp"> {
  let summary = "free the buffers that have no place in the workspace";
  let description = [{
    A buffer whose size depends on data, or that leaves the loop or branch that
    it is made in, is allocated when the network runs. If there is one,
    upstream's deallocation pipeline frees it; if there is none, nothing
    happens.

    ```mlir
    func.func @f(%x: memref<1xindex>) {
      %c0 = arith.constant 0 : index
      %n = memref.load %x[%c0] : memref<1xindex>
      %t = memref.alloc(%n) : memref<?xf32>
      return
    }
    ==>
    func.func @f(%x: memref<1xindex>) {
      %c0 = arith.constant 0 : index
      %n = memref.load %x[%c0] : memref<1xindex>
      %t = memref.alloc(%n) : memref<?xf32>
      memref.dealloc %t : memref<?xf32>
      return
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def FuseLayersPass : Pass<"relu-fuse-layers", "::mlir::ModuleOp"> {
  let summary = "run layers that feed each other block by block of rows";
  let description = [{
    Layers whose schedule says `fuse_input` share a loop over blocks of
    `row_block` rows with the layer that computes their input, if nobody else
    reads it. What lies between two layers then needs room for one block only;
    two buffers are used in turn. The distance of their rows is chosen so that
    rows do not compete for the same sets of the cache. An input whose rows do is
    copied block by block: rows a multiple of 4 KiB apart, 256 outputs and more,
    tiles of 4 rows and more (11 if `llvm.target` has AVX512-FP16: 12 ways).

    For layers with `lanes = rows` a block is the `cols` rows of a register tile.
    It is copied into a buffer in which its rows lie side by side, and out of one
    at the end.

    ```mlir
    #tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
    #next = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, fuse_input = true>
    func.func @f(%x: memref<64x3xf32>, %v: memref<24xf32>, %w: memref<64xf32>, %y: memref<64x5xf32>) {
      %t = memref.alloc() : memref<64x8xf32>
      relu.packed_dense %x, %v outs(%t) schedule(#tile)
        : (memref<64x3xf32>, memref<24xf32>, memref<64x8xf32>) -> ()
      relu.packed_dense %t, %w outs(%y) schedule(#next)
        : (memref<64x8xf32>, memref<64xf32>, memref<64x5xf32>) -> ()
      return
    }
    ==>
    #tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
    #next = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2, fuse_input = true>
    func.func @f(%x: memref<64x3xf32>, %v: memref<24xf32>, %w: memref<64xf32>, %y: memref<64x5xf32>) {
      %c0 = arith.constant 0 : index
      %c32 = arith.constant 32 : index
      %c64 = arith.constant 64 : index
      %t = memref.alloc() {alignment = 64 : i64} : memref<512xf32>
      scf.for %i = %c0 to %c64 step %c32 {
        %xs = memref.subview %x[%i, 0] [32, 3] [1, 1]
          : memref<64x3xf32> to memref<32x3xf32, strided<[3, 1], offset: ?>>
        %ts = memref.reinterpret_cast %t to offset: [0], sizes: [32, 8], strides: [16, 1]
          : memref<512xf32> to memref<32x8xf32, strided<[16, 1]>>
        relu.packed_dense %xs, %v outs(%ts) schedule(#tile)
          : (memref<32x3xf32, strided<[3, 1], offset: ?>>, memref<24xf32>,
             memref<32x8xf32, strided<[16, 1]>>) -> ()
        %ys = memref.subview %y[%i, 0] [32, 5] [1, 1]
          : memref<64x5xf32> to memref<32x5xf32, strided<[5, 1], offset: ?>>
        relu.packed_dense %ts, %w outs(%ys) schedule(#next)
          : (memref<32x8xf32, strided<[16, 1]>>, memref<64xf32>,
             memref<32x5xf32, strided<[5, 1], offset: ?>>) -> ()
      }
      return
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def ShareKernelsPass : Pass<"relu-share-kernels", "::mlir::ModuleOp"> {
  let summary = "compute layers that are alike by one function";
  let description = [{
    Layers on buffers of the same types, with the same schedule and the same
    activation, become calls of one private function, so that the time to
    compile a network grows with the number of distinct layers only. Where types
    say all about the buffers but their addresses, the function takes pointers.

    ```mlir
    #tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
    func.func @f(%x: memref<2x8xf32>, %v: memref<64xf32>, %t: memref<2x8xf32>, %w: memref<64xf32>, %y: memref<2x8xf32>) {
      relu.packed_dense %x, %v outs(%t) schedule(#tile)
        : (memref<2x8xf32>, memref<64xf32>, memref<2x8xf32>) -> ()
      relu.packed_dense %t, %w outs(%y) schedule(#tile)
        : (memref<2x8xf32>, memref<64xf32>, memref<2x8xf32>) -> ()
      return
    }
    ==>
    #tile = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 32, unroll = 2>
    func.func @f(%x: memref<2x8xf32>, %v: memref<64xf32>, %t: memref<2x8xf32>, %w: memref<64xf32>, %y: memref<2x8xf32>) {
      call @dense_8x8(%x, %v, %t) : (memref<2x8xf32>, memref<64xf32>, memref<2x8xf32>) -> ()
      call @dense_8x8(%t, %w, %y) : (memref<2x8xf32>, memref<64xf32>, memref<2x8xf32>) -> ()
      return
    }
    func.func private @dense_8x8(%x: memref<2x8xf32>, %w: memref<64xf32>, %y: memref<2x8xf32>)
        attributes {llvm.bareptr, llvm.linkage = #llvm.linkage<internal>} {
      relu.packed_dense %x, %w outs(%y) schedule(#tile)
        : (memref<2x8xf32>, memref<64xf32>, memref<2x8xf32>) -> ()
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::func::FuncDialect",
                           "::mlir::LLVM::LLVMDialect"];
}

def PlanWorkspacePass : Pass<"relu-plan-workspace", "::mlir::ModuleOp"> {
  let summary = "place all temporary buffers in one workspace that the caller owns";
  let description = [{
    Adds a last argument, the workspace, to each public function with buffers,
    and makes each `memref.alloc` a view of it. Buffers that are not in use at
    the same time share their place. The size is written by `@f_shapes`.

    A buffer whose size depends on data, or that leaves the loop or branch that
    it is made in, is not placed: see `relu-free-buffers`.

    ```mlir
    func.func @f(%x: memref<4xf32>, %y: memref<4xf32>) {
      %t = memref.alloc() : memref<4xf32>
      memref.copy %x, %t : memref<4xf32> to memref<4xf32>
      memref.copy %t, %y : memref<4xf32> to memref<4xf32>
      return
    }
    func.func @f_shapes(%x: memref<4xf32>, %info: memref<3xi64>) {
      return
    }
    ==>
    func.func @f(%x: memref<4xf32>, %y: memref<4xf32>, %workspace: memref<?xi8>) {
      %c0 = arith.constant 0 : index
      %t = memref.view %workspace[%c0][] : memref<?xi8> to memref<4xf32>
      memref.copy %x, %t : memref<4xf32> to memref<4xf32>
      memref.copy %t, %y : memref<4xf32> to memref<4xf32>
      return
    }
    func.func @f_shapes(%x: memref<4xf32>, %info: memref<3xi64>) {
      %c1 = arith.constant 1 : index
      %bytes = arith.constant 64 : i64
      memref.store %bytes, %info[%c1] : memref<3xi64>
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def ConvertReluToVectorPass : Pass<"convert-relu-to-vector"> {
  let summary = "expand scheduled operations on memrefs into kernels";
  let description = [{
    Builds the kernel that the schedule of a `relu.packed_dense` describes: row
    blocks, panels, register tiles of `vector.fma`, and bias and activation in
    registers before the only store. With `sparse_input` the inputs that are not
    zero are found first, as a bit each or as a list, and sums run over these; what
    registers do not hold is in the output. A tile of a few sums splits each of
    them; those of a single row run over parts of the inputs that lie apart, in
    several streams of weights. `relu.pack_weights` becomes a loop nest.

    ```mlir
    func.func @f(%w: memref<1x1xf32>, %p: memref<4xf32>) {
      relu.pack_weights %w outs(%p)
        schedule(#relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>)
        : (memref<1x1xf32>, memref<4xf32>) -> ()
      return
    }
    ==>
    func.func @f(%w: memref<1x1xf32>, %p: memref<4xf32>) {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c4 = arith.constant 4 : index
      %zero = arith.constant 0.0 : f32
      scf.for %k = %c0 to %c1 step %c1 {
        scf.for %c = %c0 to %c4 step %c1 {
          %inside = arith.cmpi ult, %c, %c1 : index
          %value = scf.if %inside -> f32 {
            %0 = memref.load %w[%k, %c] : memref<1x1xf32>
            scf.yield %0 : f32
          } else {
            scf.yield %zero : f32
          }
          memref.store %value, %p[%c] : memref<4xf32>
        }
      }
      return
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
    "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def ThreadsToOpenMPPass : Pass<"relu-threads-to-openmp", "::mlir::ModuleOp"> {
  let summary = "run the iterations of parallel loops on threads of OpenMP";
  let description = [{
    An `scf.forall` that `relu-fuse-layers` or `convert-relu-to-vector` marked
    `relu.parallel` becomes one parallel region of OpenMP, with a thread for each
    iteration; where there are fewer threads, each takes several. Loops without
    the mark stay sequential.

    ```mlir
    func.func @f(%x: memref<2xf32>) {
      %zero = arith.constant 0.0 : f32
      scf.forall (%t) in (2) {
        memref.store %zero, %x[%t] : memref<2xf32>
      } {relu.parallel}
      return
    }
    ==>
    func.func @f(%x: memref<2xf32>) {
      %zero = arith.constant 0.0 : f32
      %c2 = arith.constant 2 : index
      %n = arith.index_cast %c2 : index to i32
      omp.parallel num_threads(%n : i32) {
        %0 = func.call @omp_get_thread_num() : () -> i32
        %first = arith.index_cast %0 : i32 to index
        %1 = func.call @omp_get_num_threads() : () -> i32
        %threads = arith.index_cast %1 : i32 to index
        scf.for %t = %first to %c2 step %threads {
          memref.store %zero, %x[%t] : memref<2xf32>
        }
        omp.terminator
      }
      return
    }
    func.func private @omp_get_thread_num() -> i32
    func.func private @omp_get_num_threads() -> i32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::omp::OpenMPDialect",
                           "::mlir::scf::SCFDialect"];
}

def VectorizeElementwisePass : Pass<"relu-vectorize-elementwise", "::mlir::ModuleOp"> {
  let summary = "turn elementwise linalg on buffers into vector loops";
  let description = [{
    A `linalg.generic` whose loops are all parallel, whose operands are read
    along the innermost loop (or do not move with it) and whose body is
    elementwise becomes loops with a vectorized innermost one and a masked last
    step. Others are left for `convert-linalg-to-loops`.

    ```mlir
    #id = affine_map<(d0) -> (d0)>
    func.func @f(%x: memref<4xf32>, %y: memref<4xf32>) {
      linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]}
          ins(%x : memref<4xf32>) outs(%y : memref<4xf32>) {
      ^bb0(%a: f32, %b: f32):
        %0 = arith.negf %a : f32
        linalg.yield %0 : f32
      }
      return
    }
    ==>
    func.func @f(%x: memref<4xf32>, %y: memref<4xf32>) {
      %c0 = arith.constant 0 : index
      %c4 = arith.constant 4 : index
      scf.for %i = %c0 to %c4 step %c4 {
        %0 = vector.load %x[%i] : memref<4xf32>, vector<4xf32>
        %1 = arith.negf %0 : vector<4xf32>
        vector.store %1, %y[%i] : memref<4xf32>, vector<4xf32>
      }
      return
    }
    ```
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"];
}

def ExpandMathPass : Pass<"relu-expand-math"> {
  let summary = "replace f32 functions of the math dialect by branch-free code";
  let description = [{
    exp, expm1, log, log1p, tanh, erf and erfc on f32 scalars and vectors become
    branch-free arithmetic, whose errors docs/Semantics.md gives, and the fma and
    sign operations become intrinsics. Other functions, and f64, are left for
    libm. With `signs-only` just absf and copysign are replaced, which are exact.

    ```mlir
    func.func @f(%x: vector<4xf32>, %y: vector<4xf32>) -> vector<4xf32> {
      %0 = math.fma %x, %x, %y : vector<4xf32>
      return %0 : vector<4xf32>
    }
    ==>
    func.func @f(%x: vector<4xf32>, %y: vector<4xf32>) -> vector<4xf32> {
      %0 = llvm.intr.fmuladd(%x, %x, %y)
        : (vector<4xf32>, vector<4xf32>, vector<4xf32>) -> vector<4xf32>
      return %0 : vector<4xf32>
    }
    ```
  }];
  let options = [
    Option<"signsOnly", "signs-only", "bool", "false",
           "Replace absf and copysign only">,
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::LLVM::LLVMDialect", "::mlir::vector::VectorDialect"];
}

def ExpandBf16Pass : Pass<"relu-expand-bf16"> {
  let summary = "compute bf16 in f32, and hold it as i16";
  let description = [{
    Arithmetic and math on bf16 becomes arithmetic on f32, conversions become
    integer arithmetic, and the type bf16 becomes i16. Nothing of bf16 is left to
    LLVM: where the target has no instruction it calls a conversion that the
    run-time library of Debian 12 lacks, and where there is one it flushes
    subnormal numbers, even when a value is only moved. (`arith-expand` does the
    conversions too, but also replaces every maximum by two instructions.)

    ```mlir
    func.func @f(%x: bf16) -> f32 {
      %0 = arith.extf %x : bf16 to f32
      return %0 : f32
    }
    ==>
    func.func @f(%x: i16) -> f32 {
      %0 = arith.extui %x : i16 to i32
      %c16 = arith.constant 16 : i32
      %1 = arith.shli %0, %c16 : i32
      %2 = arith.bitcast %1 : i32 to f32
      return %2 : f32
    }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::vector::VectorDialect"];
}

def GlobalsToBytesPass : Pass<"relu-globals-to-bytes", "::mlir::ModuleOp"> {
  let summary = "hold large constants as bytes";
  let description = [{
    A large constant global of numbers becomes one of bytes over the same data:
    LLVM prints and emits bytes as one string, numbers one by one.

    ```mlir
    llvm.mlir.global private constant @w(dense_resource<w> : tensor<4xf32>)
      {alignment = 64 : i64} : !llvm.array<4 x f32>
    ==>
    llvm.mlir.global private constant @w(dense_resource<w> : tensor<16xi8>)
      {alignment = 64 : i64} : !llvm.array<16 x i8>
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // RELU_CODEGEN_PASSES_TD
