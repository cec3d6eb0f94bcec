// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The peak of the multiply-add units.

#ifndef RELU_TOOLS_ROOFLINE_FMAPEAK_H
#define RELU_TOOLS_ROOFLINE_FMAPEAK_H

#include "Roofline/MeasuredLoop.h"

namespace relu {

/// A loop that does nothing but multiply and add.
class FmaPeak {
public:
  /// Compiles the loop, on vectors of `element` (f32 or f64).
  static llvm::Expected<FmaPeak>
  create(const Target &target, ElementKind element, mlir::MLIRContext &context);

  /// Multiplications and additions per second that the calling thread reaches:
  /// the best of `repetitions` runs of some 0.1 ms.
  double measure(int repetitions = 40) const;

private:
  FmaPeak(MeasuredLoop loop, ElementKind element, double flopsPerStep)
      : loop(std::move(loop)), element(element), flopsPerStep(flopsPerStep) {}

  MeasuredLoop loop;
  ElementKind element;
  double flopsPerStep;
};

} // namespace relu

#endif // RELU_TOOLS_ROOFLINE_FMAPEAK_H
