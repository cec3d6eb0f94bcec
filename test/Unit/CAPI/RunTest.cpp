// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls through the C API: numbers in every layout of buffers, and a code and a
// message for every mistake.

#include "Network.h"

#include "../Execution/AllocationCount.h"

#include <algorithm>
#include <cstring>
#include <thread>

using Sizes = std::vector<int64_t>;

/// The function @layer of kModel, by its formula.
static std::vector<float> layer(const std::vector<float> &x) {
  const float weight[2][3] = {{1, -1, 2}, {3, 4, -5}}, bias[3] = {1, 2, 3};
  std::vector<float> y;
  for (size_t row = 0; row < x.size() / 2; ++row)
    for (int i = 0; i < 3; ++i)
      y.push_back(std::max(0.0f, x[2 * row] * weight[0][i] +
                                     x[2 * row + 1] * weight[1][i] + bias[i]));
  return y;
}

/// Small integers, so that sums are exact in any order.
static std::vector<float> numbers(size_t count) {
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i)
    values[i] = float(i * 7 % 11) - 5;
  return values;
}

class CApiRun : public testing::Test {
protected:
  Network network = compile(kModel);

  ReluStatus run(const ReluBuffer &input, const ReluBuffer &result) {
    return reluRun(network.get(), 0, &input, 1, &result, 1);
  }
};

TEST_F(CApiRun, TakesAnyBatch) {
  for (int64_t rows : {0, 1, 2, 3, 17, 64, 1000}) {
    std::vector<float> x = numbers(2 * rows), y(3 * rows, -1);
    Sizes inputSizes{rows, 2}, resultSizes{rows, 3};
    ReluBuffer input = asBuffer(x, inputSizes);
    Sizes sizes(2, -7);
    ASSERT_EQ(reluGetResultSizes(network.get(), 0, &input, 1, sizes.data(), 2),
              RELU_OK);
    EXPECT_EQ(sizes, resultSizes);
    ASSERT_EQ(run(input, asBuffer(y, resultSizes)), RELU_OK)
        << reluGetLastError();
    EXPECT_EQ(y, layer(x)) << rows << " rows";
  }
}

TEST_F(CApiRun, AllocatesNothingForContiguousBuffers) {
  std::vector<double> x(3), y(3), sum(3), product(3);
  Sizes sizes{3};
  ReluBuffer inputs[] = {asBuffer(x, sizes), asBuffer(y, sizes)};
  ReluBuffer results[] = {asBuffer(sum, sizes), asBuffer(product, sizes)};
  auto call = [&] {
    EXPECT_EQ(reluRun(network.get(), 1, inputs, 2, results, 2), RELU_OK);
  };
  call();
  EXPECT_EQ(relu_test::countAllocations(call), 0);
  Network many = compile(
      "func.func @f(%a: tensor<2x1x1x1x1x1xf32>, %b: tensor<f32>, "
      "%c: tensor<f32>, %d: tensor<f32>, %e: tensor<f32>, %f: tensor<f32>, "
      "%g: tensor<f32>, %h: tensor<f32>) -> tensor<2x1x1x1x1x1xf32> {\n"
      "  return %a : tensor<2x1x1x1x1x1xf32>\n}");
  std::vector<float> z(2), copy(2);
  Sizes wide{2, 1, 1, 1, 1, 1}, none;
  std::vector<ReluBuffer> eight(8, asBuffer(z, none));
  eight[0] = asBuffer(z, wide);
  ReluBuffer result = asBuffer(copy, wide);
  auto callMany = [&] {
    EXPECT_EQ(reluRun(many.get(), 0, eight.data(), 8, &result, 1), RELU_OK);
  };
  callMany();
  EXPECT_EQ(relu_test::countAllocations(callMany), 0);
}

TEST_F(CApiRun, TakesSeveralInputsAndResults) {
  std::vector<double> x{1, 2, 3}, y{4, 5, 6}, sum(3), product(3);
  Sizes sizes{3};
  ReluBuffer inputs[] = {asBuffer(x, sizes), asBuffer(y, sizes)};
  ReluBuffer results[] = {asBuffer(sum, sizes), asBuffer(product, sizes)};
  Sizes found(2);
  ASSERT_EQ(reluGetResultSizes(network.get(), 1, inputs, 2, found.data(), 2),
            RELU_OK);
  EXPECT_THAT(found, testing::ElementsAre(3, 3));
  ASSERT_EQ(reluRun(network.get(), 1, inputs, 2, results, 2), RELU_OK);
  EXPECT_THAT(sum, testing::ElementsAre(5, 7, 9));
  EXPECT_THAT(product, testing::ElementsAre(4, 10, 18));
}

TEST_F(CApiRun, ReadsStridedInputs) {
  std::vector<float> memory = numbers(60), y(15);
  Sizes sizes{5, 2}, resultSizes{5, 3};
  // Every other column of wide rows, a transposed array, one row repeated, and
  // strides that say contiguous.
  for (const Sizes &strides :
       {Sizes{7, 2}, Sizes{1, 5}, Sizes{0, 3}, Sizes{9, 1}, Sizes{2, 1}}) {
    std::vector<float> x;
    for (int64_t row = 0; row < 5; ++row)
      for (int64_t column = 0; column < 2; ++column)
        x.push_back(memory[row * strides[0] + column * strides[1]]);
    ASSERT_EQ(run(asBuffer(memory, sizes, strides), asBuffer(y, resultSizes)),
              RELU_OK)
        << reluGetLastError();
    EXPECT_EQ(y, layer(x)) << strides[0] << ", " << strides[1];
  }
}

TEST_F(CApiRun, WritesStridedResults) {
  std::vector<float> x = numbers(8), expected = layer(x);
  Sizes inputSizes{4, 2}, sizes{4, 3};
  for (const Sizes &strides : {Sizes{8, 2}, Sizes{1, 4}, Sizes{5, 1}}) {
    std::vector<float> memory(40, -1), wanted(40, -1);
    ASSERT_EQ(run(asBuffer(x, inputSizes), asBuffer(memory, sizes, strides)),
              RELU_OK)
        << reluGetLastError();
    for (int64_t row = 0; row < 4; ++row)
      for (int64_t column = 0; column < 3; ++column)
        wanted[row * strides[0] + column * strides[1]] =
            expected[row * 3 + column];
    EXPECT_EQ(memory, wanted) << strides[0] << ", " << strides[1];
  }
}

TEST_F(CApiRun, FollowsStridesOfEveryDimension) {
  Network copy = compile("func.func @f(%x: tensor<2x3x4x5xi32>) -> "
                         "tensor<2x3x4x5xi32> {\n"
                         "  return %x : tensor<2x3x4x5xi32>\n}");
  const Sizes sizes{2, 3, 4, 5}, strides{1, 40, 10, 2};
  std::vector<int32_t> memory(120), packed(120), expected;
  for (int32_t i = 0; i < 120; ++i)
    memory[i] = i;
  for (int64_t i = 0; i < 120; ++i)
    expected.push_back(memory[i / 60 * strides[0] + i / 20 % 3 * strides[1] +
                              i / 5 % 4 * strides[2] + i % 5 * strides[3]]);
  ReluBuffer input = asBuffer(memory, sizes, strides);
  ReluBuffer result = asBuffer(packed, sizes);
  ASSERT_EQ(reluRun(copy.get(), 0, &input, 1, &result, 1), RELU_OK);
  EXPECT_EQ(packed, expected);
  std::vector<int32_t> again(120, -1);
  input = asBuffer(packed, sizes);
  result = asBuffer(again, sizes, strides);
  ASSERT_EQ(reluRun(copy.get(), 0, &input, 1, &result, 1), RELU_OK);
  EXPECT_EQ(again, memory);
}

TEST_F(CApiRun, TakesBuffersThatAreNotAligned) {
  std::vector<float> x = numbers(6), expected = layer(x);
  std::vector<char> in(6 * 4 + 1), out(9 * 4 + 1);
  std::memcpy(in.data() + 1, x.data(), 6 * 4);
  Sizes inputSizes{3, 2}, sizes{3, 3};
  ASSERT_EQ(run({in.data() + 1, 24, inputSizes.data(), nullptr, RELU_F32, 2},
                {out.data() + 1, 36, sizes.data(), nullptr, RELU_F32, 2}),
            RELU_OK);
  EXPECT_EQ(std::memcmp(out.data() + 1, expected.data(), 36), 0);
}

TEST_F(CApiRun, TakesRankZero) {
  Network scalar = compile("func.func @f(%x: tensor<f32>) -> tensor<f32> {\n"
                           "  %0 = arith.addf %x, %x : tensor<f32>\n"
                           "  return %0 : tensor<f32>\n}");
  float x = 4, y = 0;
  ReluBuffer input = {&x, 4, nullptr, nullptr, RELU_F32, 0};
  ReluBuffer result = {&y, 4, nullptr, nullptr, RELU_F32, 0};
  EXPECT_EQ(reluGetResultSizes(scalar.get(), 0, &input, 1, nullptr, 0),
            RELU_OK);
  ASSERT_EQ(reluRun(scalar.get(), 0, &input, 1, &result, 1), RELU_OK);
  EXPECT_EQ(y, 8);
}

TEST_F(CApiRun, TakesUnsignedIntegersForSignlessOnes) {
  Network copy = compile("func.func @f(%x: tensor<4xi8>) -> tensor<4xi8> { "
                         "return %x : tensor<4xi8> }");
  uint8_t x[] = {1, 2, 254, 255}, y[4] = {};
  int64_t size = 4;
  ReluBuffer input = {x, 4, &size, nullptr, RELU_U8, 1};
  ReluBuffer result = {y, 4, &size, nullptr, RELU_U8, 1};
  ASSERT_EQ(reluRun(copy.get(), 0, &input, 1, &result, 1), RELU_OK);
  EXPECT_EQ(std::memcmp(x, y, 4), 0);
}

TEST_F(CApiRun, RefusesOtherNumbersOfBuffers) {
  std::vector<float> x(4), y(6);
  Sizes inputSizes{2, 2}, sizes{2, 3};
  ReluBuffer inputs[] = {asBuffer(x, inputSizes), asBuffer(x, inputSizes)};
  ReluBuffer results[] = {asBuffer(y, sizes), asBuffer(y, sizes)};
  EXPECT_FAILS(RELU_WRONG_COUNT, "expected 1 input, got 2",
               reluRun(network.get(), 0, inputs, 2, results, 1));
  EXPECT_FAILS(RELU_WRONG_COUNT, "expected 1 input, got 0",
               reluRun(network.get(), 0, nullptr, 0, results, 1));
  EXPECT_FAILS(RELU_WRONG_COUNT, "expected 1 result, got 2",
               reluRun(network.get(), 0, inputs, 1, results, 2));
}

TEST_F(CApiRun, RefusesNull) {
  std::vector<float> x(4), y(6);
  Sizes inputSizes{2, 2}, sizes{2, 3};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, sizes);
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluRun(nullptr, 0, &input, 1, &result, 1));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluRun(network.get(), 0, nullptr, 1, &result, 1));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluRun(network.get(), 0, &input, 1, nullptr, 1));
  ReluBuffer none = input;
  none.data = nullptr;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "input 0 (x): expected data, got null",
               run(none, result));
  none = input;
  none.sizes = nullptr;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "expected sizes, got null",
               run(none, result));
  none = result;
  none.data = nullptr;
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "result 0: expected data, got null",
               run(input, none));
  int64_t found[2];
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluGetResultSizes(nullptr, 0, &input, 1, found, 2));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluGetResultSizes(network.get(), 0, nullptr, 1, found, 2));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluGetResultSizes(network.get(), 0, &input, 1, nullptr, 2));
}

TEST_F(CApiRun, RefusesAnUnknownFunction) {
  std::vector<float> x(4), y(6);
  Sizes inputSizes{2, 2}, sizes{2, 3};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, sizes);
  int64_t found[2];
  EXPECT_FAILS(RELU_UNKNOWN_FUNCTION, "2 functions, got 2",
               reluRun(network.get(), 2, &input, 1, &result, 1));
  EXPECT_FAILS(RELU_UNKNOWN_FUNCTION, "2 functions, got 2",
               reluGetResultSizes(network.get(), 2, &input, 1, found, 2));
}

TEST_F(CApiRun, RefusesOtherElements) {
  std::vector<float> x(4), y(6);
  std::vector<int32_t> integers(6);
  Sizes inputSizes{2, 2}, sizes{2, 3};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, sizes);
  EXPECT_FAILS(RELU_WRONG_ELEMENT,
               "input 0 (x): expected ?x2xf32, got 2x2xi32; the signature is "
               "layer(x: ?x2xf32) -> ?x3xf32",
               run(asBuffer(integers, inputSizes), result));
  EXPECT_FAILS(RELU_WRONG_ELEMENT, "result 0: expected ?x3xf32, got 2x3xi32",
               run(input, asBuffer(integers, sizes)));
  for (ReluElement number : {-1, 13, 1 << 30}) {
    ReluBuffer unknown = input;
    unknown.element = number;
    EXPECT_FAILS(RELU_WRONG_ELEMENT, "no element type", run(unknown, result));
  }
}

TEST_F(CApiRun, RefusesOtherShapes) {
  std::vector<float> x(6), y(9);
  Sizes inputSizes{3, 2}, sizes{3, 3}, turned{2, 3}, flat{6}, few{2, 3},
      negative{-1, 2}, huge{int64_t(1) << 62, 2};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, sizes);
  EXPECT_FAILS(RELU_WRONG_SHAPE, "expected ?x2xf32, got 2x3xf32",
               run(asBuffer(x, turned), result));
  EXPECT_FAILS(RELU_WRONG_SHAPE, "expected ?x2xf32, got 6xf32",
               run(asBuffer(x, flat), result));
  EXPECT_FAILS(RELU_WRONG_SHAPE, "0 or more, got -1",
               run(asBuffer(x, negative), result));
  EXPECT_FAILS(RELU_WRONG_SHAPE, "that memory can hold",
               run(asBuffer(x, huge), result));
  EXPECT_FAILS(RELU_WRONG_SHAPE, "expected 3x3xf32, got 2x3xf32",
               run(input, asBuffer(y, few)));
  ReluBuffer wild = input;
  wild.rank = -1;
  EXPECT_FAILS(RELU_WRONG_SHAPE, "got rank -1", run(wild, result));
  wild.rank = 1 << 20;
  EXPECT_FAILS(RELU_WRONG_SHAPE, "got rank 1048576", run(wild, result));
}

TEST_F(CApiRun, RefusesInputsThatDoNotFitEachOther) {
  std::vector<double> x(3), y(4), z(3), u(3);
  Sizes three{3}, four{4};
  ReluBuffer inputs[] = {asBuffer(x, three), asBuffer(y, four)};
  ReluBuffer results[] = {asBuffer(z, three), asBuffer(u, three)};
  int64_t found[2];
  EXPECT_FAILS(RELU_WRONG_SHAPE, "the signature is both(",
               reluRun(network.get(), 1, inputs, 2, results, 2));
  EXPECT_FAILS(RELU_WRONG_SHAPE, "the signature is both(",
               reluGetResultSizes(network.get(), 1, inputs, 2, found, 2));
}

TEST_F(CApiRun, RefusesBuffersThatAreTooSmall) {
  std::vector<float> x(6), y(9);
  Sizes inputSizes{3, 2}, sizes{3, 3};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, sizes);
  ReluBuffer small = input;
  small.bytes = 23;
  EXPECT_FAILS(RELU_BUFFER_TOO_SMALL,
               "input 0 (x): expected a buffer of 24 bytes for 3x2xf32, got 23",
               run(small, result));
  small = result;
  small.bytes = 0;
  EXPECT_FAILS(RELU_BUFFER_TOO_SMALL, "result 0: expected a buffer of 36 bytes",
               run(input, small));
  // From the first to the last element: (2 * 2 + 1 * 1 + 1) * 4 bytes.
  Sizes strides{2, 1}, wide{3, 1}, far{int64_t(1) << 62, 1};
  EXPECT_EQ(run(asBuffer(x, inputSizes, strides), result), RELU_OK);
  EXPECT_FAILS(RELU_BUFFER_TOO_SMALL, "expected a buffer of 32 bytes",
               run(asBuffer(x, inputSizes, wide), result));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "strides that memory can hold",
               run(asBuffer(x, inputSizes, far), result));
  int64_t found[2];
  EXPECT_FAILS(RELU_BUFFER_TOO_SMALL, "2 sizes, got one for 1",
               reluGetResultSizes(network.get(), 0, &input, 1, found, 1));
}

TEST_F(CApiRun, RefusesStridesThatItCanNotFollow) {
  std::vector<float> x(60), y(60);
  Sizes inputSizes{3, 2}, sizes{3, 3};
  Sizes backwards{-2, 1}, repeated{0, 1}, crossing{2, 1}, tooNear{2, 3};
  ReluBuffer input = asBuffer(x, inputSizes), result = asBuffer(y, sizes);
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "strides of 0 or more, got -2",
               run(asBuffer(x, inputSizes, backwards), result));
  for (const Sizes &strides : {repeated, crossing, tooNear}) {
    EXPECT_FAILS(RELU_INVALID_ARGUMENT, "a place of its own",
                 run(input, asBuffer(y, sizes, strides)));
  }
}

TEST_F(CApiRun, RefusesResultsThatOverlap) {
  std::vector<float> memory(15);
  Sizes inputSizes{3, 2}, sizes{3, 3};
  ReluBuffer input = {memory.data(), 24,       inputSizes.data(),
                      nullptr,       RELU_F32, 2};
  ReluBuffer result = {memory.data() + 5, 36,       sizes.data(),
                       nullptr,           RELU_F32, 2};
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "overlaps input 0", run(input, result));
  result.data = memory.data() + 6;
  EXPECT_EQ(run(input, result), RELU_OK);
  std::vector<double> x(3), y(3), z(5);
  Sizes three{3};
  ReluBuffer inputs[] = {asBuffer(x, three), asBuffer(y, three)};
  ReluBuffer results[] = {
      {z.data(), 24, three.data(), nullptr, RELU_F64, 1},
      {z.data() + 2, 24, three.data(), nullptr, RELU_F64, 1}};
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "result 1: expected a buffer of its own",
               reluRun(network.get(), 1, inputs, 2, results, 2));
}

TEST_F(CApiRun, RunsInManyThreadsAtOnce) {
  auto work = [&](int64_t rows, int *good) {
    std::vector<float> x = numbers(2 * rows), expected = layer(x);
    Sizes inputSizes{rows, 2}, sizes{rows, 3}, strides{4, 1};
    std::vector<float> y(4 * rows);
    for (int i = 0; i < 200; ++i) {
      ReluBuffer result = asBuffer(y, sizes);
      if (run(asBuffer(x, inputSizes), result) == RELU_OK &&
          std::equal(expected.begin(), expected.end(), y.begin()))
        ++*good;
    }
  };
  std::vector<std::thread> threads;
  std::vector<int> good(16);
  for (int i = 0; i < 16; ++i)
    threads.emplace_back(work, i * 13 + 1, &good[i]);
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_THAT(good, testing::Each(200));
}

TEST_F(CApiRun, CompilesInManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::vector<ReluStatus> statuses(8, RELU_INTERNAL_ERROR);
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      Network mine;
      statuses[i] = compileText(kModel, mine);
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_THAT(statuses, testing::Each(RELU_OK));
}

TEST_F(CApiRun, KeepsAnErrorForEachThread) {
  size_t function;
  EXPECT_FAILS(RELU_UNKNOWN_FUNCTION, "'here'",
               reluFindFunction(network.get(), "here", &function));
  std::string before, after;
  std::thread([&] {
    before = reluGetLastError();
    reluFindFunction(network.get(), "there", &function);
    after = reluGetLastError();
  }).join();
  EXPECT_EQ(before, "");
  EXPECT_THAT(after, testing::HasSubstr("'there'"));
  EXPECT_THAT(reluGetLastError(), testing::HasSubstr("'here'"));
}
