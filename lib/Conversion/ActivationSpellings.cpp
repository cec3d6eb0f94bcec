// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of spellings. A spelling is here only if it is the activation for
// each number that is finite and for NaN; at an infinity, where some formulas
// give NaN, the activation is their limit.

#include "ActivationSpellings.h"

#include "ActivationFormulas.h"

#include "relu/IR/Relu.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace relu;

namespace {
/// A formula, and the activation that it is with the numbers that were found;
/// null where it is none.
struct Spelling {
  Formula formula;
  ActivationAttrInterface (*getActivation)(MLIRContext *, const Captures &);
};
} // namespace

//===----------------------------------------------------------------------===//
// Activations of what was found
//===----------------------------------------------------------------------===//

static FloatAttr parameterAttr(MLIRContext *context, double value) {
  return relu::detail::getParameter(context, value);
}

/// Activations without parameters.
template <typename Attr>
static ActivationAttrInterface getDefault(MLIRContext *context,
                                          const Captures &) {
  return Attr::get(context);
}

static ActivationAttrInterface getRelu(MLIRContext *context, const Captures &) {
  return ReluAttr::get(context, parameterAttr(context, 0));
}

/// The clamp to [min, max]. Where no number is infinite, the largest finite one
/// is no bound.
static ActivationAttrInterface getClamp(MLIRContext *context, double min,
                                        double max, const Captures &found) {
  Type element = getElementTypeOrSelf(found.input.getType());
  double largest =
      APFloat::getLargest(cast<FloatType>(element).getFloatSemantics())
          .convertToDouble();
  if (found.ignoresInfinity &&
      roundTo(max, cast<FloatType>(element)) >= largest)
    max = Interval::kInfinity;
  return normalizeActivation(ClippedReluAttr::get(
      context, parameterAttr(context, min), parameterAttr(context, max)));
}
/// min(max(x, p0), p1)
static ActivationAttrInterface getClamp(MLIRContext *context,
                                        const Captures &found) {
  return getClamp(context, *found.parameters[0], *found.parameters[1], found);
}
/// max(min(x, p1), p0), which is another function where the bounds are swapped.
static ActivationAttrInterface getOrderedClamp(MLIRContext *context,
                                               const Captures &found) {
  return *found.parameters[0] <= *found.parameters[1] ? getClamp(context, found)
                                                      : nullptr;
}
static ActivationAttrInterface getClampFromZero(MLIRContext *context,
                                                const Captures &found) {
  double max = *found.parameters[0];
  return max > 0 ? getClamp(context, 0, max, found) : nullptr;
}

template <typename Attr>
static ActivationAttrInterface getWith(MLIRContext *context, double value) {
  return std::isfinite(value)
             ? Attr::get(context, parameterAttr(context, value))
             : nullptr;
}
template <typename Attr>
static ActivationAttrInterface getWithOne(MLIRContext *context,
                                          const Captures &) {
  return getWith<Attr>(context, 1);
}
template <typename Attr>
static ActivationAttrInterface getWithFirst(MLIRContext *context,
                                            const Captures &found) {
  return getWith<Attr>(context, *found.parameters[0]);
}
template <typename Attr>
static ActivationAttrInterface getWithPositive(MLIRContext *context,
                                               const Captures &found) {
  double value = *found.parameters[0];
  return value > 0 ? getWith<Attr>(context, value) : nullptr;
}
template <typename Attr>
static ActivationAttrInterface getWithNegated(MLIRContext *context,
                                              const Captures &found) {
  double value = -*found.parameters[0];
  return value > 0 ? getWith<Attr>(context, value) : nullptr;
}
/// For formulas that say the same number twice, or a number and its inverse.
template <typename Attr>
static ActivationAttrInterface getWithSame(MLIRContext *context,
                                           const Captures &found) {
  return *found.parameters[0] == *found.parameters[1]
             ? getWithFirst<Attr>(context, found)
             : nullptr;
}
template <typename Attr>
static ActivationAttrInterface getWithInverse(MLIRContext *context,
                                              const Captures &found) {
  double first = *found.parameters[0], second = *found.parameters[1];
  return std::abs(first * second - 1) < 1e-6
             ? getWithPositive<Attr>(context, found)
             : nullptr;
}

/// max(x, p0 x)
static ActivationAttrInterface getLeakyMaximum(MLIRContext *context,
                                               const Captures &found) {
  double alpha = *found.parameters[0];
  return alpha > 0 && alpha <= 1 ? getWith<LeakyReluAttr>(context, alpha)
                                 : nullptr;
}
static ActivationAttrInterface getLeakyMinimum(MLIRContext *context,
                                               const Captures &found) {
  double alpha = *found.parameters[0];
  return alpha >= 1 ? getWith<LeakyReluAttr>(context, alpha) : nullptr;
}

/// The threshold of PyTorch's softplus, above which it is x: no difference is
/// left there in f32.
static ActivationAttrInterface getThresholdedSoftplus(MLIRContext *context,
                                                      const Captures &found) {
  bool isNarrow = !getElementTypeOrSelf(found.input.getType()).isF64();
  return isNarrow && *found.parameters[0] >= 20
             ? getWithOne<SoftplusAttr>(context, found)
             : nullptr;
}

static ActivationAttrInterface getGelu(MLIRContext *context, const Captures &) {
  return GeluAttr::get(context, GeluApproximation::none);
}
static ActivationAttrInterface getTanhGelu(MLIRContext *context,
                                           const Captures &) {
  return GeluAttr::get(context, GeluApproximation::tanh);
}
static ActivationAttrInterface getPRelu(MLIRContext *context,
                                        const Captures &) {
  // The axis follows from the slope.
  return PReluAttr::get(context, -1);
}
static ActivationAttrInterface getHardSigmoid(MLIRContext *context,
                                              const Captures &found) {
  double alpha = *found.parameters[0], beta = *found.parameters[1];
  return std::isfinite(alpha) && std::isfinite(beta)
             ? HardSigmoidAttr::get(context, parameterAttr(context, alpha),
                                    parameterAttr(context, beta))
             : nullptr;
}
static ActivationAttrInterface getHardSigmoidOfSixth(MLIRContext *context,
                                                     const Captures &) {
  return HardSigmoidAttr::get(context, parameterAttr(context, 1.0 / 6),
                              parameterAttr(context, 0.5));
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

/// The first one that matches counts: larger formulas come before their parts.
static std::vector<Spelling> makeSpellings() {
  const Formula x = input(), p0 = parameter(0), p1 = parameter(1);
  const auto either = AtThreshold::either, atBelow = AtThreshold::below;
  return {
      // A slope for what is negative.
      {piecewise(x, 0, x, either, p0 * x), getWithFirst<LeakyReluAttr>},
      {atLeast(x, p0 * x), getLeakyMaximum},
      {atMost(x, p0 * x), getLeakyMinimum},
      {rectified(x) + p0 * negativePart(x), getWithFirst<LeakyReluAttr>},
      {rectified(x) - p0 * rectified(-x), getWithFirst<LeakyReluAttr>},
      {piecewise(x, 0, x, either, slope() * x), getPRelu},

      // Exponential units.
      {exponentialUnit(x, x, [](Formula x) { return expm1(x); }),
       getWithOne<EluAttr>},
      {exponentialUnit(x, x, [](Formula x) { return parameter(0) * expm1(x); }),
       getWithFirst<EluAttr>},
      {exponentialUnit(
           x, x,
           [](Formula x) { return parameter(0) * exp(x) - parameter(1); }),
       getWithSame<EluAttr>},
      {rectified(x) + expm1(negativePart(x)), getWithOne<EluAttr>},
      {rectified(x) + p0 * expm1(negativePart(x)), getWithFirst<EluAttr>},
      {rectified(x) + negativePart(expm1(x)), getWithOne<EluAttr>},
      {rectified(x) + negativePart(p0 * expm1(x)), getWithPositive<EluAttr>},
      {kSeluGamma * elu(x, kSeluAlpha), getDefault<SeluAttr>},
      {exponentialUnit(x, kSeluGamma * x,
                       [](Formula x) { return seluBelowZero(x); }),
       getDefault<SeluAttr>},
      {kSeluGamma *
           exponentialUnit(x, x, [](Formula x) { return eluBelowZero(x); }),
       getDefault<SeluAttr>},
      {p0 * elu(x / p0, 1), getWithPositive<CeluAttr>},
      {p0 * elu(p1 * x, 1), getWithInverse<CeluAttr>},
      {piecewise(x, 0, x, either, p0 * expm1(x / p0)),
       getWithPositive<CeluAttr>},
      {rectified(x) + negativePart(p0 * expm1(x / p0)),
       getWithPositive<CeluAttr>},
      {rectified(x) + negativePart(p0 * expm1(p1 * x)),
       getWithInverse<CeluAttr>},

      // Gaussian units.
      {product({0.5, x, 1 + erf(kInverseSqrt2 * x)}), getGelu},
      {x * (0.5 + 0.5 * erf(kInverseSqrt2 * x)), getGelu},
      {product({0.5, x, erfc(-kInverseSqrt2 * x)}), getGelu},
      {product({0.5, x, erfc(-(kInverseSqrt2 * x))}), getGelu},
      {product({0.5, x, 1 + tanh(geluArgument(x, 1))}), getTanhGelu},
      {x * (0.5 + 0.5 * tanh(geluArgument(x, 1))), getTanhGelu},
      {x * sigmoid(geluArgument(x, 2)), getTanhGelu},

      // Sigmoids, and what they gate.
      {x * hardSigmoidOfSixth(x), getDefault<HardSwishAttr>},
      {product({1.0 / 6, x, clampedFromZero(x + 3, 6)}),
       getDefault<HardSwishAttr>},
      {clampedFromZero(p0 * x + p1, 1), getHardSigmoid},
      {clampedFromZero(x + 3, 6) * (1.0 / 6), getHardSigmoidOfSixth},
      {x * sigmoid(x), getWithOne<SiluAttr>},
      {x / (1 + exp(-x)), getWithOne<SiluAttr>},
      {x * sigmoid(p0 * x), getWithPositive<SiluAttr>},
      {x / (1 + exp(p0 * x)), getWithNegated<SiluAttr>},
      {x / (1 + exp(-(p0 * x))), getWithPositive<SiluAttr>},
      {sigmoidFormula(x), getDefault<SigmoidAttr>},
      {x * tanh(softplus(x)), getDefault<MishAttr>},
      {softplusFormula(x), getWithOne<SoftplusAttr>},
      {softplus(p0 * x) / p0, getWithPositive<SoftplusAttr>},
      {p1 * softplus(p0 * x), getWithInverse<SoftplusAttr>},
      {piecewise(x, p0, x, either, softplus(x)), getThresholdedSoftplus},

      // Clamps, of which larger formulas are made. A maximum with another
      // number
      // than zero alone is none.
      {rectified(x) * rectified(x), getDefault<SquaredReluAttr>},
      {operation(ElementOp::power, {rectified(x), 2}),
       getDefault<SquaredReluAttr>},
      {clampedFromZero(x, p0), getClampFromZero},
      {atMost(atLeast(x, p0), p1), getClamp},
      {atLeast(atMost(x, p1), p0), getOrderedClamp},
      {atLeast(x, 0), getRelu},
      {piecewise(x, p0, x, atBelow, 0), getWithFirst<ThresholdedReluAttr>},
  };
}

/// f32 in the middle of f16 or bf16 is how relu.activate computes, too.
static std::optional<SpelledActivation> matchInF32(arith::TruncFOp narrow,
                                                   bool &failsOnNaN) {
  Type element = getElementTypeOrSelf(narrow.getType());
  if (!element.isF16() && !element.isBF16())
    return std::nullopt;
  auto rounding = narrow.getRoundingmode();
  if (!getElementTypeOrSelf(narrow.getIn().getType()).isF32() ||
      (rounding && *rounding != arith::RoundingMode::to_nearest_even))
    return std::nullopt;
  std::optional<SpelledActivation> spelled;
  if (auto activate = llvm::dyn_cast_or_null<ActivateOp>(
          getComputingOperation(narrow.getIn())))
    spelled = {activate.getActivation(), getElement(activate.getInput()), {}};
  else
    spelled = matchActivation(narrow.getIn(), failsOnNaN);
  // A slope is rounded to the type of the tensor, which it was not here.
  if (!spelled || spelled->slope || spelled->activation.getNumSlopes() != 0)
    return std::nullopt;
  auto widen = llvm::dyn_cast_or_null<arith::ExtFOp>(
      getComputingOperation(spelled->input));
  if (!widen || getElementTypeOrSelf(widen.getIn().getType()) != element)
    return std::nullopt;
  spelled->input = getElement(widen.getIn());
  return spelled;
}

std::optional<SpelledActivation> relu::matchActivation(Value element,
                                                       bool &failsOnNaN) {
  static const std::vector<Spelling> spellings = makeSpellings();
  failsOnNaN = false;
  if (auto narrow = llvm::dyn_cast_or_null<arith::TruncFOp>(
          getComputingOperation(element)))
    return matchInF32(narrow, failsOnNaN);
  ElementNode node = readElement(element);
  if (node.op == ElementOp::none)
    return std::nullopt;
  for (bool ignoresNaN : {false, true}) {
    Captures start;
    start.ignoresNaN = ignoresNaN;
    for (const Spelling &spelling : spellings) {
      SpelledActivation result;
      auto finish = [&](const Captures &found) {
        result = {spelling.getActivation(element.getContext(), found),
                  found.input, found.slope};
        return result.activation && result.input;
      };
      if (!spelling.formula.match(element, start, finish))
        continue;
      if (!ignoresNaN)
        return result;
      failsOnNaN = true;
      return std::nullopt;
    }
  }
  if (node.op == ElementOp::activate && !element.getDefiningOp<ActivateOp>())
    return SpelledActivation{node.activation, getElement(node.operands[0]), {}};
  return std::nullopt;
}
