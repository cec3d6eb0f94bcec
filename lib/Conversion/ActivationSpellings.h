// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The formulas by which programs compute activations.

#ifndef RELU_LIB_CONVERSION_ACTIVATIONSPELLINGS_H
#define RELU_LIB_CONVERSION_ACTIVATIONSPELLINGS_H

#include "ElementExpression.h"

namespace relu {

/// An activation of an element.
struct SpelledActivation {
  ActivationAttrInterface activation;
  mlir::Value input;
  /// The element that is its slope, if it takes one.
  mlir::Value slope;
};

/// The activation that `element` is spelled as, or nothing. When it would be
/// one if no number was NaN, `failsOnNaN` becomes true.
std::optional<SpelledActivation> matchActivation(mlir::Value element,
                                                 bool &failsOnNaN);

} // namespace relu

#endif // RELU_LIB_CONVERSION_ACTIVATIONSPELLINGS_H
