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

/// The function of OpenMP that is called `name` and gives an i32.
static func::FuncOp declare(ModuleOp module, StringRef name) {
  if (auto known = module.lookupSymbol<func::FuncOp>(name))
    return known;
  OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
  auto function = func::FuncOp::create(b, module.getLoc(), name,
                                       b.getFunctionType({}, {b.getI32Type()}));
  function.setPrivate();
  return function;
}

static void convert(scf::ForallOp forall, ModuleOp module) {
  ImplicitLocOpBuilder b(forall.getLoc(), forall);
  auto ask = [&](StringRef name) -> Value {
    auto call = func::CallOp::create(b, declare(module, name));
    return arith::IndexCastOp::create(b, b.getIndexType(), call.getResult(0));
  };
  Value iterations = forall.getUpperBound(b).front();
  omp::ParallelOperands team;
  team.numThreads = arith::IndexCastOp::create(b, b.getI32Type(), iterations);
  auto parallel = omp::ParallelOp::create(b, team);
  b.createBlock(&parallel.getRegion());
  Value first = ask("omp_get_thread_num"), step = ask("omp_get_num_threads");
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
    for (scf::ForallOp loop : loops) {
      if (loop.getRank() != 1 || !loop.isNormalized() ||
          loop.getNumResults() != 0) {
        loop.emitOpError("expects one index, from 0 in steps of 1, and no "
                         "results, to run on threads");
        return signalPassFailure();
      }
      convert(loop, getOperation());
    }
  }
};
} // namespace
