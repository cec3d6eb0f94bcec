// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns elementwise linalg on buffers into vector loops. Activations that stand
// alone come this way, and so does any elementwise code between layers.

#include "MaskedVectors.h"
#include "relu/Codegen/Passes.h"
#include "relu/Codegen/Target.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace relu {
#define GEN_PASS_DEF_VECTORIZEELEMENTWISEPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

/// Whether `map` reads along the loop `inner` with its last axis only.
static bool movesInLastAxisOnly(AffineMap map, unsigned inner) {
  for (auto [axis, expr] : llvm::enumerate(map.getResults())) {
    if (!expr.isFunctionOfDim(inner))
      continue;
    if (axis + 1 != map.getNumResults() || !isa<AffineDimExpr>(expr))
      return false;
  }
  return true;
}

static bool hasUnitInnerStride(MemRefType type) {
  SmallVector<int64_t> strides;
  int64_t offset;
  return succeeded(type.getStridesAndOffset(strides, offset)) &&
         (strides.empty() || strides.back() == 1);
}

/// The lanes of a masked step hold zeros: what may trap on them (an integer
/// division) is not pure, and is left alone.
static bool isVectorizable(linalg::GenericOp op) {
  unsigned loops = op.getNumLoops();
  if (!op.hasPureBufferSemantics() || op.getNumReductionLoops() != 0 ||
      loops == 0 || op.getNumDpsInits() != 1)
    return false;
  for (OpOperand &operand : op->getOpOperands()) {
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    AffineMap map = op.getMatchingIndexingMap(&operand);
    // Vectors of i1 lie in memory bit by bit, memrefs byte by byte.
    if (!type || !type.getElementType().isIntOrFloat() ||
        type.getElementTypeBitWidth() % 8 != 0 ||
        !map.isProjectedPermutation(/*allowZeroInResults=*/true) ||
        !movesInLastAxisOnly(map, loops - 1) || !hasUnitInnerStride(type))
      return false;
  }
  if (!op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity())
    return false;
  return llvm::all_of(
      op.getBody()->without_terminator(), [](Operation &nested) {
        return isa<arith::ConstantOp>(nested) ||
               (OpTrait::hasElementwiseMappableTraits(&nested) &&
                isPure(&nested) && nested.getNumRegions() == 0);
      });
}

namespace {
class ElementwiseLoops {
public:
  ElementwiseLoops(linalg::GenericOp op, int64_t lanes)
      : b(op.getLoc(), op), op(op), lanes(lanes) {}

  void emit() {
    emitLoop(0);
    op.erase();
  }

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  void emitLoop(unsigned depth);
  /// One step of the innermost loop; `mask` is null when all lanes exist.
  void emitStep(Value mask);
  SmallVector<Value> getPosition(AffineMap map);
  Value load(OpOperand &operand, Value mask);

  ImplicitLocOpBuilder b;
  linalg::GenericOp op;
  int64_t lanes;
  SmallVector<Value> indices;
};
} // namespace

void ElementwiseLoops::emitLoop(unsigned depth) {
  Value output = op.getDpsInits()[0];
  int64_t size = cast<MemRefType>(output.getType()).getDimSize(depth);
  Value zero = index(0);
  Value end = ShapedType::isDynamic(size)
                  ? memref::DimOp::create(b, output, depth).getResult()
                  : index(size);
  bool innermost = depth + 1 == op.getNumLoops();
  Value step = index(innermost ? lanes : 1);
  Value whole = end;
  if (innermost)
    whole = arith::SubIOp::create(b, end, arith::RemUIOp::create(b, end, step));
  auto loop = scf::ForOp::create(b, zero, whole, step);
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    indices.push_back(loop.getInductionVar());
    if (innermost)
      emitStep(Value());
    else
      emitLoop(depth + 1);
    indices.pop_back();
  }
  if (!innermost || (!ShapedType::isDynamic(size) && size % lanes == 0))
    return;
  Value some = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, whole, end);
  auto rest = scf::IfOp::create(b, some, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(rest.thenBlock());
  indices.push_back(whole);
  Value left = arith::SubIOp::create(b, end, whole);
  emitStep(vector::CreateMaskOp::create(
      b, VectorType::get({lanes}, b.getI1Type()), left));
  indices.pop_back();
}

SmallVector<Value> ElementwiseLoops::getPosition(AffineMap map) {
  SmallVector<Value> position;
  for (AffineExpr expr : map.getResults()) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    position.push_back(loop ? indices[loop.getPosition()] : index(0));
  }
  return position;
}

Value ElementwiseLoops::load(OpOperand &operand, Value mask) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  Type element = cast<MemRefType>(operand.get().getType()).getElementType();
  auto type = VectorType::get({lanes}, element);
  SmallVector<Value> position = getPosition(map);
  if (!map.isFunctionOfDim(op.getNumLoops() - 1))
    return vector::BroadcastOp::create(
        b, type, memref::LoadOp::create(b, operand.get(), position));
  return loadVector(b, type, operand.get(), position, mask);
}

void ElementwiseLoops::emitStep(Value mask) {
  Block *body = op.getBody();
  IRMapping vectors;
  for (OpOperand &operand : op->getOpOperands())
    if (BlockArgument argument = op.getMatchingBlockArgument(&operand);
        !argument.use_empty())
      vectors.map(argument, load(operand, mask));
  auto vectorOf = [&](Value value) -> Value {
    if (Value vector = vectors.lookupOrNull(value))
      return vector;
    // From outside the body: the same in all lanes.
    return vector::BroadcastOp::create(
        b, VectorType::get({lanes}, value.getType()), value);
  };
  for (Operation &nested : body->without_terminator()) {
    if (auto constant = dyn_cast<arith::ConstantOp>(nested)) {
      auto type = VectorType::get({lanes}, constant.getType());
      vectors.map(
          constant.getResult(),
          arith::ConstantOp::create(
              b, DenseElementsAttr::get(type, Attribute(constant.getValue()))));
      continue;
    }
    IRMapping operands;
    for (Value operand : nested.getOperands())
      operands.map(operand, vectorOf(operand));
    Operation *copy = nested.cloneWithoutRegions(operands);
    for (OpResult result : copy->getResults())
      result.setType(VectorType::get({lanes}, result.getType()));
    b.insert(copy);
    vectors.map(nested.getResults(), copy->getResults());
  }
  Value result = vectorOf(body->getTerminator()->getOperand(0));
  SmallVector<Value> position(indices);
  storeVector(b, result, op.getDpsInits()[0], position, mask);
}

namespace {
struct VectorizeElementwisePass
    : relu::impl::VectorizeElementwisePassBase<VectorizeElementwisePass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<relu::Target> target = relu::Target::fromModule(module);
    if (failed(target))
      return signalPassFailure();
    Isa isa = target->getIsa();
    module.walk([&](linalg::GenericOp op) {
      if (isVectorizable(op))
        ElementwiseLoops(op, getLanes(isa, op)).emit();
    });
  }

private:
  /// So many lanes that the widest type in the body fills one register.
  static int64_t getLanes(Isa isa, linalg::GenericOp op) {
    unsigned widest = 8;
    auto consider = [&](Type type) {
      widest = std::max(
          widest, type.isIntOrFloat() ? type.getIntOrFloatBitWidth() : 64);
    };
    for (BlockArgument argument : op.getBody()->getArguments())
      consider(argument.getType());
    for (Operation &nested : op.getBody()->without_terminator())
      for (Type type : nested.getResultTypes())
        consider(type);
    int64_t bits = isa == Isa::avx512 ? 512 : isa == Isa::avx2 ? 256 : 128;
    return bits / widest;
  }
};
} // namespace
