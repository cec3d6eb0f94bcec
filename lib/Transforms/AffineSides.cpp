// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks from a layer to what stands before and after it, for as long as that is
// affine and known, and nobody else needs what is between.

#include "AffineSides.h"
#include "RepeatedRow.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace relu;

namespace {
enum class Arithmetic { None, Add, Sub, Mul, Div };
} // namespace

static Arithmetic getArithmetic(Operation *op) {
  if (op->getNumResults() != 1 ||
      !isa<RankedTensorType>(op->getResult(0).getType()))
    return Arithmetic::None;
  return TypeSwitch<Operation *, Arithmetic>(op)
      .Case<arith::AddFOp, linalg::AddOp>([](auto) { return Arithmetic::Add; })
      .Case<arith::SubFOp, linalg::SubOp>([](auto) { return Arithmetic::Sub; })
      .Case<arith::MulFOp, linalg::MulOp>([](auto) { return Arithmetic::Mul; })
      .Case<arith::DivFOp, linalg::DivOp>([](auto) { return Arithmetic::Div; })
      .Default(Arithmetic::None);
}

bool relu::isReshape(Operation *op) {
  return isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp, tensor::CastOp>(
      op);
}

/// `step`, what the operation of `x` does to it; why not, when that is not
/// affine with known numbers.
static StringRef matchStep(OpOperand &x, Affine &step) {
  Operation *op = x.getOwner();
  unsigned index = x.getOperandNumber();
  if (index > 1 || x.get().getType() != op->getResult(0).getType())
    return "its operand and its result have different types";
  std::optional<SmallVector<double>> row =
      matchRepeatedRow(op->getOperand(1 - index), step.scale.size());
  if (!row)
    return "the other operand is not a constant with equal rows";
  bool isFinite = true;
  for (auto [i, c] : llvm::enumerate(*row)) {
    double &scale = step.scale[i], &shift = step.shift[i];
    switch (getArithmetic(op)) {
    case Arithmetic::Add:
      shift = c;
      break;
    case Arithmetic::Sub:
      scale = index == 0 ? 1 : -1;
      shift = index == 0 ? -c : c;
      break;
    case Arithmetic::Mul:
      scale = c;
      break;
    case Arithmetic::Div:
      if (index == 1)
        return "the layer is in the denominator";
      scale = 1 / c;
      break;
    case Arithmetic::None:
      return "not an affine operation";
    }
    // c is tested, too: 1 / inf is finite.
    isFinite &= std::isfinite(c) && std::isfinite(scale);
  }
  return isFinite ? "" : "a scale or shift is not finite";
}

/// The size of an axis of the weight; nothing when that is not known, or when
/// the layer is so wide that numbers for each input or output are too many. A
/// repeated number is a weight of any size in a file of a few bytes.
static std::optional<int64_t> getWidth(DenseOp dense, unsigned axis) {
  constexpr int64_t kMaxWidth = int64_t(1) << 24;
  auto type = cast<ShapedType>(dense.getWeight().getType());
  if (type.isDynamicDim(axis) || type.getDimSize(0) > kMaxWidth ||
      type.getDimSize(1) > kMaxWidth)
    return std::nullopt;
  return type.getDimSize(axis);
}

/// first, then second.
static Affine compose(const Affine &first, const Affine &second) {
  Affine both(first.scale.size());
  for (size_t i = 0; i < first.scale.size(); ++i) {
    both.scale[i] = first.scale[i] * second.scale[i];
    both.shift[i] = first.shift[i] * second.scale[i] + second.shift[i];
  }
  return both;
}

// tensor.dim only asks for sizes, which stay.
Side relu::walkResult(DenseOp dense) {
  std::optional<int64_t> known = getWidth(dense, 1);
  if (!known)
    return Side(0);
  int64_t width = *known;
  Side side(width);
  for (Value value = dense.getResult();;) {
    SmallVector<OpOperand *> uses;
    for (OpOperand &use : value.getUses())
      if (!isa<tensor::DimOp>(use.getOwner()))
        uses.push_back(&use);
    auto decline = [&](OpOperand *use, StringRef reason) {
      side.declined = use->getOwner();
      side.reason = reason;
    };
    auto isAffine = [&](OpOperand *use) {
      return getArithmetic(use->getOwner()) != Arithmetic::None;
    };
    // Not worth a remark where it could not be folded anyhow.
    auto isFoldable = [&](OpOperand *use) {
      Affine step(width);
      return isAffine(use) && matchStep(*use, step).empty();
    };
    if (uses.size() > 1)
      if (auto *use = llvm::find_if(uses, isFoldable); use != uses.end())
        decline(*use, "the product has another use");
    if (uses.size() != 1)
      return side;
    OpOperand *use = uses.front();
    if (isReshape(use->getOwner()) && use->getOperandNumber() == 0) {
      value = use->getOwner()->getResult(0);
      continue;
    }
    if (!isAffine(use))
      return side;
    Affine step(width);
    StringRef reason = dense.getActivationAttr()
                           ? "the layer already has an activation"
                           : matchStep(*use, step);
    if (!reason.empty()) {
      decline(use, reason);
      return side;
    }
    side.affine = compose(side.affine, step);
    side.affineOps.push_back(use);
    value = use->getOwner()->getResult(0);
  }
}

/// Whether something else than `user` and the inputs of layers reads `value`.
static bool hasOtherUse(Value value, Operation *user) {
  return llvm::any_of(value.getUses(), [&](OpOperand &use) {
    Operation *owner = use.getOwner();
    return owner != user && !isa<tensor::DimOp>(owner) &&
           !(isa<DenseOp>(owner) && use.getOperandNumber() == 0);
  });
}

Side relu::walkInput(DenseOp dense) {
  std::optional<int64_t> known = getWidth(dense, 0);
  if (!known)
    return Side(0);
  int64_t width = *known;
  Side side(width);
  Value value = dense.getInput();
  Operation *user = dense;
  bool isShared = false;
  while (Operation *op = value.getDefiningOp()) {
    isShared |= hasOtherUse(value, user);
    OpOperand *x = nullptr;
    if (isReshape(op)) {
      x = &op->getOpOperand(0);
    } else if (getArithmetic(op) == Arithmetic::None) {
      return side;
    } else {
      StringRef reason;
      for (unsigned index : {0, 1}) {
        Affine step(width);
        StringRef declined = matchStep(op->getOpOperand(index), step);
        if (!declined.empty()) {
          // Of two reasons that is the better one which knows a constant.
          if (reason.empty() ||
              matchRepeatedRow(op->getOperand(1 - index), width))
            reason = declined;
          continue;
        }
        x = &op->getOpOperand(index);
        if (!isShared)
          side.affine = compose(step, side.affine);
        break;
      }
      if (!x || isShared) {
        side.declined = op;
        side.reason = x ? "its result has another use" : reason;
        return side;
      }
      side.affineOps.push_back(x);
    }
    side.path.push_back(x);
    value = x->get();
    user = op;
  }
  return side;
}
