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

def ScheduleAttr : Relu_Attr<"Schedule", "schedule"> {
  let summary = "how a dense layer is computed";
  let description = [{
    - `isa`: the instruction set, which fixes the vector length: 128 bits for
      `generic`, 256 for `avx2`, 512 for `avx512`.
    - `rows` x `cols`: the register tile, in elements of the output. `cols` is
      a multiple of the vector length and is the width of a panel of packed
      weights; the last panel holds what remains, in whole vectors.
    - `row_block`: so many rows pass through all panels before the next ones
      start; a multiple of `rows`.
    - `unroll`: steps of the inner product per iteration of the inner loop.

    Constraints:
    - (schedule_c1) `rows` is 1 to 64, `cols` 1 to 1024, `unroll` 1 to 16 and
      `row_block` 1 to 2^31.
    - (schedule_c2) `row_block` is a multiple of `rows`.

    ```mlir
    #blocked = #relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2>
    ```
  }];
  let parameters = (ins
    EnumParameter<Relu_Isa>:$isa, "int64_t":$rows, "int64_t":$cols,
    "int64_t":$row_block, "int64_t":$unroll);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// How many elements of the given type of computation (f32, f64) fit in a
    /// vector.
    int64_t getLanes(::mlir::Type computeType) const;

    /// How many columns the packed weights of a layer with `outputs` columns
    /// have: rounded up to whole vectors.
    int64_t getPackedCols(int64_t outputs, ::mlir::Type computeType) const;
  }];
}

#endif // RELU_IR_RELUSCHEDULE_TD
