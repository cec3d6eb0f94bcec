// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An activation that the library does not know: it fuses, lowers and runs like
// any other. ActivationExecutionTest and RandomNetworkTest have it among theirs
// too.

#include "Compilation.h"
#include "FloatFormat.h"

#include "../ActivationTable.h"

#include "relu/Pipelines/Pipelines.h"

#include "mlir/Pass/PassManager.h"

using namespace llvm;
using namespace relu;
using namespace relu_test;

/// A layer of 3 inputs and `columns` outputs, with softsign after it.
static std::string getText(ElementKind kind, int64_t columns) {
  std::string element = getName(kind).str(), n = std::to_string(columns);
  auto tensor = [&](const std::string &shape) {
    return "tensor<" + shape + "x" + element + ">";
  };
  return "func.func @f(%x: " + tensor("?x3") + ", %w: " + tensor("3x" + n) +
         ", %b: " + tensor(n) + ") -> " + tensor("?x" + n) +
         " {\n  %0 = relu.dense %x, %w bias(%b) : (" + tensor("?x3") + ", " +
         tensor("3x" + n) + ", " + tensor(n) + ") -> " + tensor("?x" + n) +
         "\n  %1 = relu.activate %0 activation(#relu_test.softsign) : " +
         tensor("?x" + n) + "\n  return %1 : " + tensor("?x" + n) + "\n}";
}

TEST(ForeignActivation, Fuses) {
  auto context = createContext();
  auto module = parseModule(getText(ElementKind::f32, 5), context.get());
  mlir::PassManager manager(context.get());
  buildOptimizePipeline(manager);
  ASSERT_TRUE(succeeded(manager.run(*module)));
  int layers = 0;
  module->walk([&](mlir::Operation *op) {
    EXPECT_FALSE(isa<ActivateOp>(op));
    if (auto dense = dyn_cast<DenseOp>(op)) {
      ++layers;
      EXPECT_TRUE(isa_and_present<SoftsignAttr>(dense.getActivationAttr()));
      EXPECT_TRUE(dense.getBias());
    }
  });
  EXPECT_EQ(layers, 1);
}

class ForeignActivationOnPath : public testing::TestWithParam<ExecutionPath> {
protected:
  void SetUp() override { SKIP_UNLESS_RUNNABLE(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Every, ForeignActivationOnPath,
                         testing::ValuesIn(kPaths), [](const auto &info) {
                           return std::string(info.param.name);
                         });

TEST_P(ForeignActivationOnPath, GivesTheRightNumbers) {
  constexpr int64_t kRows = 7, kColumns = 37;
  for (ElementKind kind : kFloatKinds) {
    auto executable = compile(getText(kind, kColumns), GetParam());
    ASSERT_TRUE(executable);
    // Multiples of 1/4 whose sums are exact in every kind.
    auto make = [&](ArrayRef<int64_t> shape, int period) {
      Tensor tensor =
          cantFail(Tensor::create({kind, SmallVector<int64_t>(shape)}));
      for (int64_t i = 0; i < tensor.getNumElements(); ++i)
        tensor.setDouble(i, (i % period - period / 2) * 0.25);
      return tensor;
    };
    Tensor x = make({kRows, 3}, 5), w = make({3, kColumns}, 7);
    Tensor b = make({kColumns}, 9);
    Tensor y = runOne(*executable, executable->getSignatures()[0], {x, w, b});
    for (int64_t row = 0; row < kRows; ++row)
      for (int64_t column = 0; column < kColumns; ++column) {
        double sum = b.getDouble(column);
        for (int64_t k = 0; k < 3; ++k)
          sum += x.getDouble(row * 3 + k) * w.getDouble(k * kColumns + column);
        double exact = sum / (1 + std::abs(sum));
        double actual = y.getDouble(row * kColumns + column);
        // A sum that is rounded to 1 + |sum|, and a quotient. The result of a
        // narrow type is rounded once, from f32; the reference, which does not
        // fuse, has an exact sum to begin with.
        double bound = getByteSize(kind) == 2 ? 0.5 + 0x1p-10 : 1.5;
        EXPECT_LE(getUlpError(kind, actual, exact), bound)
            << getName(kind).str() << ": softsign(" << sum << ") is " << exact
            << ", got " << actual;
      }
  }
}
