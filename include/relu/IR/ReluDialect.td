// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dialect itself, and the base classes of its attributes and operations.

#ifndef RELU_IR_RELUDIALECT_TD
#define RELU_IR_RELUDIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpBase.td"

def Relu_Dialect : Dialect {
  let name = "relu";
  let cppNamespace = "::relu";
  let summary = "Dense neural networks with ReLU-family activations";
  let description = [{
    Two levels live here. *Model* operations (`relu.dense`, `relu.activate`)
    say what a network computes, on tensors, with value semantics. *Scheduled*
    operations (`relu.packed_dense`, `relu.pack_weights`) also say how: with
    which register tile, on which instruction set, from weights in which order.

    An activation is an attribute that implements `ActivationAttrInterface`; an
    attribute of another dialect may implement it too, and is then fused and
    compiled like the ones defined here.
  }];
  // Constants, sizes and tiles of its operations are theirs.
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::memref::MemRefDialect",
                           "::mlir::tensor::TensorDialect"];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasRegionArgAttrVerify = 1;
  let extraClassDeclaration = [{
    /// Name of the argument attribute (a string) that names an input of a
    /// network: `relu-run --input=NAME:SPEC` and `--signature` use it.
    static constexpr ::llvm::StringLiteral getInputNameAttrName() {
      return "relu.name";
    }

    /// Name of the argument attribute (an array of strings, one for each axis)
    /// that names the sizes of an input; empty where a size has no name.
    static constexpr ::llvm::StringLiteral getSizeNamesAttrName() {
      return "relu.size_names";
    }

    /// Name of the attribute of a module (an integer from 1 to kMaxThreads) that
    /// says how many threads a call may take; without it one.
    static constexpr ::llvm::StringLiteral getThreadsAttrName() {
      return "relu.threads";
    }

    /// Name of the attribute of a module (an integer) that says how many bytes
    /// the second-level cache of a core holds; without it kUsualCacheBytes.
    static constexpr ::llvm::StringLiteral getCacheBytesAttrName() {
      return "relu.cache_bytes";
    }

    /// Name of the attribute (a unit) of an `scf.forall` whose iterations run at
    /// the same time, each on a thread of its own.
    static constexpr ::llvm::StringLiteral getParallelAttrName() {
      return "relu.parallel";
    }

  private:
    void registerAttributes();

  public:
  }];
}

class Relu_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<Relu_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

class Relu_Op<string opMnemonic, list<Trait> traits = []>
    : Op<Relu_Dialect, opMnemonic, traits>;

#endif // RELU_IR_RELUDIALECT_TD
