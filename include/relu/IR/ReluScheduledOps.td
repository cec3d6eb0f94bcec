// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The scheduled operations: a dense layer that knows how it will be computed.
// They stand on tensors before bufferization and on memrefs after it.

#ifndef RELU_IR_RELUSCHEDULEDOPS_TD
#define RELU_IR_RELUSCHEDULEDOPS_TD

include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "relu/IR/ReluDialect.td"
include "relu/IR/ReluInterfaces.td"
include "relu/IR/ReluOps.td"
include "relu/IR/ReluSchedule.td"

def Relu_Shaped : AnyTypeOf<[Relu_Tensor, MemRefOf<[Relu_Float]>]>;

// Writes all of `init` and never reads it; has a result on tensors only.
class Relu_ScheduledOp<string opMnemonic, list<Trait> traits = []>
    : Relu_Op<opMnemonic, traits # [
        DestinationStyleOpInterface,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
                                  ["reifyResultShapes"]>,
        DeclareOpInterfaceMethods<BufferizableOpInterface,
          ["bufferizesToMemoryRead", "bufferizesToMemoryWrite",
           "getAliasingValues", "bufferize"]>]> {
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
  }];
  let extraClassDefinition = [{
    void $cppClass::getEffects(::llvm::SmallVectorImpl<
        ::mlir::MemoryEffects::EffectInstance> &effects) {
      detail::getScheduledOpEffects(*this, effects);
    }
    ::mlir::LogicalResult $cppClass::reifyResultShapes(::mlir::OpBuilder &builder,
        ::mlir::ReifiedRankedShapedTypeDims &reified) {
      reified.push_back(
          ::mlir::tensor::getMixedSizes(builder, getLoc(), getInit()));
      return ::mlir::success();
    }
    bool $cppClass::bufferizesToMemoryRead(::mlir::OpOperand &operand,
        const ::mlir::bufferization::AnalysisState &) {
      return !isDpsInit(&operand);
    }
    bool $cppClass::bufferizesToMemoryWrite(::mlir::OpOperand &operand,
        const ::mlir::bufferization::AnalysisState &) {
      return isDpsInit(&operand);
    }
    ::mlir::bufferization::AliasingValueList $cppClass::getAliasingValues(
        ::mlir::OpOperand &operand, const ::mlir::bufferization::AnalysisState &) {
      return detail::getScheduledOpAliases(*this, operand);
    }
    ::mlir::LogicalResult $cppClass::bufferize(::mlir::RewriterBase &rewriter,
        const ::mlir::bufferization::BufferizationOptions &options,
        ::mlir::bufferization::BufferizationState &state) {
      return detail::bufferizeScheduledOp(*this, rewriter, options, state);
    }
  }];
}

def PackedDenseOp : Relu_ScheduledOp<"packed_dense", [AttrSizedOperandSegments]> {
  let summary = "dense layer on packed weights, with a schedule";
  let description = [{
    `relu.dense` into a destination, from weights that `relu.pack_weights` has
    put in the order in which the kernel reads them. `init` is written and never
    read.

    Constraints:
    - (packed_dense_c1) the inner size and the number of outputs are static.
    - (packed_dense_c2) `weight` has one axis, as long as the packed form.
    - (packed_dense_c3) a result with the type of `init` on tensors, none on
      memrefs; never a mixture of both.
    - (packed_dense_c4) `cols` of the schedule is a multiple of its vector length.
    - (packed_dense_c5) `input` and `init` have the same batch axes.
    - (packed_dense_c6) all element types are the same.
    - (packed_dense_c7) `bias` has one axis, as long as the number of outputs.
    - (packed_dense_c8) slopes as in dense_c6 and dense_c7, on the axes of `init`.

    ```mlir
    func.func @layer(%x: tensor<?x20xf32>, %w: tensor<320xf32>, %y: tensor<?x10xf32>)
        -> tensor<?x10xf32> {
      %0 = relu.packed_dense %x, %w activation(#relu.relu) outs(%y)
        schedule(#relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2>)
        : (tensor<?x20xf32>, tensor<320xf32>, tensor<?x10xf32>) -> tensor<?x10xf32>
      return %0 : tensor<?x10xf32>
    }
    ```
  }];
  let arguments = (ins Relu_Shaped:$input, Relu_Shaped:$weight,
                       Optional<Relu_Shaped>:$bias,
                       OptionalAttr<ActivationAttrInterface>:$activation,
                       Variadic<Relu_Shaped>:$slopes, Relu_Shaped:$init,
                       ScheduleAttr:$schedule);
  let results = (outs Variadic<Relu_Tensor>:$results);
  let assemblyFormat = [{
    $input `,` $weight (`bias` `(` $bias^ `)`)?
    (`activation` `(` $activation^ (`,` $slopes^)? `)`)?
    `outs` `(` $init `)` `schedule` `(` $schedule `)`
    attr-dict `:` functional-type(operands, results)
  }];
}

def PackWeightsOp : Relu_ScheduledOp<"pack_weights"> {
  let summary = "weights in the order in which a kernel reads them";
  let description = [{
    Cuts the columns of `weight` `[in, out]` into panels of `cols` columns (the
    last one as wide as what remains, rounded up to whole vectors and filled
    with zeros) and stores panel after panel, each row by row:

        packed[p * cols * in + k * width(p) + c] = weight[k, p * cols + c]

    Constant weights are packed at compile time by `relu-pack-weights`.

    Constraints:
    - (pack_weights_c1) `weight` has two axes of static size.
    - (pack_weights_c2) `init` has one axis, as long as the packed form.
    - (pack_weights_c3) a result with the type of `init` on tensors, none on
      memrefs; never a mixture of both.
    - (pack_weights_c4) `weight` and `init` have the same element type.
    - (pack_weights_c5) `cols` of the schedule is a multiple of its vector length.

    ```mlir
    func.func @pack(%w: tensor<20x10xf32>, %p: tensor<320xf32>) -> tensor<320xf32> {
      %0 = relu.pack_weights %w outs(%p)
        schedule(#relu.schedule<isa = avx512, rows = 9, cols = 48, row_block = 378, unroll = 2>)
        : (tensor<20x10xf32>, tensor<320xf32>) -> tensor<320xf32>
      return %0 : tensor<320xf32>
    }
    ```
  }];
  let arguments = (ins Relu_Shaped:$weight, Relu_Shaped:$init,
                       ScheduleAttr:$schedule);
  let results = (outs Variadic<Relu_Tensor>:$results);
  let assemblyFormat = [{
    $weight `outs` `(` $init `)` `schedule` `(` $schedule `)`
    attr-dict `:` functional-type(operands, results)
  }];
}

#endif // RELU_IR_RELUSCHEDULEDOPS_TD
