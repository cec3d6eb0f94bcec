// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu::Executable as a program uses it: signatures, calls, errors, threads,
// memory. What the numbers are is tested elsewhere.

#include "AllocationCount.h"
#include "Compilation.h"

#include "../ActivationTable.h"

#include "llvm/ADT/StringExtras.h"
#include <thread>

using namespace llvm;
using namespace relu;
using namespace relu_test;

static Tensor makeF32(ArrayRef<int64_t> shape, ArrayRef<double> values) {
  return makeTensor(ElementKind::f32, shape, values);
}

/// As many values as `shape` has elements: small multiples of 1/4.
static Tensor makeF32(ArrayRef<int64_t> shape) {
  Tensor tensor =
      cantFail(Tensor::create({ElementKind::f32, SmallVector<int64_t>(shape)}));
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    tensor.setDouble(i, i % 7 * 0.25 - 0.5);
  return tensor;
}

static std::string getText(mlir::ModuleOp module) {
  std::string text;
  raw_string_ostream(text) << module;
  return text;
}

/// What compiling for the host says.
static std::string compileError(StringRef text, StringRef function = "") {
  auto context = createContext();
  auto module = parseModule(text, context.get());
  if (!module)
    return "not a module";
  CompileOptions options = getOptions(kHostPath);
  options.function = function.str();
  std::string diagnostics;
  mlir::ScopedDiagnosticHandler handler(
      context.get(), [&](mlir::Diagnostic &diagnostic) {
        raw_string_ostream(diagnostics) << diagnostic << '\n';
      });
  std::string before = getText(*module);
  auto executable = Executable::compile(*module, options);
  // A failure changes nothing, and is the model's.
  EXPECT_EQ(getText(*module), before);
  if (executable)
    return "no error";
  Error error = executable.takeError();
  EXPECT_FALSE(error.isA<InternalError>());
  return diagnostics + toString(std::move(error));
}

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

constexpr StringLiteral kSeveral = R"(
  func.func @first(%x: tensor<?x2xf32> {relu.name = "pixels"})
      -> (tensor<?x2xf32>, tensor<?x3xf32>) {
    %0 = call @shared(%x) : (tensor<?x2xf32>) -> tensor<?x2xf32>
    %w = arith.constant dense<[[1.0, 2.0, 3.0], [-1.0, -2.0, -3.0]]> : tensor<2x3xf32>
    %1 = relu.dense %0, %w : (tensor<?x2xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
    return %0, %1 : tensor<?x2xf32>, tensor<?x3xf32>
  }
  func.func @second(%x: tensor<?x2xf32>, %y: tensor<f64>) -> (tensor<f64>, tensor<?x2xf32>) {
    %0 = call @shared(%x) : (tensor<?x2xf32>) -> tensor<?x2xf32>
    return %y, %0 : tensor<f64>, tensor<?x2xf32>
  }
  func.func private @shared(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
    %0 = relu.activate %x activation(#relu.relu) : tensor<?x2xf32>
    return %0 : tensor<?x2xf32>
  }
)";

class ExecutableOnPath : public testing::TestWithParam<ExecutionPath> {
protected:
  void SetUp() override { SKIP_UNLESS_RUNNABLE(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Every, ExecutableOnPath, testing::ValuesIn(kPaths),
                         [](const auto &info) {
                           return std::string(info.param.name);
                         });

TEST_P(ExecutableOnPath, HasTheSignaturesOfThePublicFunctions) {
  auto executable = compile(kSeveral, GetParam());
  ASSERT_TRUE(executable);
  ASSERT_EQ(executable->getSignatures().size(), 2u);
  EXPECT_EQ(executable->getSignatures()[0].str(),
            "first(pixels: ?x2xf32) -> ?x2xf32, ?x3xf32");
  EXPECT_EQ(executable->getSignatures()[1].str(),
            "second(?x2xf32, f64) -> f64, ?x2xf32");
}

TEST_P(ExecutableOnPath, RunsEachFunctionAndGivesAllResults) {
  auto executable = compile(kSeveral, GetParam());
  ASSERT_TRUE(executable);
  Tensor x = makeF32({2, 2}, {-1, 2, 3, 1}),
         y = makeTensor(ElementKind::f64, {}, {7});
  auto first = executable->run(getFunction(*executable, "first"), {x});
  ASSERT_TRUE(static_cast<bool>(first)) << toString(first.takeError());
  ASSERT_EQ(first->size(), 2u);
  EXPECT_EQ(getValues((*first)[0]), (std::vector<double>{0, 2, 3, 1}));
  EXPECT_EQ(getValues((*first)[1]), (std::vector<double>{-2, -4, -6, 2, 4, 6}));
  auto second = executable->run(getFunction(*executable, "second"), {x, y});
  ASSERT_TRUE(static_cast<bool>(second)) << toString(second.takeError());
  ASSERT_EQ(second->size(), 2u);
  EXPECT_EQ(getValues((*second)[0]), (std::vector<double>{7}));
  EXPECT_EQ(getValues((*second)[1]), (std::vector<double>{0, 2, 3, 1}));
}

TEST_P(ExecutableOnPath, AnyBatchRuns) {
  auto executable = compile(kSeveral, GetParam());
  ASSERT_TRUE(executable);
  const Signature &first = getFunction(*executable, "first");
  for (int64_t batch : {0, 1, 2, 5, 6, 48, 131, 0, 7}) {
    Tensor x = makeF32({batch, 2});
    auto results = executable->run(first, {x});
    ASSERT_TRUE(static_cast<bool>(results)) << toString(results.takeError());
    EXPECT_EQ((*results)[0].getType().shape, (SmallVector<int64_t>{batch, 2}));
    EXPECT_EQ((*results)[1].getType().shape, (SmallVector<int64_t>{batch, 3}));
    for (int64_t i = 0; i < batch; ++i) {
      double a = std::max(x.getDouble(2 * i), 0.0);
      double b = std::max(x.getDouble(2 * i + 1), 0.0);
      for (int64_t n = 0; n < 3; ++n)
        EXPECT_EQ((*results)[1].getDouble(3 * i + n), (a - b) * (n + 1));
    }
  }
}

TEST_P(ExecutableOnPath, OutlivesTheModuleAndLeavesItAlone) {
  // The weights are resources, which belong to the context.
  constexpr StringLiteral kText = R"(
    func.func @f(%x: tensor<1x2xf32>) -> tensor<1x1xf32> {
      %w = arith.constant dense_resource<w> : tensor<2x1xf32>
      %0 = relu.dense %x, %w activation(#relu.relu) : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<1x1xf32>
      return %0 : tensor<1x1xf32>
    }
    {-# dialect_resources: { builtin: { w: "0x080000000000004000004040" } } #-}
  )";
  std::unique_ptr<Executable> executables[2];
  {
    auto context = createContext();
    auto module = parseModule(kText, context.get());
    std::string before = getText(*module);
    for (auto &executable : executables)
      executable = compile(*module, GetParam());
    EXPECT_EQ(getText(*module), before);
  }
  for (auto &executable : executables) {
    ASSERT_TRUE(executable);
    Tensor y = runOne(*executable, executable->getSignatures()[0],
                      {makeF32({1, 2}, {10, 1})});
    EXPECT_EQ(getValues(y), (std::vector<double>{23}));
  }
}

TEST(Executable, CompilesOneFunctionOfSeveral) {
  auto context = createContext();
  auto module = parseModule(kSeveral, context.get());
  CompileOptions options = getOptions(kHostPath);
  options.function = "second";
  auto executable = cantFail(Executable::compile(*module, options));
  ASSERT_EQ(executable->getSignatures().size(), 1u);
  EXPECT_EQ(executable->getSignatures()[0].name, "second");
}

TEST(Executable, SaysWhichFunctionIsMissing) {
  EXPECT_CONTAINS(compileError(kSeveral, "third"), "'third'");
  EXPECT_CONTAINS(compileError(kSeveral, "shared"), "'shared'");
  EXPECT_CONTAINS(compileError("module {}"), "expected a public function");
}

TEST(Executable, RefusesWhatItCanNotCompile) {
  EXPECT_CONTAINS(
      compileError("func.func @f(%x: f32) -> f32 { return %x : f32 }"), "f32");
  EXPECT_CONTAINS(compileError("func.func @f(%x: tensor<*xf32>) { return }"),
                  "tensor<*xf32>");
  EXPECT_CONTAINS(compileError(R"(
    func.func private @g(tensor<2xf32>) -> tensor<2xf32>
    func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = call @g(%x) : (tensor<2xf32>) -> tensor<2xf32>
      return %0 : tensor<2xf32>
    })"),
                  "declares a function without a body");
  EXPECT_CONTAINS(compileError(R"(
    func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = arith.constant dense_resource<missing> : tensor<2xf32>
      return %0 : tensor<2xf32>
    })"),
                  "'missing'");
  EXPECT_CONTAINS(compileError(R"(
    func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = call @g(%x) : (tensor<2xf32>) -> tensor<2xf32>
      return %0 : tensor<2xf32>
    }
    func.func private @g(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = call @g(%x) : (tensor<2xf32>) -> tensor<2xf32>
      return %0 : tensor<2xf32>
    })"),
                  "calls a function that was not inlined");
}

TEST(Executable, RefusesATargetThatThisMachineIsNot) {
  auto context = createContext();
  auto module = parseModule(kSeveral, context.get());
  for (StringRef cpu : {"znver4", "bdver4", "diamondrapids"}) {
    CompileOptions options;
    options.target = cantFail(relu::Target::fromCpu(cpu));
    std::vector<std::string> missing =
        options.target.getFeaturesMissingOnHost();
    if (missing.empty())
      continue;
    auto executable = Executable::compile(*module, options);
    ASSERT_FALSE(static_cast<bool>(executable));
    Error error = executable.takeError();
    EXPECT_FALSE(error.isA<InternalError>());
    std::string message = toString(std::move(error));
    for (const std::string &feature : missing)
      EXPECT_CONTAINS(message, feature);
    return;
  }
  GTEST_SKIP() << "this machine has the features of all these processors";
}

//===----------------------------------------------------------------------===//
// Errors of calls
//===----------------------------------------------------------------------===//

TEST(Executable, WrongInputsAreErrorsWithTheSignature) {
  auto executable = compile(kSeveral, kHostPath);
  ASSERT_TRUE(executable);
  const Signature &first = getFunction(*executable, "first");
  auto expectError = [&](std::vector<ConstTensorView> inputs, StringRef part) {
    std::string message = messageOf(executable->run(first, inputs));
    EXPECT_CONTAINS(message, part.str());
    EXPECT_CONTAINS(message, first.str());
    EXPECT_EQ(messageOf(executable->getCallInfo(first, inputs)), message);
  };
  Tensor x = makeF32({3, 2}), wide = makeF32({3, 3}), flat = makeF32({2});
  Tensor f64 = makeTensor(ElementKind::f64, {1, 2}, {1, 2});
  expectError({}, "expected 1 input, got 0");
  expectError({x, x}, "expected 1 input, got 2");
  expectError({wide}, "input 0 (pixels): expected ?x2xf32, got 3x3xf32");
  expectError({flat}, "input 0 (pixels): expected ?x2xf32, got 2xf32");
  expectError({f64}, "input 0 (pixels): expected ?x2xf32, got 1x2xf64");
}

TEST(Executable, WrongResultsAreErrors) {
  auto executable = compile(kSeveral, kHostPath);
  ASSERT_TRUE(executable);
  const Signature &first = getFunction(*executable, "first");
  Tensor x = makeF32({3, 2}), a = makeF32({3, 2}), b = makeF32({3, 3});
  Tensor rows = makeF32({4, 3});
  Tensor f64 = makeTensor(ElementKind::f64, {1, 2}, {1, 2});
  auto run = [&](ArrayRef<TensorView> results) {
    return messageOf(executable->run(first, {x}, results));
  };
  EXPECT_EQ(run({a.getView(), b.getView()}), "no error");
  EXPECT_CONTAINS(run({a.getView()}), "expected 2 results, got 1");
  EXPECT_CONTAINS(run({a.getView()}), first.str());
  EXPECT_CONTAINS(run({a.getView(), rows.getView()}),
                  "result 1: expected 3x3xf32, got 4x3xf32");
  EXPECT_CONTAINS(run({f64.getView(), b.getView()}),
                  "result 0: expected 3x2xf32, got 1x2xf64");
}

TEST(Executable, AFunctionOfAnotherOneIsAnError) {
  auto executable = compile(kSeveral, kHostPath);
  auto other = compile(kSeveral, kReferencePath);
  ASSERT_TRUE(executable && other);
  EXPECT_CONTAINS(messageOf(executable->run(getFunction(*other, "first"),
                                            {makeF32({1, 2})})),
                  "expected a function of this executable, got 'first'");
}

TEST_P(ExecutableOnPath, SizesThatDoNotFitEachOtherAreErrors) {
  auto executable = compile(R"(
    func.func @sum(%x: tensor<?x2xf32>, %y: tensor<?x2xf32>) -> tensor<?x2xf32> {
      %0 = arith.addf %x, %y : tensor<?x2xf32>
      return %0 : tensor<?x2xf32>
    }
    func.func @dense(%x: tensor<?x?xf32>, %w: tensor<3x2xf32>) -> tensor<?x2xf32> {
      %0 = relu.dense %x, %w : (tensor<?x?xf32>, tensor<3x2xf32>) -> tensor<?x2xf32>
      return %0 : tensor<?x2xf32>
    }
    func.func @slopes(%x: tensor<?x2xf32>, %s: tensor<?xf32>) -> tensor<?x2xf32> {
      %0 = relu.activate %x activation(#relu.prelu<axis = 0>, %s : tensor<?xf32>) : tensor<?x2xf32>
      return %0 : tensor<?x2xf32>
    })",
                            GetParam());
  ASSERT_TRUE(executable);
  auto run = [&](StringRef name, Tensor x, Tensor y) {
    return messageOf(executable->run(getFunction(*executable, name), {x, y}));
  };
  EXPECT_EQ(run("sum", makeF32({4, 2}), makeF32({4, 2})), "no error");
  for (std::string message : {run("sum", makeF32({4, 2}), makeF32({5, 2})),
                              run("sum", makeF32({0, 2}), makeF32({1, 2}))}) {
    EXPECT_CONTAINS(message, "to have the same size");
    EXPECT_CONTAINS(message, "sum(?x2xf32, ?x2xf32) -> ?x2xf32");
  }
  EXPECT_EQ(run("dense", makeF32({4, 3}), makeF32({3, 2})), "no error");
  EXPECT_CONTAINS(run("dense", makeF32({4, 2}), makeF32({3, 2})),
                  "to have the same size");
  EXPECT_EQ(run("slopes", makeF32({4, 2}), makeF32({4})), "no error");
  EXPECT_CONTAINS(run("slopes", makeF32({4, 2}), makeF32({3})),
                  "to have the same size");
}

//===----------------------------------------------------------------------===//
// Memory and threads
//===----------------------------------------------------------------------===//

/// Three layers, so that intermediate results need a workspace. The second
/// layer has `inputs`² constant weights.
static std::string getNetwork(int64_t inputs) {
  std::string n = std::to_string(inputs);
  return "func.func @network(%x: tensor<?x" + n + "xf32>) -> tensor<?x" + n +
         R"(xf32> {
      %v = arith.constant dense<0.5> : tensor<)" +
         n + "x" + n + R"(xf32>
      %w = arith.constant dense_resource<w> : tensor<)" +
         n + "x" + n + R"(xf32>
      %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<?x)" +
         n + "xf32>, tensor<" + n + "x" + n + "xf32>) -> tensor<?x" + n +
         R"(xf32>
      %1 = relu.dense %0, %w activation(#relu.tanh) : (tensor<?x)" +
         n + "xf32>, tensor<" + n + "x" + n + "xf32>) -> tensor<?x" + n +
         R"(xf32>
      %2 = relu.dense %1, %v : (tensor<?x)" +
         n + "xf32>, tensor<" + n + "x" + n + "xf32>) -> tensor<?x" + n +
         R"(xf32>
      return %2 : tensor<?x)" +
         n + R"(xf32>
    }
    {-# dialect_resources: { builtin: { w: "0x08000000)" +
         [&] {
           Tensor weight = makeF32({inputs, inputs});
           return toHex(StringRef(static_cast<const char *>(weight.getData()),
                                  weight.getByteSize()));
         }() +
         "\" } } #-}";
}

TEST_P(ExecutableOnPath, TheSteadyStateAllocatesNothing) {
  auto executable = compile(getNetwork(64), GetParam());
  ASSERT_TRUE(executable);
  const Signature &function = executable->getSignatures()[0];
  Tensor x = makeF32({100, 64}), small = makeF32({3, 64});
  Tensor y = makeF32({100, 64}), smallResult = makeF32({3, 64});
  ConstTensorView inputs[] = {x}, smallInputs[] = {small};
  TensorView results[] = {y.getView()},
             smallResults[] = {smallResult.getView()};
  cantFail(executable->run(function, inputs, results));
  int64_t allocations = countAllocations([&] {
    for (int i = 0; i < 5; ++i) {
      cantFail(executable->run(function, inputs, results));
      cantFail(executable->run(function, smallInputs, smallResults));
    }
  });
  EXPECT_EQ(allocations, 0);
  // And the counter counts.
  EXPECT_GT(countAllocations([&] { makeF32({3, 64}); }), 0);
}

TEST(Executable, ManyArgumentsAllocateNothingEither) {
  constexpr int kArguments = 24;
  std::string arguments, body, last = "%x0";
  for (int i = 0; i < kArguments; ++i) {
    std::string number = std::to_string(i);
    arguments += (i ? ", %x" : "%x") + number + ": tensor<?x2xf32>";
    if (i > 0)
      body += "  %s" + number + " = arith.addf " + last + ", %x" + number +
              " : tensor<?x2xf32>\n";
    if (i > 0)
      last = "%s" + number;
  }
  auto executable =
      compile("func.func @f(" + arguments + ") -> tensor<?x2xf32> {\n" + body +
                  "  return " + last + " : tensor<?x2xf32>\n}",
              kHostPath);
  ASSERT_TRUE(executable);
  const Signature &function = executable->getSignatures()[0];
  Tensor x = makeF32({3, 2}, {1, 2, 3, 4, 5, 6}), y = makeF32({3, 2});
  std::vector<ConstTensorView> inputs(kArguments, x);
  TensorView results[] = {y.getView()};
  cantFail(executable->run(function, inputs, results));
  EXPECT_EQ(countAllocations(
                [&] { cantFail(executable->run(function, inputs, results)); }),
            0);
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(y.getDouble(i), kArguments * (i + 1));
}

TEST_P(ExecutableOnPath, WritesTheResultsAndNothingElse) {
  auto executable = compile(getNetwork(5), GetParam());
  ASSERT_TRUE(executable);
  const Signature &function = executable->getSignatures()[0];
  for (int64_t batch : {1, 2, 7, 31}) {
    Tensor x = makeF32({batch, 5});
    Tensor copy = cantFail(x.clone());
    Tensor expected = runOne(*executable, function, {x});
    // Room of a vector before and behind, all bits set.
    Tensor room = makeF32({batch * 5 + 32});
    std::memset(room.getData(), 0xff, room.getByteSize());
    auto *elements = static_cast<float *>(room.getData());
    TensorView results[] = {{expected.getType(), elements + 16}};
    cantFail(executable->run(function, {x}, results));
    EXPECT_EQ(describeMismatches(results[0], expected), "");
    EXPECT_EQ(describeMismatches(x, copy), "");
    for (int64_t i = 0; i < 16; ++i) {
      EXPECT_TRUE(std::isnan(elements[i]));
      EXPECT_TRUE(std::isnan(elements[16 + batch * 5 + i]));
    }
  }
}

TEST_P(ExecutableOnPath, ThreadsDoNotDisturbEachOther) {
  auto executable = compile(getNetwork(40), GetParam());
  ASSERT_TRUE(executable);
  const Signature &function = executable->getSignatures()[0];
  // Batches of all sizes, so that workspaces grow under way.
  std::vector<Tensor> inputs, expected;
  for (int64_t batch = 0; batch < 24; ++batch) {
    inputs.push_back(makeF32({batch, 40}));
    for (int64_t i = 0; i < batch * 40; ++i)
      inputs.back().setDouble(i, (i + batch) % 5 * 0.125 - 0.25);
    expected.push_back(runOne(*executable, function, {inputs.back()}));
  }
  std::string problems[3];
  std::vector<std::thread> threads;
  for (std::string &problem : problems)
    threads.emplace_back([&] {
      size_t thread = &problem - problems;
      for (size_t i = 0; i < 300; ++i) {
        size_t which = (i * (thread + 1) * 7) % inputs.size();
        auto results = executable->run(function, {inputs[which]});
        if (!results) {
          problem = toString(results.takeError());
          return;
        }
        problem += describeMismatches(results->front(), expected[which]);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (const std::string &problem : problems)
    EXPECT_EQ(problem, "");
}

TEST(Executable, WeightsDoNotPassThroughCodeGeneration) {
  auto seconds = [](int64_t inputs, int64_t &bytes) {
    auto executable = compile(getNetwork(inputs), kHostPath);
    if (!executable)
      return 0.0;
    bytes = executable->getConstantBytes();
    return executable->getCompileTimes().codegen;
  };
  int64_t smallBytes = 0, largeBytes = 0;
  // Widths that are whole panels, so that the code is the same.
  double small = seconds(64, smallBytes), large = seconds(1024, largeBytes);
  EXPECT_GE(smallBytes, 64 * 64 * 4);
  EXPECT_GE(largeBytes, 1024 * 1024 * 4);
  // 256 times the bytes. As text or instructions they would take seconds.
  EXPECT_LT(large, 3 * small + 0.2);
}

TEST(Executable, CallInfoSaysWhatACallNeeds) {
  auto executable = compile(getNetwork(64), kHostPath);
  ASSERT_TRUE(executable);
  const Signature &function = executable->getSignatures()[0];
  CallInfo one =
      cantFail(executable->getCallInfo(function, {makeF32({1, 64})}));
  CallInfo ten =
      cantFail(executable->getCallInfo(function, {makeF32({10, 64})}));
  ASSERT_EQ(ten.results.size(), 1u);
  EXPECT_EQ(ten.results[0].str(), "10x64xf32");
  EXPECT_EQ(one.flops, 3 * 2 * 64 * 64);
  EXPECT_EQ(ten.flops, 10 * one.flops);
  // Two intermediate results are alive at most, one at a time is written.
  EXPECT_GE(ten.workspaceBytes, 10 * 64 * 4);
  EXPECT_LE(ten.workspaceBytes, 2 * 10 * 64 * 4 + 2 * 64);
}
