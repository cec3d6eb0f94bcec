// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where activations are looked at: a grid around their bends, both ends of the
// line, and the neighbours of each kink.

#ifndef RELU_TEST_UNIT_IR_ACTIVATIONSAMPLES_H
#define RELU_TEST_UNIT_IR_ACTIVATIONSAMPLES_H

#include "../ActivationTable.h"

#include <algorithm>
#include <cmath>

namespace relu_test {

inline constexpr double kInfinity = relu::Interval::kInfinity;

/// An activation of the table, and its slopes.
class ActivationTest : public testing::TestWithParam<ActivationCase> {
protected:
  std::unique_ptr<mlir::MLIRContext> context = createContext();
  relu::ActivationAttrInterface activation =
      parseActivation(GetParam().text, context.get());

  double evaluate(double x) const {
    return activation.evaluate(x, GetParam().slopes);
  }
  double evaluateDerivative(double x) const {
    return activation.evaluateDerivative(x, GetParam().slopes);
  }
  /// Slopes as intervals of one number.
  llvm::SmallVector<relu::Interval, 1> getSlopes() const {
    llvm::SmallVector<relu::Interval, 1> slopes;
    for (double slope : GetParam().slopes)
      slopes.push_back({slope, slope});
    return slopes;
  }
};

/// The numbers of [lo, hi] to look at, in order, its ends among them.
inline std::vector<double> getSamples(relu::Interval interval,
                                      const ActivationCase &activation) {
  std::vector<double> samples = {interval.lo, interval.hi};
  auto add = [&](double x) {
    if (interval.contains(x))
      samples.push_back(x);
  };
  for (int i = -24 * 64; i <= 24 * 64; ++i)
    add(i / 64.0);
  for (double magnitude : {1e-310, 1e-30, 1e-12, 1e-8, 1e-4, 30.0, 40.0, 100.0,
                           700.0, 800.0, 1e4, 1e10, 1e30, 1e100, 1e300}) {
    add(magnitude);
    add(-magnitude);
  }
  for (auto [kink, derivative] : activation.kinks)
    for (double x : {std::nextafter(kink, -kInfinity), kink,
                     std::nextafter(kink, kInfinity)})
      add(x);
  add(-kInfinity);
  add(kInfinity);
  std::sort(samples.begin(), samples.end());
  return samples;
}

/// How far libm may be off.
inline double slack(double value) {
  return std::isinf(value) ? 0 : 1e-14 * std::abs(value);
}

inline std::string
nameCase(const testing::TestParamInfo<ActivationCase> &info) {
  return getName(info.param);
}

} // namespace relu_test

#endif // RELU_TEST_UNIT_IR_ACTIVATIONSAMPLES_H
