// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which operations are known, in which forms. A form that only admits more
// element types is not listed: types are the builders' business. Attributes of
// the first operator sets that only said where memory may be reused
// (consumed_inputs) are allowed and ignored.

#include "OpTable.h"

#include "OnnxFile.h"

#include "llvm/ADT/StringExtras.h"

using namespace relu;
using llvm::StringLiteral;
using llvm::StringRef;

static constexpr StringLiteral kNone = "";
static constexpr StringLiteral kConsumed = "consumed_inputs:is";
static constexpr StringLiteral kAlpha = "alpha:f consumed_inputs:is";
static constexpr StringLiteral kOldBroadcast =
    "axis:i broadcast:i consumed_inputs:is";

// clang-format off
static const OpForm kForms[] = {
    // op, since, inputs from-to, outputs, attributes, builder
    // Layers
    {"Gemm", 1, 3, 3, 1, "alpha:f beta:f transA:i transB:i broadcast:i", buildGemm},
    {"Gemm", 7, 3, 3, 1, "alpha:f beta:f transA:i transB:i", buildGemm},
    {"Gemm", 11, 2, 3, 1, "alpha:f beta:f transA:i transB:i", buildGemm},
    {"MatMul", 1, 2, 2, 1, kNone, buildMatMul},
    {"BatchNormalization", 1, 5, 5, 5,
     "epsilon:f momentum:f is_test:i spatial:i consumed_inputs:is", buildBatchNormalization},
    {"BatchNormalization", 7, 5, 5, 5, "epsilon:f momentum:f spatial:i", buildBatchNormalization},
    {"BatchNormalization", 9, 5, 5, 5, "epsilon:f momentum:f", buildBatchNormalization},
    {"BatchNormalization", 14, 5, 5, 3, "epsilon:f momentum:f training_mode:i", buildBatchNormalization},
    // Activations
    {"Relu", 1, 1, 1, 1, kConsumed, buildRelu},
    {"LeakyRelu", 1, 1, 1, 1, kAlpha, buildSimpleActivation},
    {"PRelu", 1, 2, 2, 1, kConsumed, buildPRelu},
    {"Elu", 1, 1, 1, 1, kAlpha, buildSimpleActivation},
    {"Selu", 1, 1, 1, 1, "alpha:f gamma:f consumed_inputs:is", buildSelu},
    {"Celu", 12, 1, 1, 1, "alpha:f", buildSimpleActivation},
    {"ThresholdedRelu", 1, 1, 1, 1, "alpha:f", buildSimpleActivation},
    {"Clip", 1, 1, 1, 1, "min:f max:f consumed_inputs:is", buildClip},
    {"Clip", 11, 1, 3, 1, kNone, buildClip},
    {"HardSigmoid", 1, 1, 1, 1, "alpha:f beta:f consumed_inputs:is", buildSimpleActivation},
    {"HardSwish", 14, 1, 1, 1, kNone, buildSimpleActivation},
    {"Gelu", 20, 1, 1, 1, "approximate:s", buildSimpleActivation},
    {"Softplus", 1, 1, 1, 1, kNone, buildSimpleActivation},
    {"Softsign", 1, 1, 1, 1, kNone, buildSoftsign},
    {"Mish", 18, 1, 1, 1, kNone, buildSimpleActivation},
    {"Swish", 24, 1, 1, 1, "alpha:f", buildSimpleActivation},
    {"Sigmoid", 1, 1, 1, 1, kConsumed, buildSimpleActivation},
    {"Tanh", 1, 1, 1, 1, kConsumed, buildSimpleActivation},
    // Elementwise
    {"Add", 1, 2, 2, 1, kOldBroadcast, buildBinary},
    {"Add", 7, 2, 2, 1, kNone, buildBinary},
    {"Sub", 1, 2, 2, 1, kOldBroadcast, buildBinary},
    {"Sub", 7, 2, 2, 1, kNone, buildBinary},
    {"Mul", 1, 2, 2, 1, kOldBroadcast, buildBinary},
    {"Mul", 7, 2, 2, 1, kNone, buildBinary},
    {"Div", 1, 2, 2, 1, kOldBroadcast, buildBinary},
    {"Div", 7, 2, 2, 1, kNone, buildBinary},
    {"Less", 1, 2, 2, 1, kOldBroadcast, buildBinary},
    {"Less", 7, 2, 2, 1, kNone, buildBinary},
    {"Greater", 1, 2, 2, 1, kOldBroadcast, buildBinary},
    {"Greater", 7, 2, 2, 1, kNone, buildBinary},
    {"Or", 1, 2, 2, 1, kOldBroadcast, buildBinary},
    {"Or", 7, 2, 2, 1, kNone, buildBinary},
    {"Pow", 1, 2, 2, 1, "axis:i broadcast:i", buildPow},
    {"Pow", 7, 2, 2, 1, kNone, buildPow},
    {"Max", 1, 1, kAny, 1, kConsumed, buildVariadic},
    {"Max", 8, 1, kAny, 1, kNone, buildVariadic},
    {"Min", 1, 1, kAny, 1, kConsumed, buildVariadic},
    {"Min", 8, 1, kAny, 1, kNone, buildVariadic},
    {"Sum", 1, 1, kAny, 1, kConsumed, buildVariadic},
    {"Sum", 8, 1, kAny, 1, kNone, buildVariadic},
    {"Where", 9, 3, 3, 1, kNone, buildWhere},
    {"Exp", 1, 1, 1, 1, kConsumed, buildUnary},
    {"Log", 1, 1, 1, 1, kConsumed, buildUnary},
    {"Sqrt", 1, 1, 1, 1, kConsumed, buildUnary},
    {"Erf", 9, 1, 1, 1, kNone, buildUnary},
    {"Neg", 1, 1, 1, 1, kConsumed, buildUnary},
    {"Abs", 1, 1, 1, 1, kConsumed, buildUnary},
    {"Cast", 1, 1, 1, 1, "to:s", buildCast},
    {"Cast", 6, 1, 1, 1, "to:i", buildCast},
    {"Cast", 19, 1, 1, 1, "to:i saturate:i", buildCast},
    {"CastLike", 15, 2, 2, 1, kNone, buildCastLike},
    {"CastLike", 19, 2, 2, 1, "saturate:i", buildCastLike},
    // Shapes
    {"Identity", 1, 1, 1, 1, kNone, buildIdentity},
    {"Dropout", 1, 1, 1, 2, "is_test:i ratio:f consumed_inputs:is", buildDropout},
    {"Dropout", 7, 1, 1, 2, "ratio:f", buildDropout},
    {"Dropout", 12, 1, 3, 2, "seed:i", buildDropout},
    {"Flatten", 1, 1, 1, 1, "axis:i", buildFlatten},
    {"Reshape", 1, 1, 1, 1, "shape:is consumed_inputs:is", buildReshape},
    {"Reshape", 5, 2, 2, 1, kNone, buildReshape},
    {"Reshape", 14, 2, 2, 1, "allowzero:i", buildReshape},
    {"Squeeze", 1, 1, 1, 1, "axes:is", buildSqueeze},
    {"Squeeze", 13, 1, 2, 1, kNone, buildSqueeze},
    {"Unsqueeze", 1, 1, 1, 1, "axes:is", buildUnsqueeze},
    {"Unsqueeze", 13, 2, 2, 1, kNone, buildUnsqueeze},
    {"Transpose", 1, 1, 1, 1, "perm:is", buildTranspose},
    // Selections
    {"Concat", 1, 1, kAny, 1, "axis:i", buildConcat},
    {"Slice", 1, 1, 1, 1, "starts:is ends:is axes:is", buildSlice},
    {"Slice", 10, 3, 5, 1, kNone, buildSlice},
    {"Split", 1, 1, 2, kAny, "axis:i split:is", buildSplit},
    {"Split", 2, 1, 1, kAny, "axis:i split:is", buildSplit},
    {"Split", 13, 1, 2, kAny, "axis:i", buildSplit},
    {"Split", 18, 1, 2, kAny, "axis:i num_outputs:i", buildSplit},
    {"Gather", 1, 2, 2, 1, "axis:i", buildGather},
    // Constants
    {"Constant", 1, 0, 0, 1, "value:t", buildConstant},
    {"Constant", 12, 0, 0, 1,
     "value:t value_float:f value_floats:fs value_int:i value_ints:is", buildConstant},
    {"ConstantOfShape", 9, 1, 1, 1, "value:t", buildConstantOfShape},
    {"Shape", 1, 1, 1, 1, kNone, buildShape},
    {"Shape", 15, 1, 1, 1, "start:i end:i", buildShape},
    // Reductions
    {"Softmax", 1, 1, 1, 1, "axis:i", buildSoftmax},
    {"Softmax", 13, 1, 1, 1, "axis:i", buildSoftmax},
    {"LogSoftmax", 1, 1, 1, 1, "axis:i", buildSoftmax},
    {"LogSoftmax", 13, 1, 1, 1, "axis:i", buildSoftmax},
    {"ReduceMean", 1, 1, 1, 1, "axes:is keepdims:i", buildReduce},
    {"ReduceMean", 18, 1, 2, 1, "keepdims:i noop_with_empty_axes:i", buildReduce},
    {"ReduceSum", 1, 1, 1, 1, "axes:is keepdims:i", buildReduce},
    {"ReduceSum", 13, 1, 2, 1, "keepdims:i noop_with_empty_axes:i", buildReduce},
    {"ReduceMax", 1, 1, 1, 1, "axes:is keepdims:i", buildReduce},
    {"ReduceMax", 18, 1, 2, 1, "keepdims:i noop_with_empty_axes:i", buildReduce},
    {"ArgMax", 1, 1, 1, 1, "axis:i keepdims:i", buildArgMax},
    {"ArgMax", 12, 1, 1, 1, "axis:i keepdims:i select_last_index:i", buildArgMax},
};
// clang-format on

const OpForm *relu::findOpForm(StringRef op, int64_t opset) {
  const OpForm *found = nullptr;
  for (const OpForm &form : kForms)
    if (form.op == op && form.since <= opset &&
        (!found || form.since > found->since))
      found = &form;
  return found;
}

bool relu::isKnownOp(StringRef op) {
  return llvm::any_of(kForms,
                      [&](const OpForm &form) { return form.op == op; });
}

/// How the table calls the type of an attribute. Files of the first versions do
/// not say it.
static StringRef getTypeName(const onnx::AttributeProto &attribute) {
  switch (attribute.type()) {
  case onnx::AttributeProto::FLOAT:
    return "f";
  case onnx::AttributeProto::INT:
    return "i";
  case onnx::AttributeProto::STRING:
    return "s";
  case onnx::AttributeProto::TENSOR:
    return "t";
  case onnx::AttributeProto::FLOATS:
    return "fs";
  case onnx::AttributeProto::INTS:
    return "is";
  case onnx::AttributeProto::UNDEFINED:
    return attribute.has_f()             ? "f"
           : attribute.has_i()           ? "i"
           : attribute.has_s()           ? "s"
           : attribute.has_t()           ? "t"
           : attribute.floats_size() > 0 ? "fs"
           : attribute.ints_size() > 0   ? "is"
                                         : "";
  default:
    return "";
  }
}

static std::string checkArity(StringRef noun, int found, int min, int max) {
  if (found >= min && found <= max)
    return {};
  std::string expected =
      max == kAny && found < min ? "at least " + llvm::utostr(min)
      : min == max ? llvm::utostr(min)
                   : llvm::utostr(min) + " to " + llvm::utostr(max);
  return ("expected " + expected + " " + noun + ", got " + llvm::Twine(found))
      .str();
}

std::string relu::checkNode(const onnx::NodeProto &proto, const OpForm &form) {
  std::string problem =
      checkArity("inputs", proto.input_size(), form.minInputs, form.maxInputs);
  if (problem.empty())
    problem = checkArity("outputs", proto.output_size(), 1, form.maxOutputs);
  for (int i = 0; i < form.minInputs && problem.empty(); ++i)
    if (proto.input(i).empty())
      problem = ("expected input " + llvm::Twine(i) + " to be there").str();
  if (problem.empty() && proto.output(0).empty())
    problem = "expected its first output to have a name";
  if (!problem.empty())
    return problem;

  llvm::SmallVector<StringRef> allowed;
  form.attributes.split(allowed, ' ', -1, /*KeepEmpty=*/false);
  llvm::StringMap<bool> seen;
  for (const onnx::AttributeProto &attribute : proto.attribute()) {
    std::string name = escapeName(attribute.name());
    if (!seen.try_emplace(attribute.name()).second)
      return "attribute '" + name + "' is there twice";
    const auto *rule = llvm::find_if(allowed, [&](StringRef rule) {
      return rule.split(':').first == attribute.name();
    });
    if (rule == allowed.end())
      return "attribute '" + name + "' is not supported";
    if (StringRef type = rule->split(':').second;
        type != getTypeName(attribute) &&
        // An empty list says nothing of its type.
        !(type.ends_with("s") && type.size() == 2 &&
          getTypeName(attribute).empty()))
      return "attribute '" + name + "' has an unexpected type";
  }
  return {};
}
