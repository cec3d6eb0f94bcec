// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the target of the compilation to the module.

#include "relu/Codegen/Passes.h"
#include "relu/Codegen/Target.h"

namespace relu {
#define GEN_PASS_DEF_ATTACHTARGETPASS
#include "relu/Codegen/Passes.h.inc"
} // namespace relu

using namespace mlir;
using namespace relu;

namespace {
struct AttachTargetPass : relu::impl::AttachTargetPassBase<AttachTargetPass> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    bool hasTarget = module->hasAttr(kTargetAttrName);
    if (cpu.empty() && threads == 0 && cacheBytes == 0 && hasTarget)
      return;
    FailureOr<int64_t> count = int64_t(threads);
    if (threads == 0)
      count = relu::Target::getThreads(module);
    FailureOr<int64_t> cache = int64_t(cacheBytes);
    if (cacheBytes == 0 &&
        module->hasAttr(ReluDialect::getCacheBytesAttrName()))
      cache = relu::Target::getCacheBytes(module);
    if (failed(count) || failed(cache))
      return signalPassFailure();
    llvm::Expected<relu::Target> target = relu::Target::host();
    if (cpu.empty() && hasTarget) {
      FailureOr<relu::Target> given = relu::Target::fromModule(module);
      if (failed(given))
        return signalPassFailure();
      target = *given;
    } else {
      target = relu::Target::fromCpu(cpu);
    }
    if (target)
      target = target->withThreads(*count);
    if (target && *cache != 0)
      target = target->withCacheBytes(*cache);
    if (cacheBytes != 0)
      module->removeAttr(ReluDialect::getCacheBytesAttrName());
    if (!target) {
      module.emitError() << llvm::toString(target.takeError());
      return signalPassFailure();
    }
    target->attachTo(module);
  }
};
} // namespace
