// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From MLIR text to results: whatever goes wrong on the way is a failure of the
// test, and the diagnostics are its message.

#include "Compilation.h"

#include "../ActivationTable.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace relu;

std::string relu_test::whyNotHere(const ExecutionPath &path) {
  auto target = relu::Target::fromCpu(path.cpu);
  if (!target)
    return toString(target.takeError());
  std::vector<std::string> missing = target->getFeaturesMissingOnHost();
  if (missing.empty())
    return "";
  return std::string("this machine can not run code for ") + path.cpu +
         ": it lacks " + join(missing, ", ");
}

CompileOptions relu_test::getOptions(const ExecutionPath &path) {
  CompileOptions options;
  options.path = path.path;
  options.target = cantFail(relu::Target::fromCpu(path.cpu));
  return options;
}

mlir::OwningOpRef<mlir::ModuleOp>
relu_test::parseModule(StringRef text, mlir::MLIRContext *context) {
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, context);
  if (!module)
    ADD_FAILURE() << "not a module:\n" << text.take_front(10000).str();
  return module;
}

std::unique_ptr<Executable> relu_test::compile(mlir::ModuleOp module,
                                               const ExecutionPath &path,
                                               bool foldWeights,
                                               StringRef schedule) {
  std::string diagnostics;
  mlir::ScopedDiagnosticHandler handler(
      module.getContext(), [&](mlir::Diagnostic &diagnostic) {
        raw_string_ostream os(diagnostics);
        os << diagnostic.getLocation() << ": " << diagnostic << '\n';
        for (mlir::Diagnostic &note : diagnostic.getNotes())
          os << "  note: " << note << '\n';
      });
  CompileOptions options = getOptions(path);
  options.foldWeights = foldWeights;
  options.schedule = schedule;
  auto executable = Executable::compile(module, options);
  if (executable)
    return std::move(*executable);
  ADD_FAILURE() << path.name << ": " << toString(executable.takeError()) << '\n'
                << diagnostics;
  return nullptr;
}

std::unique_ptr<Executable> relu_test::compile(StringRef text,
                                               const ExecutionPath &path) {
  std::unique_ptr<mlir::MLIRContext> context = createContext();
  mlir::OwningOpRef<mlir::ModuleOp> module = parseModule(text, context.get());
  return module ? compile(*module, path) : nullptr;
}

const Signature &relu_test::getFunction(const Executable &executable,
                                        StringRef name) {
  return *cantFail(findSignature(executable.getSignatures(), name));
}

Tensor relu_test::makeTensor(ElementKind element, ArrayRef<int64_t> shape,
                             ArrayRef<double> values) {
  Tensor tensor =
      cantFail(Tensor::create({element, SmallVector<int64_t>(shape)}));
  EXPECT_EQ(tensor.getNumElements(), static_cast<int64_t>(values.size()));
  for (size_t i = 0; i < values.size(); ++i)
    tensor.setDouble(i, values[i]);
  return tensor;
}

Tensor relu_test::runOne(const Executable &executable,
                         const Signature &function,
                         ArrayRef<ConstTensorView> inputs) {
  std::vector<Tensor> results = cantFail(executable.run(function, inputs));
  EXPECT_EQ(results.size(), 1u);
  return std::move(results.front());
}

std::vector<double> relu_test::getValues(const ConstTensorView &tensor) {
  std::vector<double> values(tensor.getNumElements());
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = tensor.getDouble(i);
  return values;
}

std::string relu_test::describeMismatches(const ConstTensorView &actual,
                                          const ConstTensorView &expected,
                                          const Tolerance &tolerance) {
  auto comparison = relu::compare(actual, expected, tolerance);
  if (!comparison)
    return toString(comparison.takeError());
  if (comparison->passed())
    return "";
  std::string text;
  raw_string_ostream os(text);
  comparison->print(os);
  return text;
}
