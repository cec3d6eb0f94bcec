// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides how the distance between two elements is measured.

#include "relu/Execution/Compare.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include <cmath>
#include <limits>

using namespace llvm;
using namespace relu;

namespace {

struct Distance {
  double absolute = 0;
  double relative = 0;
  uint64_t ulp = 0;
  bool passed = true;
};

} // namespace

static constexpr double kInfinity = std::numeric_limits<double>::infinity();
static constexpr Distance kIncomparable = {kInfinity, kInfinity, UINT64_MAX,
                                           false};

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

/// How many values of `kind` lie between zero and |value|, rounded to it: its
/// bits, read as an integer.
static uint64_t getRank(ElementKind kind, double value) {
  uint64_t bits = 0;
  storeDouble(kind, &bits, 0, std::fabs(value));
  return static_cast<uint64_t>(loadInteger(getBitsKind(kind), &bits, 0));
}

static uint64_t difference(uint64_t a, uint64_t b) {
  return a > b ? a - b : b - a;
}

static Distance measureFloats(double actual, double expected, ElementKind kind,
                              const Tolerance &tolerance) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected)))
    return {};
  if (!std::isfinite(actual) || !std::isfinite(expected))
    return kIncomparable;
  Distance distance;
  distance.absolute = std::fabs(actual - expected);
  if (expected != 0)
    distance.relative = distance.absolute / std::fabs(expected);
  uint64_t actualRank = getRank(kind, actual);
  uint64_t expectedRank = getRank(kind, expected);
  distance.ulp = std::signbit(actual) == std::signbit(expected)
                     ? difference(actualRank, expectedRank)
                     : actualRank + expectedRank;
  // The other value is beyond the largest one, who knows how far.
  uint64_t infinityRank = getRank(kind, kInfinity);
  if (actualRank == infinityRank || expectedRank == infinityRank)
    distance.ulp = UINT64_MAX;
  distance.passed = distance.absolute <=
                        tolerance.atol + tolerance.rtol * std::fabs(expected) ||
                    distance.ulp <= tolerance.maxUlp;
  return distance;
}

static Distance measureIntegers(int64_t actual, int64_t expected,
                                bool isUnsigned, const Tolerance &tolerance) {
  auto a = static_cast<uint64_t>(actual);
  auto e = static_cast<uint64_t>(expected);
  Distance distance;
  // In modular arithmetic the difference of signed numbers is right too.
  bool isLess = isUnsigned ? a < e : actual < expected;
  distance.ulp = isLess ? e - a : a - e;
  distance.absolute = static_cast<double>(distance.ulp);
  double magnitude = isUnsigned ? static_cast<double>(e)
                                : std::fabs(static_cast<double>(expected));
  if (expected != 0)
    distance.relative = distance.absolute / magnitude;
  distance.passed =
      distance.absolute <= tolerance.atol + tolerance.rtol * magnitude ||
      distance.ulp <= tolerance.maxUlp;
  return distance;
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

/// The kind in which the elements are measured; nothing if there is none.
static std::optional<ElementKind> getCommonKind(ElementKind actual,
                                                ElementKind expected) {
  if (isFloat(actual) && isFloat(expected))
    return getPrecision(actual) < getPrecision(expected) ? actual : expected;
  // The one that says more about the sign is accepted by the other one.
  if (accepts(actual, expected))
    return expected;
  if (accepts(expected, actual))
    return actual;
  return std::nullopt;
}

static SmallVector<int64_t> getIndex(ArrayRef<int64_t> shape, int64_t element) {
  SmallVector<int64_t> index(shape.size());
  for (size_t i = shape.size(); i-- > 0; element /= shape[i])
    index[i] = element % shape[i];
  return index;
}

static std::string print(ElementKind kind, const void *data, int64_t index) {
  std::string text;
  raw_string_ostream os(text);
  printElement(os, kind, data, index);
  return text;
}

Expected<Comparison> relu::compare(const ConstTensorView &actual,
                                   const ConstTensorView &expected,
                                   const Tolerance &tolerance) {
  if (!(tolerance.atol >= 0) || !(tolerance.rtol >= 0))
    return createStringError("expected tolerances of 0 or more, got atol " +
                             std::to_string(tolerance.atol) + " and rtol " +
                             std::to_string(tolerance.rtol));
  ElementKind actualKind = actual.type.element;
  ElementKind expectedKind = expected.type.element;
  std::optional<ElementKind> kind = getCommonKind(actualKind, expectedKind);
  if (!kind || actual.type.shape != expected.type.shape)
    return createStringError("expected a result of type " +
                             expected.type.str() + ", got " +
                             actual.type.str());
  bool isInteger = !isFloat(*kind);
  if (isInteger)
    actualKind = expectedKind = *kind;

  Comparison result;
  result.numElements = expected.getNumElements();
  for (int64_t i = 0; i < result.numElements; ++i) {
    Distance distance =
        isInteger ? measureIntegers(loadInteger(*kind, actual.data, i),
                                    loadInteger(*kind, expected.data, i),
                                    isUnsigned(*kind), tolerance)
                  : measureFloats(actual.getDouble(i), expected.getDouble(i),
                                  *kind, tolerance);
    result.maxAbsError = std::max(result.maxAbsError, distance.absolute);
    result.maxRelError = std::max(result.maxRelError, distance.relative);
    result.maxUlpError = std::max(result.maxUlpError, distance.ulp);
    if (distance.passed || result.numMismatches++ >= Comparison::kMaxMismatches)
      continue;
    result.mismatches.push_back(
        {getIndex(expected.type.shape, i), print(actualKind, actual.data, i),
         print(expectedKind, expected.data, i), distance.absolute,
         distance.relative, distance.ulp});
  }
  return result;
}

static void printErrors(raw_ostream &os, double absolute, double relative,
                        uint64_t ulp) {
  os << "abs " << format("%.3g", absolute) << ", rel "
     << format("%.3g", relative) << ", ulp ";
  if (ulp == UINT64_MAX)
    os << "inf";
  else
    os << ulp;
}

void Comparison::print(raw_ostream &os) const {
  os << numMismatches << " of " << numElements
     << " elements differ by more than the tolerance; largest errors: ";
  printErrors(os, maxAbsError, maxRelError, maxUlpError);
  os << '\n';
  for (const Mismatch &mismatch : mismatches) {
    os << "  [";
    interleaveComma(mismatch.index, os);
    os << "]: expected " << mismatch.expected << ", got " << mismatch.actual
       << " (";
    printErrors(os, mismatch.absError, mismatch.relError, mismatch.ulpError);
    os << ")\n";
  }
  int64_t left = numMismatches - static_cast<int64_t>(mismatches.size());
  if (left > 0)
    os << "  and " << left << " more\n";
}
