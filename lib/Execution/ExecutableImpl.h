// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an Executable holds: made by Executable.cpp, used by Calls.cpp, and kept
// alive by every call that is bound to it.

#ifndef RELU_LIB_EXECUTION_EXECUTABLEIMPL_H
#define RELU_LIB_EXECUTION_EXECUTABLEIMPL_H

#include "DetachedConstants.h"
#include "Frame.h"
#include "relu/Execution/Executable.h"

namespace relu {

struct Executable::Impl {
  std::vector<Signature> signatures;
  DetachedConstants constants; // outlives the code
  std::unique_ptr<JitModule> code;
  // Both by the index of the signature.
  std::vector<FunctionCode> functions;
  std::unique_ptr<FramePool[]> frames;
  CompileTimes times;

  /// The index of `function`, which has to be one of `signatures` itself.
  llvm::Expected<size_t> indexOf(const Signature &function) const;

  FramePool::Lease takeFrame(size_t index) {
    return frames[index].take(signatures[index], functions[index]);
  }
};

} // namespace relu

#endif // RELU_LIB_EXECUTION_EXECUTABLEIMPL_H
