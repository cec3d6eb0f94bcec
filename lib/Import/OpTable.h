// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The operations that can be imported: one line for each form that an operation
// had in the history of ONNX.

#ifndef RELU_LIB_IMPORT_OPTABLE_H
#define RELU_LIB_IMPORT_OPTABLE_H

#include "Node.h"

namespace relu {

/// Builds the IR of a node, or says why not (Node::fail).
using BuildNode = mlir::LogicalResult (*)(Node &node);

/// A form of an operation: what holds from one operator set on.
struct OpForm {
  llvm::StringLiteral op;
  int64_t since; ///< the first operator set with this form
  int minInputs, maxInputs;
  int maxOutputs;
  /// "alpha:f axes:is": names and types (f float, fs floats, i int, is ints, s
  /// string, t tensor) of the attributes it may have.
  llvm::StringLiteral attributes;
  BuildNode build;
};

/// As many as anybody needs: an operand costs a file three bytes, and may have
/// to be broadcast.
constexpr int kAny = 4096;

/// The form of `op` in operator set `opset`: the newest that is not newer than
/// it. Null when there is none.
const OpForm *findOpForm(llvm::StringRef op, int64_t opset);

/// Whether any operator set has `op`.
bool isKnownOp(llvm::StringRef op);

/// Why `proto` has not the arity and attributes of `form`; empty when it has.
std::string checkNode(const onnx::NodeProto &proto, const OpForm &form);

//===----------------------------------------------------------------------===//
// Builders, by family
//===----------------------------------------------------------------------===//

// Activations.cpp
mlir::LogicalResult buildSimpleActivation(Node &node);
mlir::LogicalResult buildRelu(Node &node);
mlir::LogicalResult buildPRelu(Node &node);
mlir::LogicalResult buildSelu(Node &node);
mlir::LogicalResult buildClip(Node &node);
mlir::LogicalResult buildSoftsign(Node &node);

// Elementwise.cpp
mlir::LogicalResult buildUnary(Node &node);
mlir::LogicalResult buildBinary(Node &node);
mlir::LogicalResult buildVariadic(Node &node);
mlir::LogicalResult buildPow(Node &node);
mlir::LogicalResult buildWhere(Node &node);
mlir::LogicalResult buildCast(Node &node);
mlir::LogicalResult buildCastLike(Node &node);

// Layers.cpp
mlir::LogicalResult buildGemm(Node &node);
mlir::LogicalResult buildMatMul(Node &node);
mlir::LogicalResult buildBatchNormalization(Node &node);

// Shapes.cpp
mlir::LogicalResult buildIdentity(Node &node);
mlir::LogicalResult buildDropout(Node &node);
mlir::LogicalResult buildFlatten(Node &node);
mlir::LogicalResult buildReshape(Node &node);
mlir::LogicalResult buildSqueeze(Node &node);
mlir::LogicalResult buildUnsqueeze(Node &node);
mlir::LogicalResult buildTranspose(Node &node);

// Selections.cpp
mlir::LogicalResult buildConcat(Node &node);
mlir::LogicalResult buildGather(Node &node);

// Slices.cpp
mlir::LogicalResult buildSlice(Node &node);
mlir::LogicalResult buildSplit(Node &node);

// ConstantNodes.cpp
mlir::LogicalResult buildConstant(Node &node);
mlir::LogicalResult buildConstantOfShape(Node &node);
mlir::LogicalResult buildShape(Node &node);

// Reductions.cpp
mlir::LogicalResult buildReduce(Node &node);
mlir::LogicalResult buildArgMax(Node &node);
mlir::LogicalResult buildSoftmax(Node &node);

} // namespace relu

#endif // RELU_LIB_IMPORT_OPTABLE_H
