// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls of compiled functions on buffers of the caller.

#include "Buffers.h"
#include "Network.h"

using namespace relu;
using namespace relu::capi;

struct ReluBoundCall {
  BoundCall call;
};

ReluStatus reluGetResultSizes(const ReluNetwork *network, size_t function,
                              const ReluBuffer *inputs, size_t inputCount,
                              int64_t *sizes, size_t count) {
  return guard([&] {
    const Signature *signature;
    if (ReluStatus status = findSignature(network, function, signature))
      return status;
    InputBuffers given(*signature, "input", signature->inputs, inputs,
                       inputCount);
    if (ReluStatus status = given.checkTypes())
      return status;
    auto info = network->executable->getCallInfo(*signature, given.getViews());
    if (!info)
      return fail(RELU_WRONG_SHAPE, info.takeError());
    size_t needed = 0;
    for (const TensorType &type : info->results)
      needed += type.getRank();
    if (needed > 0 && !sizes)
      return fail(RELU_INVALID_ARGUMENT, "expected a place for " +
                                             countOf(needed, "size") +
                                             ", got null");
    if (count < needed)
      return fail(RELU_BUFFER_TOO_SMALL,
                  "expected a place for " + countOf(needed, "size") +
                      ", got one for " + llvm::Twine(count));
    for (const TensorType &type : info->results)
      sizes = std::copy(type.shape.begin(), type.shape.end(), sizes);
    return RELU_OK;
  });
}

/// What went wrong in a call whose arguments fit the signature: the sizes do
/// not fit each other, the results have others, or memory ran out.
static ReluStatus explain(const ReluNetwork &network,
                          const Signature &signature,
                          const InputBuffers &inputs,
                          const ResultBuffers &results, llvm::Error error) {
  auto info = network.executable->getCallInfo(signature, inputs.getViews());
  if (!info) {
    llvm::consumeError(info.takeError());
    return fail(RELU_WRONG_SHAPE, std::move(error));
  }
  for (auto [view, type] : llvm::zip(results.getViews(), info->results))
    if (view.type.shape != type.shape)
      return fail(RELU_WRONG_SHAPE, std::move(error));
  return fail(RELU_OUT_OF_MEMORY, std::move(error));
}

/// All that can be told of a call without the shape function.
static ReluStatus checkBuffers(InputBuffers &inputs, ResultBuffers &results,
                               bool mayCopy) {
  if (ReluStatus status = inputs.checkTypes())
    return status;
  if (ReluStatus status = results.checkTypes())
    return status;
  if (ReluStatus status = inputs.checkMemory(mayCopy))
    return status;
  if (ReluStatus status = results.checkMemory(mayCopy))
    return status;
  return results.checkOverlap(inputs);
}

ReluStatus reluRun(const ReluNetwork *network, size_t function,
                   const ReluBuffer *inputs, size_t inputCount,
                   const ReluBuffer *results, size_t resultCount) {
  return guard([&] {
    const Signature *signature;
    if (ReluStatus status = findSignature(network, function, signature))
      return status;
    InputBuffers in(*signature, "input", signature->inputs, inputs, inputCount);
    ResultBuffers out(*signature, "result", signature->results, results,
                      resultCount);
    if (ReluStatus status = checkBuffers(in, out, /*mayCopy=*/true))
      return status;
    in.pack();
    if (llvm::Error error =
            network->executable->run(*signature, in.getViews(), out.getViews()))
      return explain(*network, *signature, in, out, std::move(error));
    out.unpack();
    return RELU_OK;
  });
}

ReluStatus reluBind(const ReluNetwork *network, size_t function,
                    const ReluBuffer *inputs, size_t inputCount,
                    const ReluBuffer *results, size_t resultCount,
                    ReluBoundCall **call) {
  return guard([&] {
    if (!call)
      return fail(RELU_INVALID_ARGUMENT,
                  "expected a place for the bound call, got null");
    *call = nullptr;
    const Signature *signature;
    if (ReluStatus status = findSignature(network, function, signature))
      return status;
    InputBuffers in(*signature, "input", signature->inputs, inputs, inputCount);
    ResultBuffers out(*signature, "result", signature->results, results,
                      resultCount);
    if (ReluStatus status = checkBuffers(in, out, /*mayCopy=*/false))
      return status;
    auto bound =
        network->executable->bind(*signature, in.getViews(), out.getViews());
    if (!bound)
      return explain(*network, *signature, in, out, bound.takeError());
    *call = new ReluBoundCall{std::move(*bound)};
    return RELU_OK;
  });
}

ReluStatus reluRunBound(ReluBoundCall *call) {
  if (!call)
    return fail(RELU_INVALID_ARGUMENT, "expected a bound call, got null");
  call->call.run();
  return RELU_OK;
}

void reluDestroyBound(ReluBoundCall *call) { delete call; }
