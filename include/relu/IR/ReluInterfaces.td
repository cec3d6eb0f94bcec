// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a pass may ask an activation. No pass knows the activations by name.

#ifndef RELU_IR_RELUINTERFACES_TD
#define RELU_IR_RELUINTERFACES_TD

include "mlir/IR/OpBase.td"

def ActivationAttrInterface : AttrInterface<"ActivationAttrInterface"> {
  let cppNamespace = "::relu";
  let description = [{
    A scalar function f(x), or f(x, slopes...) when it takes trained slopes,
    applied to each element of a tensor. docs/Semantics.md gives the meaning of
    each activation of this dialect.

    Required of every implementation: NaN in gives NaN out; the sign of a zero
    result is free; an infinite input gives the limit of the formula.

    Floating-point parameters are to be `FloatAttr`s of type f64: then
    `relu::roundParameters` finds them, and one rounding rule holds for all
    (parameters are rounded to the type in which the activation is computed).
  }];

  let methods = [
    InterfaceMethod<[{
        Emits f(x). `x` is a scalar or a vector of f32 or f64, and so is the
        result; `slopes` has `getNumSlopes()` values of the type of `x`. Only
        operations that work on scalars and vectors alike may be used, from the
        dialects arith and math. Narrower types are the caller's business: see
        `relu::emitActivation`.
      }],
      "::mlir::Value", "emit",
      (ins "::mlir::ImplicitLocOpBuilder &":$builder, "::mlir::Value":$x,
           "::mlir::ValueRange":$slopes)>,
    InterfaceMethod<[{
        Emits f'(x), the derivative by x, with the conventions of `emit`. At a
        kink it is the one-sided derivative, or subgradient, that
        docs/Semantics.md gives.
      }],
      "::mlir::Value", "emitDerivative",
      (ins "::mlir::ImplicitLocOpBuilder &":$builder, "::mlir::Value":$x,
           "::mlir::ValueRange":$slopes)>,
    InterfaceMethod<[{
        f(x) in double precision on the host. This is the written meaning: the
        folder uses it and the tests compare `emit` with it, so it is to share
        no approximation with `emit`.
      }],
      "double", "evaluate",
      (ins "double":$x, "::llvm::ArrayRef<double>":$slopes)>,
    InterfaceMethod<"f'(x) in double precision on the host, as `evaluate`.",
      "double", "evaluateDerivative",
      (ins "double":$x, "::llvm::ArrayRef<double>":$slopes)>,
    InterfaceMethod<[{
        An interval that holds f(x) for each x of the given interval and all
        slopes of the given ones. Tight up to rounding for the activations of
        this dialect. NaN is in no interval.
      }],
      "::relu::Interval", "image",
      (ins "::relu::Interval":$x, "::llvm::ArrayRef<::relu::Interval>":$slopes)>,
    InterfaceMethod<"How many slope operands f takes.",
      "unsigned", "getNumSlopes", (ins), "", "return 0;">,
    InterfaceMethod<[{
        The axis of the activated tensor along which a slope of rank 1 varies;
        negative counts from the end, -1 being the last. Meaningless without
        slopes.
      }],
      "int64_t", "getSlopeAxis", (ins), "", "return -1;">,
    InterfaceMethod<[{
        The largest closed interval on which f(x) = x, empty when there is none.
      }],
      "::relu::Interval", "getIdentityRegion", (ins), "",
      "return ::relu::Interval::empty();">,
    InterfaceMethod<[{
        [a, b], not empty, when f(x) = min(max(x, a), b) with derivative 0 at the
        bounds; nothing when f is no such clamp.
      }],
      "::std::optional<::relu::Interval>", "getClamp", (ins), "",
      "return ::std::nullopt;">,
    InterfaceMethod<"Whether x <= y implies f(x) <= f(y), for any slopes.",
      "bool", "isMonotone", (ins), "", "return false;">,
    InterfaceMethod<"Whether f(f(x)) = f(x).",
      "bool", "isIdempotent", (ins), "", "return false;">,
    InterfaceMethod<"Whether f(a x) = a f(x) for each a > 0.",
      "bool", "isPositivelyHomogeneous", (ins), "", "return false;">,
    InterfaceMethod<"Whether f(0) = 0.",
      "bool", "preservesZero", (ins), "", "return false;">,
    InterfaceMethod<"Whether f consists of finitely many straight pieces.",
      "bool", "isPiecewiseLinear", (ins), "", "return false;">,
  ];
}

#endif // RELU_IR_RELUINTERFACES_TD
