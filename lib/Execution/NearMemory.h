// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory for the machine code of one module and its constants, all of it within
// the reach of a 32-bit displacement: code of the small code model, which names
// an address in one instruction, must lie so.

#ifndef RELU_LIB_EXECUTION_NEARMEMORY_H
#define RELU_LIB_EXECUTION_NEARMEMORY_H

#include "llvm/ExecutionEngine/SectionMemoryManager.h"

namespace relu {

/// Gives out pages of one range of addresses, one after the other, and takes
/// back all of them when it ends.
class NearMemory : public llvm::SectionMemoryManager::MemoryMapper {
public:
  /// A range of so many bytes, of which no page is used before it is given out.
  /// Null when the process may not have it.
  static std::unique_ptr<NearMemory> reserve(size_t bytes);

  llvm::sys::MemoryBlock
  allocateMappedMemory(llvm::SectionMemoryManager::AllocationPurpose purpose,
                       size_t numBytes, const llvm::sys::MemoryBlock *nearBlock,
                       unsigned flags, std::error_code &error) override;
  std::error_code protectMappedMemory(const llvm::sys::MemoryBlock &block,
                                      unsigned flags) override;
  std::error_code releaseMappedMemory(llvm::sys::MemoryBlock &block) override;

private:
  explicit NearMemory(llvm::sys::MemoryBlock range) : range(range) {}

  llvm::sys::OwningMemoryBlock range;
  size_t used = 0; ///< bytes from the start
};

} // namespace relu

#endif // RELU_LIB_EXECUTION_NEARMEMORY_H
