// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The model operations: type inference and the constraints that docs/Spec.md
// numbers.

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace relu;

#define GET_OP_CLASSES
#include "relu/IR/ReluOps.cpp.inc"

//===----------------------------------------------------------------------===//
// relu.dense
//===----------------------------------------------------------------------===//

/// dense_c1: what both inference and verification need before all else.
static LogicalResult
verifyDenseRanks(RankedTensorType input, RankedTensorType weight,
                 function_ref<LogicalResult(const Twine &)> fail) {
  if (input.getRank() < 1)
    return fail("expects input to have at least one axis, got rank 0");
  if (weight.getRank() != 2)
    return fail("expects weight to have rank 2, got rank " +
                Twine(weight.getRank()));
  return success();
}

// Looks at ranks only: everything else is reported by verify(), which knows
// better words than "failed to infer returned types".
LogicalResult DenseOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> location,
                                        DenseOp::Adaptor adaptor,
                                        SmallVectorImpl<Type> &inferred) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  auto weight = dyn_cast<RankedTensorType>(adaptor.getWeight().getType());
  if (!input || !weight)
    return emitOptionalError(location,
                             "expects input and weight to be ranked tensors");
  if (failed(verifyDenseRanks(input, weight, [&](const Twine &message) {
        return emitOptionalError(location, message);
      })))
    return failure();
  SmallVector<int64_t> shape(input.getShape());
  shape.back() = weight.getDimSize(1);
  inferred.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

bool DenseOp::isCompatibleReturnTypes(TypeRange inferred, TypeRange actual) {
  if (inferred.size() != 1 || actual.size() != 1)
    return false;
  // dense_c5, but for the sizes that verify() names.
  auto expected = dyn_cast<RankedTensorType>(inferred[0]);
  auto found = dyn_cast<RankedTensorType>(actual[0]);
  return expected && found && expected.getRank() == found.getRank();
}

LogicalResult DenseOp::verify() {
  auto input = cast<RankedTensorType>(getInput().getType());
  auto weight = cast<RankedTensorType>(getWeight().getType());
  auto result = cast<RankedTensorType>(getResult().getType());

  if (failed(verifyDenseRanks(input, weight, [&](const Twine &message) {
        return LogicalResult(emitOpError(message));
      })))
    return failure();

  // dense_c2
  int64_t inputSize = input.getShape().back(), rows = weight.getDimSize(0);
  if (failed(verifyCompatibleDims({inputSize, rows})))
    return emitOpError("expects input and weight to agree on the inner "
                       "dimension, got ")
           << inputSize << " and " << rows;

  // dense_c4
  Type element = input.getElementType();
  auto sameElement = [&](StringRef name, Value value) -> LogicalResult {
    Type other = getElementTypeOrSelf(value);
    if (other == element)
      return success();
    return emitOpError("expects ")
           << name << " to have the element type of input, got " << other
           << " and " << element;
  };
  if (failed(sameElement("weight", getWeight())) ||
      failed(sameElement("the result", getResult())))
    return failure();

  // dense_c3
  if (Value bias = getBias()) {
    auto type = cast<RankedTensorType>(bias.getType());
    if (type.getRank() != 1)
      return emitOpError("expects bias to have rank 1, got rank ")
             << type.getRank();
    if (failed(
            verifyCompatibleDims({type.getDimSize(0), weight.getDimSize(1)})))
      return emitOpError("expects bias and weight to agree on the number of "
                         "outputs, got ")
             << type.getDimSize(0) << " and " << weight.getDimSize(1);
    if (failed(sameElement("bias", bias)))
      return failure();
  }

  // dense_c5
  SmallVector<int64_t> shape(input.getShape());
  shape.back() = weight.getDimSize(1);
  if (failed(verifyCompatibleShape(shape, result.getShape())))
    return emitOpError("expects the result to have the shape ")
           << RankedTensorType::get(shape, element) << ", got " << result;

  // dense_c6, dense_c7
  return verifySlopes([&] { return emitOpError(); }, getActivationAttr(),
                      result, getSlopes().getTypes());
}

LogicalResult DenseOp::reifyResultShapes(OpBuilder &builder,
                                         ReifiedRankedShapedTypeDims &reified) {
  SmallVector<OpFoldResult> shape =
      tensor::getMixedSizes(builder, getLoc(), getInput());
  shape.back() = tensor::getMixedSize(builder, getLoc(), getWeight(), 1);
  reified.push_back(std::move(shape));
  return success();
}

//===----------------------------------------------------------------------===//
// relu.activate
//===----------------------------------------------------------------------===//

LogicalResult ActivateOp::verify() {
  // activate_c1 is the trait AllTypesMatch; activate_c2, activate_c3 and
  // activate_c4:
  return verifySlopes([&] { return emitOpError(); }, getActivation(),
                      cast<ShapedType>(getInput().getType()),
                      getSlopes().getTypes());
}

LogicalResult
ActivateOp::reifyResultShapes(OpBuilder &builder,
                              ReifiedRankedShapedTypeDims &reified) {
  reified.push_back(tensor::getMixedSizes(builder, getLoc(), getInput()));
  return success();
}
