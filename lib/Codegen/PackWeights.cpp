// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Packs constant weights at compile time. The packed copy never becomes a
// uniqued attribute: it is a resource that the context owns.

#include "relu/Codegen/Passes.h"
#include "relu/IR/ConstantBytes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

namespace relu {
#define GEN_PASS_DEF_PACKWEIGHTSPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

/// See the description of relu.pack_weights for the order.
static void packInto(char *out, ConstantBytes weight, int64_t inputs,
                     int64_t outputs, int64_t packedCols, int64_t panelCols,
                     size_t elementSize) {
  for (int64_t first = 0; first < packedCols; first += panelCols) {
    int64_t width = std::min(panelCols, packedCols - first);
    int64_t filled = std::max<int64_t>(0, std::min(width, outputs - first));
    for (int64_t k = 0; k < inputs; ++k, out += width * elementSize) {
      const char *row = weight.data + (k * outputs + first) * weight.stride;
      if (weight.stride != 0)
        std::memcpy(out, row, filled * elementSize);
      else
        for (int64_t c = 0; c < filled; ++c)
          std::memcpy(out + c * elementSize, weight.data, elementSize);
      // Zero bits are the number zero in every float type.
      std::memset(out + filled * elementSize, 0,
                  (width - filled) * elementSize);
    }
  }
}

/// The order of `lanes = rows`: the weights of an output one after the other.
static void transposeInto(char *out, ConstantBytes weight, int64_t inputs,
                          int64_t outputs, size_t elementSize) {
  for (int64_t o = 0; o < outputs; ++o)
    for (int64_t k = 0; k < inputs; ++k, out += elementSize)
      std::memcpy(out, weight.data + (k * outputs + o) * weight.stride,
                  elementSize);
}

/// Null when there is not enough memory.
static ElementsAttr pack(PackWeightsOp op, ElementsAttr weight) {
  auto weightType = cast<ShapedType>(weight.getType());
  auto packedType = cast<RankedTensorType>(op.getInit().getType());
  Type element = weightType.getElementType();
  size_t elementSize = element.getIntOrFloatBitWidth() / 8;
  ConstantBytes bytes = *getConstantBytes(weight);
  int64_t outputs = weightType.getDimSize(1);
  ScheduleAttr schedule = op.getSchedule();

  return createResource(packedType, "relu_packed", [&](char *data) {
    if (schedule.getLanes() == Lanes::rows)
      transposeInto(data, bytes, weightType.getDimSize(0), outputs,
                    elementSize);
    else
      packInto(data, bytes, weightType.getDimSize(0), outputs,
               schedule.getPackedCols(outputs, getComputeType(element)),
               schedule.getCols(), elementSize);
    return success();
  });
}

namespace {
struct PackWeightsPass : relu::impl::PackWeightsPassBase<PackWeightsPass> {
  void runOnOperation() override {
    // Layers that share their weights share the packed ones, too.
    DenseMap<std::pair<Attribute, Attribute>, ElementsAttr> done;
    SmallVector<PackWeightsOp> ops;
    getOperation()->walk([&](PackWeightsOp op) { ops.push_back(op); });
    IRRewriter rewriter(&getContext());
    for (PackWeightsOp op : ops) {
      ElementsAttr weight;
      if (op->getNumResults() == 0 ||
          !matchPattern(op.getWeight(), m_Constant(&weight)))
        continue;
      ElementsAttr &packed = done[{weight, op.getSchedule()}];
      if (!packed && !getConstantBytes(weight))
        continue;
      if (!packed)
        packed = pack(op, weight);
      if (!packed) {
        emitError(op.getLoc())
            << "'" << op->getName() << "' op expects memory for the weight "
            << op.getInit().getType() << ", got none";
        return signalPassFailure();
      }
      rewriter.setInsertionPoint(op);
      Operation *unpacked = op.getWeight().getDefiningOp();
      Operation *init = op.getInit().getDefiningOp();
      rewriter.replaceOpWithNewOp<arith::ConstantOp>(op,
                                                     cast<TypedAttr>(packed));
      for (Operation *unused : {unpacked, init})
        if (unused && isOpTriviallyDead(unused))
          rewriter.eraseOp(unused);
    }
  }
};
} // namespace
