// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations that change the shape of a tensor and none of its elements. Of a
// constant they are a constant.

#include "OpTable.h"
#include "Shaping.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace relu;

static LogicalResult forward(Node &node) {
  if (ElementsAttr constant = node.getConstant(0))
    return node.setOutput(constant);
  return node.setOutput(node.getInput(0));
}

LogicalResult relu::buildIdentity(Node &node) { return forward(node); }

/// At inference nothing is dropped, and the mask is all ones.
LogicalResult relu::buildDropout(Node &node) {
  ImplicitLocOpBuilder &b = node.builder;
  if (node.hasInput(2)) {
    ElementsAttr training = node.getConstant(2);
    if (!training || !training.getElementType().isInteger(1) ||
        training.getShapedType().getNumElements() != 1 ||
        (*readNumbers(training))[0] != 0)
      return node.fail("input 'training_mode': training is not supported");
  }
  if (node.form.since == 1 && node.opset < 7 && !node.getInt("is_test", 0))
    return node.fail("attribute 'is_test': training is not supported");
  if (node.wantsOutput(1)) {
    // Booleans since operator set 10.
    Type element =
        node.opset < 10 ? node.getInputType(0).getElementType() : b.getI1Type();
    TypedAttr one = b.getOneAttr(element);
    if (failed(node.setOutput(createFilled(b, node.getInput(0), one), 1)))
      return failure();
  }
  return forward(node);
}

/// The only operand in another shape.
static LogicalResult setReshaped(Node &node, ArrayRef<int64_t> shape) {
  if (ElementsAttr constant = node.getConstant(0)) {
    auto type = node.getInputType(0).clone(shape);
    if (!type.hasStaticShape() ||
        type.getNumElements() != node.getInputType(0).getNumElements())
      return node.fail("can not reshape " + str(node.getInputType(0)) + " to " +
                       str(type));
    return node.setOutput(reshapeConstant(constant, shape));
  }
  auto reshaped = reshape(node, node.getInput(0), shape);
  return failed(reshaped) ? failure() : node.setOutput(*reshaped);
}

/// The product of sizes, which is dynamic when one of them is.
static int64_t multiply(ArrayRef<int64_t> sizes) {
  int64_t product = 1;
  for (int64_t size : sizes) {
    if (ShapedType::isDynamic(size))
      return size;
    product *= size;
  }
  return product;
}

LogicalResult relu::buildFlatten(Node &node) {
  ArrayRef<int64_t> shape = node.getInputType(0).getShape();
  int64_t rank = shape.size(), axis = node.getInt("axis", 1);
  if (axis < -rank || axis > rank)
    return node.fail("attribute 'axis': expected an axis of " +
                     str(node.getInputType(0)) + ", got " + Twine(axis));
  axis += axis < 0 ? rank : 0;
  return setReshaped(node, {multiply(shape.take_front(axis)),
                            multiply(shape.drop_front(axis))});
}

LogicalResult relu::buildReshape(Node &node) {
  std::optional<SmallVector<int64_t>> wish;
  if (node.form.since < 5) {
    wish = node.getInts("shape");
  } else if (ElementsAttr constant = node.getConstant(1)) {
    if (constant.getShapedType().getRank() == 1)
      wish = readIntegers(constant);
  } else {
    return node.fail("input 'shape': expected a constant");
  }
  if (!wish || wish->size() > 64)
    return node.fail("expected a shape of at most 64 sizes");

  ArrayRef<int64_t> from = node.getInputType(0).getShape();
  bool zeroIsZero = node.getInt("allowzero", 0);
  SmallVector<int64_t> shape;
  int64_t known = 1, inferred = -1;
  for (auto [axis, size] : llvm::enumerate(*wish)) {
    if (size == 0 && !zeroIsZero) {
      if (axis >= from.size())
        return node.fail("expected a shape that takes no more axes from the "
                         "input than there are");
      size = from[axis];
    } else if (axis == 0 && node.batch && !from.empty() &&
               size == node.batch->exported && from[0] == node.batch->wanted) {
      // The batch size, which was written into the file, is another now.
      size = from[0];
    } else if (size == -1) {
      if (inferred >= 0)
        return node.fail("expected at most one size that is left to infer");
      inferred = axis;
    } else if (size < 0) {
      return node.fail("expected sizes of at least -1, got " + Twine(size));
    }
    shape.push_back(size);
    if (int64_t(axis) != inferred && !ShapedType::isDynamic(size) &&
        llvm::MulOverflow(known, size, known))
      return node.fail("the sizes are too large");
  }
  if (inferred >= 0) {
    // Dynamic sizes that are copied take part on both sides.
    SmallVector<int64_t> rest(from);
    bool isStatic = true;
    for (auto [axis, size] : llvm::enumerate(shape))
      if (ShapedType::isDynamic(size) && int64_t(axis) != inferred) {
        if (axis < rest.size())
          rest[axis] = 1;
      }
    for (int64_t size : rest)
      isStatic &= !ShapedType::isDynamic(size);
    int64_t total = isStatic ? multiply(rest) : ShapedType::kDynamic;
    if (isStatic && (known == 0 || total % known != 0))
      return node.fail("can not reshape " + str(node.getInputType(0)) +
                       " to rows of " + Twine(known));
    shape[inferred] = isStatic ? total / known : ShapedType::kDynamic;
  }
  return setReshaped(node, shape);
}

/// Axes, as an attribute or an operand. Nothing when there are none; an empty
/// list and a message when they are not known.
static FailureOr<std::optional<SmallVector<int64_t>>> getAxes(Node &node) {
  if (node.form.since < 13)
    return node.getInts("axes");
  if (!node.hasInput(1))
    return std::optional<SmallVector<int64_t>>();
  ElementsAttr constant = node.getConstant(1);
  auto axes = constant ? readIntegers(constant) : std::nullopt;
  if (!axes)
    return node.fail("input 'axes': expected constant integers");
  return axes;
}

LogicalResult relu::buildSqueeze(Node &node) {
  auto axes = getAxes(node);
  if (failed(axes))
    return failure();
  RankedTensorType type = node.getInputType(0);
  SmallVector<int64_t> dropped;
  if (*axes) {
    for (int64_t axis : **axes) {
      std::optional<int64_t> counted = node.getAxis(axis, type.getRank());
      if (!counted)
        return failure();
      dropped.push_back(*counted);
    }
  } else {
    for (auto [axis, size] : llvm::enumerate(type.getShape())) {
      if (ShapedType::isDynamic(size))
        return node.fail("expected attribute 'axes': which sizes are 1 is not "
                         "known in " +
                         str(type));
      if (size == 1)
        dropped.push_back(axis);
    }
  }
  SmallVector<int64_t> shape;
  for (auto [axis, size] : llvm::enumerate(type.getShape())) {
    if (!llvm::is_contained(dropped, axis))
      shape.push_back(size);
    else if (size != 1)
      return node.fail("expected axis " + Twine(axis) + " to have size 1 in " +
                       str(type));
  }
  if (node.getConstant(0))
    return setReshaped(node, shape);
  return node.setOutput(dropAxes(node.builder, node.getInput(0), dropped));
}

LogicalResult relu::buildUnsqueeze(Node &node) {
  auto axes = getAxes(node);
  if (failed(axes))
    return failure();
  RankedTensorType type = node.getInputType(0);
  int64_t rank = type.getRank() + (*axes ? (*axes)->size() : 0);
  if (!*axes || rank > 64)
    return node.fail("expected axes to insert, at most 64 in all");
  SmallVector<int64_t> inserted;
  for (int64_t axis : **axes) {
    std::optional<int64_t> counted = node.getAxis(axis, rank);
    if (!counted)
      return failure();
    if (llvm::is_contained(inserted, *counted))
      return node.fail("expected different axes");
    inserted.push_back(*counted);
  }
  SmallVector<int64_t> shape;
  for (int64_t axis = 0, from = 0; axis < rank; ++axis)
    shape.push_back(
        llvm::is_contained(inserted, axis) ? 1 : type.getDimSize(from++));
  if (node.getConstant(0))
    return setReshaped(node, shape);
  return node.setOutput(insertAxes(node.builder, node.getInput(0), inserted));
}

LogicalResult relu::buildTranspose(Node &node) {
  int64_t rank = node.getInputType(0).getRank();
  SmallVector<int64_t> permutation(llvm::reverse(llvm::seq<int64_t>(0, rank)));
  if (auto given = node.getInts("perm"))
    permutation = *given;
  SmallVector<int64_t> sorted(permutation);
  llvm::sort(sorted);
  if (!llvm::equal(sorted, llvm::seq<int64_t>(0, rank)))
    return node.fail("attribute 'perm': expected each axis of " +
                     str(node.getInputType(0)) + " once");
  if (ElementsAttr constant = node.getConstant(0))
    return node.setOutput(transposeConstant(constant, permutation));
  return node.setOutput(transpose(node.builder, node.getInput(0), permutation));
}
