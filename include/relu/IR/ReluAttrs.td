// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The activations. Each is one attribute here and one set of methods in
// lib/IR/Activations; nothing else names it.

#ifndef RELU_IR_RELUATTRS_TD
#define RELU_IR_RELUATTRS_TD

include "mlir/IR/EnumAttr.td"
include "relu/IR/ReluDialect.td"
include "relu/IR/ReluInterfaces.td"

// A parameter with a default value, which is not printed. FloatAttr of type
// f64 rather than a bare number: uniqued by bits, and found by sub-element
// walks. Prints the shortest decimal that reads back the same.
class Relu_FloatParameter<string default>
    : AttrParameter<"::mlir::FloatAttr", "floating-point parameter"> {
  let parser = "::relu::detail::parseParameter($_parser)";
  let printer = "::relu::detail::printParameter($_printer, $_self)";
  let defaultValue = "::relu::detail::getParameter($_ctxt, " # default # ")";
}

// `overridden` lists the interface methods with a default that this activation
// answers itself.
class Relu_Activation<string name, string attrMnemonic, list<string> overridden = []>
    : Relu_Attr<name, attrMnemonic,
        [DeclareAttrInterfaceMethods<ActivationAttrInterface, overridden>]>;

// An activation with parameters, all of which have defaults and must be finite.
class Relu_ParametricActivation<string name, string attrMnemonic, dag params,
                                list<string> overridden = []>
    : Relu_Activation<name, attrMnemonic, overridden> {
  let parameters = params;
  let assemblyFormat = "(`<` struct(params)^ `>`)?";
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Piecewise linear
//===----------------------------------------------------------------------===//

def ReluAttr : Relu_ParametricActivation<"Relu", "relu",
    (ins Relu_FloatParameter<"0.0">:$subgradient),
    ["getIdentityRegion", "getClamp", "isMonotone", "isIdempotent",
     "isPositivelyHomogeneous", "preservesZero", "isPiecewiseLinear"]> {
  let summary = "max(0, x)";
  let description = [{
    The rectified linear unit. `subgradient`, in [0, 1], is the derivative at 0;
    PyTorch, TensorFlow and oneDNN agree on 0.
  }];
}

def ClippedReluAttr : Relu_ParametricActivation<"ClippedRelu", "clipped_relu",
    (ins Relu_FloatParameter<"0.0">:$min, Relu_FloatParameter<"6.0">:$max),
    ["getIdentityRegion", "getClamp", "isMonotone", "isIdempotent",
     "preservesZero", "isPiecewiseLinear"]> {
  let summary = "min(max(x, min), max)";
  let description = [{
    Clamp to [`min`, `max`]; the defaults make ReLU6. Bounds may be infinite.
    When `min` exceeds `max` the result is `max` everywhere, as in ONNX Clip.
    The derivative at a bound is 0.
  }];
}

def LeakyReluAttr : Relu_ParametricActivation<"LeakyRelu", "leaky_relu",
    (ins Relu_FloatParameter<"0.01">:$alpha),
    ["getIdentityRegion", "getClamp", "isMonotone", "isIdempotent",
     "isPositivelyHomogeneous", "preservesZero", "isPiecewiseLinear"]> {
  let summary = "x >= 0 ? x : alpha x";
  let description = [{
    Any finite `alpha` is legal, negative ones and ones above 1 too. The
    default is that of PyTorch and ONNX. The derivative at 0 is `alpha`.
  }];
}

def PReluAttr : Relu_Activation<"PRelu", "prelu",
    ["getNumSlopes", "getIdentityRegion", "isPositivelyHomogeneous",
     "preservesZero", "isPiecewiseLinear"]> {
  let summary = "x >= 0 ? x : s x, with a trained slope s";
  let description = [{
    The slope is an operand: of rank 0 when all elements share it, of rank 1
    when it varies along `axis` of the activated tensor (negative axes count
    from the end). The derivative at 0 is the slope.
  }];
  let parameters = (ins DefaultValuedParameter<"int64_t", "-1">:$axis);
  let assemblyFormat = "(`<` struct(params)^ `>`)?";
  let extraClassDeclaration = "int64_t getSlopeAxis() const { return getAxis(); }";
}

def ThresholdedReluAttr : Relu_ParametricActivation<"ThresholdedRelu", "thresholded_relu",
    (ins Relu_FloatParameter<"1.0">:$alpha),
    ["getIdentityRegion", "isMonotone", "isIdempotent", "preservesZero",
     "isPiecewiseLinear"]> {
  let summary = "x > alpha ? x : 0";
  let description = [{
    Strictly greater, as in ONNX; NaN propagates, where the formula of ONNX
    gives 0. The derivative at `alpha` is 0.
  }];
}

def HardSigmoidAttr : Relu_ParametricActivation<"HardSigmoid", "hard_sigmoid",
    (ins Relu_FloatParameter<"0.2">:$alpha, Relu_FloatParameter<"0.5">:$beta),
    ["isMonotone", "isPiecewiseLinear"]> {
  let summary = "min(max(alpha x + beta, 0), 1)";
  let description = [{
    The defaults are those of ONNX; PyTorch and Keras 3 use `alpha = 1/6`. The
    derivative at a bound is 0.
  }];
}

//===----------------------------------------------------------------------===//
// Piecewise polynomial
//===----------------------------------------------------------------------===//

def SquaredReluAttr : Relu_Activation<"SquaredRelu", "squared_relu",
    ["isMonotone", "preservesZero"]> {
  let summary = "max(0, x) squared";
}

def HardSwishAttr : Relu_Activation<"HardSwish", "hard_swish",
    ["preservesZero"]> {
  let summary = "x min(max(x/6 + 1/2, 0), 1)";
  let description = [{
    The derivative is 0 at -3 and 1 at 3.
  }];
}

//===----------------------------------------------------------------------===//
// Exponential units
//===----------------------------------------------------------------------===//

def EluAttr : Relu_ParametricActivation<"Elu", "elu",
    (ins Relu_FloatParameter<"1.0">:$alpha),
    ["getIdentityRegion", "isMonotone", "preservesZero"]> {
  let summary = "x > 0 ? x : alpha (exp(x) - 1)";
  let description = [{
    Computed through expm1, so that tiny negative inputs keep their digits. The
    derivative at 0 is `alpha`.
  }];
}

def SeluAttr : Relu_Activation<"Selu", "selu", ["isMonotone", "preservesZero"]> {
  let summary = "gamma (x > 0 ? x : alpha (exp(x) - 1))";
  let description = [{
    alpha = 1.6732632423543772 and gamma = 1.0507009873554805, the fixed point
    of Klambauer et al., "Self-Normalizing Neural Networks", 2017. The
    derivative at 0 is gamma alpha.
  }];
}

def CeluAttr : Relu_ParametricActivation<"Celu", "celu",
    (ins Relu_FloatParameter<"1.0">:$alpha),
    ["getIdentityRegion", "isMonotone", "preservesZero"]> {
  let summary = "max(0, x) + min(0, alpha (exp(x / alpha) - 1))";
  let description = "`alpha` is not zero.";
}

//===----------------------------------------------------------------------===//
// Sigmoidal and smooth
//===----------------------------------------------------------------------===//

def SigmoidAttr : Relu_Activation<"Sigmoid", "sigmoid", ["isMonotone"]> {
  let summary = "1 / (1 + exp(-x))";
}

def TanhAttr : Relu_Activation<"Tanh", "tanh", ["isMonotone", "preservesZero"]> {
  let summary = "tanh(x)";
}

def SoftplusAttr : Relu_ParametricActivation<"Softplus", "softplus",
    (ins Relu_FloatParameter<"1.0">:$beta), ["isMonotone"]> {
  let summary = "log(1 + exp(beta x)) / beta";
  let description = "`beta` is positive. Never overflows.";
}

def SiluAttr : Relu_ParametricActivation<"Silu", "silu",
    (ins Relu_FloatParameter<"1.0">:$beta), ["preservesZero"]> {
  let summary = "x sigmoid(beta x)";
  let description = "Also called swish. `beta` is positive. -inf gives 0.";
}

def MishAttr : Relu_Activation<"Mish", "mish", ["preservesZero"]> {
  let summary = "x tanh(log(1 + exp(x)))";
  let description = "-inf gives 0.";
}

def Relu_GeluApproximation : I32EnumAttr<"GeluApproximation",
    "which of the two functions called gelu is meant", [
      I32EnumAttrCase<"none", 0>, I32EnumAttrCase<"tanh", 1>]> {
  let cppNamespace = "::relu";
  let genSpecializedAttr = 0;
}

def GeluAttr : Relu_Activation<"Gelu", "gelu", ["preservesZero"]> {
  let summary = "x/2 (1 + erf(x / sqrt 2)), or its tanh form";
  let description = [{
    `approximate = tanh` means
    x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), a different function: the two
    differ by up to 5e-4. -inf gives 0 in both.
  }];
  let parameters = (ins
    DefaultValuedParameter<"::relu::GeluApproximation",
                           "::relu::GeluApproximation::none">:$approximate);
  let assemblyFormat = "(`<` struct(params)^ `>`)?";
}

#endif // RELU_IR_RELUATTRS_TD
