// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How shapes change. Sizes that are known only at run time are compared then:
// a cast to a known size is a check.

#include "Shaping.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace relu;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

Value relu::createEmptyLike(ImplicitLocOpBuilder &b, Value like, Type element) {
  return tensor::EmptyOp::create(b, tensor::getMixedSizes(b, b.getLoc(), like),
                                 element ? element
                                         : typeOf(like).getElementType());
}

Value relu::createFilled(ImplicitLocOpBuilder &b, Value like, Attribute value) {
  auto type = typeOf(like).clone(cast<TypedAttr>(value).getType());
  if (type.hasStaticShape())
    return arith::ConstantOp::create(b, DenseElementsAttr::get(type, value));
  Value scalar = arith::ConstantOp::create(b, cast<TypedAttr>(value));
  Value empty = createEmptyLike(b, like, type.getElementType());
  return linalg::FillOp::create(b, scalar, empty).getResult(0);
}

Value relu::castTo(ImplicitLocOpBuilder &b, Value value,
                   ArrayRef<int64_t> shape) {
  auto type = typeOf(value).clone(shape);
  return value.getType() == type
             ? value
             : tensor::CastOp::create(b, type, value).getResult();
}

/// Keeps one axis for each group of axes.
static Value collapse(ImplicitLocOpBuilder &b, Value value,
                      ArrayRef<ReassociationIndices> groups) {
  return tensor::CollapseShapeOp::create(b, value, groups);
}

/// One group for each axis that is kept; the others join a neighbour.
static SmallVector<ReassociationIndices>
groupAround(int64_t rank, function_ref<bool(int64_t)> isKept) {
  SmallVector<ReassociationIndices> groups;
  ReassociationIndices first;
  for (int64_t axis = 0; axis < rank; ++axis) {
    if (isKept(axis)) {
      groups.push_back(groups.empty() ? first : ReassociationIndices());
      groups.back().push_back(axis);
    } else if (groups.empty()) {
      first.push_back(axis);
    } else {
      groups.back().push_back(axis);
    }
  }
  return groups;
}

Value relu::dropAxes(ImplicitLocOpBuilder &b, Value value,
                     ArrayRef<int64_t> axes) {
  if (axes.empty())
    return value;
  return collapse(b, value,
                  groupAround(typeOf(value).getRank(), [&](int64_t axis) {
                    return !llvm::is_contained(axes, axis);
                  }));
}

Value relu::insertAxes(ImplicitLocOpBuilder &b, Value value,
                       ArrayRef<int64_t> axes) {
  if (axes.empty())
    return value;
  RankedTensorType type = typeOf(value);
  int64_t rank = type.getRank() + axes.size();
  SmallVector<OpFoldResult> sizes;
  SmallVector<int64_t> shape;
  for (int64_t axis = 0, from = 0; axis < rank; ++axis) {
    bool isNew = llvm::is_contained(axes, axis);
    shape.push_back(isNew ? 1 : type.getDimSize(from));
    sizes.push_back(isNew ? OpFoldResult(b.getIndexAttr(1))
                          : tensor::getMixedSize(b, b.getLoc(), value, from));
    from += !isNew;
  }
  auto groups = groupAround(
      rank, [&](int64_t axis) { return !llvm::is_contained(axes, axis); });
  return tensor::ExpandShapeOp::create(b, type.clone(shape), value, groups,
                                       sizes);
}

Value relu::transpose(ImplicitLocOpBuilder &b, Value value,
                      ArrayRef<int64_t> permutation) {
  if (llvm::equal(permutation, llvm::seq<int64_t>(0, permutation.size())))
    return value;
  SmallVector<OpFoldResult> sizes;
  for (int64_t axis : permutation)
    sizes.push_back(tensor::getMixedSize(b, b.getLoc(), value, axis));
  Value empty =
      tensor::EmptyOp::create(b, sizes, typeOf(value).getElementType());
  return linalg::TransposeOp::create(b, value, empty, permutation)
      ->getResult(0);
}

namespace {
/// The part of a shape that is known, and how much of it is not.
struct Count {
  explicit Count(ArrayRef<int64_t> shape) {
    for (int64_t size : shape)
      if (ShapedType::isDynamic(size))
        ++numDynamic;
      else
        known *= size;
  }
  int64_t known = 1; // can not overflow: see Node::setOutput
  int64_t numDynamic = 0;
};
} // namespace

/// Axes before `prefix` each in a group, the others in one.
static SmallVector<ReassociationIndices> groupRest(int64_t rank,
                                                   int64_t prefix) {
  SmallVector<ReassociationIndices> groups;
  for (int64_t axis = 0; axis < rank; ++axis)
    if (axis <= prefix)
      groups.push_back({axis});
    else
      groups.back().push_back(axis);
  return groups;
}

/// How many axes two shapes of as many elements begin with alike; less than
/// either has, unless one has none. Nothing when the numbers of elements differ
/// or might.
static std::optional<int64_t> getCommonAxes(ArrayRef<int64_t> from,
                                            ArrayRef<int64_t> to) {
  int64_t shorter = std::min(from.size(), to.size()), prefix = 0;
  while (prefix + 1 < shorter && from[prefix] == to[prefix])
    ++prefix;
  for (; prefix >= 0; --prefix) {
    Count before(from.drop_front(prefix)), after(to.drop_front(prefix));
    bool isKnown = before.numDynamic == 0 && after.numDynamic == 0;
    if (isKnown && before.known == after.known)
      return prefix;
    // Two sizes that are not known are the same only if all others are.
    if (isKnown || Count(from.take_front(prefix)).numDynamic > 0)
      continue;
    if (before.numDynamic > 0 && after.numDynamic == 0)
      return prefix; // to be checked when the network runs
    if (before.numDynamic > 0 && after.numDynamic == 1 && after.known > 0 &&
        before.known % after.known == 0)
      return prefix;
  }
  return std::nullopt;
}

FailureOr<Value> relu::reshape(Node &node, Value value,
                               ArrayRef<int64_t> shape) {
  ImplicitLocOpBuilder &b = node.builder;
  RankedTensorType type = typeOf(value);
  int64_t rank = type.getRank(), newRank = shape.size();
  std::string wish = str(type) + " to " + str(type.clone(shape));

  if (type.getShape() == shape)
    return value;
  std::optional<int64_t> begin = getCommonAxes(type.getShape(), shape);
  if (!begin)
    return node.fail("can not reshape " + wish);
  int64_t prefix = *begin;
  Count to(shape.drop_front(prefix));

  if (rank == 0 || newRank == 0) {
    SmallVector<int64_t> ones(rank, 1);
    if (newRank == 0)
      return collapse(b, castTo(b, value, ones), {});
    return tensor::ExpandShapeOp::create(b, type.clone(shape), value,
                                         ArrayRef<ReassociationIndices>())
        .getResult();
  }
  if (rank > prefix + 1)
    value = collapse(b, value, groupRest(rank, prefix));
  // The flat rest has the size that is wished for: known or not yet.
  SmallVector<int64_t> flat(typeOf(value).getShape());
  if (to.numDynamic == 0) {
    flat[prefix] = to.known;
    value = castTo(b, value, flat);
  }
  if (newRank == prefix + 1)
    return castTo(b, value, shape);

  SmallVector<OpFoldResult> sizes;
  for (int64_t axis = 0; axis < newRank; ++axis) {
    if (axis < prefix || !ShapedType::isDynamic(shape[axis])) {
      sizes.push_back(axis < prefix
                          ? tensor::getMixedSize(b, b.getLoc(), value, axis)
                          : OpFoldResult(b.getIndexAttr(shape[axis])));
      continue;
    }
    Value total = tensor::DimOp::create(b, value, prefix);
    if (to.known != 1)
      total = arith::DivUIOp::create(
          b, total, arith::ConstantIndexOp::create(b, to.known));
    sizes.push_back(total);
  }
  return tensor::ExpandShapeOp::create(b, type.clone(shape), value,
                                       groupRest(newRank, prefix), sizes)
      .getResult();
}

/// Elements of `x` in a new order along `axis`, `count` of them there. The
/// index of each comes from `getIndex`, which gets an element of `positions` if
/// those are given.
static Value
reorder(ImplicitLocOpBuilder &b, Value x, int64_t axis, int64_t count,
        ValueRange positions,
        function_ref<Value(ImplicitLocOpBuilder &, ValueRange)> getIndex) {
  RankedTensorType type = typeOf(x);
  int64_t rank = type.getRank();
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, b.getLoc(), x);
  sizes[axis] = b.getIndexAttr(count);
  Value empty = tensor::EmptyOp::create(b, sizes, type.getElementType());
  SmallVector<AffineMap> maps(
      positions.size(),
      AffineMap::get(rank, 0, b.getAffineDimExpr(axis), b.getContext()));
  maps.push_back(b.getMultiDimIdentityMap(rank));
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             b, empty.getType(), positions, empty, maps, iterators,
             [&](OpBuilder &nested, Location loc, ValueRange args) {
               ImplicitLocOpBuilder n(loc, nested);
               SmallVector<Value> index;
               for (int64_t i = 0; i < rank; ++i)
                 index.push_back(
                     i == axis ? getIndex(n, args)
                               : linalg::IndexOp::create(n, i).getResult());
               linalg::YieldOp::create(
                   n, tensor::ExtractOp::create(n, x, index).getResult());
             })
      .getResult(0);
}

Value relu::pick(ImplicitLocOpBuilder &b, Value x, int64_t axis,
                 ArrayRef<int64_t> chosen) {
  Value positions = arith::ConstantOp::create(b, b.getI64TensorAttr(chosen));
  return reorder(b, x, axis, chosen.size(), positions,
                 [](ImplicitLocOpBuilder &n, ValueRange args) -> Value {
                   return arith::IndexCastOp::create(n, n.getIndexType(),
                                                     args[0]);
                 });
}

Value relu::pickBackwards(ImplicitLocOpBuilder &b, Value x, int64_t axis,
                          int64_t start, int64_t step, int64_t count) {
  return reorder(
      b, x, axis, count, {}, [&](ImplicitLocOpBuilder &n, ValueRange) -> Value {
        Value steps =
            arith::MulIOp::create(n, linalg::IndexOp::create(n, axis),
                                  arith::ConstantIndexOp::create(n, step));
        return arith::SubIOp::create(
            n, arith::ConstantIndexOp::create(n, start), steps);
      });
}
