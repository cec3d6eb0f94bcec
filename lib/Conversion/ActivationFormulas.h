// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts that spellings of activations are made of, each in all of its own
// spellings.

#ifndef RELU_LIB_CONVERSION_ACTIVATIONFORMULAS_H
#define RELU_LIB_CONVERSION_ACTIVATIONFORMULAS_H

#include "Formula.h"

namespace relu {

/// The constants of Klambauer et al., "Self-Normalizing Neural Networks", 2017.
constexpr double kSeluAlpha = 1.6732632423543772;
constexpr double kSeluGamma = 1.0507009873554805;

constexpr double kInverseSqrt2 = 0.70710678118654752;

Formula exp(Formula x);
/// exp(x) - 1
Formula expm1(Formula x);
Formula erf(Formula x);
Formula erfc(Formula x);
Formula tanh(Formula x);

/// max(x, 0)
Formula rectified(Formula x);
/// min(x, 0)
Formula negativePart(Formula x);
/// min(max(x, 0), max) for a positive `max`, in either order.
Formula clampedFromZero(Formula x, Formula max);
Formula clampedFromZero(Formula x, double max);
/// min(max(x/6 + 1/2, 0), 1)
Formula hardSigmoidOfSixth(Formula x);

/// 1 / (1 + exp(-x)), and by way of tanh.
Formula sigmoidFormula(Formula x);
/// The same, or raised already.
Formula sigmoid(Formula x);
/// log(1 + exp(x)), and the form that does not overflow.
Formula softplusFormula(Formula x);
/// The same, or raised already.
Formula softplus(Formula x);

/// An elu that is raised already.
Formula elu(Formula x, double alpha);
/// `above` for x > 0, else `below` of x, or of min(x, 0).
Formula exponentialUnit(Formula x, Formula above, Formula (*below)(Formula));
/// alpha (exp(x) - 1) with the alpha of selu.
Formula eluBelowZero(Formula x);
/// gamma alpha (exp(x) - 1) with the constants of selu.
Formula seluBelowZero(Formula x);

/// `factor` sqrt(2/pi) (x + 0.044715 x^3)
Formula geluArgument(Formula x, double factor);

} // namespace relu

#endif // RELU_LIB_CONVERSION_ACTIVATIONFORMULAS_H
