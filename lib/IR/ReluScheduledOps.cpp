// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The scheduled operations: their constraints, effects and bufferization.

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace relu;

//===----------------------------------------------------------------------===//
// What both have in common
//===----------------------------------------------------------------------===//

/// packed_dense_c3 and pack_weights_c3.
static LogicalResult verifyTensorsOrMemRefs(DestinationStyleOpInterface op) {
  bool onTensors = isa<TensorType>(op.getDpsInits()[0].getType());
  for (OpOperand &operand : op->getOpOperands())
    if (isa<TensorType>(operand.get().getType()) != onTensors)
      return op->emitOpError("expects tensors only or memrefs only, got ")
             << operand.get().getType() << " beside "
             << op.getDpsInits()[0].getType();
  size_t expected = onTensors ? 1 : 0;
  if (op->getNumResults() != expected)
    return op->emitOpError("expects ")
           << expected << " results on " << (onTensors ? "tensors" : "memrefs")
           << ", got " << op->getNumResults();
  if (onTensors && op->getResult(0).getType() != op.getDpsInits()[0].getType())
    return op->emitOpError("expects the result to have the type of init, got ")
           << op->getResult(0).getType() << " and "
           << op.getDpsInits()[0].getType();
  return success();
}

/// packed_dense_c4 and pack_weights_c5.
static LogicalResult verifyPanelWidth(Operation *op, ScheduleAttr schedule,
                                      Type element) {
  int64_t lanes = schedule.getVectorLength(getComputeType(element));
  if (schedule.getCols() % lanes != 0)
    return op->emitOpError("expects cols of the schedule to be a multiple of "
                           "the vector length, got ")
           << schedule.getCols() << " and " << lanes;
  return success();
}

/// packed_dense_c2 and pack_weights_c2.
static LogicalResult verifyPackedSize(Operation *op, StringRef name,
                                      ShapedType packed, int64_t inputs,
                                      int64_t outputs, ScheduleAttr schedule) {
  Type computeType = getComputeType(packed.getElementType());
  int64_t expected = schedule.getPackedSize(inputs, outputs, computeType);
  if (packed.getRank() != 1 || packed.getDimSize(0) != expected)
    return op->emitOpError("expects ")
           << name << " to be " << inputs << "x" << outputs
           << " weights packed in one axis of " << expected << ", got "
           << packed;
  return success();
}

// Reads every operand but the destination, which it overwrites. On tensors
// there is no memory to speak of.
void relu::detail::getScheduledOpEffects(
    DestinationStyleOpInterface op,
    SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    if (op.isDpsInit(&operand))
      effects.emplace_back(MemoryEffects::Write::get(), &operand);
    else
      effects.emplace_back(MemoryEffects::Read::get(), &operand);
  }
}

AliasingValueList
relu::detail::getScheduledOpAliases(DestinationStyleOpInterface op,
                                    OpOperand &operand) {
  if (!op.isDpsInit(&operand))
    return {};
  return {{op->getResult(0), BufferRelation::Equivalent}};
}

LogicalResult relu::detail::bufferizeScheduledOp(
    DestinationStyleOpInterface op, RewriterBase &rewriter,
    const BufferizationOptions &options, BufferizationState &state) {
  if (isa<MemRefType>(op.getDpsInits()[0].getType()))
    return success();
  SmallVector<Value> buffers;
  for (Value operand : op->getOperands()) {
    FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
    if (failed(buffer))
      return failure();
    buffers.push_back(*buffer);
  }
  rewriter.setInsertionPoint(op);
  OperationState newOp(op->getLoc(), op->getName(), buffers, TypeRange(),
                       op->getAttrs());
  newOp.propertiesAttr = op->getPropertiesAsAttribute();
  rewriter.create(newOp);
  Value init = buffers[op.getDpsInitOperand(0)->getOperandNumber()];
  replaceOpWithBufferizedValues(rewriter, op, init);
  return success();
}

//===----------------------------------------------------------------------===//
// relu.packed_dense
//===----------------------------------------------------------------------===//

LogicalResult PackedDenseOp::verify() {
  if (failed(verifyTensorsOrMemRefs(*this)))
    return failure();
  auto input = cast<ShapedType>(getInput().getType());
  auto init = cast<ShapedType>(getInit().getType());
  Type element = init.getElementType();
  // packed_dense_c6
  for (Value operand : getOperands())
    if (getElementTypeOrSelf(operand) != element)
      return emitOpError("expects all operands to have the element type of "
                         "init, got ")
             << operand.getType() << " and " << init;

  // packed_dense_c5
  if (input.getRank() < 1 || input.getRank() != init.getRank() ||
      failed(verifyCompatibleShape(input.getShape().drop_back(),
                                   init.getShape().drop_back())))
    return emitOpError("expects input and init to have the same batch axes, "
                       "got ")
           << input << " and " << init;

  // packed_dense_c1
  int64_t inputs = input.getShape().back(), outputs = init.getShape().back();
  if (ShapedType::isDynamic(inputs) || ShapedType::isDynamic(outputs))
    return emitOpError("expects a static inner size and number of outputs, "
                       "got ")
           << input << " and " << init;

  // packed_dense_c4, packed_dense_c2
  if (failed(verifyPanelWidth(*this, getSchedule(), element)) ||
      failed(verifyPackedSize(*this, "weight",
                              cast<ShapedType>(getWeight().getType()), inputs,
                              outputs, getSchedule())))
    return failure();

  // packed_dense_c7
  if (Value bias = getBias()) {
    auto type = cast<ShapedType>(bias.getType());
    if (type.getRank() != 1 ||
        failed(verifyCompatibleDims({type.getDimSize(0), outputs})))
      return emitOpError("expects bias to have one axis of ")
             << outputs << ", got " << type;
  }
  // packed_dense_c8
  return verifySlopes([&] { return emitOpError(); }, getActivationAttr(), init,
                      getSlopes().getTypes());
}

//===----------------------------------------------------------------------===//
// relu.pack_weights
//===----------------------------------------------------------------------===//

LogicalResult PackWeightsOp::verify() {
  if (failed(verifyTensorsOrMemRefs(*this)))
    return failure();
  auto weight = cast<ShapedType>(getWeight().getType());
  auto init = cast<ShapedType>(getInit().getType());
  // pack_weights_c1
  if (weight.getRank() != 2 || !weight.hasStaticShape())
    return emitOpError("expects weight to have two axes of static size, got ")
           << weight;
  // pack_weights_c4
  if (weight.getElementType() != init.getElementType())
    return emitOpError("expects weight and init to have the same element "
                       "type, got ")
           << weight << " and " << init;
  // pack_weights_c5
  if (failed(verifyPanelWidth(*this, getSchedule(), weight.getElementType())))
    return failure();
  // pack_weights_c2
  return verifyPackedSize(*this, "init", init, weight.getDimSize(0),
                          weight.getDimSize(1), getSchedule());
}
