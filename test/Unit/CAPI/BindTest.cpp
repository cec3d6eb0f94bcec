// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bound calls through the C API: made once with all checks, run any number of
// times without.

#include "Network.h"

#include "../Execution/AllocationCount.h"

#include <algorithm>
#include <thread>

using Sizes = std::vector<int64_t>;

struct DestroyBound {
  void operator()(ReluBoundCall *call) const { reluDestroyBound(call); }
};
using BoundCall = std::unique_ptr<ReluBoundCall, DestroyBound>;

/// Three layers of `width`, whose intermediate results need a workspace.
static std::string getLayers(int width) {
  std::string n = std::to_string(width), text = "func.func @layers(%x0: ";
  std::string rows = "tensor<?x" + n + "xf32>";
  std::string weight = "tensor<" + n + "x" + n + "xf32>";
  text += rows + ") -> " + rows +
          " {\n  %w = arith.constant dense<0.125> : " + weight + "\n";
  for (int i = 0; i < 3; ++i)
    text += "  %x" + std::to_string(i + 1) + " = relu.dense %x" +
            std::to_string(i) + ", %w activation(#relu.tanh) : (" + rows +
            ", " + weight + ") -> " + rows + "\n";
  return text + "  return %x3 : " + rows + "\n}";
}

class CApiBind : public testing::Test {
protected:
  Network network = compile(kModel);

  /// Binds the function @layer; null when that fails.
  ReluStatus bind(const ReluBuffer &input, const ReluBuffer &result,
                  BoundCall &call) {
    // Not null, so that a failure has to make it null.
    auto *handle = reinterpret_cast<ReluBoundCall *>(this);
    ReluStatus status =
        reluBind(network.get(), 0, &input, 1, &result, 1, &handle);
    EXPECT_EQ(status == RELU_OK, handle != nullptr);
    call.reset(handle);
    return status;
  }
  ReluStatus bind(const ReluBuffer &input, const ReluBuffer &result) {
    BoundCall call;
    return bind(input, result, call);
  }
};

TEST_F(CApiBind, GivesWhatRunGivesAtEveryBatch) {
  for (int64_t rows : {0, 1, 2, 17, 1000}) {
    std::vector<float> x(2 * rows), y(3 * rows, -1), expected(3 * rows, -2);
    Sizes inputSizes{rows, 2}, sizes{rows, 3};
    BoundCall call;
    ASSERT_EQ(bind(asBuffer(x, inputSizes), asBuffer(y, sizes), call), RELU_OK)
        << reluGetLastError();
    ReluBuffer input = asBuffer(x, inputSizes);
    ReluBuffer result = asBuffer(expected, sizes);
    for (int round = 0; round < 3; ++round) {
      for (size_t i = 0; i < x.size(); ++i)
        x[i] = float((i + round) * 7 % 11) - 5;
      ASSERT_EQ(reluRun(network.get(), 0, &input, 1, &result, 1), RELU_OK);
      EXPECT_EQ(reluRunBound(call.get()), RELU_OK);
      EXPECT_EQ(y, expected) << rows << " rows";
    }
  }
}

TEST_F(CApiBind, TakesSeveralInputsAndResults) {
  std::vector<double> x{1, 2, 3}, y{4, 5, 6}, sum(3), product(3);
  Sizes three{3};
  ReluBuffer inputs[] = {asBuffer(x, three), asBuffer(y, three)};
  ReluBuffer results[] = {asBuffer(sum, three), asBuffer(product, three)};
  ReluBoundCall *handle;
  ASSERT_EQ(reluBind(network.get(), 1, inputs, 2, results, 2, &handle),
            RELU_OK);
  BoundCall call(handle);
  EXPECT_EQ(reluRunBound(call.get()), RELU_OK);
  EXPECT_THAT(sum, testing::ElementsAre(5, 7, 9));
  EXPECT_THAT(product, testing::ElementsAre(4, 10, 18));
}

TEST_F(CApiBind, NeedsNeitherDescriptionsNorNetworkAnyMore) {
  std::vector<float> x{1, 1}, y(3);
  BoundCall call;
  {
    Sizes inputSizes{1, 2}, sizes{1, 3}, strides{2, 1};
    ReluBuffer input = asBuffer(x, inputSizes, strides);
    ReluBuffer result = asBuffer(y, sizes);
    ASSERT_EQ(bind(input, result, call), RELU_OK);
    std::fill(inputSizes.begin(), inputSizes.end(), -7);
    std::fill(sizes.begin(), sizes.end(), -7);
    std::fill(strides.begin(), strides.end(), -7);
    input = result = {};
  }
  network.reset();
  EXPECT_EQ(reluRunBound(call.get()), RELU_OK);
  EXPECT_THAT(y, testing::ElementsAre(5, 5, 0));
}

TEST_F(CApiBind, RunsAllocateNothing) {
  std::vector<float> x(64), y(96);
  Sizes inputSizes{32, 2}, sizes{32, 3};
  BoundCall call;
  ASSERT_EQ(bind(asBuffer(x, inputSizes), asBuffer(y, sizes), call), RELU_OK);
  EXPECT_EQ(relu_test::countAllocations([&] { reluRunBound(call.get()); }), 0);
}

TEST_F(CApiBind, ThreadsHaveACallEach) {
  network = compile(getLayers(40));
  auto work = [&](int64_t rows, int *good) {
    Sizes sizes{rows, 40};
    std::vector<float> x(40 * rows), y(40 * rows), expected(40 * rows);
    for (size_t i = 0; i < x.size(); ++i)
      x[i] = float((i * 7 + rows) % 11) / 8 - 0.5f;
    ReluBuffer input = asBuffer(x, sizes), result = asBuffer(expected, sizes);
    BoundCall call;
    if (bind(input, asBuffer(y, sizes), call) != RELU_OK ||
        reluRun(network.get(), 0, &input, 1, &result, 1) != RELU_OK)
      return;
    for (int i = 0; i < 200; ++i) {
      std::fill(y.begin(), y.end(), -1.0f);
      *good += reluRunBound(call.get()) == RELU_OK && y == expected;
    }
  };
  std::vector<std::thread> threads;
  std::vector<int> good(8);
  for (int i = 0; i < 8; ++i)
    threads.emplace_back(work, i * 5 + 1, &good[i]);
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_THAT(good, testing::Each(200));
}

TEST_F(CApiBind, RefusesNull) {
  std::vector<float> x(4), y(6);
  Sizes inputSizes{2, 2}, sizes{2, 3};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, sizes);
  ReluBoundCall *call = nullptr;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "a network, got null",
               reluBind(nullptr, 0, &input, 1, &result, 1, &call));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "inputs, got a null pointer",
               reluBind(network.get(), 0, nullptr, 1, &result, 1, &call));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "results, got a null pointer",
               reluBind(network.get(), 0, &input, 1, nullptr, 1, &call));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "a place for the bound call, got null",
               reluBind(network.get(), 0, &input, 1, &result, 1, nullptr));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "a bound call, got null",
               reluRunBound(nullptr));
  reluDestroyBound(nullptr);
}

TEST_F(CApiBind, RefusesWhatRunRefuses) {
  std::vector<float> x(6), y(9);
  std::vector<int32_t> integers(6);
  Sizes inputSizes{3, 2}, sizes{3, 3}, turned{2, 3}, few{2, 3};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, sizes);
  ReluBoundCall *call = nullptr;
  EXPECT_EQ(bind(input, result), RELU_OK);
  EXPECT_FAILS(RELU_UNKNOWN_FUNCTION, "2 functions, got 2",
               reluBind(network.get(), 2, &input, 1, &result, 1, &call));
  EXPECT_FAILS(RELU_WRONG_COUNT, "expected 1 input, got 0",
               reluBind(network.get(), 0, nullptr, 0, &result, 1, &call));
  EXPECT_FAILS(RELU_WRONG_COUNT, "expected 1 result, got 0",
               reluBind(network.get(), 0, &input, 1, nullptr, 0, &call));
  EXPECT_FAILS(RELU_WRONG_ELEMENT, "got 3x2xi32",
               bind(asBuffer(integers, inputSizes), result));
  EXPECT_FAILS(RELU_WRONG_SHAPE, "expected ?x2xf32, got 2x3xf32",
               bind(asBuffer(x, turned), result));
  EXPECT_FAILS(RELU_WRONG_SHAPE, "expected 3x3xf32, got 2x3xf32",
               bind(input, asBuffer(y, few)));
  ReluBuffer small = input;
  small.bytes = 23;
  EXPECT_FAILS(RELU_BUFFER_TOO_SMALL, "a buffer of 24 bytes",
               bind(small, result));
  std::vector<float> memory(15);
  ReluBuffer overlapping = {memory.data(), 24,       inputSizes.data(),
                            nullptr,       RELU_F32, 2};
  ReluBuffer into = {memory.data() + 5, 36, sizes.data(), nullptr, RELU_F32, 2};
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "overlaps input 0",
               bind(overlapping, into));
}

TEST_F(CApiBind, RefusesWhatItWouldHaveToCopy) {
  std::vector<float> x(60), y(60);
  Sizes inputSizes{3, 2}, sizes{3, 3}, wide{4, 1}, packed{2, 1};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, sizes);
  EXPECT_EQ(bind(asBuffer(x, inputSizes, packed), result), RELU_OK);
  EXPECT_FAILS(RELU_INVALID_ARGUMENT,
               "input 0 (x): expected elements without gaps at an address that "
               "is a multiple of 4: a bound call copies nothing",
               bind(asBuffer(x, inputSizes, wide), result));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT,
               "result 0: expected elements without gaps",
               bind(input, asBuffer(y, sizes, wide)));
  ReluBuffer crooked = input;
  crooked.data = reinterpret_cast<char *>(x.data()) + 1;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "a multiple of 4", bind(crooked, result));
}
