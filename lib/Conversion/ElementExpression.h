// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads what a tensor holds in each element as an expression of scalars, the
// same for operations on tensors, for bodies of linalg operations and for TOSA.

#ifndef RELU_LIB_CONVERSION_ELEMENTEXPRESSION_H
#define RELU_LIB_CONVERSION_ELEMENTEXPRESSION_H

#include "relu/IR/Activation.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/AffineMap.h"
#include <optional>

namespace relu {

/// What is done to an element. `none` is anything that is not known.
enum class ElementOp {
  none,
  add,
  subtract,
  multiply,
  divide,
  negate,
  reciprocal,
  maximum, ///< NaN if either is
  minimum,
  maximumNumber, ///< the other one if one is NaN
  minimumNumber,
  exp,
  expm1,
  log,
  log1p,
  erf,
  erfc,
  abs,
  sqrt,
  power,
  compare,
  select,
  activate, ///< an activation, be it of relu or an operation that is one
};

/// One operation on elements, with the elements that it takes.
struct ElementNode {
  ElementOp op = ElementOp::none;
  llvm::SmallVector<mlir::Value, 3> operands;
  /// Of `compare`.
  mlir::arith::CmpFPredicate predicate =
      mlir::arith::CmpFPredicate::AlwaysFalse;
  /// Of `activate`.
  ActivationAttrInterface activation;
  /// Whether the result is undefined for NaN.
  bool assumesNoNaN = false;
  /// Whether it is undefined for infinities.
  bool assumesNoInfinity = false;
};

/// The value by which `element` is known. An element is a tensor, which stands
/// for any of its elements, or a scalar in the body of a linalg operation. A
/// scalar that is an element of a tensor, at the same place, becomes that
/// tensor; copies and casts of a tensor become the tensor. Two elements with
/// the same value are the same number.
mlir::Value getElement(mlir::Value element);

/// The operation, on tensors or in the body of a linalg operation, whose result
/// `element` is; null when it is an argument or a copy.
mlir::Operation *getComputingOperation(mlir::Value element);

/// The operation that computes `element`.
ElementNode readElement(mlir::Value element);

/// The number that `element` always is: a splat, a scalar constant, either of
/// them broadcast, or arithmetic on such. f32 becomes the shortest decimal that
/// rounds to it, as it was most likely written.
std::optional<double> readNumber(mlir::Value element);

/// Where an element comes from: the element of `tensor` whose place is `map`
/// of the place of the element asked about.
struct ElementSource {
  mlir::Value tensor;
  mlir::AffineMap map;
};

/// Where `element`, one of a tensor of rank `rank`, comes from when it is only
/// copied; the identity when it is a tensor itself.
std::optional<ElementSource> getElementSource(mlir::Value element,
                                              int64_t rank);

} // namespace relu

#endif // RELU_LIB_CONVERSION_ELEMENTEXPRESSION_H
