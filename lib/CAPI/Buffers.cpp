// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nothing that a caller says about a buffer is believed: numbers are checked
// before they are multiplied, pointers before they are followed.

#include "Buffers.h"

#include "Network.h"

#include "llvm/Support/MathExtras.h"
#include <cstring>

using namespace relu;
using namespace relu::capi;

template <typename View>
ReluStatus Buffers<View>::failAt(ReluStatus status, size_t index,
                                 const llvm::Twine &message) const {
  bool isNamed = noun == "input" && !signature.inputNames[index].empty();
  return fail(status,
              noun + " " + llvm::Twine(index) +
                  (isNamed ? " (" + signature.inputNames[index] + ")" : "") +
                  ": " + message + "; the signature is " + signature.str());
}

template <typename View> ReluStatus Buffers<View>::checkTypes() {
  if (count != types.size())
    return fail(RELU_WRONG_COUNT, "expected " + countOf(types.size(), noun) +
                                      ", got " + llvm::Twine(count) +
                                      "; the signature is " + signature.str());
  if (count > 0 && !buffers)
    return fail(RELU_INVALID_ARGUMENT,
                "expected " + noun + "s, got a null pointer");
  for (size_t i = 0; i < count; ++i) {
    const ReluBuffer &buffer = buffers[i];
    std::optional<ElementKind> element = getElementKind(buffer.element);
    if (!element)
      return failAt(RELU_WRONG_ELEMENT, i,
                    "expected " + types[i].str() + ", got the number " +
                        llvm::Twine(buffer.element) +
                        ", which is no element type");
    if (buffer.rank < 0 || buffer.rank > TensorType::kMaxRank)
      return failAt(RELU_WRONG_SHAPE, i,
                    "expected " + types[i].str() + ", got rank " +
                        llvm::Twine(buffer.rank));
    if (buffer.rank > 0 && !buffer.sizes)
      return failAt(RELU_INVALID_ARGUMENT, i, "expected sizes, got null");
    TensorType &type =
        views.emplace_back(View{{*element, {}}, buffer.data}).type;
    type.shape.append(buffer.sizes, buffer.sizes + buffer.rank);
    for (int64_t size : type.shape)
      if (size < 0)
        return failAt(RELU_WRONG_SHAPE, i,
                      "expected sizes of 0 or more, got " + llvm::Twine(size));
    if (!types[i].accepts(type))
      return failAt(relu::accepts(types[i].element, *element)
                        ? RELU_WRONG_SHAPE
                        : RELU_WRONG_ELEMENT,
                    i, "expected " + types[i].str() + ", got " + type.str());
    std::optional<int64_t> bytes = type.getByteSize();
    if (!bytes)
      return failAt(RELU_WRONG_SHAPE, i,
                    "expected sizes that memory can hold, got " + type.str());
    byteSizes.push_back(*bytes);
  }
  return RELU_OK;
}

/// The elements from the first to the last, both included, of a buffer that has
/// any; nothing when there are too many to count.
static std::optional<int64_t> getSpan(const ReluBuffer &buffer) {
  int64_t span = 1;
  for (int32_t axis = 0; axis < buffer.rank; ++axis) {
    int64_t reach;
    if (llvm::MulOverflow(buffer.sizes[axis] - 1, buffer.strides[axis],
                          reach) ||
        llvm::AddOverflow(span, reach, span))
      return std::nullopt;
  }
  return span;
}

static bool isContiguous(const ReluBuffer &buffer) {
  int64_t expected = 1;
  for (int32_t axis = buffer.rank; axis-- > 0;) {
    if (buffer.sizes[axis] != 1 && buffer.strides[axis] != expected)
      return false;
    expected *= buffer.sizes[axis];
  }
  return true;
}

/// Whether two elements of a strided buffer may lie in the same place: each
/// stride has to step over all that the smaller ones reach.
static bool mayOverlapItself(const ReluBuffer &buffer) {
  llvm::SmallVector<std::pair<int64_t, int64_t>> steps; // stride, size
  for (int32_t axis = 0; axis < buffer.rank; ++axis)
    if (buffer.sizes[axis] > 1)
      steps.push_back({buffer.strides[axis], buffer.sizes[axis]});
  llvm::sort(steps);
  int64_t reach = 0;
  for (auto [stride, size] : steps) {
    if (stride <= reach)
      return true;
    reach += stride * (size - 1);
  }
  return false;
}

template <typename View>
ReluStatus Buffers<View>::checkBuffer(size_t index, bool &isDirect) const {
  const ReluBuffer &buffer = buffers[index];
  const TensorType &type = views[index].type;
  int64_t elementBytes = getByteSize(type.element);
  isDirect = true;
  int64_t bytes = byteSizes[index];
  if (bytes == 0)
    return RELU_OK;
  if (buffer.strides) {
    for (int32_t axis = 0; axis < buffer.rank; ++axis)
      if (buffer.strides[axis] < 0)
        return failAt(RELU_INVALID_ARGUMENT, index,
                      "expected strides of 0 or more, got " +
                          llvm::Twine(buffer.strides[axis]));
    isDirect = isContiguous(buffer);
    std::optional<int64_t> span = getSpan(buffer);
    if (!span || llvm::MulOverflow(*span, elementBytes, bytes))
      return failAt(RELU_INVALID_ARGUMENT, index,
                    "expected strides that memory can hold");
    if (!isDirect && noun == "result" && mayOverlapItself(buffer))
      return failAt(RELU_INVALID_ARGUMENT, index,
                    "expected strides that give each element a place of its "
                    "own");
  }
  if (!buffer.data)
    return failAt(RELU_INVALID_ARGUMENT, index, "expected data, got null");
  if (buffer.bytes < static_cast<uint64_t>(bytes))
    return failAt(RELU_BUFFER_TOO_SMALL, index,
                  "expected a buffer of " + llvm::Twine(bytes) + " bytes for " +
                      type.str() + ", got " + llvm::Twine(buffer.bytes));
  isDirect &= reinterpret_cast<uintptr_t>(buffer.data) % elementBytes == 0;
  return RELU_OK;
}

template <typename View> ReluStatus Buffers<View>::checkMemory(bool mayCopy) {
  for (size_t i = 0; i < count; ++i) {
    bool isDirect;
    if (ReluStatus status = checkBuffer(i, isDirect))
      return status;
    if (isDirect)
      continue;
    if (!mayCopy)
      return failAt(RELU_INVALID_ARGUMENT, i,
                    "expected elements without gaps at an address that is a "
                    "multiple of " +
                        llvm::Twine(getByteSize(views[i].type.element)) +
                        ": a bound call copies nothing");
    auto copy = Tensor::create(views[i].type);
    if (!copy)
      return fail(RELU_OUT_OF_MEMORY, copy.takeError());
    views[i].data = copy->getData();
    copies.emplace_back(std::move(*copy), i);
  }
  return RELU_OK;
}

/// Calls `copy(strided, packed)` with offsets, in elements, for each row of
/// `width` elements, the size of the last dimension.
static void forEachRow(const ReluBuffer &buffer, int64_t width,
                       llvm::function_ref<void(int64_t, int64_t)> copy) {
  llvm::SmallVector<int64_t> position(buffer.rank, 0);
  int64_t packed = 0;
  while (true) {
    int64_t strided = 0;
    for (int32_t axis = 0; axis + 1 < buffer.rank; ++axis)
      strided += position[axis] * (buffer.strides ? buffer.strides[axis] : 0);
    copy(strided, packed);
    packed += width;
    int32_t axis = buffer.rank - 2;
    while (axis >= 0 && ++position[axis] == buffer.sizes[axis])
      position[axis--] = 0;
    if (axis < 0)
      return;
  }
}

/// Copies between a buffer of the caller and the contiguous tensor beside it.
static void copyBuffer(const ReluBuffer &buffer, Tensor &tensor,
                       bool toTensor) {
  size_t size = getByteSize(tensor.getType().element);
  auto *outside = static_cast<char *>(buffer.data);
  auto *inside = static_cast<char *>(tensor.getData());
  auto copy = [&](int64_t strided, int64_t packed, size_t count) {
    char *there = outside + strided * size, *here = inside + packed * size;
    if (toTensor)
      std::memcpy(here, there, count * size);
    else
      std::memcpy(there, here, count * size);
  };
  if (!buffer.strides || isContiguous(buffer)) { // not aligned
    copy(0, 0, tensor.getNumElements());
    return;
  }
  int64_t width = buffer.sizes[buffer.rank - 1];
  int64_t step = buffer.strides[buffer.rank - 1];
  forEachRow(buffer, width, [&](int64_t strided, int64_t packed) {
    if (step == 1)
      return copy(strided, packed, width);
    for (int64_t i = 0; i < width; ++i)
      copy(strided + i * step, packed + i, 1);
  });
}

template <typename View> void Buffers<View>::pack() {
  for (auto &[tensor, index] : copies)
    copyBuffer(buffers[index], tensor, /*toTensor=*/true);
}

template <typename View> void Buffers<View>::unpack() {
  for (auto &[tensor, index] : copies)
    copyBuffer(buffers[index], tensor, /*toTensor=*/false);
}

/// Whether memory of so many bytes has bytes in common.
static bool overlap(const void *a, uintptr_t aBytes, const void *b,
                    uintptr_t bBytes) {
  auto aStart = reinterpret_cast<uintptr_t>(a);
  auto bStart = reinterpret_cast<uintptr_t>(b);
  return aBytes > 0 && bBytes > 0 && aStart < bStart + bBytes &&
         bStart < aStart + aBytes;
}

template <typename View>
ReluStatus Buffers<View>::checkOverlap(const InputBuffers &inputs) const {
  for (size_t i = 0; i < views.size(); ++i) {
    for (size_t k = 0; k < inputs.views.size(); ++k)
      if (overlap(views[i].data, byteSizes[i], inputs.views[k].data,
                  inputs.byteSizes[k]))
        return failAt(RELU_INVALID_ARGUMENT, i,
                      "expected a buffer of its own, got one that overlaps "
                      "input " +
                          llvm::Twine(k));
    for (size_t k = 0; k < i; ++k)
      if (overlap(views[i].data, byteSizes[i], views[k].data, byteSizes[k]))
        return failAt(RELU_INVALID_ARGUMENT, i,
                      "expected a buffer of its own, got one that overlaps "
                      "result " +
                          llvm::Twine(k));
  }
  return RELU_OK;
}

template class relu::capi::Buffers<ConstTensorView>;
template class relu::capi::Buffers<TensorView>;
