// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one running call of a compiled function needs, made once and kept for
// the next one: memref descriptors, the array of arguments, sizes, workspace.

#ifndef RELU_LIB_EXECUTION_FRAME_H
#define RELU_LIB_EXECUTION_FRAME_H

#include "relu/Execution/JitModule.h"
#include "relu/Execution/Signature.h"

#include <atomic>
#include <mutex>

namespace relu {

/// A function of the module, and the one beside it that computes its shapes.
struct FunctionCode {
  JitModule::Function run = nullptr;
  JitModule::Function shapes = nullptr;
  std::vector<std::string> checks; // what a failed check says
};

/// The arguments of one call at a time. Neither copied nor moved: arguments
/// point to each other.
class Frame {
public:
  /// Both outlive the frame.
  Frame(const Signature &signature, const FunctionCode &code);
  Frame(const Frame &) = delete;
  Frame &operator=(const Frame &) = delete;

  /// Checks inputs, and computes what a call with their sizes gives and needs:
  /// getInfo. Does so once for each change of sizes.
  llvm::Error setInputTypes(llvm::ArrayRef<ConstTensorView> inputs);

  /// Makes ready for getCode()(getArguments()): checks all types, grows the
  /// workspace, takes the addresses. Nothing but comparisons when types are
  /// those of the last call.
  llvm::Error prepare(llvm::ArrayRef<ConstTensorView> inputs,
                      llvm::ArrayRef<TensorView> results);

  void setInput(size_t index, const void *data) {
    setData(index, const_cast<void *>(data));
  }
  void setResult(size_t index, void *data) {
    setData(signature.inputs.size() + index, data);
  }

  /// As the shape function wrote it; see InfoIndex.
  llvm::ArrayRef<int64_t> getInfo() const { return info; }

  JitModule::Function getCode() const { return code.run; }
  void **getArguments() { return arguments.data(); }

private:
  void setData(size_t index, void *data);
  void setSizes(size_t index, llvm::ArrayRef<int64_t> sizes);
  llvm::ArrayRef<int64_t> getSizes(size_t index) const;
  bool hasType(size_t index, const TensorType &expected,
               const TensorType &actual) const;
  bool hasInputTypes(llvm::ArrayRef<ConstTensorView> inputs) const;
  llvm::Error checkInputs(llvm::ArrayRef<ConstTensorView> inputs) const;
  llvm::Error checkResults(llvm::ArrayRef<TensorView> results) const;
  llvm::Error computeInfo();
  llvm::Error growWorkspace();

  const Signature &signature;
  const FunctionCode &code;
  std::vector<int64_t> words; // all descriptors
  /// Where each descriptor begins: inputs, results, workspace, info.
  std::vector<int64_t *> descriptors;
  /// Pointers to elements of `descriptors`: the convention of packed calls.
  std::vector<void *> arguments, shapeArguments;
  std::vector<int64_t> info;
  bool hasInfo = false; // `info` and all sizes are those of a call
  std::unique_ptr<char, decltype(&std::free)> workspace{nullptr, std::free};
  int64_t workspaceBytes = 0;
};

/// The idle frames of one function.
class FramePool {
public:
  struct Return {
    FramePool *pool;
    void operator()(Frame *frame) const { pool->giveBack(frame); }
  };
  /// A frame that goes back to the pool by itself.
  using Lease = std::unique_ptr<Frame, Return>;

  FramePool() = default;
  ~FramePool() { delete first.load(); }

  /// Makes a frame when no other one is idle.
  Lease take(const Signature &signature, const FunctionCode &code);

private:
  void giveBack(Frame *frame);

  /// One frame that a single thread takes and gives back without a lock. The
  /// others are for calls that run at the same time.
  std::atomic<Frame *> first{nullptr};
  std::mutex mutex; // guards `others`
  std::vector<std::unique_ptr<Frame>> others;
};

} // namespace relu

#endif // RELU_LIB_EXECUTION_FRAME_H
