// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Places temporary buffers in one workspace, first come first served. Two
// buffers share a place when the last use of one comes before the first use of
// the other; for a chain of layers that gives two places, used in turn.

#include "relu/Codegen/Passes.h"
#include "relu/Codegen/ShapeFunction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace relu {
#define GEN_PASS_DEF_PLANWORKSPACEPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

namespace {

/// A buffer, and the operations of the function's block between which it lives.
struct Buffer {
  memref::AllocOp alloc;
  Operation *first;
  Operation *last;
};

/// A part of the workspace, and the buffers that take turns in it.
struct Place {
  SmallVector<Buffer> buffers;
};

/// Computes byte counts in a function, from the sizes of its arguments.
class SizeBuilder {
public:
  SizeBuilder(func::FuncOp func, OpBuilder::InsertPoint point)
      : builder(func.getLoc(), func.getContext()), func(func) {
    builder.restoreInsertionPoint(point);
  }

  /// The bytes of `alloc`, rounded up to whole cache lines.
  Value getBytes(memref::AllocOp alloc);
  Value getIndex(int64_t value) {
    return arith::ConstantIndexOp::create(builder, value);
  }
  Value max(Value a, Value b) { return arith::MaxUIOp::create(builder, a, b); }
  Value add(Value a, Value b) { return arith::AddIOp::create(builder, a, b); }
  ImplicitLocOpBuilder &getBuilder() { return builder; }

private:
  /// The same value, computed here: arguments are those of this function.
  Value copyOf(Value value);

  ImplicitLocOpBuilder builder;
  func::FuncOp func;
  IRMapping copies;
};

} // namespace

/// The bytes of an element as LLVM stores it in an array.
static std::optional<int64_t> getElementBytes(Type element) {
  if (element.isIndex())
    return 8;
  if (element.isIntOrFloat() && element.getIntOrFloatBitWidth() <= 64)
    return llvm::PowerOf2Ceil(
        llvm::divideCeil(element.getIntOrFloatBitWidth(), 8));
  return std::nullopt;
}

/// Whether `value` is computed from the sizes of arguments of `func` only.
static bool followsFromSizes(Value value, func::FuncOp func) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  if (auto dim = dyn_cast<memref::DimOp>(op)) {
    auto argument = dyn_cast<BlockArgument>(dim.getSource());
    return argument && argument.getOwner()->getParentOp() == func &&
           followsFromSizes(dim.getIndex(), func);
  }
  return op->getNumRegions() == 0 && isPure(op) &&
         llvm::all_of(op->getOperands(), [&](Value operand) {
           return operand.getType().isIntOrIndex() &&
                  followsFromSizes(operand, func);
         });
}

Value SizeBuilder::copyOf(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return func.getArgument(argument.getArgNumber());
  if (Value copy = copies.lookupOrNull(value))
    return copy;
  Operation *op = value.getDefiningOp();
  IRMapping operands;
  for (Value operand : op->getOperands())
    operands.map(operand, copyOf(operand));
  Operation *copy = builder.clone(*op, operands);
  copies.map(op->getResults(), copy->getResults());
  return copies.lookup(value);
}

Value SizeBuilder::getBytes(memref::AllocOp alloc) {
  MemRefType type = alloc.getType();
  int64_t fixed = *getElementBytes(type.getElementType());
  for (int64_t size : type.getShape())
    if (!ShapedType::isDynamic(size))
      fixed *= size;
  if (type.hasStaticShape())
    return getIndex(llvm::alignTo(fixed, kBufferAlignment));
  Value bytes = getIndex(fixed);
  for (Value size : alloc.getDynamicSizes())
    bytes = arith::MulIOp::create(builder, bytes, copyOf(size));
  Value line = getIndex(kBufferAlignment);
  Value lines = arith::CeilDivUIOp::create(builder, bytes, line);
  return arith::MulIOp::create(builder, lines, line);
}

/// When `alloc` is in use, or nothing when it can not be placed: when it may
/// outlive the iteration of a loop, or its size depends on data.
static std::optional<Buffer> getLifetime(memref::AllocOp alloc,
                                         func::FuncOp func) {
  if (!alloc.getType().getLayout().isIdentity() ||
      !getElementBytes(alloc.getType().getElementType()) ||
      !llvm::all_of(alloc.getDynamicSizes(),
                    [&](Value size) { return followsFromSizes(size, func); }))
    return std::nullopt;
  Block &entry = func.getBody().front();
  Operation *first = nullptr, *last = nullptr;
  SmallVector<Value> aliases{alloc};
  while (!aliases.empty()) {
    for (Operation *user : aliases.pop_back_val().getUsers()) {
      if (user->hasTrait<OpTrait::IsTerminator>())
        return std::nullopt;
      Operation *ancestor = entry.findAncestorOpInBlock(*user);
      if (!first || ancestor->isBeforeInBlock(first))
        first = ancestor;
      if (!last || last->isBeforeInBlock(ancestor))
        last = ancestor;
      for (Value result : user->getResults())
        if (isa<BaseMemRefType>(result.getType()))
          aliases.push_back(result);
    }
  }
  if (!first)
    first = last = entry.findAncestorOpInBlock(*alloc);
  return Buffer{alloc, first, last};
}

static SmallVector<Place> assignPlaces(func::FuncOp func) {
  SmallVector<Place> places;
  func.walk([&](memref::AllocOp alloc) {
    std::optional<Buffer> buffer = getLifetime(alloc, func);
    if (!buffer)
      return;
    auto *free = llvm::find_if(places, [&](Place &place) {
      return llvm::all_of(place.buffers, [&](Buffer &other) {
        return other.last->isBeforeInBlock(buffer->first) ||
               buffer->last->isBeforeInBlock(other.first);
      });
    });
    if (free == places.end())
      free = &places.emplace_back();
    free->buffers.push_back(*buffer);
  });
  return places;
}

/// Where each place begins, and where the last one ends.
static SmallVector<Value> buildOffsets(ArrayRef<Place> places,
                                       SizeBuilder &sizes) {
  SmallVector<Value> offsets{sizes.getIndex(0)};
  for (const Place &place : places) {
    Value bytes;
    for (const Buffer &buffer : place.buffers) {
      Value next = sizes.getBytes(buffer.alloc);
      bytes = bytes ? sizes.max(bytes, next) : next;
    }
    offsets.push_back(sizes.add(offsets.back(), bytes));
  }
  return offsets;
}

namespace {
struct PlanWorkspacePass
    : relu::impl::PlanWorkspacePassBase<PlanWorkspacePass> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto func : getOperation().getOps<func::FuncOp>()) {
      auto shapes = symbols.lookup<func::FuncOp>(
          (func.getName() + kShapeFunctionSuffix).str());
      if (func.isPublic() && !func.isExternal() && shapes)
        plan(func, shapes);
    }
  }

private:
  static void plan(func::FuncOp func, func::FuncOp shapes) {
    SmallVector<Place> places = assignPlaces(func);
    Block &entry = func.getBody().front();
    OpBuilder builder(func.getContext());
    auto bytesType =
        MemRefType::get({ShapedType::kDynamic}, builder.getI8Type());
    (void)func.insertArgument(func.getNumArguments(), bytesType,
                              builder.getDictionaryAttr({}), func.getLoc());
    if (places.empty())
      return;

    SizeBuilder inShapes(
        shapes, {&shapes.getBody().front(),
                 shapes.getBody().front().getTerminator()->getIterator()});
    Value total = buildOffsets(places, inShapes).back();
    ImplicitLocOpBuilder &b = inShapes.getBuilder();
    memref::StoreOp::create(
        b, arith::IndexCastOp::create(b, b.getI64Type(), total),
        shapes.getArguments().back(), inShapes.getIndex(kInfoWorkspace));

    SizeBuilder inFunc(func, {&entry, entry.begin()});
    SmallVector<Value> offsets = buildOffsets(places, inFunc);
    for (auto [place, offset] : llvm::zip(places, offsets)) {
      for (Buffer &buffer : place.buffers) {
        builder.setInsertionPoint(buffer.alloc);
        Value view = memref::ViewOp::create(
            builder, buffer.alloc.getLoc(), buffer.alloc.getType(),
            func.getArguments().back(), offset, buffer.alloc.getDynamicSizes());
        buffer.alloc.replaceAllUsesWith(view);
        buffer.alloc.erase();
      }
    }
  }
};
} // namespace
