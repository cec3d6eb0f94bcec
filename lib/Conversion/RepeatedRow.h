// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finds vectors that are repeated along all axes but one: biases and slopes.

#ifndef RELU_LIB_CONVERSION_REPEATEDROW_H
#define RELU_LIB_CONVERSION_REPEATEDROW_H

#include "ElementExpression.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/PatternMatch.h"
#include <optional>

namespace relu {

/// A vector, or a number in no axis, of which a larger tensor consists.
struct RepeatedRow {
  /// Its elements: a tensor whose other axes have length 1, or a constant.
  mlir::Value tensor;
  mlir::ElementsAttr constant;
  /// The axis of the larger tensor along which it varies, -1 if along none.
  int64_t axis = -1;
};

/// The row that `element`, of a tensor of type `type`, repeats; nothing when it
/// varies along two axes or more. Changes nothing.
std::optional<RepeatedRow> findRepeatedRow(mlir::Value element,
                                           mlir::RankedTensorType type);

/// The same along the last axis, of which it has each element.
std::optional<RepeatedRow> findBias(mlir::Value element,
                                    mlir::RankedTensorType type);

/// Where elements of `tensor` come from if it only inserts axes of length 1.
std::optional<ElementSource> undoExpansion(mlir::Value tensor);

/// `row` as a tensor of rank 1, or 0 if it varies along no axis.
mlir::Value createRow(mlir::RewriterBase &rewriter, mlir::Location loc,
                      const RepeatedRow &row);

} // namespace relu

#endif // RELU_LIB_CONVERSION_REPEATEDROW_H
