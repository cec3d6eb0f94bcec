// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu::BoundCall: what is checked when it is made, what stays fixed after
// that, and what may change.

#include "AllocationCount.h"
#include "Compilation.h"

#include "../ActivationTable.h"

#include <thread>

using namespace llvm;
using namespace relu;
using namespace relu_test;

/// Two functions: three layers, whose intermediate results need a workspace,
/// and one of two inputs and two results.
constexpr StringLiteral kModel = R"(
  func.func @network(%x: tensor<?x24xf32> {relu.name = "x"}) -> tensor<?x24xf32> {
    %v = arith.constant dense<0.25> : tensor<24x24xf32>
    %w = arith.constant dense<-0.125> : tensor<24x24xf32>
    %0 = relu.dense %x, %v activation(#relu.relu)
      : (tensor<?x24xf32>, tensor<24x24xf32>) -> tensor<?x24xf32>
    %1 = relu.dense %0, %w activation(#relu.tanh)
      : (tensor<?x24xf32>, tensor<24x24xf32>) -> tensor<?x24xf32>
    %2 = relu.dense %1, %v : (tensor<?x24xf32>, tensor<24x24xf32>) -> tensor<?x24xf32>
    return %2 : tensor<?x24xf32>
  }
  func.func @both(%x: tensor<?xf64>, %y: tensor<?xf64>) -> (tensor<?xf64>, tensor<?xf64>) {
    %0 = arith.addf %x, %y : tensor<?xf64>
    %1 = arith.mulf %x, %y : tensor<?xf64>
    return %0, %1 : tensor<?xf64>, tensor<?xf64>
  }
  func.func @bytes(%x: tensor<3xi8>) -> tensor<3xi8> {
    return %x : tensor<3xi8>
  }
)";

/// Rows of 24 values that differ from those of another `seed`.
static Tensor makeRows(int64_t rows, int64_t seed = 0) {
  Tensor tensor = cantFail(Tensor::create({ElementKind::f32, {rows, 24}}));
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    tensor.setDouble(i, (i * 5 + seed) % 13 * 0.03125 - 0.125);
  return tensor;
}

static Tensor makeF64(ArrayRef<double> values) {
  return makeTensor(ElementKind::f64, static_cast<int64_t>(values.size()),
                    values);
}

class BoundCallOnPath : public testing::TestWithParam<ExecutionPath> {
protected:
  void SetUp() override {
    SKIP_UNLESS_RUNNABLE(GetParam());
    executable = compile(kModel, GetParam());
    ASSERT_TRUE(executable);
  }
  const Signature &network() { return getFunction(*executable, "network"); }
  const Signature &both() { return getFunction(*executable, "both"); }

  std::unique_ptr<Executable> executable;
};
INSTANTIATE_TEST_SUITE_P(Every, BoundCallOnPath, testing::ValuesIn(kPaths),
                         [](const auto &info) {
                           return std::string(info.param.name);
                         });

TEST_P(BoundCallOnPath, GivesWhatRunGivesAtEveryBatch) {
  for (int64_t batch : {0, 1, 2, 7, 48, 131}) {
    Tensor x = makeRows(batch), y = makeRows(batch, 1);
    Tensor expected = runOne(*executable, network(), {x});
    BoundCall call = cantFail(executable->bind(network(), {x}, y.getView()));
    call.run();
    EXPECT_EQ(describeMismatches(y, expected), "") << batch;
    // What it reads is what lies there when it runs.
    for (int64_t i = 0; i < x.getNumElements(); ++i)
      x.setDouble(i, i % 3 * 0.0625);
    Tensor next = runOne(*executable, network(), {x});
    call.run();
    EXPECT_EQ(describeMismatches(y, next), "") << batch;
    if (batch > 0) {
      EXPECT_NE(describeMismatches(expected, next), "");
    }
  }
}

TEST_P(BoundCallOnPath, TakesSeveralInputsAndResults) {
  Tensor x = makeF64({1, 2, 3}), y = makeF64({4, 5, 6});
  Tensor sum = makeF64({0, 0, 0}), product = makeF64({0, 0, 0});
  BoundCall call = cantFail(
      executable->bind(both(), {x, y}, {sum.getView(), product.getView()}));
  call.run();
  EXPECT_EQ(getValues(sum), (std::vector<double>{5, 7, 9}));
  EXPECT_EQ(getValues(product), (std::vector<double>{4, 10, 18}));
}

TEST_P(BoundCallOnPath, TakesOtherTensorsOfTheSameTypes) {
  Tensor x = makeF64({1, 2, 3}), y = makeF64({4, 5, 6}), z = makeF64({7, 8, 9});
  Tensor sum = makeF64({0, 0, 0}), product = makeF64({0, 0, 0}),
         other = makeF64({0, 0, 0});
  BoundCall call = cantFail(
      executable->bind(both(), {x, y}, {sum.getView(), product.getView()}));
  call.setInput(1, z.getData());
  call.setResult(0, other.getData());
  call.run();
  EXPECT_EQ(getValues(sum), (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(getValues(other), (std::vector<double>{8, 10, 12}));
  EXPECT_EQ(getValues(product), (std::vector<double>{7, 16, 27}));
  call.setInput(0, z.getData());
  call.setResult(1, sum.getData());
  call.run();
  EXPECT_EQ(getValues(sum), (std::vector<double>{49, 64, 81}));
}

TEST_P(BoundCallOnPath, OutlivesTheExecutable) {
  Tensor x = makeRows(5), y = makeRows(5, 1);
  Tensor expected = runOne(*executable, network(), {x});
  BoundCall call = cantFail(executable->bind(network(), {x}, y.getView()));
  executable.reset();
  call.run();
  EXPECT_EQ(describeMismatches(y, expected), "");
}

TEST_P(BoundCallOnPath, Moves) {
  Tensor x = makeRows(5), y = makeRows(5, 1), z = makeRows(2, 2);
  Tensor expected = runOne(*executable, network(), {x});
  BoundCall first = cantFail(executable->bind(network(), {x}, y.getView()));
  BoundCall second(std::move(first));
  second.run();
  EXPECT_EQ(describeMismatches(y, expected), "");
  // What was moved from takes another call.
  Tensor w = makeRows(2, 3);
  first = cantFail(executable->bind(network(), {z}, w.getView()));
  first.run();
  EXPECT_EQ(describeMismatches(w, runOne(*executable, network(), {z})), "");
  // And what is assigned to gives up its own.
  y = makeRows(5, 1);
  second.setResult(0, y.getData());
  first = std::move(second);
  first.run();
  EXPECT_EQ(describeMismatches(y, expected), "");
}

TEST_P(BoundCallOnPath, RunsAllocateNothing) {
  Tensor x = makeRows(100), y = makeRows(100, 1);
  BoundCall call = cantFail(executable->bind(network(), {x}, y.getView()));
  EXPECT_EQ(countAllocations([&] {
              for (int i = 0; i < 3; ++i) {
                call.setInput(0, x.getData());
                call.run();
              }
            }),
            0);
}

TEST(BoundCall, PanelsInEitherOrderGiveTheSameBits) {
  // Panels of 16 columns, and 7 columns that remain; batches of one tile, and
  // of tiles that fetch the next panel.
  constexpr StringLiteral kWide = R"(
    func.func @network(%x: tensor<?x24xf32>, %w: tensor<24x87xf32>) -> tensor<?x87xf32> {
      %0 = relu.dense %x, %w activation(#relu.relu)
        : (tensor<?x24xf32>, tensor<24x87xf32>) -> tensor<?x87xf32>
      return %0 : tensor<?x87xf32>
    })";
  std::unique_ptr<mlir::MLIRContext> context = createContext();
  mlir::OwningOpRef<mlir::ModuleOp> module = parseModule(kWide, context.get());
  constexpr StringLiteral kTile = "lanes=outputs,cols=16,rows=2,alternate=";
  auto inOrder = compile(*module, kHostPath, /*foldWeights=*/true,
                         (kTile + "false").str());
  auto inTurn =
      compile(*module, kHostPath, /*foldWeights=*/true, (kTile + "true").str());
  ASSERT_TRUE(inOrder && inTurn);
  Tensor w = cantFail(Tensor::create({ElementKind::f32, {24, 87}}));
  for (int64_t i = 0; i < w.getNumElements(); ++i)
    w.setDouble(i, (i * 7 + 3) % 29 * 0.0625 - 0.75);
  for (int64_t batch : {1, 9}) {
    Tensor x = makeRows(batch),
           y = cantFail(Tensor::create({ElementKind::f32, {batch, 87}}));
    Tensor expected = runOne(*inOrder, getFunction(*inOrder, "network"),
                             {x.getView(), w.getView()});
    BoundCall call = cantFail(
        inTurn->bind(getFunction(*inTurn, "network"), {x, w}, y.getView()));
    for (int run = 0; run < 3; ++run) {
      std::memset(y.getData(), 0xff, batch * 87 * sizeof(float));
      call.run();
      EXPECT_EQ(describeMismatches(y, expected), "") << batch << " " << run;
    }
  }
}

TEST_P(BoundCallOnPath, ThreadsHaveACallEach) {
  struct Work {
    Tensor x, y, expected;
    std::string problem;
  };
  std::vector<Work> works;
  for (int64_t i = 0; i < 4; ++i) {
    Tensor x = makeRows(3 + 5 * i, i);
    Tensor expected = runOne(*executable, network(), {x});
    works.push_back(
        {std::move(x), makeRows(3 + 5 * i), std::move(expected), ""});
  }
  std::vector<std::thread> threads;
  for (Work &work : works)
    threads.emplace_back([&] {
      auto call = executable->bind(network(), {work.x}, work.y.getView());
      if (!call) {
        work.problem = toString(call.takeError());
        return;
      }
      for (int i = 0; i < 300; ++i) {
        std::memset(work.y.getData(), 0xff, work.y.getByteSize());
        call->run();
        work.problem += describeMismatches(work.y, work.expected);
        // Beside calls that take their frames from the pool.
        work.problem += describeMismatches(
            runOne(*executable, network(), {work.x}), work.expected);
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (const Work &work : works)
    EXPECT_EQ(work.problem, "");
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

class BoundCallErrors : public testing::Test {
protected:
  void SetUp() override {
    executable = compile(kModel, kHostPath);
    ASSERT_TRUE(executable);
  }

  /// What binding says, which has to be what a call says.
  std::string bind(StringRef name, ArrayRef<ConstTensorView> inputs,
                   ArrayRef<TensorView> results) {
    const Signature &function = getFunction(*executable, name);
    std::string message =
        messageOf(executable->bind(function, inputs, results));
    EXPECT_EQ(messageOf(executable->run(function, inputs, results)), message);
    return message;
  }

  std::unique_ptr<Executable> executable;
};

TEST_F(BoundCallErrors, OtherNumbersOfTensors) {
  Tensor x = makeRows(3), y = makeRows(3);
  EXPECT_EQ(bind("network", {x}, {y.getView()}), "no error");
  EXPECT_CONTAINS(bind("network", {}, {y.getView()}),
                  "expected 1 input, got 0");
  EXPECT_CONTAINS(bind("network", {x, x}, {y.getView()}),
                  "expected 1 input, got 2");
  EXPECT_CONTAINS(bind("network", {x}, {}), "expected 1 result, got 0");
  EXPECT_CONTAINS(bind("network", {x}, {y.getView(), y.getView()}),
                  "expected 1 result, got 2; the signature is "
                  "network(x: ?x24xf32) -> ?x24xf32");
}

TEST_F(BoundCallErrors, OtherTypes) {
  Tensor x = makeRows(3), y = makeRows(3), other = makeRows(4);
  Tensor flat = cantFail(Tensor::create({ElementKind::f32, {24}}));
  Tensor narrow = cantFail(Tensor::create({ElementKind::f32, {3, 23}}));
  Tensor wide = cantFail(Tensor::create({ElementKind::f64, {3, 24}}));
  EXPECT_EQ(bind("network", {x}, {y.getView()}), "no error");
  EXPECT_CONTAINS(bind("network", {narrow}, {y.getView()}),
                  "input 0 (x): expected ?x24xf32, got 3x23xf32");
  EXPECT_CONTAINS(bind("network", {flat}, {y.getView()}), "got 24xf32");
  // The sizes are right.
  EXPECT_CONTAINS(bind("network", {wide}, {y.getView()}), "got 3x24xf64");
  EXPECT_CONTAINS(bind("network", {x}, {other.getView()}),
                  "result 0: expected 3x24xf32, got 4x24xf32");
  EXPECT_CONTAINS(bind("network", {x}, {flat.getView()}), "got 24xf32");
  EXPECT_CONTAINS(bind("network", {x}, {wide.getView()}), "got 3x24xf64");
  EXPECT_EQ(bind("network", {x}, {y.getView()}), "no error");
}

TEST_F(BoundCallErrors, SizesThatDoNotFitEachOther) {
  Tensor x = makeF64({1, 2, 3}), y = makeF64({4, 5}), z = makeF64({0, 0, 0}),
         u = makeF64({0, 0, 0});
  EXPECT_EQ(bind("both", {x, x}, {z.getView(), u.getView()}), "no error");
  // A call that fails leaves nothing behind for the next one of these sizes.
  for (int i = 0; i < 2; ++i)
    EXPECT_CONTAINS(bind("both", {x, y}, {z.getView(), u.getView()}),
                    "to have the same size");
  EXPECT_EQ(bind("both", {x, x}, {z.getView(), u.getView()}), "no error");
}

TEST_F(BoundCallErrors, AFunctionOfAnotherExecutable) {
  auto other = compile(kModel, kHostPath);
  ASSERT_TRUE(other);
  Tensor x = makeRows(3), y = makeRows(3);
  EXPECT_CONTAINS(messageOf(executable->bind(getFunction(*other, "network"),
                                             {x}, {y.getView()})),
                  "expected a function of this executable, got 'network'");
  // A copy of a signature is none of its own either.
  Signature copy = getFunction(*executable, "network");
  EXPECT_CONTAINS(messageOf(executable->bind(copy, {x}, {y.getView()})),
                  "expected a function of this executable");
}

TEST_F(BoundCallErrors, ElementsAreCheckedWhenSizesStayTheSame) {
  auto make = [](ElementKind kind) { return makeTensor(kind, {3}, {1, 2, 3}); };
  Tensor result = make(ElementKind::i8), i8 = make(ElementKind::i8),
         u8 = make(ElementKind::u8), i1 = make(ElementKind::i1);
  TensorView results[] = {result.getView()};
  EXPECT_EQ(bind("bytes", {i8}, results), "no error");
  EXPECT_EQ(bind("bytes", {u8}, results), "no error");
  EXPECT_CONTAINS(bind("bytes", {i1}, results),
                  "input 0: expected 3xi8, got 3xi1");
  TensorView wrong[] = {i1.getView()};
  EXPECT_CONTAINS(bind("bytes", {i8}, wrong),
                  "result 0: expected 3xi8, got 3xi1");
}
