// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Measures the peak of the multiply-add units with a loop that is compiled like
// the kernels: enough independent sums to hide the latency, and no memory.

#include "Benchmark.h"

#include "relu/Execution/JitModule.h"
#include "relu/Pipelines/Pipelines.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
#include <chrono>

using namespace mlir;
using namespace relu;

/// A function of `sums` chains of multiply-adds on vectors of type `vector`.
static std::string makeLoop(int sums, StringRef vector, StringRef element) {
  std::string text;
  llvm::raw_string_ostream os(text);
  auto list = [&](StringRef prefix, StringRef suffix) {
    std::string result;
    for (int i = 0; i < sums; ++i)
      result +=
          (i ? ", " : "") + prefix.str() + std::to_string(i) + suffix.str();
    return result;
  };
  std::string types = vector.str();
  for (int i = 1; i < sums; ++i)
    types += ", " + vector.str();

  os << "func.func @fma_peak(%n: index, %x: " << element << ") -> " << element
     << " attributes {llvm.emit_c_interface} {\n"
     << "  %c0 = arith.constant 0 : index\n  %c1 = arith.constant 1 : index\n"
     << "  %v = vector.broadcast %x : " << element << " to " << vector << "\n"
     << "  %r:" << sums << " = scf.for %i = %c0 to %n step %c1 iter_args(";
  for (int i = 0; i < sums; ++i)
    os << (i ? ", " : "") << "%a" << i << " = %v";
  os << ") -> (" << types << ") {\n";
  for (int i = 0; i < sums; ++i)
    os << "    %s" << i << " = vector.fma %v, %v, %a" << i << " : " << vector
       << "\n";
  os << "    scf.yield " << list("%s", "") << " : " << types << "\n  }\n";
  // All sums are used, or the compiler would drop them.
  os << "  %t0 = arith.addf %r#0, %r#1 : " << vector << "\n";
  for (int i = 2; i < sums; ++i)
    os << "  %t" << i - 1 << " = arith.addf %t" << i - 2 << ", %r#" << i
       << " : " << vector << "\n";
  os << "  %y = vector.reduction <add>, %t" << sums - 2 << " : " << vector
     << " into " << element << "\n  return %y : " << element << "\n}\n";
  return text;
}

llvm::Expected<double> relu::measureFmaPeak(const relu::Target &target,
                                            ElementKind element,
                                            MLIRContext &context) {
  Isa isa = target.getIsa();
  int64_t bits = isa == Isa::avx512 ? 512 : isa == Isa::avx2 ? 256 : 128;
  int64_t lanes = bits / 8 / getByteSize(element);
  // 32 registers with AVX-512, else 16.
  int sums = isa == Isa::avx512 ? 24 : 12;
  std::string name = getName(element).str();
  std::string vector = "vector<" + std::to_string(lanes) + "x" + name + ">";
  OwningOpRef<ModuleOp> module =
      parseSourceString<ModuleOp>(makeLoop(sums, vector, name), &context);
  if (!module)
    return llvm::createStringError("the loop that measures the peak is wrong");
  PassManager manager(&context);
  buildLowerToLLVMPipeline(manager);
  if (failed(manager.run(*module)))
    return llvm::createStringError("the loop that measures the peak does not "
                                   "compile");
  auto code = JitModule::create(*module, target);
  if (!code)
    return code.takeError();
  auto loop = (*code)->lookup("fma_peak");
  if (!loop)
    return loop.takeError();

  constexpr int64_t kSteps = 20000;
  constexpr int kRepetitions = 40;
  int64_t steps = kSteps;
  double x = 0.5, result;
  float narrow = 0.5f;
  void *arguments[] = {&steps,
                       element == ElementKind::f64
                           ? static_cast<void *>(&x)
                           : static_cast<void *>(&narrow),
                       &result};
  double best = 0;
  for (int i = 0; i < kRepetitions; ++i) {
    auto start = std::chrono::steady_clock::now();
    (*loop)(arguments);
    double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
            .count();
    best = std::max(best, 2.0 * kSteps * sums * lanes / seconds);
  }
  return best;
}
