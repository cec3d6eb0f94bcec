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
    if (cpu.empty() && module->hasAttr(kTargetAttrName))
      return;
    llvm::Expected<relu::Target> target = relu::Target::fromCpu(cpu);
    if (!target) {
      module.emitError() << llvm::toString(target.takeError());
      return signalPassFailure();
    }
    target->attachTo(module);
  }
};
} // namespace
