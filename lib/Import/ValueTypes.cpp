// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types that a file declares for its inputs and outputs.

#include "Constants.h"
#include "OnnxFile.h"

using namespace mlir;
using namespace relu;
using llvm::createStringError;

llvm::Expected<RankedTensorType>
relu::getType(MLIRContext &context, const onnx::ValueInfoProto &info) {
  std::string name = "'" + escapeName(info.name()) + "': ";
  if (!info.type().has_tensor_type())
    return createStringError(name + "expected a tensor");
  const onnx::TypeProto_Tensor &tensor = info.type().tensor_type();
  Type element;
  if (auto elementName = getElementName(tensor.elem_type()))
    element = getElementType(context, *elementName);
  if (!element)
    return createStringError(name + "element type " +
                             Twine(tensor.elem_type()) + " is not supported");
  if (!tensor.has_shape())
    return createStringError(name + "expected a tensor of known rank");
  if (tensor.shape().dim_size() > kMaxRank)
    return createStringError(name + "expected at most " + Twine(kMaxRank) +
                             " axes, got " + Twine(tensor.shape().dim_size()));
  SmallVector<int64_t> shape;
  int64_t product = 16;
  for (const auto &dim : tensor.shape().dim()) {
    int64_t size = dim.has_dim_value() ? dim.dim_value() : ShapedType::kDynamic;
    if (dim.has_dim_value() &&
        (size < 0 || (size > 0 && llvm::MulOverflow(product, size, product))))
      return createStringError(name +
                               "expected sizes that are not negative "
                               "and not too large, got " +
                               Twine(size));
    shape.push_back(size);
  }
  return RankedTensorType::get(shape, element);
}
