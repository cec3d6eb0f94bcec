// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compares what a file declares with what follows from its operations, and
// keeps the names.

#include "Declarations.h"

#include "Node.h"
#include "OnnxFile.h"

#include "relu/IR/Relu.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace relu;

llvm::Error relu::checkDeclaredType(const onnx::ValueInfoProto &info,
                                    RankedTensorType actual, bool anyBatch,
                                    StringRef kind) {
  // Many files leave types open.
  if (!info.type().has_tensor_type() || !info.type().tensor_type().has_shape())
    return llvm::Error::success();
  auto declared = getType(*actual.getContext(), info);
  if (!declared)
    return llvm::createStringError(kind + " " +
                                   llvm::toString(declared.takeError()));
  SmallVector<int64_t> shape(declared->getShape());
  if (anyBatch && !shape.empty() && actual.getRank() > 0)
    shape[0] = actual.getDimSize(0);
  auto expected = declared->clone(shape);
  if (expected.getElementType() == actual.getElementType() &&
      succeeded(verifyCompatibleShape(expected, actual)))
    return llvm::Error::success();
  return llvm::createStringError(kind + " '" + escapeName(info.name()) +
                                 "': declared as " + str(expected) +
                                 ", but computed as " + str(actual));
}

DictionaryAttr relu::getNameAttr(MLIRContext *context,
                                 const onnx::ValueInfoProto &info) {
  Builder builder(context);
  return builder.getDictionaryAttr(
      builder.getNamedAttr(ReluDialect::getInputNameAttrName(),
                           builder.getStringAttr(escapeName(info.name()))));
}

DictionaryAttr relu::getInputAttrs(const onnx::ValueInfoProto &info,
                                   RankedTensorType type) {
  Builder builder(type.getContext());
  SmallVector<Attribute> sizes;
  bool hasNames = false;
  const auto &dims = info.type().tensor_type().shape().dim();
  for (auto [dim, size] : llvm::zip_equal(dims, type.getShape())) {
    bool isNamed = ShapedType::isDynamic(size) && !dim.dim_param().empty();
    sizes.push_back(
        builder.getStringAttr(isNamed ? escapeName(dim.dim_param()) : ""));
    hasNames |= isNamed;
  }
  NamedAttrList attrs(getNameAttr(type.getContext(), info));
  if (hasNames)
    attrs.set(ReluDialect::getSizeNamesAttrName(), builder.getArrayAttr(sizes));
  return attrs.getDictionary(type.getContext());
}
