// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How far a result is from what was expected, and whether that is near enough.

#ifndef RELU_EXECUTION_COMPARE_H
#define RELU_EXECUTION_COMPARE_H

#include "relu/Execution/Tensor.h"

namespace relu {

/// What is near enough. An element passes when
///
///     |actual - expected| <= atol + rtol * |expected|
///
/// or when the two are at most `maxUlp` values of their format apart (see
/// Comparison::maxUlpError). Whatever the tolerances are, NaN equals NaN alone,
/// an infinity the same infinity alone, and -0 equals 0. By default only equal
/// values pass; if the kinds differ, those that are equal in the narrower one.
struct Tolerance {
  double atol = 0;
  double rtol = 0;
  uint64_t maxUlp = 0;
};

/// An element that did not pass.
struct Mismatch {
  llvm::SmallVector<int64_t> index;
  std::string actual; // as printElement prints them
  std::string expected;
  double absError;
  double relError;
  uint64_t ulpError;
};

/// What `compare` found. The errors are the largest ones over all elements,
/// whether they passed or not.
struct Comparison {
  static constexpr int64_t kMaxMismatches = 10;

  int64_t numElements = 0;
  int64_t numMismatches = 0;

  /// |actual - expected|; infinite where only one of them is finite or a
  /// number, and for opposite infinities.
  double maxAbsError = 0;

  /// |actual - expected| / |expected|, leaving out elements where a finite
  /// error is relative to zero, as numpy.testing does.
  double maxRelError = 0;

  /// How many values of the format lie between the two, plus one if they
  /// differ; 0 and -0 are one value. The format is the one of the two with
  /// fewer significant bits (bf16, f16, f32, f64); a value of the other one is
  /// rounded to it. For integers the difference. UINT64_MAX where maxAbsError
  /// is infinite because a value is not finite.
  uint64_t maxUlpError = 0;

  /// The first mismatches, at most kMaxMismatches.
  llvm::SmallVector<Mismatch, 0> mismatches;

  bool passed() const { return numMismatches == 0; }

  /// A line of totals, then one for each of `mismatches`.
  void print(llvm::raw_ostream &os) const;
};

/// Compares tensors of the same shape. Both have floating-point kinds, which
/// may differ, or both have the same integer kind; one may be signless (i8)
/// where the other is not (ui8), and is then read as the latter. Integers are
/// compared exactly. Fails when types do not go together, and when a tolerance
/// is negative or NaN.
llvm::Expected<Comparison> compare(const ConstTensorView &actual,
                                   const ConstTensorView &expected,
                                   const Tolerance &tolerance);

} // namespace relu

#endif // RELU_EXECUTION_COMPARE_H
