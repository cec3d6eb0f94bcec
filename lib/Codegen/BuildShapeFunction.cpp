// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Builds `@f_shapes`: which sizes must be equal for `@f` to run, and which
// sizes its results have. All of it is computed from the sizes of the inputs.

#include "BuildShapeFunction.h"

#include "relu/Codegen/ShapeFunction.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace relu;

namespace {
/// Builds the body of `@f_shapes` at the end of a copy of `@f`.
class ShapeFunctionBuilder {
public:
  ShapeFunctionBuilder(func::FuncOp func)
      : func(func),
        builder(func.getLoc(), func.getBody().front().getTerminator()) {}

  LogicalResult run();

private:
  Value getSize(Value tensor, int64_t axis) {
    return tensor::DimOp::create(builder, tensor, axis).getResult();
  }
  /// The same for a tensor that may stand in a region, where this function can
  /// not look: from what it is made of. Null when that is not known.
  Value findSize(Value tensor, int64_t axis);
  Value findSize(OpFoldResult size);

  /// Requires two sizes to be equal when `@f` runs.
  void require(Operation *op, Value a, int64_t axisA, Value b, int64_t axisB);
  void requireConsistent(Operation *op);
  void requireConsistent(linalg::LinalgOp op);
  void requireSameSizes(Operation *op, Value a, Value b);
  /// What a region gives has no data here, only sizes.
  void replaceByEmpty(Operation *op);
  Value countOperations(Operation *op);
  void store(int64_t index, Value value);

  func::FuncOp func;
  ImplicitLocOpBuilder builder;
  Value status, info;
  SmallVector<Attribute> messages;
  bool failedToFind = false;
};
} // namespace

/// What a loop carries keeps its sizes, and both branches give the same:
/// requireConsistent sees to it.
static Value getTensorOfSameSizes(Value tensor) {
  if (auto argument = dyn_cast<BlockArgument>(tensor)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    OpOperand *init = loop ? loop.getTiedLoopInit(argument) : nullptr;
    return init ? init->get() : Value();
  }
  auto result = cast<OpResult>(tensor);
  if (auto loop = dyn_cast<scf::ForOp>(result.getOwner()))
    return loop.getTiedLoopInit(result)->get();
  if (auto branch = dyn_cast<scf::IfOp>(result.getOwner()))
    return branch.thenYield()->getOperand(result.getResultNumber());
  return {};
}

Value ShapeFunctionBuilder::findSize(OpFoldResult size) {
  if (auto constant = dyn_cast<Attribute>(size))
    return arith::ConstantIndexOp::create(builder,
                                          cast<IntegerAttr>(constant).getInt());
  auto value = cast<Value>(size);
  if (value.getParentBlock() == &func.getBody().front())
    return value;
  IntegerAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return findSize(OpFoldResult(constant));
  if (auto dim = value.getDefiningOp<tensor::DimOp>())
    if (std::optional<int64_t> axis = dim.getConstantIndex())
      return findSize(dim.getSource(), *axis);
  return {};
}

Value ShapeFunctionBuilder::findSize(Value tensor, int64_t axis) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (Value same = getTensorOfSameSizes(tensor))
    return findSize(same, axis);
  if (tensor.getParentBlock() == &func.getBody().front() ||
      !type.isDynamicDim(axis))
    return getSize(tensor, axis);
  Operation *op = tensor.getDefiningOp();
  if (!op)
    return {};
  if (auto dense = dyn_cast<DenseOp>(op))
    return axis + 1 < type.getRank() ? findSize(dense.getInput(), axis)
                                     : findSize(dense.getWeight(), 1);
  if (auto activate = dyn_cast<ActivateOp>(op))
    return findSize(activate.getInput(), axis);
  if (auto cast = dyn_cast<tensor::CastOp>(op)) {
    bool isRanked = isa<RankedTensorType>(cast.getSource().getType());
    return isRanked ? findSize(cast.getSource(), axis) : Value();
  }
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return findSize(empty.getMixedSizes()[axis]);
  if (auto destination = dyn_cast<DestinationStyleOpInterface>(op))
    return findSize(destination.getTiedOpOperand(cast<OpResult>(tensor))->get(),
                    axis);
  if (OpTrait::hasElementwiseMappableTraits(op))
    for (Value operand : op->getOperands())
      if (isa<RankedTensorType>(operand.getType()))
        return findSize(operand, axis);
  return {};
}

void ShapeFunctionBuilder::require(Operation *op, Value a, int64_t axisA,
                                   Value b, int64_t axisB) {
  if (a == b && axisA == axisB)
    return;
  int64_t sizeA = cast<RankedTensorType>(a.getType()).getDimSize(axisA);
  int64_t sizeB = cast<RankedTensorType>(b.getType()).getDimSize(axisB);
  if (!ShapedType::isDynamic(sizeA) && !ShapedType::isDynamic(sizeB))
    return;
  Value foundA = findSize(a, axisA), foundB = findSize(b, axisB);
  if (!foundA || !foundB) {
    failedToFind = true;
    InFlightDiagnostic error = op->emitOpError();
    error << "expects axis " << axisA << " of " << a.getType() << " and axis "
          << axisB << " of " << b.getType()
          << " to have the same size, which can not be checked before the "
             "network runs";
    error.attachNote() << "make the sizes static, or move the operation out of "
                          "the region that it stands in";
    return;
  }
  auto dimA = foundA.getDefiningOp<tensor::DimOp>(),
       dimB = foundB.getDefiningOp<tensor::DimOp>();
  if (dimA && dimB && dimA.getSource() == dimB.getSource() &&
      dimA.getConstantIndex() == dimB.getConstantIndex())
    return;
  std::string message;
  llvm::raw_string_ostream stream(message);
  stream << "'" << op->getName() << "' at " << op->getLoc() << " expects axis "
         << axisA << " of " << a.getType() << " and axis " << axisB << " of "
         << b.getType() << " to have the same size";
  messages.push_back(builder.getStringAttr(message));
  Value equal =
      arith::CmpIOp::create(builder, arith::CmpIPredicate::eq, foundA, foundB);
  Value number = arith::ConstantOp::create(
      builder, builder.getI64IntegerAttr(messages.size()));
  // The first failure counts.
  Value zero = arith::ConstantOp::create(builder, builder.getI64IntegerAttr(0));
  Value isFirst =
      arith::CmpIOp::create(builder, arith::CmpIPredicate::eq, status, zero);
  Value failure = arith::SelectOp::create(builder, isFirst, number, status);
  status = arith::SelectOp::create(builder, equal, status, failure);
}

/// Operands that share a loop have the same size along it.
void ShapeFunctionBuilder::requireConsistent(linalg::LinalgOp op) {
  SmallVector<std::pair<Value, int64_t>> first(op.getNumLoops());
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<RankedTensorType>(operand.get().getType()))
      continue;
    AffineMap map = op.getMatchingIndexingMap(&operand);
    for (auto [axis, expr] : llvm::enumerate(map.getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      if (!loop)
        continue;
      auto &[value, valueAxis] = first[loop.getPosition()];
      if (value)
        require(op, value, valueAxis, operand.get(), axis);
      else
        first[loop.getPosition()] = {operand.get(), axis};
    }
  }
}

void ShapeFunctionBuilder::requireSameSizes(Operation *op, Value a, Value b) {
  auto type = dyn_cast<RankedTensorType>(a.getType());
  for (int64_t axis = 0, rank = type ? type.getRank() : 0; axis < rank; ++axis)
    require(op, a, axis, b, axis);
}

void ShapeFunctionBuilder::replaceByEmpty(Operation *op) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfter(op);
  for (OpResult result : op->getResults()) {
    auto type = dyn_cast<RankedTensorType>(result.getType());
    if (!type)
      continue;
    SmallVector<Value> sizes;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        sizes.push_back(findSize(result, axis));
    if (!llvm::is_contained(sizes, Value()))
      result.replaceAllUsesWith(
          tensor::EmptyOp::create(builder, type, sizes).getResult());
  }
}

void ShapeFunctionBuilder::requireConsistent(Operation *op) {
  auto requireSlopes = [&](ActivationAttrInterface activation,
                           ValueRange slopes, Value activated) {
    int64_t rank = cast<RankedTensorType>(activated.getType()).getRank();
    for (Value slope : slopes)
      if (cast<RankedTensorType>(slope.getType()).getRank() == 1)
        require(op, slope, 0, activated, *getSlopeAxis(activation, rank));
  };
  if (auto dense = dyn_cast<DenseOp>(op)) {
    int64_t rank = cast<RankedTensorType>(dense.getInput().getType()).getRank();
    require(op, dense.getInput(), rank - 1, dense.getWeight(), 0);
    if (dense.getBias())
      require(op, dense.getBias(), 0, dense.getWeight(), 1);
    requireSlopes(dense.getActivationAttr(), dense.getSlopes(),
                  dense.getResult());
  } else if (auto dense = dyn_cast<PackedDenseOp>(op)) {
    int64_t rank = cast<RankedTensorType>(dense.getInit().getType()).getRank();
    if (dense.getBias())
      require(op, dense.getBias(), 0, dense.getInit(), rank - 1);
    requireSlopes(dense.getActivationAttr(), dense.getSlopes(),
                  dense.getInit());
  } else if (auto activate = dyn_cast<ActivateOp>(op)) {
    requireSlopes(activate.getActivation(), activate.getSlopes(),
                  activate.getInput());
  } else if (auto structured = dyn_cast<linalg::LinalgOp>(op)) {
    requireConsistent(structured);
  } else if (auto cast = dyn_cast<tensor::CastOp>(op)) {
    auto to = dyn_cast<RankedTensorType>(cast.getType());
    if (!to || !isa<RankedTensorType>(cast.getSource().getType()))
      return;
    for (int64_t axis = 0; axis < to.getRank(); ++axis)
      if (!to.isDynamicDim(axis)) {
        Value expected = tensor::EmptyOp::create(
            builder, ArrayRef<int64_t>{to.getDimSize(axis)},
            to.getElementType());
        require(op, cast.getSource(), axis, expected, 0);
      }
  } else if (auto loop = dyn_cast<scf::ForOp>(op)) {
    for (auto [yielded, init] :
         llvm::zip_equal(loop.getYieldedValues(), loop.getInits()))
      requireSameSizes(op, yielded, init);
    replaceByEmpty(op);
  } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
    if (branch.getNumResults() == 0)
      return;
    for (auto [then, otherwise] :
         llvm::zip_equal(branch.thenYield()->getOperands(),
                         branch.elseYield()->getOperands()))
      requireSameSizes(op, then, otherwise);
    replaceByEmpty(op);
  } else if (OpTrait::hasElementwiseMappableTraits(op)) {
    for (Value operand : llvm::drop_begin(op->getOperands())) {
      auto type = dyn_cast<RankedTensorType>(operand.getType());
      if (!type || !isa<RankedTensorType>(op->getOperand(0).getType()))
        continue;
      for (int64_t axis = 0; axis < type.getRank(); ++axis)
        require(op, op->getOperand(0), axis, operand, axis);
    }
  }
}

/// A multiplication and an addition for each weight and row; null for other
/// operations.
Value ShapeFunctionBuilder::countOperations(Operation *op) {
  Value input, result;
  if (auto dense = dyn_cast<DenseOp>(op)) {
    input = dense.getInput();
    result = dense.getResult();
  } else if (auto dense = dyn_cast<PackedDenseOp>(op)) {
    input = dense.getInput();
    result = dense->getResult(0);
  } else {
    return {};
  }
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  Value count = arith::ConstantIndexOp::create(builder, 2);
  for (int64_t axis = 0; axis < rank; ++axis)
    count = arith::MulIOp::create(builder, count, getSize(result, axis));
  return arith::MulIOp::create(builder, count, getSize(input, rank - 1));
}

void ShapeFunctionBuilder::store(int64_t index, Value value) {
  if (value.getType().isIndex())
    value = arith::IndexCastOp::create(builder, builder.getI64Type(), value);
  Value position = arith::ConstantIndexOp::create(builder, index);
  memref::StoreOp::create(builder, value, info, position);
}

LogicalResult ShapeFunctionBuilder::run() {
  Block &entry = func.getBody().front();
  SmallVector<Operation *> body;
  func->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op != func)
      body.push_back(op);
  });
  Operation *terminator = entry.getTerminator();

  int64_t size = kInfoSizes;
  for (Type type : terminator->getOperandTypes())
    size += cast<RankedTensorType>(type).getRank();
  info = entry.addArgument(MemRefType::get({size}, builder.getI64Type()),
                           func.getLoc());

  status = arith::ConstantOp::create(builder, builder.getI64IntegerAttr(0));
  Value flops = arith::ConstantIndexOp::create(builder, 0);
  for (Operation *op : body) {
    requireConsistent(op);
    // What stands in a region may run any number of times.
    Value count = op->getBlock() == &entry ? countOperations(op) : Value();
    if (count)
      flops = arith::AddIOp::create(builder, flops, count);
  }
  store(kInfoStatus, status);
  store(kInfoWorkspace,
        arith::ConstantOp::create(builder, builder.getI64IntegerAttr(0)));
  store(kInfoFlops, flops);
  int64_t index = kInfoSizes;
  for (Value result : terminator->getOperands())
    for (int64_t axis = 0,
                 rank = cast<RankedTensorType>(result.getType()).getRank();
         axis < rank; ++axis)
      store(index++, getSize(result, axis));
  func->setAttr(kChecksAttrName, builder.getArrayAttr(messages));
  return failure(failedToFind);
}

LogicalResult relu::buildShapeFunction(func::FuncOp copy) {
  return ShapeFunctionBuilder(copy).run();
}

namespace {
/// Elementwise operations on tensors have the sizes of their operands.
struct ResolveElementwiseDim : OpRewritePattern<tensor::DimOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::DimOp dim,
                                PatternRewriter &rewriter) const override {
    Operation *op = dim.getSource().getDefiningOp();
    if (!op || !OpTrait::hasElementwiseMappableTraits(op))
      return rewriter.notifyMatchFailure(dim, "not of an elementwise op");
    for (Value operand : op->getOperands()) {
      if (!isa<RankedTensorType>(operand.getType()))
        continue;
      rewriter.modifyOpInPlace(dim,
                               [&] { dim.getSourceMutable().assign(operand); });
      return success();
    }
    return rewriter.notifyMatchFailure(dim, "no operand is a tensor");
  }
};
} // namespace

LogicalResult relu::reduceToSizes(func::FuncOp shapes) {
  MLIRContext *context = shapes.getContext();
  RewritePatternSet patterns(context);
  patterns.add<ResolveElementwiseDim>(context);
  memref::populateResolveRankedShapedTypeResultDimsPatterns(patterns);
  memref::populateResolveShapedTypeResultDimsPatterns(patterns);
  tensor::DimOp::getCanonicalizationPatterns(patterns, context);
  tensor::CastOp::getCanonicalizationPatterns(patterns, context);
  arith::SelectOp::getCanonicalizationPatterns(patterns, context);
  context->getLoadedDialect<tensor::TensorDialect>()
      ->getCanonicalizationPatterns(patterns);
  if (failed(applyPatternsGreedily(shapes, std::move(patterns))))
    return failure();
  // What is left besides arithmetic on sizes is what it all came from.
  WalkResult walk = shapes.walk<WalkOrder::PreOrder>([&](Operation *op) {
    bool isSize =
        op == shapes ||
        isa<memref::StoreOp, memref::DimOp, tensor::DimOp, func::ReturnOp,
            bufferization::ToTensorOp, affine::AffineApplyOp,
            affine::AffineMaxOp, affine::AffineMinOp>(op) ||
        (isa<arith::ArithDialect>(op->getDialect()) &&
         llvm::none_of(op->getResultTypes(),
                       [](Type type) { return isa<ShapedType>(type); }));
    if (isSize)
      return WalkResult::advance();
    // An operation that only feeds other tensors is not the one to name.
    bool isAskedForItsSize = llvm::any_of(op->getUsers(), [](Operation *user) {
      return isa<tensor::DimOp>(user) ||
             isa<arith::ArithDialect>(user->getDialect());
    });
    if (!isAskedForItsSize)
      return WalkResult::skip();
    InFlightDiagnostic error = emitError(op->getLoc());
    error << "'" << op->getName()
          << "' op expects the sizes of its results to follow from the sizes "
             "of the inputs of the network, but they depend on data";
    error.attachNote() << "make the sizes static";
    return WalkResult::interrupt();
  });
  return failure(walk.wasInterrupted());
}
