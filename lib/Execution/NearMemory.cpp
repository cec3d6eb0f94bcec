// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pages of one range, given out in turn.

#include "NearMemory.h"

#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Process.h"

using namespace relu;
using llvm::sys::Memory;
using llvm::sys::MemoryBlock;

std::unique_ptr<NearMemory> NearMemory::reserve(size_t bytes) {
  // Pages that nothing may write to are not counted as memory in use.
  std::error_code error;
  MemoryBlock range = Memory::allocateMappedMemory(bytes, /*NearBlock=*/nullptr,
                                                   Memory::MF_READ, error);
  if (error)
    return nullptr;
  return std::unique_ptr<NearMemory>(new NearMemory(range));
}

MemoryBlock NearMemory::allocateMappedMemory(
    llvm::SectionMemoryManager::AllocationPurpose purpose, size_t numBytes,
    const MemoryBlock *nearBlock, unsigned flags, std::error_code &error) {
  size_t size =
      llvm::alignTo(numBytes, llvm::sys::Process::getPageSizeEstimate());
  if (size > range.allocatedSize() - used) {
    error = std::make_error_code(std::errc::not_enough_memory);
    return MemoryBlock();
  }
  MemoryBlock block(static_cast<char *>(range.base()) + used, size);
  error = Memory::protectMappedMemory(block, flags);
  if (error)
    return MemoryBlock();
  used += size;
  return block;
}

std::error_code NearMemory::protectMappedMemory(const MemoryBlock &block,
                                                unsigned flags) {
  return Memory::protectMappedMemory(block, flags);
}

std::error_code NearMemory::releaseMappedMemory(MemoryBlock &block) {
  block = MemoryBlock();
  return std::error_code();
}
