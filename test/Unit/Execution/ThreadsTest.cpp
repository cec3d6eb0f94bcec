// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls on several threads: the numbers of the reference for every way to share
// a network, for more threads than rows, and for many callers at once.

#include "AllocationCount.h"
#include "Compilation.h"

#include "../ActivationTable.h"

#include "relu/Execution/OpenMPRuntime.h"

#include <cmath>
#include <thread>

using namespace llvm;
using namespace relu;
using namespace relu_test;

/// Two chains: the result of the second layer is read twice. Batch `batch`.
static std::string getNetwork(StringRef batch, StringRef element) {
  std::string text = R"(
    func.func @network(%x: tensor<Bx37xE>, %u: tensor<37x70xE>, %b: tensor<70xE>,
                       %v: tensor<70x37xE>, %w: tensor<37x50xE>) -> (tensor<Bx37xE>, tensor<Bx50xE>) {
      %0 = relu.dense %x, %u bias(%b) activation(#relu.leaky_relu<alpha = 0.25>)
        : (tensor<Bx37xE>, tensor<37x70xE>, tensor<70xE>) -> tensor<Bx70xE>
      %1 = relu.dense %0, %v activation(#relu.tanh)
        : (tensor<Bx70xE>, tensor<70x37xE>) -> tensor<Bx37xE>
      %2 = relu.dense %1, %w activation(#relu.relu)
        : (tensor<Bx37xE>, tensor<37x50xE>) -> tensor<Bx50xE>
      return %1, %2 : tensor<Bx37xE>, tensor<Bx50xE>
    })";
  auto replace = [&](StringRef from, StringRef to) {
    for (size_t at = 0; (at = text.find(from.str(), at)) != std::string::npos;
         at += to.size())
      text.replace(at, from.size(), to.str());
  };
  replace("tensor<Bx", ("tensor<" + batch + "x").str());
  replace("xE>", ("x" + element + ">").str());
  return text;
}

static Tensor makeNumbers(ElementKind element, ArrayRef<int64_t> shape,
                          double scale) {
  Tensor tensor =
      cantFail(Tensor::create({element, SmallVector<int64_t>(shape)}));
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    tensor.setDouble(i, std::sin(i * 1.7 + scale) * scale);
  return tensor;
}

static std::vector<Tensor> makeInputs(ElementKind element, int64_t batch) {
  std::vector<Tensor> inputs;
  inputs.push_back(makeNumbers(element, {batch, 37}, 1));
  inputs.push_back(makeNumbers(element, {37, 70}, 0.2));
  inputs.push_back(makeNumbers(element, {70}, 0.5));
  inputs.push_back(makeNumbers(element, {70, 37}, 0.125));
  inputs.push_back(makeNumbers(element, {37, 50}, 0.2));
  return inputs;
}

static std::unique_ptr<Executable> compileOn(StringRef text, int64_t threads,
                                             StringRef schedule = "") {
  std::unique_ptr<mlir::MLIRContext> context = createContext();
  mlir::OwningOpRef<mlir::ModuleOp> module = parseModule(text, context.get());
  CompileOptions options;
  options.target = cantFail(options.target.withThreads(threads));
  options.schedule = schedule;
  return cantFail(Executable::compile(*module, options));
}

static const char *const kSchedules[] = {
    "row_threads=2,lanes=outputs",
    "row_threads=3,lanes=outputs,row_block=10",
    "row_threads=3,lanes=outputs,fuse_input=false",
    "row_threads=2,thread_rows=7,lanes=outputs",
    "row_threads=3,lanes=rows,cols=32",
    "row_threads=2,lanes=rows,cols=32,fuse_input=false",
    "col_threads=2,lanes=outputs,cols=16",
    "col_threads=3,lanes=outputs,cols=16,fuse_input=false",
    "col_threads=2,lanes=outputs,cols=16,alternate=true",
    "row_threads=3,lanes=outputs,cols=16,alternate=true",
};

/// Batches smaller than the number of threads, equal, and with a remainder.
static constexpr int64_t kBatches[] = {0, 1, 2, 3, 4, 31, 64, 97};

static void checkNetwork(const Executable &executable,
                         const Executable &reference, ElementKind element,
                         int64_t batch, const Tolerance &tolerance) {
  std::vector<Tensor> inputs = makeInputs(element, batch);
  SmallVector<ConstTensorView> views(inputs.begin(), inputs.end());
  auto run = [&](const Executable &which) {
    return cantFail(which.run(getFunction(which, "network"), views));
  };
  std::vector<Tensor> actual = run(executable), expected = run(reference);
  for (auto [a, e] : zip_equal(actual, expected))
    EXPECT_EQ(describeMismatches(a, e, tolerance), "") << "batch " << batch;
}

TEST(Threads, EveryWayToShareGivesTheNumbersOfTheReference) {
  for (auto [name, element, tolerance] :
       {std::tuple("f32", ElementKind::f32, Tolerance{1e-5, 1e-5}),
        std::tuple("f64", ElementKind::f64, Tolerance{1e-12, 1e-12}),
        std::tuple("f16", ElementKind::f16, Tolerance{4e-3, 4e-3}),
        std::tuple("bf16", ElementKind::bf16, Tolerance{3e-2, 3e-2})}) {
    std::string dynamic = getNetwork("?", name);
    auto reference = compile(dynamic, kReferencePath);
    ASSERT_TRUE(reference);
    for (const char *schedule : kSchedules) {
      SCOPED_TRACE(std::string(name) + " " + schedule);
      auto executable = compileOn(dynamic, 3, schedule);
      for (int64_t batch : kBatches)
        checkNetwork(*executable, *reference, element, batch, tolerance);
    }
  }
}

TEST(Threads, BatchesOfTypesGiveTheNumbersOfTheReference) {
  auto reference = compile(getNetwork("?", "f32"), kReferencePath);
  ASSERT_TRUE(reference);
  for (int64_t batch : kBatches) {
    for (const char *schedule : kSchedules) {
      SCOPED_TRACE(schedule);
      auto executable =
          compileOn(getNetwork(std::to_string(batch), "f32"), 2, schedule);
      checkNetwork(*executable, *reference, ElementKind::f32, batch,
                   {1e-5, 1e-5});
    }
  }
}

/// What the cost model shares by rows, and by columns.
static const char *const kLarge = R"(
  func.func @rows(%x: tensor<?x256xf32>, %v: tensor<256x256xf32>) -> tensor<?x256xf32> {
    %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<?x256xf32>, tensor<256x256xf32>) -> tensor<?x256xf32>
    %1 = relu.dense %0, %v : (tensor<?x256xf32>, tensor<256x256xf32>) -> tensor<?x256xf32>
    return %1 : tensor<?x256xf32>
  }
  func.func @columns(%x: tensor<1x1024xf32>, %v: tensor<1024x1000xf32>) -> tensor<1x1000xf32> {
    %0 = relu.dense %x, %v activation(#relu.relu) : (tensor<1x1024xf32>, tensor<1024x1000xf32>) -> tensor<1x1000xf32>
    return %0 : tensor<1x1000xf32>
  })";

TEST(Threads, TheSteadyStateAllocatesNothing) {
  auto executable = compileOn(kLarge, 2);
  const Signature &function = getFunction(*executable, "rows");
  Tensor v = makeNumbers(ElementKind::f32, {256, 256}, 0.1);
  Tensor x = makeNumbers(ElementKind::f32, {512, 256}, 1);
  Tensor y = makeNumbers(ElementKind::f32, {512, 256}, 1);
  Tensor small = makeNumbers(ElementKind::f32, {3, 256}, 1);
  Tensor smallResult = makeNumbers(ElementKind::f32, {3, 256}, 1);
  ConstTensorView inputs[] = {x, v}, smallInputs[] = {small, v};
  TensorView results[] = {y.getView()},
             smallResults[] = {smallResult.getView()};
  cantFail(executable->run(function, inputs, results));
  EXPECT_EQ(countAllocations([&] {
              for (int i = 0; i < 5; ++i) {
                cantFail(executable->run(function, inputs, results));
                cantFail(executable->run(function, smallInputs, smallResults));
              }
            }),
            0);
}

TEST(Threads, CallersDoNotDisturbEachOther) {
  auto executable = compileOn(kLarge, 2), alone = compileOn(kLarge, 1);
  const Signature &rows = getFunction(*executable, "rows");
  const Signature &columns = getFunction(*executable, "columns");
  Tensor v = makeNumbers(ElementKind::f32, {256, 256}, 0.1);
  Tensor w = makeNumbers(ElementKind::f32, {1024, 1000}, 0.1);
  std::string problems[4];
  std::vector<std::thread> callers;
  for (size_t caller = 0; caller < std::size(problems); ++caller)
    callers.emplace_back([&, caller] {
      // Batches of all sizes, so that workspaces grow under way.
      Tensor row = makeNumbers(ElementKind::f32, {1, 1024}, 1 + caller);
      Tensor expectedRow =
          runOne(*alone, getFunction(*alone, "columns"), {row, w});
      for (int64_t batch = 1; batch < 400; batch += 57) {
        Tensor x = makeNumbers(ElementKind::f32, {batch, 256}, caller + 1);
        Tensor expected = runOne(*alone, getFunction(*alone, "rows"), {x, v});
        for (int i = 0; i < 10; ++i) {
          problems[caller] += describeMismatches(
              runOne(*executable, rows, {x, v}), expected, {1e-4, 1e-4});
          problems[caller] +=
              describeMismatches(runOne(*executable, columns, {row, w}),
                                 expectedRow, {1e-4, 1e-4});
        }
      }
    });
  for (std::thread &caller : callers)
    caller.join();
  for (const std::string &problem : problems)
    EXPECT_EQ(problem, "");
}

TEST(Threads, CodeForThreadsNeedsTheRuntime) {
  setenv("RELU_OPENMP_RUNTIME", "no-such-library.so", /*overwrite=*/1);
  std::unique_ptr<mlir::MLIRContext> context = createContext();
  mlir::OwningOpRef<mlir::ModuleOp> module = parseModule(kLarge, context.get());
  CompileOptions options;
  EXPECT_TRUE(bool(compile(*module, kHostPath))); // one thread
  options.target = cantFail(options.target.withThreads(2));
  auto executable = Executable::compile(*module, options);
  unsetenv("RELU_OPENMP_RUNTIME");
  ASSERT_FALSE(executable);
  Error error = executable.takeError();
  EXPECT_TRUE(error.isA<MissingRuntimeError>());
  EXPECT_NE(toString(std::move(error)).find("libomp5"), std::string::npos);
}

TEST(Threads, ANumberOutOfRangeIsRefused) {
  for (int64_t threads : {int64_t(0), int64_t(-1), kMaxThreads + 1}) {
    auto target = relu::Target::host().withThreads(threads);
    ASSERT_FALSE(target);
    EXPECT_EQ(toString(target.takeError()),
              "expected 1 to 1024, got " + std::to_string(threads));
  }
}
