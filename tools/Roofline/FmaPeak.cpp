// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Measures the peak of the multiply-add units with a loop that is compiled like
// the kernels: enough independent sums to hide the latency, and no memory.

#include "FmaPeak.h"

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

llvm::Expected<FmaPeak> FmaPeak::create(const relu::Target &target,
                                        ElementKind element,
                                        MLIRContext &context) {
  int64_t lanes = getVectorLanes(target, element);
  // 32 registers with AVX-512, else 16.
  int sums = target.getIsa() == Isa::avx512 ? 24 : 12;
  std::string name = getName(element).str();
  std::string vector = "vector<" + std::to_string(lanes) + "x" + name + ">";
  auto loop = compileMeasuredLoop(makeLoop(sums, vector, name), "fma_peak",
                                  target, context);
  if (!loop)
    return loop.takeError();
  return FmaPeak(std::move(*loop), element, 2.0 * sums * lanes);
}

double FmaPeak::measure(int repetitions) const {
  constexpr int64_t kSteps = 20000;
  int64_t steps = kSteps;
  double x = 0.5, result;
  float narrow = 0.5f;
  void *arguments[] = {&steps,
                       element == ElementKind::f64
                           ? static_cast<void *>(&x)
                           : static_cast<void *>(&narrow),
                       &result};
  double best = 0;
  for (int i = 0; i < repetitions; ++i) {
    auto start = std::chrono::steady_clock::now();
    loop.function(arguments);
    double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
            .count();
    best = std::max(best, kSteps * flopsPerStep / seconds);
  }
  return best;
}
