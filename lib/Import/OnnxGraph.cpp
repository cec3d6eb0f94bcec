// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks a graph, and makes a function of it. Names are defined once and before
// they are used, which also rules out cycles. Shapes follow from the operations
// as they are built; what the file says of them is compared.

#include "Declarations.h"
#include "MemoryBudget.h"
#include "OnnxFile.h"
#include "OpTable.h"
#include "ProblemList.h"

#include "relu/IR/Relu.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace relu;
using llvm::createStringError;

void relu::registerImportDialects(DialectRegistry &registry) {
  registry.insert<ReluDialect, arith::ArithDialect, func::FuncDialect,
                  linalg::LinalgDialect, math::MathDialect,
                  tensor::TensorDialect>();
}

/// A name that needs no quotes in IR and is one in C, too.
static std::string getSymbolName(StringRef name) {
  std::string symbol;
  for (char c : name.take_front(100))
    symbol.push_back(llvm::isAlnum(c) ? c : '_');
  if (symbol.empty() || !llvm::isAlpha(symbol.front()))
    symbol.insert(0, "graph");
  return symbol;
}

namespace {
class GraphImporter {
public:
  GraphImporter(onnx::ModelProto &model, StringRef path, MLIRContext &context,
                const ImportOptions &options, uint64_t fileBytes)
      : graph(*model.mutable_graph()), model(model), path(path),
        context(context), options(options), budget(fileBytes),
        builder(UnknownLoc::get(&context), &context) {
    builder.setListener(&budget);
  }

  llvm::Expected<OwningOpRef<ModuleOp>> run();

private:
  llvm::Error checkGraph();
  llvm::Error importInitializers();
  llvm::Error importInputs();
  llvm::Error importNodes();
  void markUnknown(const onnx::NodeProto &proto);
  llvm::Error importOutputs();

  llvm::Error define(StringRef name, OnnxValue value);
  void applyBatch(SmallVectorImpl<int64_t> &shape);
  Location getLocation(const onnx::NodeProto &proto, int index);

  onnx::GraphProto &graph;
  onnx::ModelProto &model;
  StringRef path;
  MLIRContext &context;
  const ImportOptions &options;
  MemoryBudget budget;
  ImplicitLocOpBuilder builder;
  OwningOpRef<ModuleOp> module;
  func::FuncOp func;
  int64_t opset = 1;
  std::optional<BatchChange> batch;
  llvm::StringMap<OnnxValue> values;
  /// Results of nodes that could not be imported.
  llvm::StringMap<bool> unknown;
  ProblemList problems;
};
} // namespace

//===----------------------------------------------------------------------===//
// What is supported at all
//===----------------------------------------------------------------------===//

llvm::Error GraphImporter::checkGraph() {
  for (const onnx::OperatorSetIdProto &set : model.opset_import())
    if (set.domain().empty() || set.domain() == "ai.onnx")
      opset = set.version();
  if (opset < 1)
    return createStringError("expected an operator set of at least 1, got " +
                             Twine(opset));
  if (graph.sparse_initializer_size() > 0)
    return createStringError("sparse initialisers are not supported");
  if (graph.output_size() == 0)
    return createStringError("expected a graph with outputs");
  checkNodes(graph, opset, problems);
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Names and types
//===----------------------------------------------------------------------===//

llvm::Error GraphImporter::define(StringRef name, OnnxValue value) {
  if (!values.try_emplace(name, value).second || unknown.contains(name))
    return createStringError("expected each name to be defined once, got '" +
                             escapeName(name) + "' again");
  return llvm::Error::success();
}

void GraphImporter::applyBatch(SmallVectorImpl<int64_t> &shape) {
  if (options.batch && !shape.empty())
    shape[0] = *options.batch;
}

Location GraphImporter::getLocation(const onnx::NodeProto &proto, int index) {
  std::string name = proto.name().empty() ? escapeName(proto.op_type()) + "_" +
                                                std::to_string(index)
                                          : escapeName(proto.name());
  return NameLoc::get(StringAttr::get(&context, name));
}

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

static llvm::Error tooMuchMemory() {
  return createStringError("the network would take more memory than 100 times "
                           "the size of its file");
}

llvm::Error GraphImporter::importInitializers() {
  std::string folder = getFolder(path);
  for (onnx::TensorProto &proto : *graph.mutable_initializer()) {
    std::string name = proto.name();
    if (budget.isExceeded())
      return tooMuchMemory();
    auto tensor = takeTensor(proto, folder);
    if (!tensor)
      return tensor.takeError();
    auto constant = makeConstant(context, *tensor);
    if (!constant)
      return constant.takeError();
    if (!tensor->externalFile.empty())
      budget.addFile(tensor->externalFile);
    budget.addData(*constant, tensor->bytes);
    if (llvm::Error error = define(name, {Value(), *constant}))
      return error;
  }
  return llvm::Error::success();
}

llvm::Error GraphImporter::importInputs() {
  // Old exporters list initialisers among the inputs.
  SmallVector<const onnx::ValueInfoProto *> inputs;
  SmallVector<Type> types;
  for (const onnx::ValueInfoProto &info : graph.input()) {
    if (values.contains(info.name()))
      continue;
    auto type = getType(context, info);
    if (!type)
      return createStringError("input " + llvm::toString(type.takeError()));
    SmallVector<int64_t> shape((*type).getShape());
    if (options.batch && !shape.empty() && !batch)
      batch = {shape[0], *options.batch};
    applyBatch(shape);
    inputs.push_back(&info);
    types.push_back(type->clone(shape));
  }
  func = func::FuncOp::create(builder, getSymbolName(graph.name()),
                              builder.getFunctionType(types, {}));
  Block *entry = func.addEntryBlock();
  SmallVector<DictionaryAttr> names;
  for (auto [index, info] : llvm::enumerate(inputs)) {
    names.push_back(getInputAttrs(*info, cast<RankedTensorType>(types[index])));
    if (llvm::Error error =
            define(info->name(), {entry->getArgument(index), ElementsAttr()}))
      return error;
  }
  func.setAllArgAttrs(names);
  builder.setInsertionPointToStart(entry);
  return llvm::Error::success();
}

void GraphImporter::markUnknown(const onnx::NodeProto &proto) {
  for (const std::string &name : proto.output())
    unknown[name] = true;
}

llvm::Error GraphImporter::importNodes() {
  llvm::StringMap<const onnx::ValueInfoProto *> declared;
  // With another batch the file is wrong, and wherever the batch went.
  if (!options.batch)
    for (const onnx::ValueInfoProto &info : graph.value_info())
      declared[info.name()] = &info;
  for (auto [index, proto] : llvm::enumerate(*graph.mutable_node())) {
    SmallVector<OnnxValue *> inputs;
    bool isKnown = true;
    for (const std::string &name : proto.input()) {
      auto found = values.find(name);
      if (name.empty()) {
        inputs.push_back(nullptr);
      } else if (found != values.end()) {
        inputs.push_back(&found->second);
      } else if (unknown.contains(name)) {
        isKnown = false; // the node that makes it is in the list
      } else {
        return createStringError("expected each name to be defined before it "
                                 "is used, got '" +
                                 escapeName(name) + "' as an input of node #" +
                                 Twine(index));
      }
    }
    // The others are imported all the same: they may have problems, too.
    if (!isKnown || problems.contains(index)) {
      markUnknown(proto);
      continue;
    }
    const OpForm &form = *findOpForm(proto.op_type(), opset);
    builder.setLoc(getLocation(proto, index));
    Node node(proto, form, opset, builder, inputs, batch);
    if (failed(form.build(node))) {
      problems.add(proto, index, opset, node.getProblem());
      markUnknown(proto);
      continue;
    }
    for (const OnnxValue &output : node.getOutputs())
      if (output.constant)
        budget.add(output.constant);
    if (budget.isExceeded())
      return tooMuchMemory();
    for (auto [name, value] :
         llvm::zip_equal(proto.output(), node.getOutputs())) {
      if (name.empty())
        continue;
      if (!value.value && !value.constant)
        continue; // an output that inference does not have, see the builder
      if (llvm::Error error = define(name, value))
        return error;
      auto info = declared.find(name);
      if (info == declared.end())
        continue;
      Type type =
          value.value ? value.value.getType() : value.constant.getType();
      if (llvm::Error error =
              checkDeclaredType(*info->second, cast<RankedTensorType>(type),
                                /*anyBatch=*/false, "value"))
        return error;
    }
  }
  return problems.take();
}

llvm::Error GraphImporter::importOutputs() {
  builder.setLoc(UnknownLoc::get(&context));
  SmallVector<Value> results;
  for (const onnx::ValueInfoProto &info : graph.output()) {
    auto found = values.find(info.name());
    if (found == values.end())
      return createStringError("output '" + escapeName(info.name()) +
                               "' is not defined");
    OnnxValue &result = found->second;
    if (!result.value)
      result.value =
          arith::ConstantOp::create(builder, cast<TypedAttr>(result.constant));
    results.push_back(result.value);
    if (llvm::Error error = checkDeclaredType(
            info, cast<RankedTensorType>(result.value.getType()),
            options.batch.has_value(), "output"))
      return error;
  }
  func::ReturnOp::create(builder, results);
  func.setFunctionType(builder.getFunctionType(func.getArgumentTypes(),
                                               ValueRange(results).getTypes()));
  SmallVector<DictionaryAttr> names;
  for (const onnx::ValueInfoProto &info : graph.output())
    names.push_back(getNameAttr(&context, info));
  func.setAllResultAttrs(names);
  return llvm::Error::success();
}

/// Constants that were taken for values and then used in another shape, sizes
/// that nobody asked for.
static void eraseUnused(func::FuncOp func) {
  SmallVector<Operation *> body;
  for (Operation &op : func.getBody().front())
    body.push_back(&op);
  for (Operation *op : llvm::reverse(body))
    if (isOpTriviallyDead(op))
      op->erase();
}

llvm::Expected<OwningOpRef<ModuleOp>> GraphImporter::run() {
  module = ModuleOp::create(builder.getLoc());
  builder.setInsertionPointToStart(module->getBody());
  using Step = llvm::Error (GraphImporter::*)();
  for (Step step :
       {&GraphImporter::checkGraph, &GraphImporter::importInitializers,
        &GraphImporter::importInputs, &GraphImporter::importNodes,
        &GraphImporter::importOutputs})
    if (llvm::Error error = (this->*step)()) {
      // What is not supported says more than what follows from it.
      if (problems.empty())
        return error;
      llvm::consumeError(std::move(error));
      return problems.take();
    }
  eraseUnused(func);
  return std::move(module);
}

llvm::Expected<OwningOpRef<ModuleOp>>
relu::importOnnx(StringRef bytes, StringRef path, MLIRContext &context,
                 const ImportOptions &options) {
  DialectRegistry registry;
  registerImportDialects(registry);
  context.appendDialectRegistry(registry);
  context.loadAllAvailableDialects();
  auto fail = [&](llvm::Error error) {
    return createStringError("'" + path +
                             "': " + llvm::toString(std::move(error)));
  };
  onnx::ModelProto model;
  if (llvm::Error error = parseModel(bytes, model))
    return fail(std::move(error));
  auto module =
      GraphImporter(model, path, context, options, bytes.size()).run();
  if (!module)
    return fail(module.takeError());
  return module;
}

llvm::Expected<OwningOpRef<ModuleOp>>
relu::importOnnxFile(StringRef path, MLIRContext &context,
                     const ImportOptions &options) {
  auto buffer = openOnnxFile(path);
  if (!buffer)
    return buffer.takeError();
  return importOnnx((*buffer)->getBuffer(), path, context, options);
}
