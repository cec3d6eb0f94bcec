// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The contracts between stages. An operation that nobody lowers is found before
// lowering starts, and the message says what its owner can do.

#include "relu/IR/Relu.h"
#include "relu/Pipelines/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Index/IR/IndexDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tosa/IR/TosaOps.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/DialectResourceBlobManager.h"

namespace relu {
#define GEN_PASS_DEF_VERIFYSTAGEPASS
#include "relu/Pipelines/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

namespace {
/// What is wrong with an operation, and what to do about it.
struct Objection {
  std::string problem;
  std::string remedy;
  explicit operator bool() const { return !problem.empty(); }
};
} // namespace

template <typename... Dialects> static bool isOf(Operation *op) {
  return llvm::isa_and_present<Dialects...>(op->getDialect());
}

//===----------------------------------------------------------------------===//
// source and model
//===----------------------------------------------------------------------===//

/// The parser checks neither that a resource is there nor how large it is.
static Objection checkResources(Operation *op) {
  for (NamedAttribute attr : op->getAttrs()) {
    auto resource = dyn_cast<DenseResourceElementsAttr>(attr.getValue());
    if (!resource)
      continue;
    std::string key = resource.getRawHandle().getKey().str();
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return {"refers to the resource '" + key + "', which has no data",
              "add it to the dialect_resources section of the file"};
    ShapedType type = resource.getType();
    Type element = type.getElementType();
    if (!element.isIntOrFloat())
      continue;
    uint64_t bits = element.getIntOrFloatBitWidth();
    uint64_t expected =
        uint64_t(type.getNumElements()) * llvm::divideCeil(bits, 8);
    if (blob->getData().size() != expected) {
      std::string problem;
      llvm::raw_string_ostream stream(problem);
      stream << "expects the resource '" << key << "' to hold " << expected
             << " bytes for " << type << ", got " << blob->getData().size();
      return {problem, "write the data again, or correct the type"};
    }
  }
  return {};
}

static Objection checkSignature(func::FuncOp func) {
  if (func.isExternal())
    return {"declares a function without a body",
            "define it, or remove its declaration and its calls"};
  if (!func.isPublic())
    return {};
  auto isTensor = [](Type type) { return isa<RankedTensorType>(type); };
  if (llvm::all_of(func.getArgumentTypes(), isTensor) &&
      llvm::all_of(func.getResultTypes(), isTensor))
    return {};
  std::string problem;
  llvm::raw_string_ostream(problem)
      << "expects public functions to take and return ranked tensors, got "
      << func.getFunctionType();
  return {problem, "wrap scalars in tensors of rank 0"};
}

static Objection checkModel(Operation *op) {
  if (Objection objection = checkResources(op))
    return objection;
  if (auto func = dyn_cast<func::FuncOp>(op))
    return checkSignature(func);
  if (isOf<ReluDialect, arith::ArithDialect, math::MathDialect,
           tensor::TensorDialect, linalg::LinalgDialect, scf::SCFDialect,
           affine::AffineDialect, func::FuncDialect, index::IndexDialect,
           ub::UBDialect, bufferization::BufferizationDialect,
           memref::MemRefDialect, vector::VectorDialect,
           cf::ControlFlowDialect>(op) ||
      isa<ModuleOp>(op))
    return {};
  StringRef dialect = op->getName().getDialectNamespace();
  return {"is of the dialect '" + dialect.str() +
              "', which relu does not lower",
          "lower it to linalg, tensor and arith first"};
}

/// The model, before it is raised.
static Objection checkSource(Operation *op) {
  return isOf<tosa::TosaDialect>(op) ? Objection() : checkModel(op);
}

//===----------------------------------------------------------------------===//
// vector and llvm
//===----------------------------------------------------------------------===//

static Objection checkVector(Operation *op) {
  if (isOf<ReluDialect>(op))
    return {"is still an operation of the network",
            "run relu-lower-to-vector before relu-lower-to-llvm"};
  // Shared kernels call nobody.
  if (auto call = dyn_cast<func::CallOp>(op)) {
    Operation *callee =
        SymbolTable::lookupNearestSymbolFrom(op, call.getCalleeAttr());
    WalkResult walk =
        callee->walk([](func::CallOp) { return WalkResult::interrupt(); });
    if (walk.wasInterrupted())
      return {"calls a function that was not inlined", "remove the recursion"};
  }
  if (isa<func::ReturnOp>(op)) // of a function that is called, see above
    return {};
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  if (llvm::any_of(op->getOperandTypes(), isTensor) ||
      llvm::any_of(op->getResultTypes(), isTensor))
    return {"still works on tensors: it could not be bufferized",
            "lower it to linalg on tensors first"};
  return {};
}

static Objection checkLLVM(Operation *op) {
  // Threads: the translation to LLVM IR makes calls of them.
  if (isOf<LLVM::LLVMDialect, omp::OpenMPDialect>(op) || isa<ModuleOp>(op))
    return {};
  return {"has no lowering to LLVM",
          "lower it to arith, math, scf, memref or vector first"};
}

namespace {
struct VerifyStagePass : relu::impl::VerifyStagePassBase<VerifyStagePass> {
  using Base::Base;

  void runOnOperation() override {
    Objection (*check)(Operation *) =
        llvm::StringSwitch<Objection (*)(Operation *)>(stage)
            .Case("source", checkSource)
            .Case("model", checkModel)
            .Case("vector", checkVector)
            .Case("llvm", checkLLVM)
            .Default(nullptr);
    if (!check) {
      getOperation().emitError()
          << "expects the stage to be source, model, vector or llvm, got '"
          << stage << "'";
      return signalPassFailure();
    }
    bool failed = false;
    getOperation()->walk<WalkOrder::PreOrder>([&](Operation *op) {
      Objection objection = check(op);
      if (!objection)
        return WalkResult::advance();
      failed = true;
      InFlightDiagnostic error = emitError(op->getLoc());
      error << "'" << op->getName() << "' op " << objection.problem;
      error.attachNote() << objection.remedy;
      // What it contains is not a second problem.
      return isa<func::FuncOp>(op) ? WalkResult::advance() : WalkResult::skip();
    });
    if (failed)
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
