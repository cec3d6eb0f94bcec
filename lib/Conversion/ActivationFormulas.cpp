// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts that spellings of activations are made of. A part that is itself an
// activation may have been raised already.

#include "ActivationFormulas.h"

#include "relu/IR/Relu.h"

#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace relu;

Formula relu::exp(Formula x) { return operation(ElementOp::exp, {x}); }
static Formula log(Formula x) { return operation(ElementOp::log, {x}); }
static Formula abs(Formula x) { return operation(ElementOp::abs, {x}); }
Formula relu::erf(Formula x) { return operation(ElementOp::erf, {x}); }
Formula relu::erfc(Formula x) { return operation(ElementOp::erfc, {x}); }

Formula relu::expm1(Formula x) {
  return anyOf({operation(ElementOp::expm1, {x}), exp(x) - 1});
}
static Formula log1p(Formula x) {
  return anyOf({operation(ElementOp::log1p, {x}), log(1 + x)});
}

template <typename Attr> static Formula raised(Formula x) {
  return activated([](ActivationAttrInterface activation,
                      Captures &) { return isa<Attr>(activation); },
                   x);
}

/// An operation that is the clamp to [min, max].
static Formula activatedClamp(Formula x, double min, double max) {
  return activated(
      [=](ActivationAttrInterface activation, Captures &) {
        std::optional<Interval> clamp = activation.getClamp();
        return clamp && clamp->lo == min && clamp->hi == max;
      },
      x);
}

Formula relu::rectified(Formula x) {
  return anyOf({atLeast(x, 0), activatedClamp(x, 0, Interval::kInfinity)});
}
Formula relu::negativePart(Formula x) {
  return anyOf({atMost(x, 0), activatedClamp(x, -Interval::kInfinity, 0)});
}
/// Zero up to `max`, for one that is greater than zero.
Formula relu::clampedFromZero(Formula x, Formula max) {
  return anyOf({atMost(rectified(x), max), rectified(atMost(x, max))});
}
Formula relu::clampedFromZero(Formula x, double max) {
  return anyOf({clampedFromZero(x, Formula(max)), activatedClamp(x, 0, max)});
}

Formula relu::tanh(Formula x) { return raised<TanhAttr>(x); }
Formula relu::sigmoidFormula(Formula x) {
  return anyOf({1 / (1 + exp(-x)), 0.5 * (1 + tanh(0.5 * x)),
                0.5 + 0.5 * tanh(0.5 * x)});
}
Formula relu::sigmoid(Formula x) {
  return anyOf({raised<SigmoidAttr>(x), sigmoidFormula(x)});
}

Formula relu::softplusFormula(Formula x) {
  return anyOf({log1p(exp(x)), rectified(x) + log1p(exp(-abs(x)))});
}
Formula relu::softplus(Formula x) {
  auto isStandard = [](ActivationAttrInterface activation, Captures &) {
    auto attr = dyn_cast<SoftplusAttr>(activation);
    return attr && attr.getBeta().getValueAsDouble() == 1;
  };
  return anyOf({softplusFormula(x), activated(isStandard, x)});
}

Formula relu::elu(Formula x, double alpha) {
  return activated(
      [=](ActivationAttrInterface activation, Captures &) {
        auto attr = dyn_cast<EluAttr>(activation);
        if (!attr)
          return false;
        // A factor of selu may have been rounded to f32.
        double found = attr.getAlpha().getValueAsDouble();
        return found == alpha ||
               (alpha != 1 && std::abs(found / alpha - 1) < 2e-7);
      },
      x);
}
Formula relu::eluBelowZero(Formula x) {
  return anyOf({kSeluAlpha * expm1(x), kSeluAlpha * exp(x) - kSeluAlpha});
}
Formula relu::seluBelowZero(Formula x) {
  return anyOf({kSeluGamma * eluBelowZero(x),
                product({kSeluGamma, kSeluAlpha, expm1(x)}),
                (kSeluGamma * kSeluAlpha) * expm1(x)});
}

/// x for x > 0; the exponential part of an x that may be cut off at 0 first.
Formula relu::exponentialUnit(Formula x, Formula above,
                              Formula (*below)(Formula)) {
  return piecewise(x, 0, above, AtThreshold::either,
                   anyOf({below(x), below(negativePart(x))}));
}

Formula relu::hardSigmoidOfSixth(Formula x) {
  auto isSixth = [](ActivationAttrInterface activation, Captures &) {
    auto attr = dyn_cast<HardSigmoidAttr>(activation);
    return attr &&
           std::abs(attr.getAlpha().getValueAsDouble() * 6 - 1) < 1e-6 &&
           attr.getBeta().getValueAsDouble() == 0.5;
  };
  return anyOf(
      {clampedFromZero(x * (1.0 / 6) + 0.5, 1), activated(isSixth, x)});
}

/// The argument of the hyperbolic tangent in gelu, times `factor`.
Formula relu::geluArgument(Formula x, double factor) {
  const double kCubic = 0.044715;
  double scale = factor * std::sqrt(2 / llvm::numbers::pi);
  Formula square = anyOf({x * x, operation(ElementOp::power, {x, 2})});
  Formula cube = anyOf({square * x, operation(ElementOp::power, {x, 3})});
  return anyOf({scale * (x + kCubic * cube),
                product({scale, x, 1 + kCubic * square}),
                x * (scale + scale * kCubic * square),
                scale * (x + product({kCubic, x, square}))});
}
