// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The calling convention of compiled functions: the caller owns every buffer.
// What a caller must know before it can allocate them is computed by a second
// function, built from the same body.

#include "BuildShapeFunction.h"

#include "relu/Codegen/Passes.h"
#include "relu/Codegen/ShapeFunction.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace relu {
#define GEN_PASS_DEF_FUNCTIONBOUNDARYPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

static MemRefType getBufferType(RankedTensorType type) {
  return MemRefType::get(type.getShape(), type.getElementType());
}

/// Replaces the tensor arguments of `func` by buffers that are only read. Other
/// arguments are buffers already.
static void takeBuffers(func::FuncOp func, OpBuilder &builder) {
  Block &entry = func.getBody().front();
  builder.setInsertionPointToStart(&entry);
  for (BlockArgument argument : entry.getArguments()) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type)
      continue;
    argument.setType(getBufferType(type));
    auto tensor = bufferization::ToTensorOp::create(
        builder, argument.getLoc(), type, argument, /*restrict=*/true,
        /*writable=*/false);
    argument.replaceAllUsesExcept(tensor, tensor);
  }
}

/// Ends `func` with `inputs…, extra…` as its arguments and no results.
static void setBoundary(func::FuncOp func, OpBuilder &builder) {
  Block &entry = func.getBody().front();
  func.setType(builder.getFunctionType(entry.getArgumentTypes(), TypeRange()));
  func.setAllArgAttrs(SmallVector<DictionaryAttr>(
      entry.getNumArguments(), builder.getDictionaryAttr({})));
  func.setAllResultAttrs(ArrayRef<DictionaryAttr>());
  func->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                builder.getUnitAttr());
  Operation *terminator = entry.getTerminator();
  builder.setInsertionPoint(terminator);
  func::ReturnOp::create(builder, terminator->getLoc());
  terminator->erase();
}

static void writeResultsToArguments(func::FuncOp func, OpBuilder &builder) {
  Block &entry = func.getBody().front();
  takeBuffers(func, builder);
  builder.setInsertionPoint(entry.getTerminator());
  for (Value result : entry.getTerminator()->getOperands()) {
    auto type = cast<RankedTensorType>(result.getType());
    Value destination = entry.addArgument(getBufferType(type), result.getLoc());
    bufferization::MaterializeInDestinationOp::create(
        builder, result.getLoc(), /*result=*/Type(), result, destination,
        /*restrict=*/true, /*writable=*/true);
  }
  setBoundary(func, builder);
}

namespace {
struct FunctionBoundaryPass
    : relu::impl::FunctionBoundaryPassBase<FunctionBoundaryPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SymbolTable symbols(module);
    OpBuilder builder(&getContext());
    SmallVector<func::FuncOp> functions;
    for (auto func : module.getOps<func::FuncOp>())
      if (func.isPublic() && !func.isExternal())
        functions.push_back(func);

    for (func::FuncOp func : functions) {
      if (failed(checkSignature(func)))
        return signalPassFailure();
      std::string name = (func.getName() + kShapeFunctionSuffix).str();
      if (symbols.lookup(name)) {
        func.emitError() << "expects the name '" << name
                         << "' to be free for the function that computes the "
                            "shapes of '"
                         << func.getName() << "'";
        return signalPassFailure();
      }
      func::FuncOp shapes = func.clone();
      shapes.setName(name);
      symbols.insert(shapes, std::next(func->getIterator()));
      if (failed(buildShapeFunction(shapes)))
        return signalPassFailure();
      takeBuffers(shapes, builder);
      setBoundary(shapes, builder);
      if (failed(reduceToSizes(shapes)))
        return signalPassFailure();
      writeResultsToArguments(func, builder);
    }
  }

private:
  static LogicalResult checkSignature(func::FuncOp func) {
    constexpr StringLiteral kTaken = "_mlir_"; // what the entries begin with
    if (func.getName().starts_with(kTaken))
      return func.emitError()
             << "expects names of public functions that do not begin with '"
             << kTaken << "', got '" << func.getName() << "'";
    auto isTensor = [](Type type) { return isa<RankedTensorType>(type); };
    if (!llvm::all_of(func.getArgumentTypes(), isTensor) ||
        !llvm::all_of(func.getResultTypes(), isTensor))
      return func.emitError()
             << "expects public functions to take and return ranked tensors, "
                "got "
             << func.getFunctionType();
    if (!func.getBody().hasOneBlock())
      return func.emitError() << "expects public functions of one block, got "
                              << func.getBody().getBlocks().size()
                              << ": use scf for control flow";
    // Their callees are about to take other arguments.
    WalkResult walk = func.walk([&](func::CallOp call) {
      auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
          call, call.getCalleeAttr());
      if (!callee || !callee.isPublic())
        return WalkResult::advance();
      call.emitOpError("calls the public function '")
              .append(call.getCallee(), "', which was not inlined")
              .attachNote()
          << "remove the recursion";
      return WalkResult::interrupt();
    });
    if (walk.wasInterrupted())
      return failure();
    return success();
  }
};
} // namespace
