// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two loops of the probe, and what their speeds say.

#include "CoreProbe.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

using namespace relu::bench;

using Clock = std::chrono::steady_clock;

/// Between what a free core varies by, 3 %, and what is left beside another
/// program, some 60 %.
constexpr double kAlone = 0.85;
/// Speeds that differ by more were measured in different states of the core.
constexpr double kSame = 0.04;

/// Keeps the compiler from computing ahead, or in vectors.
static void keepInRegister(uint64_t &value) { asm volatile("" : "+r"(value)); }

/// Steps per second, each of which needs the one before.
static double measureDependent() {
  constexpr int kRuns = 300, kUnroll = 32;
  uint64_t value = 0;
  auto start = Clock::now();
  for (int i = 0; i < kRuns; ++i) {
#pragma GCC unroll 32
    for (int step = 0; step < kUnroll; ++step) {
      value ^= i;
      keepInRegister(value);
    }
  }
  return kRuns * kUnroll /
         std::chrono::duration<double>(Clock::now() - start).count();
}

/// Steps per second of eight that do not need each other.
static double measureIndependent() {
  constexpr int kRuns = 400, kUnroll = 4, kValues = 8;
  uint64_t values[kValues] = {};
  auto start = Clock::now();
  for (int i = 0; i < kRuns; ++i) {
#pragma GCC unroll 4
    for (int step = 0; step < kUnroll; ++step) {
#pragma GCC unroll 8
      for (uint64_t &value : values) {
        value ^= i;
        keepInRegister(value);
      }
    }
  }
  return kRuns * kUnroll * kValues /
         std::chrono::duration<double>(Clock::now() - start).count();
}

static bool isSame(double a, double b) {
  return std::abs(a - b) <= kSame * std::max(a, b);
}

double relu::bench::measureFreedom() {
  double dependent = measureDependent();
  double independent = measureIndependent();
  // The clock changed, an interrupt came, or another program came or went.
  if (!isSame(dependent, measureDependent()) ||
      !isSame(independent, measureIndependent()))
    return 0;
  return independent / dependent;
}

double CoreProbe::probe() {
  double measured = measure();
  // Once may be an accident.
  if (isSame(previous, measured))
    freest = std::max(freest, std::min(previous, measured));
  previous = measured;
  return measured;
}

bool CoreProbe::isAlone(double patience) {
  constexpr int kSearch = 20000;
  if (previous < 0)
    for (int i = 0; i < kSearch; ++i)
      probe();
  auto start = Clock::now();
  do {
    if (probe() >= kAlone * freest && (previous > 0 || freest == 0))
      return true;
  } while (std::chrono::duration<double>(Clock::now() - start).count() <
           patience);
  return false;
}
