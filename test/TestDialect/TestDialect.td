// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A dialect that the library does not know, with one activation: proof that an
// activation can come from outside.

#ifndef RELU_TEST_TESTDIALECT_TD
#define RELU_TEST_TESTDIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "relu/IR/ReluInterfaces.td"

def ReluTest_Dialect : Dialect {
  let name = "relu_test";
  let cppNamespace = "::relu_test";
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = "void registerAttributes();";
}

def ReluTest_SoftsignAttr : AttrDef<ReluTest_Dialect, "Softsign",
    [DeclareAttrInterfaceMethods<ActivationAttrInterface>]> {
  let mnemonic = "softsign";
  let summary = "x / (1 + |x|)";
}

#endif // RELU_TEST_TESTDIALECT_TD
