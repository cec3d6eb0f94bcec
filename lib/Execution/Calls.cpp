// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls of compiled functions: checked ones, in frames that are taken from a
// pool, which makes them re-entrant, and bound ones, which keep a frame.

#include "ExecutableImpl.h"

using namespace relu;

llvm::Expected<size_t>
Executable::Impl::indexOf(const Signature &function) const {
  if (&function >= signatures.data() &&
      &function < signatures.data() + signatures.size())
    return &function - signatures.data();
  return llvm::createStringError(
      "expected a function of this executable, got '" + function.name +
      "' of another one");
}

llvm::Expected<CallInfo>
Executable::getCallInfo(const Signature &function,
                        llvm::ArrayRef<ConstTensorView> inputs) const {
  auto index = impl->indexOf(function);
  if (!index)
    return index.takeError();
  FramePool::Lease frame = impl->takeFrame(*index);
  if (llvm::Error error = frame->setInputTypes(inputs))
    return error;
  llvm::ArrayRef<int64_t> info = frame->getInfo();
  CallInfo result;
  result.workspaceBytes = info[kInfoWorkspace];
  result.flops = info[kInfoFlops];
  llvm::ArrayRef<int64_t> sizes = info.drop_front(kInfoSizes);
  for (const TensorType &type : function.results) {
    llvm::ArrayRef<int64_t> shape = sizes.take_front(type.getRank());
    result.results.push_back({type.element, llvm::SmallVector<int64_t>(shape)});
    sizes = sizes.drop_front(type.getRank());
  }
  return result;
}

llvm::Error Executable::run(const Signature &function,
                            llvm::ArrayRef<ConstTensorView> inputs,
                            llvm::ArrayRef<TensorView> results) const {
  auto index = impl->indexOf(function);
  if (!index)
    return index.takeError();
  FramePool::Lease frame = impl->takeFrame(*index);
  if (llvm::Error error = frame->prepare(inputs, results))
    return error;
  frame->getCode()(frame->getArguments());
  return llvm::Error::success();
}

llvm::Expected<std::vector<Tensor>>
Executable::run(const Signature &function,
                llvm::ArrayRef<ConstTensorView> inputs) const {
  auto info = getCallInfo(function, inputs);
  if (!info)
    return info.takeError();
  std::vector<Tensor> results;
  llvm::SmallVector<TensorView, 1> views;
  for (const TensorType &type : info->results) {
    auto tensor = Tensor::create(type);
    if (!tensor)
      return tensor.takeError();
    results.push_back(std::move(*tensor));
  }
  for (Tensor &tensor : results)
    views.push_back(tensor.getView());
  if (llvm::Error error = run(function, inputs, views))
    return error;
  return results;
}

//===----------------------------------------------------------------------===//
// Bound calls
//===----------------------------------------------------------------------===//

struct BoundCall::State {
  std::shared_ptr<const void> executable; // owns what the frame refers to
  Frame frame;
};

llvm::Expected<BoundCall>
Executable::bind(const Signature &function,
                 llvm::ArrayRef<ConstTensorView> inputs,
                 llvm::ArrayRef<TensorView> results) const {
  auto index = impl->indexOf(function);
  if (!index)
    return index.takeError();
  std::unique_ptr<BoundCall::State> state(new BoundCall::State{
      impl, {impl->signatures[*index], impl->functions[*index]}});
  if (llvm::Error error = state->frame.prepare(inputs, results))
    return error;
  return BoundCall(std::move(state));
}

BoundCall::BoundCall(std::unique_ptr<State> owned)
    : code(owned->frame.getCode()), arguments(owned->frame.getArguments()),
      state(std::move(owned)) {}

BoundCall::BoundCall(BoundCall &&) noexcept = default;
BoundCall &BoundCall::operator=(BoundCall &&) noexcept = default;
BoundCall::~BoundCall() = default;

void BoundCall::setInput(size_t index, const void *data) noexcept {
  state->frame.setInput(index, data);
}

void BoundCall::setResult(size_t index, void *data) noexcept {
  state->frame.setResult(index, data);
}
