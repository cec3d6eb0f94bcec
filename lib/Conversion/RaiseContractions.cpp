// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces contractions of linalg by relu.dense: any operation that sums
// products over one axis, of which one operand is a matrix that all rows of the
// result share, whatever the order of its operands and of their axes.

#include "ConstantTensors.h"
#include "ElementExpression.h"
#include "Raising.h"
#include "RepeatedRow.h"

#include "relu/Conversion/Passes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace relu;

namespace {
/// An operand with the loop that walks along each of its axes.
struct Operand {
  Value tensor;
  SmallVector<int64_t> loops;

  int64_t getAxis(int64_t loop) const {
    return llvm::find(loops, loop) - loops.begin();
  }
};

/// A contraction that is a layer.
struct Layer {
  Operand input, weight;
  int64_t summed, output;
  /// The loops of the result, from the first axis to the last.
  SmallVector<int64_t> result;
};
} // namespace

/// The loop of each axis; nothing when axes are walked otherwise.
static std::optional<SmallVector<int64_t>> getLoops(AffineMap map) {
  SmallVector<int64_t> loops;
  for (AffineExpr expr : map.getResults()) {
    auto dim = dyn_cast<AffineDimExpr>(expr);
    if (!dim || llvm::is_contained(loops, dim.getPosition()))
      return std::nullopt;
    loops.push_back(dim.getPosition());
  }
  return loops;
}

/// Whether the body adds the product of both inputs to the sum.
static bool addsProducts(linalg::LinalgOp op) {
  Block *body = op.getBlock();
  if (body->getNumArguments() != 3)
    return false;
  auto sum =
      body->getTerminator()->getOperand(0).getDefiningOp<arith::AddFOp>();
  if (!sum)
    return false;
  Value lhs = body->getArgument(0), rhs = body->getArgument(1),
        init = body->getArgument(2);
  Value added = sum.getLhs() == init ? sum.getRhs() : sum.getLhs();
  auto product = added.getDefiningOp<arith::MulFOp>();
  return product && (sum.getLhs() == init || sum.getRhs() == init) &&
         ((product.getLhs() == lhs && product.getRhs() == rhs) ||
          (product.getLhs() == rhs && product.getRhs() == lhs));
}

/// Takes off what repeats or reorders the axes of a weight. A loop in `needed`
/// must stay.
static void simplifyWeight(Operand &weight, ArrayRef<int64_t> needed) {
  for (;;) {
    weight.tensor = getElement(weight.tensor);
    if (auto broadcast = weight.tensor.getDefiningOp<linalg::BroadcastOp>()) {
      ArrayRef<int64_t> added = broadcast.getDimensions();
      if (llvm::any_of(added, [&](int64_t axis) {
            return llvm::is_contained(needed, weight.loops[axis]);
          }))
        return;
      SmallVector<int64_t> loops;
      for (auto [axis, loop] : llvm::enumerate(weight.loops))
        if (!llvm::is_contained(added, int64_t(axis)))
          loops.push_back(loop);
      weight = {broadcast.getInput(), loops};
      continue;
    }
    if (auto transpose = weight.tensor.getDefiningOp<linalg::TransposeOp>()) {
      SmallVector<int64_t> loops(weight.loops);
      for (auto [axis, from] : llvm::enumerate(transpose.getPermutation()))
        loops[from] = weight.loops[axis];
      weight = {transpose.getInput(), loops};
      continue;
    }
    std::optional<ElementSource> source = undoExpansion(weight.tensor);
    if (!source)
      return;
    SmallVector<int64_t> loops;
    for (AffineExpr expr : source->map.getResults())
      loops.push_back(weight.loops[cast<AffineDimExpr>(expr).getPosition()]);
    if (!llvm::all_of(needed, [&](int64_t loop) {
          return llvm::is_contained(loops, loop);
        }))
      return;
    weight = {source->tensor, loops};
  }
}

/// Drops axes of length 1 that are no axis of the matrix.
static bool isMatrix(const Operand &weight, ArrayRef<int64_t> needed) {
  auto type = cast<RankedTensorType>(weight.tensor.getType());
  return llvm::all_of(llvm::enumerate(weight.loops), [&](auto entry) {
    return llvm::is_contained(needed, entry.value()) ||
           type.getDimSize(entry.index()) == 1;
  });
}

/// Why `op` is no layer, or nothing and the `layer` that it is.
static StringRef analyze(linalg::LinalgOp op, Layer &layer) {
  if (op.getNumDpsInits() != 1 || op.getNumDpsInputs() != 2 ||
      !addsProducts(op))
    return "it does not add products of two tensors";
  SmallVector<SmallVector<int64_t>> loops;
  for (AffineMap map : op.getIndexingMapsArray()) {
    std::optional<SmallVector<int64_t>> found = getLoops(map);
    if (!found)
      return "an axis is not walked by one loop of its own";
    loops.push_back(*found);
  }
  Operand lhs{op.getDpsInputOperand(0)->get(), loops[0]};
  Operand rhs{op.getDpsInputOperand(1)->get(), loops[1]};
  layer.result = loops[2];
  if (layer.result.empty())
    return "the result is one number";

  SmallVector<int64_t> summed;
  for (int64_t loop : llvm::seq<int64_t>(0, op.getNumLoops()))
    if (!llvm::is_contained(layer.result, loop))
      summed.push_back(loop);
  if (summed.size() != 1 || !llvm::is_contained(lhs.loops, summed[0]) ||
      !llvm::is_contained(rhs.loops, summed[0]))
    return "it does not sum over one axis that both tensors have";
  layer.summed = summed[0];
  layer.output = layer.result.back();

  SmallVector<int64_t> needed{layer.summed, layer.output};
  bool isLeft = llvm::is_contained(lhs.loops, layer.output);
  if (isLeft && llvm::is_contained(rhs.loops, layer.output))
    return "both tensors have the last axis of the result";
  layer.weight = isLeft ? lhs : rhs;
  layer.input = isLeft ? rhs : lhs;
  simplifyWeight(layer.weight, needed);
  if (!isMatrix(layer.weight, needed))
    return "each batch has a weight of its own";
  // The input has all other loops, each once.
  if (layer.input.loops.size() != layer.result.size())
    return "the input has not all batch axes of the result";
  return {};
}

/// The weight as a matrix [in, out].
static Value createWeight(RewriterBase &rewriter, Location loc,
                          const Layer &layer) {
  Value tensor = layer.weight.tensor;
  auto type = cast<RankedTensorType>(tensor.getType());
  int64_t inAxis = layer.weight.getAxis(layer.summed);
  int64_t outAxis = layer.weight.getAxis(layer.output);
  bool isTransposed = outAxis < inAxis;
  SmallVector<int64_t> shape{type.getDimSize(std::min(inAxis, outAxis)),
                             type.getDimSize(std::max(inAxis, outAxis))};
  if (ElementsAttr constant = getConstantTensor(tensor)) {
    ElementsAttr matrix =
        type.getRank() == 2 ? constant : reshapeConstant(constant, shape);
    if (isTransposed)
      matrix = transposeMatrix(matrix);
    if (matrix && matrix == constant)
      return tensor;
    if (matrix)
      return arith::ConstantOp::create(rewriter, loc, cast<TypedAttr>(matrix));
  }
  if (type.getRank() != 2) {
    SmallVector<ReassociationIndices> groups(2);
    for (int64_t axis : llvm::seq<int64_t>(0, type.getRank()))
      groups[axis > std::min(inAxis, outAxis)].push_back(axis);
    tensor = tensor::CollapseShapeOp::create(rewriter, loc, tensor, groups);
  }
  if (!isTransposed)
    return tensor;
  SmallVector<OpFoldResult> sizes =
      tensor::getMixedSizes(rewriter, loc, tensor);
  std::swap(sizes[0], sizes[1]);
  Value empty =
      tensor::EmptyOp::create(rewriter, loc, sizes, type.getElementType());
  return linalg::TransposeOp::create(rewriter, loc, tensor, empty,
                                     ArrayRef<int64_t>{1, 0})
      ->getResult(0);
}

/// The input with the batch axes in the order of the result, the summed one
/// last.
static Value createInput(RewriterBase &rewriter, Location loc,
                         const Layer &layer) {
  SmallVector<int64_t> permutation;
  for (int64_t loop : ArrayRef(layer.result).drop_back())
    permutation.push_back(layer.input.getAxis(loop));
  permutation.push_back(layer.input.getAxis(layer.summed));
  Value tensor = layer.input.tensor;
  if (llvm::is_sorted(permutation)) // all axes, in their order
    return tensor;
  SmallVector<OpFoldResult> sizes;
  for (int64_t axis : permutation)
    sizes.push_back(tensor::getMixedSize(rewriter, loc, tensor, axis));
  Value empty = tensor::EmptyOp::create(rewriter, loc, sizes,
                                        getElementTypeOrSelf(tensor.getType()));
  return linalg::TransposeOp::create(rewriter, loc, tensor, empty, permutation)
      ->getResult(0);
}

StringRef relu::whyNoLayer(linalg::LinalgOp op) {
  Layer layer;
  if (!op.hasPureTensorSemantics())
    return "it is not on tensors";
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  for (Value operand : op->getOperands()) {
    auto operandType = dyn_cast<RankedTensorType>(operand.getType());
    if (!operandType || operandType.getElementType() != type.getElementType())
      return "its operands are not tensors of one element type";
  }
  if (!hasReluElements(type))
    return "its elements are not floating-point numbers of relu";
  return analyze(op, layer);
}

namespace {
struct RaiseContraction : OpInterfaceRewritePattern<linalg::LinalgOp> {
  using OpInterfaceRewritePattern::OpInterfaceRewritePattern;

  LogicalResult matchAndRewrite(linalg::LinalgOp op,
                                PatternRewriter &rewriter) const override {
    if (!isContraction(op))
      return rewriter.notifyMatchFailure(op, "sums nothing");
    if (StringRef reason = whyNoLayer(op); !reason.empty())
      return rewriter.notifyMatchFailure(op, reason);
    Layer layer;
    analyze(op, layer);
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    Value start = op.getDpsInits()[0];
    bool startsAtZero = readNumber(start) == 0.0;
    std::optional<RepeatedRow> bias =
        startsAtZero ? std::nullopt : findBias(start, type);

    Value weight = createWeight(rewriter, loc, layer);
    Value input = createInput(rewriter, loc, layer);
    Value biasVector = bias ? createRow(rewriter, loc, *bias) : Value();
    Value result =
        DenseOp::create(rewriter, loc, type, input, weight, biasVector,
                        ActivationAttrInterface(), ValueRange());
    if (!startsAtZero && !bias)
      result = arith::AddFOp::create(rewriter, loc, result, start);
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

bool relu::isContraction(linalg::LinalgOp op) {
  return op.getNumReductionLoops() > 0 && op.getNumDpsInits() == 1 &&
         op.getNumDpsInputs() == 2 &&
         (addsProducts(op) || linalg::isaContractionOpInterface(op));
}

void relu::populateRaiseContractionPatterns(RewritePatternSet &patterns) {
  patterns.add<RaiseContraction>(patterns.getContext());
}
