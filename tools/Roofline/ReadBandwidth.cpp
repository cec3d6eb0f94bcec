// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Measures reads with a loop that adds up a buffer: eight sums hide the latency
// of the addition, so that only loads are left to wait for.

#include "ReadBandwidth.h"

#include <algorithm>
#include <chrono>
#include <sys/mman.h>

using namespace mlir;
using namespace relu;

constexpr int kSums = 8;

/// A function that adds up a buffer of a multiple of `kSums` vectors.
static std::string makeLoop(int64_t lanes) {
  std::string vector = "vector<" + std::to_string(lanes) + "xf32>";
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "func.func @read(%x: memref<?xf32>, %n: index) -> f32 "
        "attributes {llvm.emit_c_interface} {\n"
        "  %c0 = arith.constant 0 : index\n"
     << "  %step = arith.constant " << kSums * lanes << " : index\n"
     << "  %zero = arith.constant dense<0.0> : " << vector << "\n"
     << "  %r:" << kSums << " = scf.for %i = %c0 to %n step %step iter_args(";
  std::string types, sums;
  for (int i = 0; i < kSums; ++i) {
    os << (i ? ", " : "") << "%a" << i << " = %zero";
    types += (i ? ", " : "") + vector;
    sums += (i ? ", %s" : "%s") + std::to_string(i);
  }
  os << ") -> (" << types << ") {\n";
  for (int i = 0; i < kSums; ++i)
    os << "    %o" << i << " = arith.constant " << i * lanes << " : index\n"
       << "    %p" << i << " = arith.addi %i, %o" << i << " : index\n"
       << "    %v" << i << " = vector.load %x[%p" << i << "] : memref<?xf32>, "
       << vector << "\n"
       << "    %s" << i << " = arith.addf %v" << i << ", %a" << i << " : "
       << vector << "\n";
  os << "    scf.yield " << sums << " : " << types << "\n  }\n"
     << "  %t0 = arith.addf %r#0, %r#1 : " << vector << "\n";
  for (int i = 2; i < kSums; ++i)
    os << "  %t" << i - 1 << " = arith.addf %t" << i - 2 << ", %r#" << i
       << " : " << vector << "\n";
  os << "  %y = vector.reduction <add>, %t" << kSums - 2 << " : " << vector
     << " into f32\n  return %y : f32\n}\n";
  return text;
}

llvm::Expected<ReadBandwidth> ReadBandwidth::create(const relu::Target &target,
                                                    MLIRContext &context) {
  int64_t lanes = getVectorLanes(target, ElementKind::f32);
  auto loop = compileMeasuredLoop(makeLoop(lanes), "read", target, context);
  if (!loop)
    return loop.takeError();
  return ReadBandwidth(std::move(*loop));
}

llvm::Expected<double> ReadBandwidth::measure(int64_t bytes) const {
  constexpr int64_t kPage = 4096;
  bytes = std::max(kPage, (bytes + kPage - 1) / kPage * kPage);
  void *memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return llvm::createStringError(
        "no memory for " + llvm::Twine(bytes) +
        " bytes, whose read bandwidth is to be measured");
  madvise(memory, bytes, MADV_HUGEPAGE);
  // Memory that was never written is one page of zeros.
  std::fill_n(static_cast<float *>(memory), bytes / 4, 1.0f);

  struct Descriptor {
    void *allocated, *aligned;
    int64_t offset, size, stride;
  } buffer{memory, memory, 0, bytes / 4, 1};
  Descriptor *pointer = &buffer;
  int64_t elements = bytes / 4;
  float sum;
  void *arguments[] = {&pointer, &elements, &sum};
  constexpr int64_t kBytesPerRun = 1 << 24;
  constexpr int kRuns = 12;
  int64_t passes = std::max<int64_t>(1, kBytesPerRun / bytes);
  double best = 0;
  for (int run = 0; run < kRuns; ++run) {
    auto start = std::chrono::steady_clock::now();
    for (int64_t pass = 0; pass < passes; ++pass)
      loop.function(arguments);
    double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
            .count();
    best = std::max(best, static_cast<double>(bytes) * passes / seconds);
  }
  munmap(memory, bytes);
  return best;
}
