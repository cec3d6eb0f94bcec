// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The vocabulary in which activations emit themselves: constants, selects and
// clamps on scalars and vectors alike. Private to the activation library.

#ifndef RELU_LIB_IR_ACTIVATIONS_EMIT_H
#define RELU_LIB_IR_ACTIVATIONS_EMIT_H

#include "relu/IR/ReluAttrs.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace relu::emit {

/// A constant of the scalar or vector type of `like`, rounded to it.
mlir::Value constant(mlir::ImplicitLocOpBuilder &builder, mlir::Value like,
                     double value);

inline mlir::Value add(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                       mlir::Value b) {
  return mlir::arith::AddFOp::create(builder, a, b);
}
inline mlir::Value sub(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                       mlir::Value b) {
  return mlir::arith::SubFOp::create(builder, a, b);
}
inline mlir::Value mul(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                       mlir::Value b) {
  return mlir::arith::MulFOp::create(builder, a, b);
}
inline mlir::Value div(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                       mlir::Value b) {
  return mlir::arith::DivFOp::create(builder, a, b);
}

/// max(a, b) and min(a, b) that propagate NaN. The sign of a zero is free
/// (nsz): that makes each of them one instruction on x86.
mlir::Value max(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                mlir::Value b);
mlir::Value min(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                mlir::Value b);

/// `a predicate b ? then : otherwise`. An ordered predicate is false on NaN.
mlir::Value select(mlir::ImplicitLocOpBuilder &builder,
                   mlir::arith::CmpFPredicate predicate, mlir::Value a,
                   mlir::Value b, mlir::Value then, mlir::Value otherwise);

/// `x` where it is NaN, otherwise `value`.
mlir::Value keepNan(mlir::ImplicitLocOpBuilder &builder, mlir::Value x,
                    mlir::Value value);

/// x with infinities replaced by the largest finite values; NaN stays.
mlir::Value toFinite(mlir::ImplicitLocOpBuilder &builder, mlir::Value x);

} // namespace relu::emit

#endif // RELU_LIB_IR_ACTIVATIONS_EMIT_H
