// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops whose iterations are threads become regions of OpenMP. The run-time
// library may give fewer threads than asked for: a loop in the region then
// gives several iterations to one. It is a loop of our own, since the library
// allocates memory to set up one of OpenMP's.

#include "relu/Codegen/Passes.h"
#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/OpenMP/OpenMPDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace relu {
#define GEN_PASS_DEF_THREADSTOOPENMPPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

constexpr llvm::StringLiteral kThreadNumber = "omp_get_thread_num";
constexpr llvm::StringLiteral kTeamSize = "omp_get_num_threads";

/// Declares the function of OpenMP that is called `name` and gives an i32.
static LogicalResult declare(ModuleOp module, StringRef name) {
  OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
  auto type = b.getFunctionType({}, {b.getI32Type()});
  if (Operation *other = module.lookupSymbol(name)) {
    auto known = dyn_cast<func::FuncOp>(other);
    if (known && known.isExternal() && known.getFunctionType() == type)
      return success();
    return other->emitError() << "expects another name than '" << name
                              << "', a function that code for several threads "
                                 "calls";
  }
  func::FuncOp::create(b, module.getLoc(), name, type).setPrivate();
  return success();
}

static void convert(scf::ForallOp forall) {
  ImplicitLocOpBuilder b(forall.getLoc(), forall);
  auto ask = [&](StringRef name) -> Value {
    auto call = func::CallOp::create(b, name, b.getI32Type());
    return arith::IndexCastOp::create(b, b.getIndexType(), call.getResult(0));
  };
  Value iterations = forall.getUpperBound(b).front();
  omp::ParallelOperands team;
  team.numThreads = arith::IndexCastOp::create(b, b.getI32Type(), iterations);
  auto parallel = omp::ParallelOp::create(b, team);
  b.createBlock(&parallel.getRegion());
  Value first = ask(kThreadNumber), step = ask(kTeamSize);
  auto loop = scf::ForOp::create(b, first, iterations, step);
  omp::TerminatorOp::create(b);
  forall.getBody()->getTerminator()->erase();
  loop.getBody()->getOperations().splice(loop.getBody()->begin(),
                                         forall.getBody()->getOperations());
  forall.getInductionVar(0).replaceAllUsesWith(loop.getInductionVar());
  forall.erase();
}

namespace {
struct ThreadsToOpenMPPass
    : relu::impl::ThreadsToOpenMPPassBase<ThreadsToOpenMPPass> {
  void runOnOperation() override {
    SmallVector<scf::ForallOp> loops;
    getOperation()->walk([&](scf::ForallOp forall) {
      if (forall->hasAttr(ReluDialect::getParallelAttrName()))
        loops.push_back(forall);
    });
    if (!loops.empty() && (failed(declare(getOperation(), kThreadNumber)) ||
                           failed(declare(getOperation(), kTeamSize))))
      return signalPassFailure();
    for (scf::ForallOp loop : loops) {
      if (loop.getRank() != 1 || !loop.isNormalized() ||
          loop.getNumResults() != 0) {
        loop.emitOpError("expects one index, from 0 in steps of 1, and no "
                         "results, to run on threads");
        return signalPassFailure();
      }
      convert(loop);
    }
  }
};
} // namespace
