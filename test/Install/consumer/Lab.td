// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A dialect outside relu, with an activation that relu does not have.

#ifndef LAB_TD
#define LAB_TD

include "mlir/IR/AttrTypeBase.td"
include "relu/IR/ReluInterfaces.td"

def Lab_Dialect : Dialect {
  let name = "lab";
  let cppNamespace = "::lab";
  let useDefaultAttributePrinterParser = 1;
  let extraClassDeclaration = "void registerAttributes();";
}

def Lab_SquareplusAttr : AttrDef<Lab_Dialect, "Squareplus",
    [DeclareAttrInterfaceMethods<ActivationAttrInterface, ["isMonotone"]>]> {
  let mnemonic = "squareplus";
  let summary = "(x + sqrt(x^2 + 4)) / 2";
}

#endif // LAB_TD
