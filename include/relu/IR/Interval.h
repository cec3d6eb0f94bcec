// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Closed intervals of the extended real line, as activations map them.

#ifndef RELU_IR_INTERVAL_H
#define RELU_IR_INTERVAL_H

#include <algorithm>
#include <limits>

namespace relu {

/// All x with lo <= x <= hi; nothing when lo > hi. Ends may be infinite. NaN is
/// in no interval.
struct Interval {
  double lo;
  double hi;

  static constexpr double kInfinity = std::numeric_limits<double>::infinity();

  static Interval all() { return {-kInfinity, kInfinity}; }
  static Interval empty() { return {kInfinity, -kInfinity}; }

  bool isEmpty() const { return lo > hi; }
  bool contains(double x) const { return lo <= x && x <= hi; }
  bool contains(Interval other) const {
    return other.isEmpty() || (lo <= other.lo && other.hi <= hi);
  }

  /// The smallest interval that holds both.
  Interval hull(Interval other) const {
    if (isEmpty() || other.isEmpty())
      return isEmpty() ? other : *this;
    return {std::min(lo, other.lo), std::max(hi, other.hi)};
  }
  Interval intersect(Interval other) const {
    return {std::max(lo, other.lo), std::min(hi, other.hi)};
  }

  bool operator==(const Interval &other) const {
    return (isEmpty() && other.isEmpty()) || (lo == other.lo && hi == other.hi);
  }
  bool operator!=(const Interval &other) const { return !(*this == other); }
};

} // namespace relu

#endif // RELU_IR_INTERVAL_H
