// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The code that activations emit for f and f', on scalars and on vectors, as
// passes that differentiate networks will ask for it: without an operation of
// relu around it. `evaluateDerivative`, that f' is compared with, is itself
// compared with differences in the tests of ReluIR.

#include "Compilation.h"
#include "FloatFormat.h"

#include "../ActivationTable.h"

#include "relu/Codegen/Passes.h"
#include "relu/Execution/JitModule.h"
#include "relu/Pipelines/Pipelines.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace relu;
using namespace relu_test;

namespace {

/// A scalar (lanes = 0) or vector of f32 or f64.
struct EmittedType {
  const char *name;
  ElementKind kind;
  int64_t lanes;
};

constexpr EmittedType kTypes[] = {
    {"f32", ElementKind::f32, 0},
    {"vector_16xf32", ElementKind::f32, 16},
    {"f64", ElementKind::f64, 0},
    {"vector_8xf64", ElementKind::f64, 8},
};

/// Machine code of f and f' of every activation of the table, made by the
/// hooks of the interface.
class EmittedActivation
    : public testing::TestWithParam<std::tuple<ExecutionPath, EmittedType>> {
protected:
  void SetUp() override { SKIP_UNLESS_RUNNABLE(std::get<0>(GetParam())); }

  EmittedType getType() const { return std::get<1>(GetParam()); }

  /// Calls `compare(x, result)` for each of `inputs`.
  void run(StringRef function, ArrayRef<double> inputs,
           function_ref<void(double, double)> compare);
  void build(bool derivative);
  ActivationAttrInterface getRounded(const ActivationCase &activation);

  std::unique_ptr<mlir::MLIRContext> context = createContext();
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<JitModule> code;
};

} // namespace

ActivationAttrInterface
EmittedActivation::getRounded(const ActivationCase &activation) {
  auto f32 = mlir::Float32Type::get(context.get());
  auto f64 = mlir::Float64Type::get(context.get());
  return roundParameters(parseActivation(activation.text, context.get()),
                         getType().kind == ElementKind::f32
                             ? mlir::FloatType(f32)
                             : mlir::FloatType(f64));
}

/// One function `@f<i>(pointer to x, pointer to result)` for each case.
void EmittedActivation::build(bool derivative) {
  context->loadDialect<mlir::arith::ArithDialect, mlir::func::FuncDialect,
                       mlir::LLVM::LLVMDialect, mlir::math::MathDialect>();
  mlir::ImplicitLocOpBuilder b(mlir::UnknownLoc::get(context.get()),
                               context.get());
  module = mlir::ModuleOp::create(b.getLoc());
  mlir::Type element = getType().kind == ElementKind::f32
                           ? mlir::Type(b.getF32Type())
                           : mlir::Type(b.getF64Type());
  mlir::Type type = element;
  if (getType().lanes != 0)
    type = mlir::VectorType::get({getType().lanes}, element);
  auto pointer = mlir::LLVM::LLVMPointerType::get(context.get());
  for (auto [i, activation] : enumerate(getActivationCases())) {
    b.setInsertionPointToEnd(module->getBody());
    auto func = mlir::func::FuncOp::create(
        b, "f" + std::to_string(i), b.getFunctionType({pointer, pointer}, {}));
    func->setAttr(mlir::LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                  b.getUnitAttr());
    b.setInsertionPointToStart(func.addEntryBlock());
    mlir::Value x = mlir::LLVM::LoadOp::create(b, type, func.getArgument(0), 1);
    SmallVector<mlir::Value> slopes;
    for (double slope : activation.slopes) {
      mlir::TypedAttr attr = b.getFloatAttr(element, slope);
      if (auto vector = dyn_cast<mlir::VectorType>(type))
        attr = mlir::DenseElementsAttr::get(vector, mlir::Attribute(attr));
      slopes.push_back(mlir::arith::ConstantOp::create(b, attr));
    }
    ActivationAttrInterface attr = getRounded(activation);
    mlir::Value y = derivative ? attr.emitDerivative(b, x, slopes)
                               : attr.emit(b, x, slopes);
    EXPECT_EQ(y.getType(), type);
    mlir::LLVM::StoreOp::create(b, y, func.getArgument(1), 1);
    mlir::func::ReturnOp::create(b);
  }
  relu::Target target = getOptions(std::get<0>(GetParam())).target;
  target.attachTo(*module);
  mlir::PassManager manager(context.get());
  manager.addPass(createExpandMathPass());
  buildLowerToLLVMPipeline(manager);
  ASSERT_TRUE(succeeded(manager.run(*module)));
  auto jit = JitModule::create(*module, target);
  ASSERT_TRUE(static_cast<bool>(jit)) << toString(jit.takeError());
  code = std::move(*jit);
}

void EmittedActivation::run(StringRef name, ArrayRef<double> inputs,
                            function_ref<void(double, double)> compare) {
  auto function = code->lookup(name);
  ASSERT_TRUE(static_cast<bool>(function)) << toString(function.takeError());
  ElementKind kind = getType().kind;
  size_t lanes = std::max<int64_t>(getType().lanes, 1);
  std::vector<double> x(lanes), y(lanes); // as large as any element
  for (size_t start = 0; start < inputs.size(); start += lanes) {
    size_t count = std::min(lanes, inputs.size() - start);
    for (size_t i = 0; i < count; ++i)
      storeDouble(kind, x.data(), i, inputs[start + i]);
    void *pointers[] = {x.data(), y.data()};
    void *arguments[] = {&pointers[0], &pointers[1]};
    (*function)(arguments);
    for (size_t i = 0; i < count; ++i)
      compare(inputs[start + i], loadDouble(kind, y.data(), i));
  }
}

/// All of these are numbers of both types, but the neighbours of kinks.
static std::vector<double> getInputs(ElementKind kind,
                                     const ActivationCase &activation) {
  std::vector<double> inputs = {std::numeric_limits<double>::quiet_NaN()};
  for (int i = -24 * 16; i <= 24 * 16; ++i)
    inputs.push_back(i / 16.0);
  for (double magnitude : {0x1p-1000, 0x1p-149, 0x1p-126, 0x1p-30, 0x1p-12,
                           40.0, 100.0, 0x1p+10, 0x1p+100})
    for (double x : {magnitude, -magnitude})
      inputs.push_back(roundTo(kind, x));
  for (auto [kink, derivative] : activation.kinks)
    for (double x : {getNext(kind, kink), getPrevious(kind, kink)})
      inputs.push_back(x);
  return inputs;
}

/// Fails unless `actual` is `exact`, which need not be a number of `kind`, but
/// for `bound` times the size of it.
static void expectNear(ElementKind kind, double actual, double exact,
                       double bound, const std::string &where) {
  double expected = roundTo(kind, exact);
  if (std::isnan(expected))
    EXPECT_TRUE(std::isnan(actual)) << where << ": got " << actual;
  else if (std::isinf(expected))
    EXPECT_EQ(actual, expected) << where;
  else
    EXPECT_NEAR(actual, exact, bound * std::max(1.0, std::abs(exact))) << where;
}

/// Whether rounding decides on which side of a kink `x` is: alpha x + beta is
/// rounded before it is compared with 0 and 1, once in emitted code and twice
/// in `evaluate`.
static bool isOnEitherSide(ElementKind kind, const ActivationCase &activation,
                           double x) {
  return StringRef(activation.text).starts_with("#relu.hard_sigmoid") &&
         llvm::any_of(activation.kinks, [&](auto kink) {
           return std::abs(x - kink.first) <= getSpacing(kind, kink.first);
         });
}

TEST_P(EmittedActivation, DerivativeIsTheWrittenOne) {
  build(/*derivative=*/true);
  if (HasFatalFailure())
    return;
  ElementKind kind = getType().kind;
  // docs/Semantics.md: 1.3e-7 in f32.
  double bound = kind == ElementKind::f32 ? 1.3e-7 : 1e-13;
  for (auto [i, activation] : enumerate(getActivationCases())) {
    ActivationAttrInterface attr = getRounded(activation);
    auto derivative = [&, &slopes = activation.slopes](double x) {
      return attr.evaluateDerivative(x, slopes);
    };
    run("f" + std::to_string(i), getInputs(kind, activation),
        [&, &activation = activation](double x, double actual) {
          std::string where = activation.text + (" at " + std::to_string(x));
          if (!isOnEitherSide(kind, activation, x))
            return expectNear(kind, actual, derivative(x), bound, where);
          double step = 4 * getSpacing(kind, x);
          EXPECT_TRUE(actual == derivative(x - step) ||
                      actual == derivative(x + step))
              << where << ": got " << actual;
        });
  }
}

TEST_P(EmittedActivation, DerivativeAtKinksIsTheDocumentedOne) {
  build(/*derivative=*/true);
  if (HasFatalFailure())
    return;
  ElementKind kind = getType().kind;
  for (auto [i, activation] : enumerate(getActivationCases()))
    for (auto [kink, derivative] : activation.kinks) {
      // A line of slope 1/6 as f64 has it is not zero at -3 yet.
      if (kind == ElementKind::f64 && isOnEitherSide(kind, activation, kink))
        continue;
      run("f" + std::to_string(i), {kink},
          [&, &activation = activation,
           expected = roundTo(kind, derivative)](double x, double actual) {
            EXPECT_EQ(actual, expected) << activation.text << " at " << x;
          });
    }
}

TEST_P(EmittedActivation, ValueIsTheWrittenOne) {
  build(/*derivative=*/false);
  if (HasFatalFailure())
    return;
  ElementKind kind = getType().kind;
  // ActivationExecutionTest has the exact bounds, and more inputs.
  double bound = kind == ElementKind::f32 ? 1e-6 : 1e-13;
  for (auto [i, activation] : enumerate(getActivationCases())) {
    ActivationAttrInterface attr = getRounded(activation);
    run("f" + std::to_string(i), getInputs(kind, activation),
        [&, &activation = activation](double x, double actual) {
          expectNear(kind, actual, attr.evaluate(x, activation.slopes), bound,
                     activation.text + (" at " + std::to_string(x)));
        });
  }
}

INSTANTIATE_TEST_SUITE_P(Every, EmittedActivation,
                         testing::Combine(testing::Values(kHostPath, kPaths[3]),
                                          testing::ValuesIn(kTypes)),
                         [](const auto &info) {
                           return std::string(std::get<0>(info.param).name) +
                                  "_" + std::get<1>(info.param).name;
                         });
