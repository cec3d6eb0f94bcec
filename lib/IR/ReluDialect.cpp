// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dialect: what it registers, and its one argument attribute.

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
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
}

Operation *ReluDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                            Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

LogicalResult ReluDialect::verifyRegionArgAttribute(Operation *op, unsigned,
                                                    unsigned argument,
                                                    NamedAttribute attr) {
  if (attr.getName() != getInputNameAttrName())
    return op->emitError() << "expects argument attributes of the relu dialect "
                              "to be '"
                           << getInputNameAttrName() << "', got '"
                           << attr.getName().getValue() << "' on argument "
                           << argument;
  if (!isa<StringAttr>(attr.getValue()))
    return op->emitError() << "expects '" << getInputNameAttrName()
                           << "' to be a string, got " << attr.getValue()
                           << " on argument " << argument;
  return success();
}
