// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The matcher. A formula hands each way in which it matches on to the rest of
// the formula, so that a wrong guess about the order of operands is undone.

#include "Formula.h"

#include "mlir/IR/TypeUtilities.h"
#include <cmath>
#include <functional>

using namespace mlir;
using namespace relu;

using Then = llvm::function_ref<bool(const Captures &)>;

namespace relu {
class FormulaNode {
public:
  virtual ~FormulaNode() = default;
  virtual bool match(Value element, Captures captures, Then then) const = 0;
};
} // namespace relu

bool Formula::match(Value element, Captures captures, Then then) const {
  return node->match(getElement(element), captures, then);
}

//===----------------------------------------------------------------------===//
// Comparisons and NaN
//===----------------------------------------------------------------------===//

// One bit each for when a predicate holds.
enum : unsigned { kEqual = 1, kGreater = 2, kLess = 4, kUnordered = 8 };

static unsigned getBits(arith::CmpFPredicate predicate) {
  auto ordered = static_cast<unsigned>(predicate);
  if (predicate < arith::CmpFPredicate::UEQ) // in the order of the bits
    return ordered;
  if (predicate == arith::CmpFPredicate::UNO)
    return kUnordered;
  if (predicate == arith::CmpFPredicate::AlwaysTrue)
    return kEqual | kGreater | kLess | kUnordered;
  return kUnordered | (ordered - 7); // UEQ is 8, and so on
}

static unsigned swap(unsigned predicate) {
  return (predicate & (kEqual | kUnordered)) |
         (predicate & kGreater ? unsigned(kLess) : 0) |
         (predicate & kLess ? unsigned(kGreater) : 0);
}

/// Whether `element` is NaN when `input` is, as far as `depth` operations show.
static bool propagatesNaN(Value element, Value input, unsigned depth = 8) {
  element = getElement(element);
  if (element == input)
    return true;
  if (depth == 0)
    return false;
  ElementNode node = readElement(element);
  auto propagates = [&](Value operand) {
    return propagatesNaN(operand, input, depth - 1);
  };
  switch (node.op) {
  case ElementOp::none:
  case ElementOp::compare:
  case ElementOp::power: // NaN to the power of 0 is 1
    return false;
  case ElementOp::select: {
    ElementNode comparison = readElement(node.operands[0]);
    if (comparison.op == ElementOp::compare &&
        llvm::any_of(comparison.operands, propagates))
      return propagates(
          node.operands[getBits(comparison.predicate) & kUnordered ? 1 : 2]);
    return propagates(node.operands[1]) && propagates(node.operands[2]);
  }
  case ElementOp::maximumNumber:
  case ElementOp::minimumNumber:
    return llvm::all_of(node.operands, propagates);
  default:
    return llvm::any_of(node.operands, propagates);
  }
}

//===----------------------------------------------------------------------===//
// Leaves
//===----------------------------------------------------------------------===//

namespace {

struct InputFormula : FormulaNode {
  bool match(Value element, Captures captures, Then then) const override {
    if (captures.input ? captures.input != element
                       : readNumber(element).has_value())
      return false;
    captures.input = element;
    return then(captures);
  }
};

struct NumberFormula : FormulaNode {
  explicit NumberFormula(double number) : number(number) {}

  bool match(Value element, Captures captures, Then then) const override {
    std::optional<double> found = readNumber(element);
    return found && isClose(*found, element.getType()) && then(captures);
  }

  bool isClose(double found, Type type) const {
    auto element = dyn_cast<FloatType>(getElementTypeOrSelf(type));
    if (!element || roundTo(number, element) == number)
      return found == number;
    unsigned precision =
        APFloat::semanticsPrecision(element.getFloatSemantics());
    double tolerance = std::max(1e-6, std::ldexp(1, -int(precision)));
    return std::abs(found - number) <= tolerance * std::abs(number);
  }

  double number;
};

struct ParameterFormula : FormulaNode {
  explicit ParameterFormula(unsigned index) : index(index) {}

  bool match(Value element, Captures captures, Then then) const override {
    std::optional<double> found = readNumber(element);
    std::optional<double> &parameter = captures.parameters[index];
    if (!found || std::isnan(*found) || (parameter && *parameter != *found))
      return false;
    parameter = found;
    return then(captures);
  }

  unsigned index;
};

struct SlopeFormula : FormulaNode {
  bool match(Value element, Captures captures, Then then) const override {
    if (captures.slope && captures.slope != element)
      return false;
    captures.slope = element;
    return then(captures);
  }
};

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

struct AnyOfFormula : FormulaNode {
  explicit AnyOfFormula(ArrayRef<Formula> formulas) : formulas(formulas) {}

  bool match(Value element, Captures captures, Then then) const override {
    return llvm::any_of(formulas, [&](const Formula &formula) {
      return formula.match(element, captures, then);
    });
  }

  SmallVector<Formula> formulas;
};

struct OperationFormula : FormulaNode {
  OperationFormula(ElementOp op, ArrayRef<Formula> operands)
      : op(op), operands(operands) {}

  bool match(Value element, Captures captures, Then then) const override {
    ElementNode node = readElement(element);
    if (node.op != op || node.operands.size() != operands.size())
      return false;
    if (operands.size() == 1)
      return operands[0].match(node.operands[0], captures, then);
    return matchBoth(node.operands[0], node.operands[1], captures, then) ||
           (isCommutative() &&
            matchBoth(node.operands[1], node.operands[0], captures, then));
  }

  bool matchBoth(Value lhs, Value rhs, Captures captures, Then then) const {
    return operands[0].match(lhs, captures, [&](const Captures &captures) {
      return operands[1].match(rhs, captures, then);
    });
  }

  bool isCommutative() const {
    return op == ElementOp::add || op == ElementOp::multiply;
  }

  ElementOp op;
  SmallVector<Formula, 2> operands;
};

/// A maximum or minimum that is NaN when the input is.
struct ExtremumFormula : FormulaNode {
  ExtremumFormula(bool isMaximum, Formula x, Formula bound)
      : op(isMaximum ? ElementOp::maximum : ElementOp::minimum),
        number(isMaximum ? ElementOp::maximumNumber : ElementOp::minimumNumber),
        x(std::move(x)), bound(std::move(bound)) {}

  bool match(Value element, Captures captures, Then then) const override {
    ElementNode node = readElement(element);
    if (node.op != op && node.op != number)
      return false;
    captures.ignoresInfinity |= node.assumesNoInfinity;
    bool isSafe = node.op == op || node.assumesNoNaN || captures.ignoresNaN;
    for (auto [first, second] : {std::pair<int, int>{0, 1}, {1, 0}}) {
      auto matchesBound = [&, second = second](const Captures &captures) {
        return bound.match(
            node.operands[second], captures, [&](const Captures &captures) {
              return (isSafe || propagatesNaN(element, captures.input)) &&
                     then(captures);
            });
      };
      if (x.match(node.operands[first], captures, matchesBound))
        return true;
    }
    return false;
  }

  ElementOp op, number;
  Formula x, bound;
};

struct ActivatedFormula : FormulaNode {
  ActivatedFormula(
      std::function<bool(ActivationAttrInterface, Captures &)> matches,
      Formula x)
      : matches(std::move(matches)), x(std::move(x)) {}

  bool match(Value element, Captures captures, Then then) const override {
    ElementNode node = readElement(element);
    return node.op == ElementOp::activate &&
           matches(node.activation, captures) &&
           x.match(node.operands[0], captures, then);
  }

  std::function<bool(ActivationAttrInterface, Captures &)> matches;
  Formula x;
};

//===----------------------------------------------------------------------===//
// Selections
//===----------------------------------------------------------------------===//

struct PiecewiseFormula : FormulaNode {
  PiecewiseFormula(Formula x, Formula threshold, Formula above,
                   AtThreshold atThreshold, Formula below)
      : x(std::move(x)), threshold(std::move(threshold)),
        above(std::move(above)), below(std::move(below)),
        atThreshold(atThreshold) {}

  bool match(Value element, Captures captures, Then then) const override {
    ElementNode selection = readElement(element);
    if (selection.op != ElementOp::select)
      return false;
    ElementNode comparison = readElement(selection.operands[0]);
    if (comparison.op != ElementOp::compare)
      return false;
    unsigned predicate = getBits(comparison.predicate);
    Value lhs = comparison.operands[0], rhs = comparison.operands[1];
    captures.ignoresNaN |= comparison.assumesNoNaN;
    captures.ignoresInfinity |= comparison.assumesNoInfinity;
    return matchCompared(selection, predicate, lhs, rhs, captures, then) ||
           matchCompared(selection, swap(predicate), rhs, lhs, captures, then);
  }

  bool matchCompared(const ElementNode &selection, unsigned predicate,
                     Value compared, Value with, const Captures &captures,
                     Then then) const {
    auto getBranch = [&](unsigned when) {
      return getElement(selection.operands[predicate & when ? 1 : 2]);
    };
    Value ifAbove = getBranch(kGreater), ifBelow = getBranch(kLess);
    Value ifEqual = getBranch(kEqual), ifNaN = getBranch(kUnordered);
    if ((atThreshold == AtThreshold::above && ifEqual != ifAbove) ||
        (atThreshold == AtThreshold::below && ifEqual != ifBelow) ||
        bool(predicate & kGreater) == bool(predicate & kLess))
      return false;
    auto checkNaN = [&](const Captures &captures) {
      return (captures.ignoresNaN || propagatesNaN(ifNaN, captures.input)) &&
             then(captures);
    };
    auto matchBelow = [&](const Captures &captures) {
      return below.match(ifBelow, captures, checkNaN);
    };
    auto matchAbove = [&](const Captures &captures) {
      return above.match(ifAbove, captures, matchBelow);
    };
    auto matchThreshold = [&](const Captures &captures) {
      return threshold.match(with, captures, matchAbove);
    };
    return x.match(compared, captures, matchThreshold);
  }

  Formula x, threshold, above, below;
  AtThreshold atThreshold;
};

} // namespace

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

template <typename Node, typename... Args> static Formula make(Args &&...args) {
  return Formula(std::make_shared<const Node>(std::forward<Args>(args)...));
}

Formula::Formula(double number)
    : node(std::make_shared<const NumberFormula>(number)) {}

std::optional<double> Formula::getNumber() const {
  auto *number = dynamic_cast<const NumberFormula *>(node.get());
  return number ? std::optional(number->number) : std::nullopt;
}

Formula relu::input() { return make<InputFormula>(); }
Formula relu::parameter(unsigned index) {
  return make<ParameterFormula>(index);
}
Formula relu::slope() { return make<SlopeFormula>(); }

Formula relu::operation(ElementOp op, ArrayRef<Formula> operands) {
  return make<OperationFormula>(op, operands);
}

Formula relu::anyOf(ArrayRef<Formula> formulas) {
  return make<AnyOfFormula>(formulas);
}

Formula relu::operator+(Formula lhs, Formula rhs) {
  return operation(ElementOp::add, {lhs, rhs});
}

Formula relu::operator-(Formula lhs, Formula rhs) {
  Formula difference = operation(ElementOp::subtract, {lhs, rhs});
  std::optional<double> number = rhs.getNumber();
  return number ? anyOf({difference, lhs + Formula(-*number)}) : difference;
}

Formula relu::operator*(Formula lhs, Formula rhs) {
  Formula multiplied = operation(ElementOp::multiply, {lhs, rhs});
  for (auto [factor, other] : {std::pair{lhs, rhs}, {rhs, lhs}})
    if (std::optional<double> number = factor.getNumber(); number && *number)
      return anyOf({multiplied, operation(ElementOp::divide,
                                          {other, Formula(1 / *number)})});
  return multiplied;
}

Formula relu::operator/(Formula lhs, Formula rhs) {
  Formula inverse = operation(ElementOp::reciprocal, {rhs});
  Formula divided = operation(ElementOp::divide, {lhs, rhs});
  if (lhs.getNumber() == 1.0)
    return anyOf({divided, inverse});
  return anyOf({divided, operation(ElementOp::multiply, {lhs, inverse})});
}

Formula relu::operator-(Formula operand) {
  return anyOf({operation(ElementOp::negate, {operand}),
                operation(ElementOp::subtract, {Formula(0), operand}),
                operation(ElementOp::multiply, {operand, Formula(-1)})});
}

Formula relu::product(ArrayRef<Formula> factors) {
  if (factors.size() == 1)
    return factors[0];
  // Each way to make two groups of which the first one has the first factor.
  SmallVector<Formula> ways;
  unsigned rest = factors.size() - 1;
  for (unsigned chosen = 0; chosen + 1 < (1u << rest); ++chosen) {
    SmallVector<Formula> first{factors[0]}, second;
    for (unsigned i = 0; i < rest; ++i)
      (chosen >> i & 1 ? first : second).push_back(factors[i + 1]);
    ways.push_back(product(first) * product(second));
  }
  return anyOf(ways);
}

Formula relu::piecewise(Formula x, Formula threshold, Formula above,
                        AtThreshold atThreshold, Formula below) {
  return make<PiecewiseFormula>(std::move(x), std::move(threshold),
                                std::move(above), atThreshold,
                                std::move(below));
}

Formula relu::atLeast(Formula x, Formula bound) {
  return anyOf({make<ExtremumFormula>(true, x, bound),
                piecewise(x, bound, x, AtThreshold::either, bound)});
}

Formula relu::atMost(Formula x, Formula bound) {
  return anyOf({make<ExtremumFormula>(false, x, bound),
                piecewise(x, bound, bound, AtThreshold::either, x)});
}

Formula relu::activated(
    std::function<bool(ActivationAttrInterface, Captures &)> matches,
    Formula x) {
  return make<ActivatedFormula>(std::move(matches), std::move(x));
}
