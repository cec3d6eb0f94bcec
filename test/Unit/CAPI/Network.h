// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tests of the C API share: networks as text, handles that free
// themselves, buffers from vectors. Of relu they see relu-c/Relu.h only.

#ifndef RELU_TEST_UNIT_CAPI_NETWORK_H
#define RELU_TEST_UNIT_CAPI_NETWORK_H

#include "relu-c/Relu.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <memory>
#include <string>
#include <vector>

struct DestroyNetwork {
  void operator()(ReluNetwork *network) const { reluDestroyNetwork(network); }
};
using Network = std::unique_ptr<ReluNetwork, DestroyNetwork>;

/// Two functions; the first one computes relu(x W + b) with W = [[1, -1, 2],
/// [3, 4, -5]], b = [1, 2, 3], the other one x + y and x * y.
constexpr char kModel[] = R"(
func.func @layer(%x: tensor<?x2xf32> {relu.name = "x"}) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, -1.0, 2.0], [3.0, 4.0, -5.0]]> : tensor<2x3xf32>
  %b = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %0 = relu.dense %x, %w bias(%b) activation(#relu.relu)
    : (tensor<?x2xf32>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
func.func @both(%x: tensor<?xf64> {relu.name = "left"}, %y: tensor<?xf64> {relu.name = "right"})
    -> (tensor<?xf64>, tensor<?xf64>) {
  %0 = arith.addf %x, %y : tensor<?xf64>
  %1 = arith.mulf %x, %y : tensor<?xf64>
  return %0, %1 : tensor<?xf64>, tensor<?xf64>
}
)";

inline ReluStatus compileText(const std::string &text, Network &network,
                              const ReluOptions *options = nullptr) {
  ReluNetwork *handle = nullptr;
  ReluStatus status =
      reluCompileMemory(text.data(), text.size(), options, &handle);
  EXPECT_EQ(status == RELU_OK, handle != nullptr);
  network.reset(handle);
  return status;
}

inline Network compile(const std::string &text,
                       const ReluOptions *options = nullptr) {
  Network network;
  EXPECT_EQ(compileText(text, network, options), RELU_OK) << reluGetLastError();
  return network;
}

template <typename T> constexpr ReluElement kElementOf = -1;
template <> constexpr ReluElement kElementOf<float> = RELU_F32;
template <> constexpr ReluElement kElementOf<double> = RELU_F64;
template <> constexpr ReluElement kElementOf<int32_t> = RELU_I32;

/// All of `values` with these sizes; strides if there are any.
template <typename T>
ReluBuffer asBuffer(std::vector<T> &values, const std::vector<int64_t> &sizes,
                    const std::vector<int64_t> &strides = {}) {
  return {values.data(), values.size() * sizeof(T),
          sizes.data(),  strides.empty() ? nullptr : strides.data(),
          kElementOf<T>, static_cast<int32_t>(sizes.size())};
}

/// Fails unless `call` gives this code, with a message that has this text.
#define EXPECT_FAILS(code, text, call)                                         \
  EXPECT_EQ(call, code);                                                       \
  EXPECT_THAT(reluGetLastError(), ::testing::HasSubstr(text))

#endif // RELU_TEST_UNIT_CAPI_NETWORK_H
