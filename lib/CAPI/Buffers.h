// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Buffers of C programs as tensors: checked, and packed where generated code
// can not take them as they lie.

#ifndef RELU_LIB_CAPI_BUFFERS_H
#define RELU_LIB_CAPI_BUFFERS_H

#include "LastError.h"
#include "relu/Execution/Signature.h"

namespace relu::capi {

/// Calls with so many inputs and so many results take no memory.
constexpr size_t kInline = 8;

/// The buffers of one side of a call: `View` is ConstTensorView for inputs and
/// TensorView for results.
template <typename View> class Buffers {
public:
  /// `noun` is "input" or "result", for messages.
  Buffers(const Signature &signature, llvm::StringRef noun,
          llvm::ArrayRef<TensorType> types, const ReluBuffer *buffers,
          size_t count)
      : signature(signature), noun(noun), types(types), buffers(buffers),
        count(count) {}

  /// Checks all that can be told without calling the shape function: the
  /// number, pointers, element types, ranks and the sizes that are known.
  ReluStatus checkTypes();

  /// Then their memory: pointers, strides, bytes. What is not contiguous or not
  /// aligned gets a contiguous tensor beside it, or is refused when the call
  /// may not copy.
  ReluStatus checkMemory(bool mayCopy);

  /// Copies inputs into the tensors beside them.
  void pack();
  /// Copies results out of them.
  void unpack();

  /// Fails if a buffer of `this` that is written in place overlaps another one,
  /// or an input that is read in place.
  ReluStatus checkOverlap(const Buffers<ConstTensorView> &inputs) const;

  /// Contiguous, after checkMemory; only types, after checkTypes.
  llvm::ArrayRef<View> getViews() const { return views; }

private:
  template <typename Other> friend class Buffers;

  ReluStatus failAt(ReluStatus status, size_t index,
                    const llvm::Twine &message) const;
  ReluStatus checkBuffer(size_t index, bool &isDirect) const;

  const Signature &signature;
  llvm::StringRef noun;
  llvm::ArrayRef<TensorType> types;
  const ReluBuffer *buffers;
  size_t count;
  llvm::SmallVector<View, kInline> views;
  llvm::SmallVector<int64_t, kInline> byteSizes; // of the views
  /// Owner and index of each buffer that is copied.
  llvm::SmallVector<std::pair<Tensor, size_t>, 0> copies;
};

using InputBuffers = Buffers<ConstTensorView>;
using ResultBuffers = Buffers<TensorView>;

} // namespace relu::capi

#endif // RELU_LIB_CAPI_BUFFERS_H
