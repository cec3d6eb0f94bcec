// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Packs constant weights at compile time. The packed copy never becomes a
// uniqued attribute: it is a resource that the context owns.

#include "relu/Codegen/Passes.h"
#include "relu/IR/ConstantBytes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/Threading.h"

namespace relu {
#define GEN_PASS_DEF_PACKWEIGHTSPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

/// Runs `body` for each index below `count`, on the threads of the context
/// where `bytes` are so many that it takes milliseconds.
static void forEach(MLIRContext *context, int64_t bytes, int64_t count,
                    function_ref<void(int64_t)> body) {
  constexpr int64_t kManyBytes = 8 << 20;
  if (bytes >= kManyBytes)
    return parallelFor(context, 0, count, body);
  for (int64_t i = 0; i < count; ++i)
    body(i);
}

/// See the description of relu.pack_weights for the order.
static void packInto(MLIRContext *context, char *packed, ConstantBytes weight,
                     int64_t inputs, int64_t outputs, int64_t packedCols,
                     int64_t panelCols, size_t elementSize) {
  auto packPanel = [&](int64_t panel) {
    int64_t first = panel * panelCols;
    int64_t width = std::min(panelCols, packedCols - first);
    int64_t filled = std::max<int64_t>(0, std::min(width, outputs - first));
    char *out = packed + first * inputs * elementSize;
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
  };
  forEach(context, inputs * packedCols * elementSize,
          llvm::divideCeil(packedCols, panelCols), packPanel);
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
      packInto(op.getContext(), data, bytes, weightType.getDimSize(0), outputs,
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
      if (op->getNumResults() == 0)
        continue;
      ElementsAttr weight;
      if (!matchPattern(op.getWeight(), m_Constant(&weight)) ||
          !getConstantBytes(weight)) {
        remark::missed(op.getLoc(), remark::RemarkOpts::name("packed-per-call")
                                        .category("relu-pack-weights"))
            << remark::reason("the weight is not a constant that can be read "
                              "when the network is compiled: each call packs "
                              "it again");
        continue;
      }
      ElementsAttr &packed = done[{weight, op.getSchedule()}];
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
