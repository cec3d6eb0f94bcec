// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The schedule of a dense layer: how it is computed, as data that can be
// printed, checked and edited by hand.

#ifndef RELU_IR_RELUSCHEDULE_TD
#define RELU_IR_RELUSCHEDULE_TD

include "mlir/IR/EnumAttr.td"
include "relu/IR/ReluDialect.td"

def Relu_Isa : I32EnumAttr<"Isa", "instruction set of a kernel", [
    I32EnumAttrCase<"generic", 0>, I32EnumAttrCase<"avx2", 1>,
    I32EnumAttrCase<"avx512", 2>]> {
  let cppNamespace = "::relu";
  let genSpecializedAttr = 0;
}

def Relu_Lanes : I32EnumAttr<"Lanes", "what the elements of a vector are", [
    I32EnumAttrCase<"outputs", 0>, I32EnumAttrCase<"rows", 1>]> {
  let cppNamespace = "::relu";
  let genSpecializedAttr = 0;
}

def ScheduleAttr : Relu_Attr<"Schedule", "schedule"> {
  let summary = "how a dense layer is computed";
  let description = [{
    - `isa`: the instruction set, which fixes the vector length: 128 bits for
      `generic`, 256 for `avx2`, 512 for `avx512`.
    - `rows` x `cols`: the register tile. With `lanes = outputs` it is of `rows`
      rows of the batch and `cols` outputs, and `cols` is the width of a panel of
      packed weights; the last panel holds what remains, in whole vectors. With
      `lanes = rows` it is of `rows` outputs and `cols` rows of the batch. `cols`
      is a multiple of the vector length.
    - `row_block`: so many rows of the batch pass through all panels, and through
      all layers that share a loop, before the next ones start.
    - `unroll`: steps of the inner product per iteration of the inner loop.
    - `lanes`: whether the elements of a vector are outputs of one row, or rows
      of one output: narrow layers fill no vector with their outputs.
    - `fuse_input`: the layer that computes the input shares the loop over blocks
      of rows with this one, so that what lies between stays in cache.
    - `sparse_input`: the weights of inputs that are zero are not read, which
      pays for a single row behind an activation such as relu. The sums of panels
      of 16 vectors and more are in the output then, not in registers.
    - `row_threads`: so many threads share the rows of the batch: each runs its
      own through all layers of the loop. `thread_rows` is the fewest rows that
      are worth a thread: a smaller batch takes fewer threads.
    - `col_threads`: so many threads share the panels of weights, for layers with
      more weights than work.
    - `alternate`: panels are taken from the first to the last, and when the layer
      runs again, in the next call or for the next block of a loop over rows, from
      the last to the first: a cache that holds a part of the weights is asked for
      that part first. The result is the same, bit by bit. The program counts the
      runs of the layer atomically, in 4 bytes of its own.

    Constraints:
    - (schedule_c1) `rows` is 1 to 64, `cols` 1 to 1024, `unroll` 1 to 16,
      `row_block` and `thread_rows` are 1 to 2^31, `row_threads` and
      `col_threads` 1 to 1024.
    - (schedule_c2) `sparse_input` needs `lanes = outputs`.
    - (schedule_c3) `row_threads` and `col_threads` are not both above 1.
    - (schedule_c4) `col_threads` is 1 with `lanes = rows`, which has no panels.
    - (schedule_c5) `alternate` needs `lanes = outputs`.

    ```mlir
    #blocked = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2>
    ```
  }];
  let parameters = (ins
    EnumParameter<Relu_Isa>:$isa, "int64_t":$rows, "int64_t":$cols,
    "int64_t":$row_block, "int64_t":$unroll,
    DefaultValuedParameter<"::relu::Lanes", "::relu::Lanes::outputs">:$lanes,
    DefaultValuedParameter<"bool", "false">:$fuse_input,
    DefaultValuedParameter<"bool", "false">:$sparse_input,
    DefaultValuedParameter<"int64_t", "1">:$row_threads,
    DefaultValuedParameter<"int64_t", "1">:$thread_rows,
    DefaultValuedParameter<"int64_t", "1">:$col_threads,
    DefaultValuedParameter<"bool", "false">:$alternate);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// How many elements of the given type of computation (f32, f64) fit in a
    /// vector.
    static int64_t getVectorLength(Isa isa, ::mlir::Type computeType);
    int64_t getVectorLength(::mlir::Type computeType) const {
      return getVectorLength(getIsa(), computeType);
    }

    /// How many elements the packed weights of a layer have.
    int64_t getPackedSize(int64_t inputs, int64_t outputs,
                          ::mlir::Type computeType) const;

    /// How many columns the panels of packed weights of a layer with `outputs` columns
    /// have in all: rounded up to whole vectors.
    int64_t getPackedCols(int64_t outputs, ::mlir::Type computeType) const;
  }];
}

#endif // RELU_IR_RELUSCHEDULE_TD
