// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// squareplus, as relu asks for it: code, meaning and facts.

#include "Lab.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace lab;

#include "LabDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "LabAttrs.cpp.inc"

void LabDialect::initialize() { registerAttributes(); }

void LabDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "LabAttrs.cpp.inc"
      >();
}

static Value constant(ImplicitLocOpBuilder &builder, Type type, double value) {
  TypedAttr attr = builder.getFloatAttr(getElementTypeOrSelf(type), value);
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(vector, cast<Attribute>(attr));
  return arith::ConstantOp::create(builder, attr);
}

/// sqrt(x^2 + 4).
static Value emitRoot(ImplicitLocOpBuilder &builder, Value x) {
  Value square = arith::MulFOp::create(builder, x, x);
  Value four = constant(builder, x.getType(), 4);
  return math::SqrtOp::create(builder,
                              arith::AddFOp::create(builder, square, four));
}

// max(x, 0) + 2 / (sqrt(x^2 + 4) + |x|): the same, and also where x^2 is
// infinite.
Value SquareplusAttr::emit(ImplicitLocOpBuilder &builder, Value x,
                           ValueRange) const {
  Value sum = arith::AddFOp::create(builder, emitRoot(builder, x),
                                    math::AbsFOp::create(builder, x));
  Value rest =
      arith::DivFOp::create(builder, constant(builder, x.getType(), 2), sum);
  Value positive =
      arith::MaximumFOp::create(builder, x, constant(builder, x.getType(), 0));
  return arith::AddFOp::create(builder, positive, rest);
}

// (1 + x / sqrt(x^2 + 4)) / 2.
Value SquareplusAttr::emitDerivative(ImplicitLocOpBuilder &builder, Value x,
                                     ValueRange) const {
  Value half = constant(builder, x.getType(), 0.5);
  Value ratio = arith::DivFOp::create(builder, x, emitRoot(builder, x));
  Value scaled = arith::MulFOp::create(builder, ratio, half);
  return arith::AddFOp::create(builder, scaled, half);
}

double SquareplusAttr::evaluate(double x, ArrayRef<double>) const {
  return std::fmax(x, 0) + 2 / (std::hypot(x, 2) + std::abs(x));
}

double SquareplusAttr::evaluateDerivative(double x, ArrayRef<double>) const {
  return (1 + x / std::hypot(x, 2)) / 2;
}

relu::Interval SquareplusAttr::image(relu::Interval x,
                                     ArrayRef<relu::Interval>) const {
  if (x.isEmpty())
    return x;
  return {evaluate(x.lo, {}), evaluate(x.hi, {})};
}

bool SquareplusAttr::isMonotone() const { return true; }
