// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dialect: what it registers, and its one argument attribute.

#include "ReluTiling.h"

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Transforms/InliningUtils.h"

using namespace mlir;
using namespace relu;

#include "relu/IR/ReluDialect.cpp.inc"

namespace {
/// Everything in the dialect is a pure computation, or writes buffers that it
/// is given: it may stand in any function.
struct ReluInlinerInterface : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;

  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void ReluDialect::initialize() {
  addInterfaces<ReluInlinerInterface>();
  registerAttributes();
  addOperations<
#define GET_OP_LIST
#include "relu/IR/ReluOps.cpp.inc"
      >();
  detail::attachTilingInterfaces(getContext());
}

Operation *ReluDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                            Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

/// One string for each axis of the argument.
static LogicalResult verifySizeNames(Operation *op, unsigned argument,
                                     NamedAttribute attr) {
  auto names = dyn_cast<ArrayAttr>(attr.getValue());
  if (!names || !llvm::all_of(names, llvm::IsaPred<StringAttr>))
    return op->emitError() << "expects " << attr.getName()
                           << " to be an array of strings, got "
                           << attr.getValue() << " on argument " << argument;
  auto func = dyn_cast<FunctionOpInterface>(op);
  auto type =
      func ? dyn_cast<RankedTensorType>(func.getArgumentTypes()[argument])
           : RankedTensorType();
  if (type && type.getRank() != int64_t(names.size()))
    return op->emitError() << "expects " << attr.getName()
                           << " to have a name for each of " << type.getRank()
                           << " axes, got " << names.size() << " on argument "
                           << argument;
  return success();
}

LogicalResult ReluDialect::verifyRegionArgAttribute(Operation *op, unsigned,
                                                    unsigned argument,
                                                    NamedAttribute attr) {
  if (attr.getName() == getSizeNamesAttrName())
    return verifySizeNames(op, argument, attr);
  if (attr.getName() != getInputNameAttrName())
    return op->emitError() << "expects argument attributes of the relu dialect "
                              "to be '"
                           << getInputNameAttrName() << "' or '"
                           << getSizeNamesAttrName() << "', got '"
                           << attr.getName().getValue() << "' on argument "
                           << argument;
  if (!isa<StringAttr>(attr.getValue()))
    return op->emitError() << "expects '" << getInputNameAttrName()
                           << "' to be a string, got " << attr.getValue()
                           << " on argument " << argument;
  return success();
}
