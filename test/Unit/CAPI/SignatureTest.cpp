// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a network says of itself through the C API.

#include "Network.h"

TEST(CApiSignature, FindsFunctionsByName) {
  Network network = compile(kModel);
  ASSERT_EQ(reluGetFunctionCount(network.get()), 2u);
  size_t function = 7;
  ASSERT_EQ(reluFindFunction(network.get(), "both", &function), RELU_OK);
  EXPECT_EQ(function, 1u);
  EXPECT_STREQ(reluGetFunctionName(network.get(), 1), "both");
  EXPECT_STREQ(reluGetSignature(network.get(), 0),
               "layer(x: ?x2xf32) -> ?x3xf32");
}

TEST(CApiSignature, FindsTheOnlyFunctionWithoutAName) {
  Network network =
      compile("func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> { return %x "
              ": tensor<3xf32> }");
  size_t function = 7;
  ASSERT_EQ(reluFindFunction(network.get(), nullptr, &function), RELU_OK);
  EXPECT_EQ(function, 0u);
}

TEST(CApiSignature, DoesNotFindOthers) {
  Network network = compile(kModel);
  size_t function = 7;
  EXPECT_FAILS(RELU_UNKNOWN_FUNCTION, "got 'neither'",
               reluFindFunction(network.get(), "neither", &function));
  EXPECT_FAILS(RELU_UNKNOWN_FUNCTION, "both(left: ",
               reluFindFunction(network.get(), nullptr, &function));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluFindFunction(nullptr, "both", &function));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluFindFunction(network.get(), "both", nullptr));
  EXPECT_EQ(function, 7u);
}

TEST(CApiSignature, GivesNamesAndTypes) {
  Network network = compile(kModel);
  EXPECT_EQ(reluGetInputCount(network.get(), 1), 2u);
  EXPECT_EQ(reluGetResultCount(network.get(), 1), 2u);
  EXPECT_STREQ(reluGetInputName(network.get(), 1, 1), "right");
  ReluType type;
  ASSERT_EQ(reluGetResultType(network.get(), 0, 0, &type), RELU_OK);
  EXPECT_EQ(type.element, RELU_F32);
  ASSERT_EQ(type.rank, 2);
  EXPECT_EQ(type.sizes[0], -1);
  EXPECT_EQ(type.sizes[1], 3);
  ASSERT_EQ(reluGetInputType(network.get(), 1, 1, &type), RELU_OK);
  EXPECT_EQ(type.element, RELU_F64);
  EXPECT_EQ(type.rank, 1);
}

TEST(CApiSignature, KnowsEveryElementType) {
  const std::pair<const char *, ReluElement> elements[] = {
      {"f16", RELU_F16}, {"bf16", RELU_BF16}, {"f32", RELU_F32},
      {"f64", RELU_F64}, {"i1", RELU_I1},     {"i8", RELU_I8},
      {"i16", RELU_I16}, {"i32", RELU_I32},   {"i64", RELU_I64},
      {"ui8", RELU_U8},  {"ui16", RELU_U16},  {"ui32", RELU_U32},
      {"ui64", RELU_U64}};
  const size_t bytes[] = {2, 2, 4, 8, 1, 1, 2, 4, 8, 1, 2, 4, 8};
  std::string text;
  for (const auto &element : elements) {
    std::string type = std::string("tensor<2x") + element.first + ">";
    text += std::string("func.func @") + element.first + "(%x: " + type +
            ") -> " + type + " { return %x : " + type + " }\n";
  }
  Network network = compile(text);
  ASSERT_EQ(reluGetFunctionCount(network.get()), std::size(elements));
  for (size_t i = 0; i < std::size(elements); ++i) {
    ReluType type;
    ASSERT_EQ(reluGetInputType(network.get(), i, 0, &type), RELU_OK);
    EXPECT_EQ(type.element, elements[i].second) << elements[i].first;
    EXPECT_EQ(reluGetElementSize(type.element), bytes[i]) << elements[i].first;
  }
  EXPECT_EQ(reluGetElementSize(-1), 0u);
  EXPECT_EQ(reluGetElementSize(RELU_U64 + 1), 0u);
}

TEST(CApiSignature, HasNothingToSayOfWhatIsNotThere) {
  Network network = compile(kModel);
  for (ReluNetwork *handle : {network.get(), static_cast<ReluNetwork *>(0)}) {
    EXPECT_EQ(reluGetFunctionName(handle, 2), nullptr);
    EXPECT_EQ(reluGetSignature(handle, 2), nullptr);
    EXPECT_EQ(reluGetInputCount(handle, 2), 0u);
    EXPECT_EQ(reluGetResultCount(handle, 2), 0u);
    EXPECT_EQ(reluGetInputName(handle, 2, 0), nullptr);
  }
  EXPECT_EQ(reluGetFunctionCount(nullptr), 0u);
  EXPECT_EQ(reluGetInputName(network.get(), 0, 1), nullptr);
  ReluType type;
  EXPECT_FAILS(RELU_UNKNOWN_FUNCTION, "2 functions, got 2",
               reluGetInputType(network.get(), 2, 0, &type));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluGetResultType(nullptr, 0, 0, &type));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "1 input, got 1",
               reluGetInputType(network.get(), 0, 1, &type));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "2 results, got 2",
               reluGetResultType(network.get(), 1, 2, &type));
  EXPECT_FAILS(RELU_INVALID_ARGUMENT, "null",
               reluGetResultType(network.get(), 0, 0, nullptr));
}
