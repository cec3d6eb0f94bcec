// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Compiles the loops that measure the machine by the last pipeline of
// relu-compile.

#include "MeasuredLoop.h"

#include "relu/Pipelines/Pipelines.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace relu;

llvm::Expected<MeasuredLoop>
relu::compileMeasuredLoop(StringRef text, StringRef name,
                          const relu::Target &target, MLIRContext &context) {
  auto fail = [&](StringRef what) {
    return llvm::createStringError("the loop @" + name +
                                   ", which measures "
                                   "this machine, " +
                                   what);
  };
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return fail("is not valid");
  PassManager manager(&context);
  buildLowerToLLVMPipeline(manager);
  if (failed(manager.run(*module)))
    return fail("does not compile");
  auto code = JitModule::create(*module, target);
  if (!code)
    return code.takeError();
  auto function = (*code)->lookup(name);
  if (!function)
    return function.takeError();
  return MeasuredLoop{std::move(*code), *function};
}

int64_t relu::getVectorLanes(const relu::Target &target, ElementKind element) {
  Isa isa = target.getIsa();
  int64_t bytes = isa == Isa::avx512 ? 64 : isa == Isa::avx2 ? 32 : 16;
  return bytes / getByteSize(element);
}
