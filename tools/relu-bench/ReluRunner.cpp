// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A network as IR, compiled by relu::Executable and called with bound tensors,
// as peers are. Weights are resources, so that no text of them is ever made.

#include "ReluRunner.h"

#include "relu/Execution/Executable.h"
#include "relu/IR/Relu.h"
#include "relu/Registration.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace relu;
using namespace relu::bench;

static StringRef getActivationText(ActivationKind kind) {
  switch (kind) {
  case ActivationKind::Relu:
    return "#relu.relu";
  case ActivationKind::LeakyRelu:
    return "#relu.leaky_relu<alpha = 0.01>";
  case ActivationKind::Prelu:
    return "#relu.prelu";
  case ActivationKind::Elu:
    return "#relu.elu";
  case ActivationKind::Gelu:
    return "#relu.gelu";
  }
  llvm_unreachable("every activation has a spelling");
}

/// A constant that reads the memory of `tensor`.
static Value createConstant(OpBuilder &builder, Location loc, StringRef name,
                            const Tensor &tensor) {
  auto type =
      RankedTensorType::get(tensor.getType().shape, builder.getF32Type());
  ArrayRef<float> values = tensor.getElements<float>();
  AsmResourceBlob blob = UnmanagedAsmResourceBlob::allocateInferAlign(values);
  auto value = DenseResourceElementsAttr::get(type, name, std::move(blob));
  return arith::ConstantOp::create(builder, loc, type, value);
}

OwningOpRef<ModuleOp> relu::bench::buildModule(const Network &network,
                                               bool isDynamic,
                                               MLIRContext &context) {
  context.loadDialect<ReluDialect, arith::ArithDialect, func::FuncDialect>();
  Location loc = UnknownLoc::get(&context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  OpBuilder builder = OpBuilder::atBlockEnd(module->getBody());
  int64_t batch = isDynamic ? ShapedType::kDynamic : network.getBatch();
  auto getRows = [&](int64_t width) {
    return RankedTensorType::get({batch, width}, builder.getF32Type());
  };
  auto type = builder.getFunctionType(getRows(network.getInputs()),
                                      getRows(network.getOutputs()));
  auto function = func::FuncOp::create(builder, loc, "network", type);
  builder.setInsertionPointToStart(function.addEntryBlock());
  auto activation = cast<ActivationAttrInterface>(
      parseAttribute(getActivationText(network.workload.activation), &context));
  Value x = function.getArgument(0);
  for (auto [index, layer] : llvm::enumerate(network.layers)) {
    std::string number = std::to_string(index);
    Value weight = createConstant(builder, loc, "w" + number, layer.weight);
    Value bias = createConstant(builder, loc, "b" + number, layer.bias);
    SmallVector<Value, 1> slopes;
    if (network.workload.activation == ActivationKind::Prelu)
      slopes.push_back(
          createConstant(builder, loc, "s" + number, layer.slopes));
    x = DenseOp::create(builder, loc, getRows(layer.getOutputs()), x, weight,
                        bias, activation, slopes);
  }
  func::ReturnOp::create(builder, loc, x);
  return module;
}

namespace {
class ReluRunner : public Runner {
public:
  ReluRunner(BoundCall call, Tensor result)
      : call(std::move(call)), result(std::move(result)) {}

  llvm::Error run() override {
    call.run();
    return llvm::Error::success();
  }
  const float *getOutput() const override {
    return static_cast<const float *>(result.getData());
  }

private:
  BoundCall call;
  Tensor result;
};
} // namespace

llvm::Expected<Runners> relu::bench::prepareRelu(const Network &network,
                                                 int threads,
                                                 const ReluOptions &options) {
  DialectRegistry registry;
  registerAllDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> module =
      buildModule(network, options.isDynamic, context);
  CompileOptions compile;
  compile.schedule = options.schedule;
  auto target = relu::Target::host().withThreads(threads);
  if (!target)
    return target.takeError();
  compile.target = *target;
  auto executable = Executable::compile(*module, compile);
  if (!executable)
    return executable.takeError();
  const Signature &function = (*executable)->getSignatures().front();
  ConstTensorView input = network.input.getView();
  auto info = (*executable)->getCallInfo(function, input);
  if (!info)
    return info.takeError();
  auto result = Tensor::create(info->results.front());
  if (!result)
    return result.takeError();
  auto call = (*executable)->bind(function, input, result->getView());
  if (!call)
    return call.takeError();
  Runners one;
  one.push_back(
      std::make_unique<ReluRunner>(std::move(*call), std::move(*result)));
  return one;
}

static llvm::Expected<Runners> prepareDynamicRelu(const Network &network,
                                                  int threads) {
  ReluOptions options;
  options.isDynamic = true;
  return prepareRelu(network, threads, options);
}

Peer relu::bench::getDynamicRelu() {
  return {"relu-dynamic", [] { return std::string("relu"); },
          prepareDynamicRelu};
}
