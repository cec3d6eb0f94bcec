// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tolerance of outputs.

#include "Check.h"

#include "relu/Execution/Compare.h"

using namespace relu;

llvm::Expected<double> relu::bench::checkOutput(const float *output,
                                                const Tensor &reference) {
  constexpr double kTolerance = 1e-4;
  Tolerance tolerance;
  tolerance.atol = tolerance.rtol = kTolerance;
  ConstTensorView actual{{ElementKind::f32, reference.getType().shape}, output};
  auto comparison = compare(actual, reference.getView(), tolerance);
  if (!comparison)
    return comparison.takeError();
  if (comparison->passed())
    return comparison->maxAbsError;
  std::string text;
  llvm::raw_string_ostream os(text);
  comparison->print(os);
  return llvm::createStringError("the output is wrong: " +
                                 llvm::StringRef(text).trim());
}
