// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How an element is followed through operations. Named linalg operations need
// no rules of their own: each has a body like a generic one.

#include "ElementExpression.h"

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringMap.h"
#include <cmath>

using namespace mlir;
using namespace relu;
using arith::CmpFPredicate;

static const llvm::StringMap<ElementOp> &getOperations() {
  static const llvm::StringMap<ElementOp> table = {
      {"arith.addf", ElementOp::add},
      {"arith.subf", ElementOp::subtract},
      {"arith.mulf", ElementOp::multiply},
      {"arith.divf", ElementOp::divide},
      {"arith.negf", ElementOp::negate},
      {"arith.maximumf", ElementOp::maximum},
      {"arith.minimumf", ElementOp::minimum},
      {"arith.maxnumf", ElementOp::maximumNumber},
      {"arith.minnumf", ElementOp::minimumNumber},
      {"arith.cmpf", ElementOp::compare},
      {"arith.select", ElementOp::select},
      {"math.exp", ElementOp::exp},
      {"math.expm1", ElementOp::expm1},
      {"math.log", ElementOp::log},
      {"math.log1p", ElementOp::log1p},
      {"math.erf", ElementOp::erf},
      {"math.erfc", ElementOp::erfc},
      {"math.absf", ElementOp::abs},
      {"math.sqrt", ElementOp::sqrt},
      {"math.powf", ElementOp::power},
      {"math.fpowi", ElementOp::power},
      {"math.tanh", ElementOp::activate},
      {"relu.activate", ElementOp::activate},
      {"tosa.add", ElementOp::add},
      {"tosa.sub", ElementOp::subtract},
      {"tosa.mul", ElementOp::multiply},
      {"tosa.negate", ElementOp::negate},
      {"tosa.reciprocal", ElementOp::reciprocal},
      {"tosa.maximum", ElementOp::maximum},
      {"tosa.minimum", ElementOp::minimum},
      {"tosa.exp", ElementOp::exp},
      {"tosa.log", ElementOp::log},
      {"tosa.erf", ElementOp::erf},
      {"tosa.abs", ElementOp::abs},
      {"tosa.pow", ElementOp::power},
      {"tosa.greater", ElementOp::compare},
      {"tosa.greater_equal", ElementOp::compare},
      {"tosa.equal", ElementOp::compare},
      {"tosa.select", ElementOp::select},
      {"tosa.clamp", ElementOp::activate},
      {"tosa.sigmoid", ElementOp::activate},
      {"tosa.tanh", ElementOp::activate},
  };
  return table;
}

//===----------------------------------------------------------------------===//
// From tensors to bodies and back
//===----------------------------------------------------------------------===//

/// `op` when it computes each element of its one result from elements of its
/// operands; null otherwise.
static linalg::LinalgOp asElementwise(Operation *op) {
  auto linalgOp = llvm::dyn_cast_or_null<linalg::LinalgOp>(op);
  if (!linalgOp || !linalgOp.hasPureTensorSemantics() ||
      linalgOp.getNumDpsInits() != 1 ||
      linalgOp.getNumParallelLoops() != linalgOp.getNumLoops() ||
      !linalgOp.getMatchingIndexingMap(linalgOp.getDpsInitOperand(0))
           .isIdentity())
    return nullptr;
  return linalgOp;
}

static Value getYielded(linalg::LinalgOp op) {
  return op.getBlock()->getTerminator()->getOperand(0);
}

/// The linalg operation whose body has `scalar` as an argument.
static linalg::LinalgOp getOwner(BlockArgument scalar) {
  return asElementwise(scalar.getOwner()->getParentOp());
}

/// One step towards where `value` is computed; null when there is none.
static Value stepBack(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    linalg::LinalgOp op = getOwner(argument);
    if (!op)
      return {};
    OpOperand *operand = op.getMatchingOpOperand(argument);
    return op.getMatchingIndexingMap(operand).isIdentity() ? operand->get()
                                                           : Value();
  }
  if (auto cast = value.getDefiningOp<tensor::CastOp>())
    return isa<RankedTensorType>(cast.getSource().getType()) ? cast.getSource()
                                                             : Value();
  if (linalg::LinalgOp op = asElementwise(value.getDefiningOp())) {
    // A copy: but a scalar that is repeated is not a tensor any more.
    Value yielded = getYielded(op);
    Value source = isa<BlockArgument>(yielded) ? stepBack(yielded) : Value();
    return source && isa<RankedTensorType>(source.getType()) ? source : Value();
  }
  // A scalar in a body is known by the tensor that it becomes.
  Operation *parent = value.getDefiningOp()->getParentOp();
  linalg::LinalgOp op = asElementwise(parent);
  return op && getYielded(op) == value ? Value(parent->getResult(0)) : Value();
}

Value relu::getElement(Value element) {
  while (Value next = stepBack(element))
    element = next;
  return element;
}

std::optional<ElementSource> relu::getElementSource(Value element,
                                                    int64_t rank) {
  element = getElement(element);
  AffineMap identity =
      AffineMap::getMultiDimIdentityMap(rank, element.getContext());
  Value copied = element;
  if (linalg::LinalgOp op = asElementwise(element.getDefiningOp()))
    copied = getYielded(op);
  if (auto argument = dyn_cast<BlockArgument>(copied))
    if (linalg::LinalgOp op = getOwner(argument)) {
      OpOperand *operand = op.getMatchingOpOperand(argument);
      if (op.getNumLoops() != rank ||
          !isa<RankedTensorType>(operand->get().getType()))
        return std::nullopt;
      return ElementSource{operand->get(), op.getMatchingIndexingMap(operand)};
    }
  auto type = dyn_cast<RankedTensorType>(element.getType());
  if (!type || type.getRank() != rank)
    return std::nullopt;
  return ElementSource{element, identity};
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

/// The value of a number, of an f32 the shortest decimal that rounds to it.
static double toDouble(const APFloat &value) {
  if (&value.getSemantics() == &APFloat::IEEEsingle())
    return relu::detail::getShortestDecimal(value.convertToFloat());
  APFloat wide = value;
  bool losesInfo;
  wide.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
  return wide.convertToDouble();
}

static std::optional<double> readNumber(Value element, unsigned depth);

/// `op` on numbers.
static std::optional<double> compute(const ElementNode &node, unsigned depth) {
  SmallVector<double, 2> x;
  for (Value operand : node.operands) {
    std::optional<double> number = readNumber(operand, depth);
    if (!number)
      return std::nullopt;
    x.push_back(*number);
  }
  switch (node.op) {
  case ElementOp::add:
    return x[0] + x[1];
  case ElementOp::subtract:
    return x[0] - x[1];
  case ElementOp::multiply:
    return x[0] * x[1];
  case ElementOp::divide:
    return x[0] / x[1];
  case ElementOp::negate:
    return -x[0];
  case ElementOp::reciprocal:
    return 1 / x[0];
  case ElementOp::sqrt:
    return std::sqrt(x[0]);
  default:
    return std::nullopt;
  }
}

static std::optional<double> readNumber(Value element, unsigned depth) {
  if (depth == 0)
    return std::nullopt;
  element = getElement(element);
  Attribute attr;
  if (matchPattern(element, m_Constant(&attr))) {
    if (auto number = dyn_cast<FloatAttr>(attr))
      return toDouble(number.getValue());
    if (auto number = dyn_cast<IntegerAttr>(attr))
      return number.getType().isSignlessInteger()
                 ? std::optional<double>(number.getValue().getSExtValue())
                 : std::nullopt;
    auto splat = dyn_cast<SplatElementsAttr>(attr);
    if (splat && isa<FloatType>(splat.getElementType()))
      return toDouble(splat.getSplatValue<APFloat>());
    return std::nullopt;
  }
  if (auto splat = element.getDefiningOp<tensor::SplatOp>())
    return readNumber(splat.getInput(), depth - 1);
  // Broadcasts read one element at many places, which are all alike.
  Value copied = element;
  if (linalg::LinalgOp op = asElementwise(element.getDefiningOp()))
    copied = getYielded(op);
  if (auto argument = dyn_cast<BlockArgument>(copied)) {
    linalg::LinalgOp op = getOwner(argument);
    return op ? readNumber(op.getMatchingOpOperand(argument)->get(), depth - 1)
              : std::nullopt;
  }
  return compute(readElement(element), depth - 1);
}

std::optional<double> relu::readNumber(Value element) {
  constexpr unsigned kDepth = 6;
  return ::readNumber(element, kDepth);
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

static FloatAttr toParameter(FloatAttr attr) {
  return relu::detail::getParameter(attr.getContext(),
                                    toDouble(attr.getValue()));
}

static ActivationAttrInterface getActivation(Operation *op) {
  MLIRContext *context = op->getContext();
  if (auto activate = dyn_cast<ActivateOp>(op))
    return activate.getSlopes().empty() ? activate.getActivation() : nullptr;
  if (isa<math::TanhOp, tosa::TanhOp>(op))
    return TanhAttr::get(context);
  if (isa<tosa::SigmoidOp>(op))
    return SigmoidAttr::get(context);
  auto clamp = cast<tosa::ClampOp>(op);
  auto min = dyn_cast<FloatAttr>(clamp.getMinVal());
  auto max = dyn_cast<FloatAttr>(clamp.getMaxVal());
  if (!min || !max || min.getValue().isNaN() || max.getValue().isNaN() ||
      clamp.getNanMode() != tosa::NanPropagationMode::PROPAGATE)
    return nullptr;
  return normalizeActivation(
      ClippedReluAttr::get(context, toParameter(min), toParameter(max)));
}

/// TOSA repeats axes of length 1: those that are known to have it are read at
/// 0, all others at the place of the result.
static bool isElementwise(Operation *op, Value operand) {
  auto type = dyn_cast<RankedTensorType>(operand.getType());
  auto result = dyn_cast<RankedTensorType>(op->getResult(0).getType());
  if (!type || !result || type.getRank() != result.getRank())
    return false;
  return llvm::all_of(llvm::zip_equal(type.getShape(), result.getShape()),
                      [](auto sizes) {
                        auto [size, resultSize] = sizes;
                        return size == 1 || size == resultSize;
                      });
}

static void readTosa(Operation *op, ElementNode &node) {
  // What follows are zero points, and shifts of integer products.
  size_t count = isa<tosa::MulOp>(op)      ? 2
                 : isa<tosa::NegateOp>(op) ? 1
                                           : op->getNumOperands();
  node.operands.resize(count);
  if (!llvm::all_of(node.operands,
                    [&](Value value) { return isElementwise(op, value); }))
    node.op = ElementOp::none;
  if (isa<tosa::EqualOp>(op))
    node.predicate = CmpFPredicate::OEQ;
  else if (isa<tosa::GreaterOp>(op))
    node.predicate = CmpFPredicate::OGT;
  else if (isa<tosa::GreaterEqualOp>(op))
    node.predicate = CmpFPredicate::OGE;
  auto ignore = tosa::NanPropagationMode::IGNORE;
  if (auto maximum = dyn_cast<tosa::MaximumOp>(op))
    if (maximum.getNanMode() == ignore)
      node.op = ElementOp::maximumNumber;
  if (auto minimum = dyn_cast<tosa::MinimumOp>(op))
    if (minimum.getNanMode() == ignore)
      node.op = ElementOp::minimumNumber;
}

Operation *relu::getComputingOperation(Value element) {
  Operation *op = getElement(element).getDefiningOp();
  linalg::LinalgOp linalgOp = asElementwise(op);
  return linalgOp ? getYielded(linalgOp).getDefiningOp() : op;
}

ElementNode relu::readElement(Value element) {
  ElementNode node;
  Operation *op = getComputingOperation(element);
  if (!op || op->getNumResults() != 1)
    return node;
  auto entry = getOperations().find(op->getName().getStringRef());
  if (entry == getOperations().end())
    return node;
  node.op = entry->second;
  llvm::append_range(node.operands, op->getOperands());
  if (auto fastMath = dyn_cast<arith::ArithFastMathInterface>(op)) {
    arith::FastMathFlags flags = fastMath.getFastMathFlagsAttr().getValue();
    node.assumesNoNaN =
        arith::bitEnumContainsAny(flags, arith::FastMathFlags::nnan);
    node.assumesNoInfinity =
        arith::bitEnumContainsAny(flags, arith::FastMathFlags::ninf);
  }
  if (auto compare = dyn_cast<arith::CmpFOp>(op))
    node.predicate = compare.getPredicate();
  if (isa_and_present<tosa::TosaDialect>(op->getDialect()))
    readTosa(op, node);
  if (node.op == ElementOp::activate) {
    node.activation = getActivation(op);
    if (!node.activation)
      node.op = ElementOp::none;
  }
  return node;
}
