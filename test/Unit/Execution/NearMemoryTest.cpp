// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// relu::NearMemory: all pages lie in one range, and what does not fit into it,
// or into the process, is refused.

#include "../../../lib/Execution/NearMemory.h"

#include "llvm/Support/Process.h"
#include "gtest/gtest.h"
#include <cstring>

using namespace relu;
using llvm::sys::Memory;
using llvm::sys::MemoryBlock;
using Purpose = llvm::SectionMemoryManager::AllocationPurpose;

constexpr unsigned kReadWrite = Memory::MF_READ | Memory::MF_WRITE;

TEST(NearMemory, GivesOutPagesOfOneRange) {
  const size_t page = llvm::sys::Process::getPageSizeEstimate();
  auto memory = NearMemory::reserve(4 * page);
  ASSERT_TRUE(memory);
  std::error_code error;
  auto allocate = [&](size_t bytes) {
    return memory->allocateMappedMemory(Purpose::Code, bytes, nullptr,
                                        kReadWrite, error);
  };
  MemoryBlock first = allocate(1), second = allocate(page + 1);
  ASSERT_FALSE(error) << error.message();
  EXPECT_EQ(first.allocatedSize(), page);
  EXPECT_EQ(second.allocatedSize(), 2 * page);
  EXPECT_EQ(static_cast<char *>(second.base()),
            static_cast<char *>(first.base()) + page);
  std::memset(first.base(), 1, page);
  std::memset(second.base(), 2, 2 * page);
  EXPECT_FALSE(memory->protectMappedMemory(first, Memory::MF_READ));
  EXPECT_EQ(*static_cast<char *>(first.base()), 1);

  EXPECT_EQ(allocate(page + 1).base(), nullptr);
  EXPECT_EQ(error, std::errc::not_enough_memory);
  error.clear();
  EXPECT_NE(allocate(page).base(), nullptr);
  EXPECT_FALSE(error);
}

TEST(NearMemory, IsNullWhereTheProcessMayNotHaveTheRange) {
  EXPECT_FALSE(NearMemory::reserve(size_t(1) << 60));
}
