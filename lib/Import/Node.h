// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the importer of one operation sees: its operands as values or constants,
// its attributes, and where its results go.

#ifndef RELU_LIB_IMPORT_NODE_H
#define RELU_LIB_IMPORT_NODE_H

#include "Constants.h"

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "onnx/onnx_pb.h"
#include "llvm/ADT/StringMap.h"

namespace relu {

struct OpForm;

/// What a name in a graph stands for. A constant has a value only once somebody
/// asked for one.
struct OnnxValue {
  mlir::Value value;
  mlir::ElementsAttr constant;
};

/// The batch size that a file was exported with, and the one it gets.
struct BatchChange {
  int64_t exported;
  int64_t wanted;
};

/// A node that is being imported.
class Node {
public:
  Node(onnx::NodeProto &proto, const OpForm &form, int64_t opset,
       mlir::ImplicitLocOpBuilder &builder,
       llvm::MutableArrayRef<OnnxValue *> inputs,
       std::optional<BatchChange> batch)
      : builder(builder), form(form), opset(opset), batch(batch), proto(proto),
        inputs(inputs), results(proto.output_size()) {}

  mlir::ImplicitLocOpBuilder &builder;
  const OpForm &form;
  const int64_t opset;
  const std::optional<BatchChange> batch;

  /// Operands. An optional one that is left out is not there, wherever it
  /// stands.
  size_t getNumInputs() const { return inputs.size(); }
  bool hasInput(size_t index) const {
    return index < inputs.size() && inputs[index];
  }
  mlir::Value getInput(size_t index) const;
  mlir::RankedTensorType getInputType(size_t index) const;
  /// Null when the operand is not known before run time.
  mlir::ElementsAttr getConstant(size_t index) const {
    return inputs[index]->constant;
  }
  /// A list of integers that is known: sizes, on their way to a shape.
  std::optional<llvm::SmallVector<int64_t>> getKnownSizes(size_t index) const;
  bool hasFloats(size_t index) const {
    return mlir::isa<mlir::FloatType>(getInputType(index).getElementType());
  }

  /// Attributes, whose types have been checked.
  bool hasAttribute(llvm::StringRef name) const { return find(name); }
  double getFloat(llvm::StringRef name, double otherwise) const;
  int64_t getInt(llvm::StringRef name, int64_t otherwise) const;
  std::string getString(llvm::StringRef name, llvm::StringRef otherwise) const;
  std::optional<llvm::SmallVector<int64_t>> getInts(llvm::StringRef name) const;
  std::optional<llvm::SmallVector<double>>
  getFloats(llvm::StringRef name) const;
  onnx::TensorProto *getTensor(llvm::StringRef name) const;

  /// An axis counted from the front; nothing, after saying so, when it is not
  /// one of `rank`.
  std::optional<int64_t> getAxis(int64_t axis, int64_t rank);

  /// Results.
  size_t getNumOutputs() const { return results.size(); }
  bool wantsOutput(size_t index) const {
    return int(index) < proto.output_size() && !proto.output(index).empty();
  }
  mlir::LogicalResult setOutput(mlir::Value value, size_t index = 0);
  mlir::LogicalResult setOutput(mlir::ElementsAttr constant, size_t index = 0);
  llvm::ArrayRef<OnnxValue> getOutputs() const { return results; }

  /// Says why the node can not be imported.
  mlir::LogicalResult fail(const llvm::Twine &message);
  llvm::StringRef getProblem() const { return problem; }

private:
  onnx::AttributeProto *find(llvm::StringRef name) const;

  onnx::NodeProto &proto;
  llvm::MutableArrayRef<OnnxValue *> inputs;
  llvm::SmallVector<OnnxValue, 1> results;
  std::string problem;
};

/// "tensor<2x3xf32>", for messages.
std::string str(mlir::Type type);

} // namespace relu

#endif // RELU_LIB_IMPORT_NODE_H
