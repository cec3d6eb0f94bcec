// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Formulas that match expressions:
//
//   piecewise(x, 0, /*above=*/x, AtThreshold::either, /*below=*/p0 * x)
//
// The operands of sums, products, maxima and minima match in any order, and a
// difference matches a sum with a negated number.

#ifndef RELU_LIB_CONVERSION_FORMULA_H
#define RELU_LIB_CONVERSION_FORMULA_H

#include "ElementExpression.h"

#include <functional>
#include <memory>

namespace relu {

/// What a match has found.
struct Captures {
  /// The one input, `input()`.
  mlir::Value input;
  /// Numbers of the program, `parameter(i)`.
  std::optional<double> parameters[2];
  /// The element that `slope()` has matched.
  mlir::Value slope;
  /// Whether the result is undefined for an infinite input.
  bool ignoresInfinity = false;
  /// To match as if no input was NaN, in order to say why there is no match.
  bool ignoresNaN = false;
};

class FormulaNode;

class Formula {
public:
  /// A number of the formula, such as 1 or the square root of 2. Numbers that
  /// are not exact in the type of the program match with a relative error of
  /// 1e-6, or of that type's precision where it is worse.
  Formula(double number);
  Formula(std::shared_ptr<const FormulaNode> node) : node(std::move(node)) {}

  /// Calls `then` for each way to match `element`, until it returns true.
  bool match(mlir::Value element, Captures captures,
             llvm::function_ref<bool(const Captures &)> then) const;

  const FormulaNode &operator*() const { return *node; }
  std::optional<double> getNumber() const;

private:
  std::shared_ptr<const FormulaNode> node;
};

/// The input of the activation: any element, the same one at each place.
Formula input();

/// Any number of the program, the same one at each place.
Formula parameter(unsigned index);

/// A number or a value that an activation can take as a slope: see
/// `getSlopeOperand`.
Formula slope();

Formula operator+(Formula lhs, Formula rhs);
Formula operator-(Formula lhs, Formula rhs);
Formula operator*(Formula lhs, Formula rhs);
Formula operator/(Formula lhs, Formula rhs);
Formula operator-(Formula operand);

/// Any of several formulas, the first one that fits.
Formula anyOf(llvm::ArrayRef<Formula> formulas);

/// The product of all factors, multiplied in any order.
Formula product(llvm::ArrayRef<Formula> factors);

/// An operation as such.
Formula operation(ElementOp op, llvm::ArrayRef<Formula> operands);

/// max(x, bound) where NaN propagates, as an operation or as a selection.
Formula atLeast(Formula x, Formula bound);
Formula atMost(Formula x, Formula bound);

/// An operation that is itself an activation, for which `matches` holds; it may
/// set parameters.
Formula
activated(std::function<bool(ActivationAttrInterface, Captures &)> matches,
          Formula x);

/// What a selection gives where the compared values are equal.
enum class AtThreshold { above, below, either };

/// A selection between `above` and `below` by a comparison of x and the
/// threshold. For NaN it must give NaN.
Formula piecewise(Formula x, Formula threshold, Formula above,
                  AtThreshold atThreshold, Formula below);

} // namespace relu

#endif // RELU_LIB_CONVERSION_FORMULA_H
