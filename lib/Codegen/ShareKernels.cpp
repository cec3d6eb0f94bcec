// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Layers that are alike but for their numbers run the same code: one function,
// which takes their buffers.

#include "relu/Codegen/Passes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/MapVector.h"

namespace relu {
#define GEN_PASS_DEF_SHAREKERNELSPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

/// Equal for layers that the same code computes: the types of buffers, and all
/// attributes.
static Attribute getKernel(PackedDenseOp op) {
  MLIRContext *context = op.getContext();
  auto types = FunctionType::get(context, op->getOperandTypes(), {});
  return ArrayAttr::get(context,
                        {TypeAttr::get(types), op->getAttrDictionary()});
}

/// Whether a pointer says all about a buffer of this type.
static bool isKnownButForItsAddress(Type type) {
  auto memref = cast<MemRefType>(type);
  SmallVector<int64_t> strides;
  int64_t offset;
  return memref.hasStaticShape() &&
         succeeded(memref.getStridesAndOffset(strides, offset)) &&
         !ShapedType::isDynamic(offset) &&
         llvm::none_of(strides, ShapedType::isDynamic);
}

/// A function that computes `op` on the buffers that it is given.
static func::FuncOp createKernel(PackedDenseOp op, SymbolTable &symbols) {
  auto inputType = cast<MemRefType>(op.getInput().getType());
  auto outputType = cast<MemRefType>(op.getInit().getType());
  std::string name = "dense_" + std::to_string(inputType.getShape().back()) +
                     "x" + std::to_string(outputType.getShape().back());
  ImplicitLocOpBuilder b(op.getLoc(), op.getContext());
  auto func = func::FuncOp::create(
      b, name, b.getFunctionType(op->getOperandTypes(), {}));
  func.setPrivate();
  func->setAttr("llvm.linkage", LLVM::LinkageAttr::get(
                                    b.getContext(), LLVM::Linkage::Internal));
  if (llvm::all_of(op->getOperandTypes(), isKnownButForItsAddress))
    func->setAttr("llvm.bareptr", b.getUnitAttr());
  symbols.insert(func);
  b.setInsertionPointToStart(func.addEntryBlock());
  Operation *copy = b.clone(*op);
  copy->setOperands(func.getArguments());
  func::ReturnOp::create(b);
  return func;
}

namespace {
struct ShareKernelsPass : relu::impl::ShareKernelsPassBase<ShareKernelsPass> {
  void runOnOperation() override {
    llvm::MapVector<Attribute, SmallVector<PackedDenseOp>> layers;
    getOperation()->walk([&](PackedDenseOp op) {
      // One that alternates counts its own runs.
      if (op->getNumResults() == 0 && !op.getSchedule().getAlternate())
        layers[getKernel(op)].push_back(op);
    });
    SymbolTable symbols(getOperation());
    for (auto &[kernel, alike] : layers) {
      if (alike.size() < 2)
        continue;
      func::FuncOp func = createKernel(alike.front(), symbols);
      for (PackedDenseOp op : alike) {
        OpBuilder builder(op);
        func::CallOp::create(builder, op.getLoc(), func, op->getOperands());
        op.erase();
      }
    }
  }
};
} // namespace
