// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the smooth activations keep their digits. Far below zero they are an
// exponential, which turns an absolute error of its argument into as large a
// relative error of the result, and they live on where exp itself is already
// subnormal. Both are dealt with here, once. Private to the activation library.
//
// A multiply-add may round once (reference path, and vectors of targets that
// have it) or twice; nothing here or in the activations relies on either.

#ifndef RELU_LIB_IR_ACTIVATIONS_SMOOTHEMIT_H
#define RELU_LIB_IR_ACTIVATIONS_SMOOTHEMIT_H

#include "Emit.h"

#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/bit.h"
#include <cmath>

namespace relu::emit {

inline bool isF32(mlir::Value x) {
  return mlir::getElementTypeOrSelf(x).isF32();
}

inline mlir::Value fma(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                       mlir::Value b, mlir::Value c) {
  return mlir::math::FmaOp::create(builder, a, b, c);
}

/// c - a b.
inline mlir::Value subMul(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                          mlir::Value b, mlir::Value c) {
  return fma(builder, mlir::arith::NegFOp::create(builder, a), b, c);
}

/// Horner's rule; the highest coefficient comes first.
inline mlir::Value polynomial(mlir::ImplicitLocOpBuilder &builder,
                              mlir::Value x,
                              llvm::ArrayRef<double> coefficients) {
  mlir::Value sum = constant(builder, x, coefficients.front());
  for (double coefficient : coefficients.drop_front())
    sum = fma(builder, sum, x, constant(builder, x, coefficient));
  return sum;
}

/// min(|x|, limit) and max(x, -limit) keep infinities away from products with
/// zero; f has its limit at `limit` already.
inline mlir::Value boundedAbs(mlir::ImplicitLocOpBuilder &builder,
                              mlir::Value x, double limit) {
  return min(builder, mlir::math::AbsFOp::create(builder, x),
             constant(builder, x, limit));
}
inline mlir::Value boundedBelow(mlir::ImplicitLocOpBuilder &builder,
                                mlir::Value x, double limit) {
  return max(builder, x, constant(builder, x, -limit));
}
inline mlir::Value bounded(mlir::ImplicitLocOpBuilder &builder, mlir::Value x,
                           double limit) {
  return min(builder, boundedBelow(builder, x, limit),
             constant(builder, x, limit));
}

/// A t for which exp(-t) is zero, even times something of the size of t, and up
/// to which `expOfMinus` works.
inline double exponentLimit(mlir::Value x) { return isF32(x) ? 128 : 1024; }

/// exp(-t) = value * scale for t <= 128. In f32, value is far from the
/// subnormal numbers, and is so much below one wherever scale is not one that
/// 1 + value is 1 there with and without the scale.
struct Exponential {
  mlir::Value value;
  mlir::Value scale;
};

inline Exponential expOfMinus(mlir::ImplicitLocOpBuilder &builder,
                              mlir::Value t) {
  mlir::Value zero = constant(builder, t, 0), one = constant(builder, t, 1);
  if (!isF32(t))
    return {mlir::math::ExpOp::create(builder, sub(builder, zero, t)), one};
  // From 87 on t is a multiple of 2^-17 and shift - t is exact. This shift is a
  // multiple of 2^-10 whose exponential is a number of f32 up to 2^-37.
  mlir::Value tail = mlir::arith::CmpFOp::create(
      builder, mlir::arith::CmpFPredicate::OGT, t, constant(builder, t, 87));
  mlir::Value shift = mlir::arith::SelectOp::create(
      builder, tail, constant(builder, t, 39.0498046875), zero);
  mlir::Value scale = mlir::arith::SelectOp::create(
      builder, tail, constant(builder, t, 0x1.955ac2p-57), one);
  return {mlir::math::ExpOp::create(builder, sub(builder, shift, t)), scale};
}

/// A rounded sum or product and what the rounding lost; `error` is null when
/// nothing was lost, or in f64, where nothing is kept.
struct Rounded {
  mlir::Value value;
  mlir::Value error;
};

/// The bits of an f32 `x`, a constant of their type, and back.
inline mlir::Value toBits(mlir::ImplicitLocOpBuilder &builder, mlir::Value x) {
  return mlir::arith::BitcastOp::create(
      builder, withElementType(x.getType(), builder.getI32Type()), x);
}
inline mlir::Value bitsLike(mlir::ImplicitLocOpBuilder &builder,
                            mlir::Value bits, uint32_t value) {
  mlir::TypedAttr attr = builder.getI32IntegerAttr(value);
  if (auto vector = mlir::dyn_cast<mlir::VectorType>(bits.getType()))
    attr = mlir::DenseElementsAttr::get(vector,
                                        static_cast<mlir::Attribute>(attr));
  return mlir::arith::ConstantOp::create(builder, attr);
}
inline mlir::Value fromBits(mlir::ImplicitLocOpBuilder &builder,
                            mlir::Value bits) {
  return mlir::arith::BitcastOp::create(
      builder, withElementType(bits.getType(), builder.getF32Type()), bits);
}

/// Keeps 12 significant bits of an f32, half of them.
constexpr uint32_t kHighHalf = 0xfffff000;

/// x with the lower half of its significant bits zero: products of two such
/// numbers are exact.
inline mlir::Value highHalf(mlir::ImplicitLocOpBuilder &builder,
                            mlir::Value x) {
  mlir::Value bits = toBits(builder, x);
  return fromBits(
      builder, mlir::arith::AndIOp::create(builder, bits,
                                           bitsLike(builder, bits, kHighHalf)));
}

/// a b - product exactly, for an f32 `a`, a `b` that is a number of f32, and
/// their rounded product: Dekker's splitting into halves of 12 bits, whose
/// products are exact.
inline mlir::Value productError(mlir::ImplicitLocOpBuilder &builder,
                                mlir::Value a, double b, mlir::Value product) {
  mlir::Value aHigh = highHalf(builder, a);
  mlir::Value aLow = sub(builder, a, aHigh);
  double high = llvm::bit_cast<float>(
      llvm::bit_cast<uint32_t>(static_cast<float>(b)) & kHighHalf);
  mlir::Value bHigh = constant(builder, a, high);
  mlir::Value bLow = constant(builder, a, b - high);
  mlir::Value error =
      fma(builder, aHigh, bHigh, mlir::arith::NegFOp::create(builder, product));
  error = fma(builder, aHigh, bLow, error);
  error = fma(builder, aLow, bHigh, error);
  return fma(builder, aLow, bLow, error);
}

inline bool isPowerOfTwo(double value) {
  int exponent;
  return std::abs(std::frexp(value, &exponent)) == 0.5;
}

/// a b for a `b` that is a number of the type of `a`.
inline Rounded multiply(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                        double b) {
  if (b == 1)
    return {a, {}};
  mlir::Value product = mul(builder, a, constant(builder, a, b));
  if (!isF32(a) || isPowerOfTwo(b))
    return {product, {}};
  return {product, productError(builder, a, b, product)};
}

/// a + b for |a| >= |b|, in f32 (Dekker).
inline Rounded fastTwoSum(mlir::ImplicitLocOpBuilder &builder, mlir::Value a,
                          mlir::Value b) {
  mlir::Value sum = add(builder, a, b);
  return {sum, sub(builder, b, sub(builder, sum, a))};
}

/// `x`, at most 2^22 times the spacing, rounded to a multiple of `spacing`, a
/// power of two; f32.
inline mlir::Value toGrid(mlir::ImplicitLocOpBuilder &builder, mlir::Value x,
                          double spacing) {
  mlir::Value grid = constant(builder, x, spacing * 0x1.8p+23);
  return sub(builder, add(builder, x, grid), grid);
}

/// sigmoid(-|t|) = e / (1 + e) and sigmoid(t), to full precision relative to
/// the value where that does not underflow.
struct Sigmoids {
  mlir::Value smaller;
  mlir::Value value;
};

inline Sigmoids sigmoid(mlir::ImplicitLocOpBuilder &builder, mlir::Value t) {
  mlir::Value one = constant(builder, t, 1);
  mlir::Value minusAbs = mlir::arith::NegFOp::create(
      builder, mlir::math::AbsFOp::create(builder, t));
  mlir::Value e = mlir::math::ExpOp::create(builder, minusAbs);
  mlir::Value smaller = div(builder, e, add(builder, one, e));
  // e - e (e / (1 + e)) rounds 1 + e where it does not matter.
  mlir::Value top = select(builder, mlir::arith::CmpFPredicate::OGE, t,
                           constant(builder, t, 0), one, e);
  return {smaller, subMul(builder, top, smaller, top)};
}

} // namespace relu::emit

#endif // RELU_LIB_IR_ACTIVATIONS_SMOOTHEMIT_H
