// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The interface of activations, and what holds for every activation: in which
// type it is computed, how its parameters are rounded and when two of them in
// a row are one. Foreign activations need this header only.

#ifndef RELU_IR_ACTIVATION_H
#define RELU_IR_ACTIVATION_H

#include "relu/IR/Interval.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/OpDefinition.h"
#include <optional>

#include "relu/IR/ReluInterfaces.h.inc"

namespace relu {

/// The type in which values of the float type `element` are computed: f32 for
/// f16 and bf16, otherwise the type itself.
mlir::FloatType getComputeType(mlir::Type element);

/// `type` with its scalar or vector element type replaced.
mlir::Type withElementType(mlir::Type type, mlir::Type element);

/// `value`, a scalar or vector of floats, extended or rounded to `element`;
/// the value itself when it has that type already. f64 becomes bf16 by way of
/// f32: no run-time library of Debian 12 has the direct conversion.
mlir::Value convertFloat(mlir::ImplicitLocOpBuilder &builder, mlir::Value value,
                         mlir::Type element);

/// `activation` with each parameter (each `FloatAttr` in it) rounded to `type`;
/// what is finite stays finite, and what is not zero stays so.
ActivationAttrInterface roundParameters(ActivationAttrInterface activation,
                                        mlir::FloatType type);

/// Emits f(x) on a scalar or vector of f32 or f64, with parameters rounded to
/// `parameterType` first; `parameterType` is the compute type of the tensor.
/// `slopes` have the type of `x`.
mlir::Value emitActivation(mlir::ImplicitLocOpBuilder &builder,
                           ActivationAttrInterface activation, mlir::Value x,
                           mlir::ValueRange slopes,
                           mlir::FloatType parameterType);

/// f(x) as a tensor of `element` holds it: parameters rounded to its compute
/// type, f evaluated in double, the result rounded once to `element`.
double evaluateRounded(ActivationAttrInterface activation, double x,
                       llvm::ArrayRef<double> slopes, mlir::FloatType element);

/// `value` rounded to the nearest value of `type`, ties to even.
double roundTo(double value, mlir::FloatType type);

/// The values that f takes at all.
Interval getRange(ActivationAttrInterface activation);

/// Whether f(x) = x for all x.
bool isIdentity(ActivationAttrInterface activation);

/// The common form of activations that are the same function: a clamp is `relu`
/// where it can be, else `clipped_relu`; anything else is left as it is.
ActivationAttrInterface normalizeActivation(ActivationAttrInterface activation);

/// The one activation that computes outer(inner(x)), or null when there is none
/// or none is known. Derived from the facts that activations state of
/// themselves; activations with slopes are left alone.
ActivationAttrInterface composeActivations(ActivationAttrInterface outer,
                                           ActivationAttrInterface inner);

/// Checks that `activation` takes slopes of the given types on a tensor (or
/// memref) of type `activated`. Null activation: no slopes are allowed. Errors
/// go to `emitError`, and name what was expected and what was found.
mlir::LogicalResult
verifySlopes(llvm::function_ref<mlir::InFlightDiagnostic()> emitError,
             ActivationAttrInterface activation, mlir::ShapedType activated,
             mlir::TypeRange slopes);

/// The slope axis of `activation` on a tensor of rank `rank`, counted from the
/// front; nothing when it is out of range.
std::optional<int64_t> getSlopeAxis(ActivationAttrInterface activation,
                                    int64_t rank);

namespace detail {
/// Parses a floating-point parameter: a float or integer literal, `inf` or
/// `-inf`, or the bits of an f64 as a hexadecimal literal.
mlir::FailureOr<mlir::FloatAttr> parseParameter(mlir::AsmParser &parser);
/// Prints the shortest decimal that reads back the same; the bits of a NaN.
void printParameter(mlir::AsmPrinter &printer, mlir::FloatAttr value);
mlir::FloatAttr getParameter(mlir::MLIRContext *context, double value);
/// The number whose decimal is the shortest of those that round to `value`, as
/// a parameter that was stored as f32 was most likely written: 0.2 instead of
/// 0.20000000298023224. Rounded to f32 again it is `value`.
double getShortestDecimal(float value);
} // namespace detail

} // namespace relu

#endif // RELU_IR_ACTIVATION_H
