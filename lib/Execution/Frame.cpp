// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks and describes the tensors of a call. All that depends on ranks alone
// is laid out when the frame is made, so that a call with the sizes of the last
// one compares them and writes addresses.

#include "Frame.h"

#include "relu/Codegen/ShapeFunction.h"
#include "relu/IR/HugePages.h"

#include "llvm/Support/MathExtras.h"

using namespace relu;

/// The memref descriptor of a contiguous tensor: base, base, offset, sizes,
/// strides.
enum DescriptorIndex : size_t { kBase = 0, kAligned = 1, kSizes = 3 };

static size_t getDescriptorLength(size_t rank) { return kSizes + 2 * rank; }

Frame::Frame(const Signature &signature, const FunctionCode &code)
    : signature(signature), code(code) {
  std::vector<size_t> starts;
  auto add = [&](size_t rank) {
    starts.push_back(words.size());
    words.resize(words.size() + getDescriptorLength(rank), 0);
  };
  size_t infoLength = kInfoSizes;
  for (const TensorType &input : signature.inputs)
    add(input.getRank());
  for (const TensorType &result : signature.results) {
    add(result.getRank());
    infoLength += result.getRank();
  }
  add(1); // workspace
  add(1); // info
  for (size_t start : starts)
    descriptors.push_back(&words[start]);
  info.resize(infoLength);

  for (size_t i = 0; i + 1 < descriptors.size(); ++i)
    arguments.push_back(&descriptors[i]);
  for (size_t i = 0; i < signature.inputs.size(); ++i)
    shapeArguments.push_back(&descriptors[i]);
  shapeArguments.push_back(&descriptors.back());
  setData(descriptors.size() - 1, info.data());
  setSizes(descriptors.size() - 1, static_cast<int64_t>(infoLength));
  setSizes(descriptors.size() - 2, int64_t(0));
}

void Frame::setData(size_t index, void *data) {
  auto address = static_cast<int64_t>(reinterpret_cast<intptr_t>(data));
  descriptors[index][kBase] = address;
  descriptors[index][kAligned] = address;
}

void Frame::setSizes(size_t index, llvm::ArrayRef<int64_t> sizes) {
  int64_t *out = descriptors[index] + kSizes;
  int64_t *strides = out + sizes.size();
  uint64_t stride = 1; // wraps around only where no tensor can be
  for (size_t i = sizes.size(); i-- > 0;) {
    out[i] = sizes[i];
    strides[i] = static_cast<int64_t>(stride);
    stride *= static_cast<uint64_t>(std::max<int64_t>(sizes[i], 1));
  }
}

llvm::ArrayRef<int64_t> Frame::getSizes(size_t index) const {
  bool isInput = index < signature.inputs.size();
  const TensorType &type =
      isInput ? signature.inputs[index]
              : signature.results[index - signature.inputs.size()];
  return {descriptors[index] + kSizes, type.shape.size()};
}

/// Whether `actual` has the sizes of the descriptor, and a kind that `expected`
/// accepts.
bool Frame::hasType(size_t index, const TensorType &expected,
                    const TensorType &actual) const {
  size_t rank = expected.shape.size();
  if (actual.shape.size() != rank)
    return false;
  const int64_t *sizes = descriptors[index] + kSizes;
  for (size_t axis = 0; axis < rank; ++axis)
    if (actual.shape[axis] != sizes[axis])
      return false;
  return actual.element == expected.element ||
         accepts(expected.element, actual.element);
}

bool Frame::hasInputTypes(llvm::ArrayRef<ConstTensorView> inputs) const {
  if (!hasInfo || inputs.size() != signature.inputs.size())
    return false;
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!hasType(i, signature.inputs[i], inputs[i].type))
      return false;
  return true;
}

llvm::Error Frame::checkInputs(llvm::ArrayRef<ConstTensorView> inputs) const {
  if (inputs.size() != signature.inputs.size())
    return llvm::createStringError("expected " +
                                   countOf(signature.inputs.size(), "input") +
                                   ", got " + std::to_string(inputs.size()) +
                                   "; the signature is " + signature.str());
  for (size_t i = 0; i < inputs.size(); ++i)
    if (!signature.inputs[i].accepts(inputs[i].type))
      return llvm::createStringError(
          "input " + std::to_string(i) +
          (signature.inputNames[i].empty()
               ? ""
               : " (" + signature.inputNames[i] + ")") +
          ": expected " + signature.inputs[i].str() + ", got " +
          inputs[i].type.str() + "; the signature is " + signature.str());
  return llvm::Error::success();
}

llvm::Error Frame::checkResults(llvm::ArrayRef<TensorView> results) const {
  if (results.size() != signature.results.size())
    return llvm::createStringError("expected " +
                                   countOf(signature.results.size(), "result") +
                                   ", got " + std::to_string(results.size()) +
                                   "; the signature is " + signature.str());
  for (size_t i = 0; i < results.size(); ++i) {
    size_t index = signature.inputs.size() + i;
    const TensorType &type = signature.results[i];
    if (hasType(index, type, results[i].type))
      continue;
    TensorType exact{type.element, llvm::SmallVector<int64_t>(getSizes(index))};
    return llvm::createStringError("result " + std::to_string(i) +
                                   ": expected " + exact.str() + ", got " +
                                   results[i].type.str());
  }
  return llvm::Error::success();
}

/// Runs the shape function on the sizes of the inputs, and describes results.
llvm::Error Frame::computeInfo() {
  std::fill(info.begin(), info.end(), 0);
  code.shapes(shapeArguments.data());
  int64_t status = info[kInfoStatus];
  if (status != 0) {
    std::string message = status > 0 && size_t(status) <= code.checks.size()
                              ? code.checks[status - 1]
                              : "the sizes of the inputs do not fit together";
    return llvm::createStringError(message + "; the signature is " +
                                   signature.str());
  }
  llvm::ArrayRef<int64_t> sizes(info);
  sizes = sizes.drop_front(kInfoSizes);
  for (size_t i = 0; i < signature.results.size(); ++i) {
    size_t rank = signature.results[i].shape.size();
    setSizes(signature.inputs.size() + i, sizes.take_front(rank));
    sizes = sizes.drop_front(rank);
  }
  return llvm::Error::success();
}

llvm::Error Frame::setInputTypes(llvm::ArrayRef<ConstTensorView> inputs) {
  if (hasInputTypes(inputs))
    return llvm::Error::success();
  hasInfo = false;
  if (llvm::Error error = checkInputs(inputs))
    return error;
  for (size_t i = 0; i < inputs.size(); ++i)
    setSizes(i, inputs[i].type.shape);
  if (llvm::Error error = computeInfo())
    return error;
  hasInfo = true;
  return llvm::Error::success();
}

/// Makes the workspace at least as large as `info` asks.
llvm::Error Frame::growWorkspace() {
  int64_t bytes = info[kInfoWorkspace];
  if (bytes < 0)
    return llvm::createStringError("the inputs are too large for this process");
  if (bytes <= workspaceBytes)
    return llvm::Error::success();
  size_t index = descriptors.size() - 2;
  workspaceBytes = 0;
  size_t alignment = getBufferAlignment(bytes);
  workspace.reset(static_cast<char *>(
      std::aligned_alloc(alignment, llvm::alignTo(bytes, alignment))));
  if (workspace) {
    preferHugePages(workspace.get(), bytes);
    workspaceBytes = bytes;
  }
  setData(index, workspace.get());
  setSizes(index, workspaceBytes);
  if (!workspace)
    return llvm::createStringError("no memory for a workspace of " +
                                   std::to_string(bytes) + " bytes");
  return llvm::Error::success();
}

llvm::Error Frame::prepare(llvm::ArrayRef<ConstTensorView> inputs,
                           llvm::ArrayRef<TensorView> results) {
  if (llvm::Error error = setInputTypes(inputs))
    return error;
  if (llvm::Error error = checkResults(results))
    return error;
  if (llvm::Error error = growWorkspace())
    return error;
  for (size_t i = 0; i < inputs.size(); ++i)
    setInput(i, inputs[i].data);
  for (size_t i = 0; i < results.size(); ++i)
    setResult(i, results[i].data);
  return llvm::Error::success();
}

FramePool::Lease FramePool::take(const Signature &signature,
                                 const FunctionCode &code) {
  Return giveBack{this};
  if (Frame *frame = first.exchange(nullptr, std::memory_order_acquire))
    return Lease(frame, giveBack);
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (!others.empty()) {
      Frame *frame = others.back().release();
      others.pop_back();
      return Lease(frame, giveBack);
    }
  }
  return Lease(new Frame(signature, code), giveBack);
}

void FramePool::giveBack(Frame *frame) {
  Frame *none = nullptr;
  if (first.compare_exchange_strong(none, frame, std::memory_order_release,
                                    std::memory_order_relaxed))
    return;
  std::lock_guard<std::mutex> lock(mutex);
  others.emplace_back(frame);
}
