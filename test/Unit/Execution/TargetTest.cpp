// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Targets from names and lists of features.

#include "relu/Codegen/Target.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace relu;

#ifdef __x86_64__
TEST(TargetTest, FeaturesAreAddedAndTakenAway) {
  Target v3 = llvm::cantFail(Target::fromCpu("x86-64-v3"));
  EXPECT_EQ(v3.getIsa(), Isa::avx2);
  Target less = llvm::cantFail(v3.withFeatures("-avx2"));
  EXPECT_FALSE(less.hasFeature("avx2"));
  EXPECT_TRUE(less.hasFeature("avx"));
  EXPECT_EQ(less.getIsa(), Isa::generic);
  Target more =
      llvm::cantFail(v3.withFeatures("+avx512f,+avx512bw,+avx512dq,+avx512vl"));
  EXPECT_EQ(more.getIsa(), Isa::avx512);
  EXPECT_FALSE(llvm::cantFail(Target::host().withFeatures("-sse4.2"))
                   .hasFeature("avx2"));
}

TEST(TargetTest, TheLastOneOfAFeatureCounts) {
  Target v3 = llvm::cantFail(Target::fromCpu("x86-64-v3"));
  EXPECT_TRUE(
      llvm::cantFail(v3.withFeatures("-avx2,+avx2")).hasFeature("avx2"));
  EXPECT_FALSE(
      llvm::cantFail(v3.withFeatures("+avx2,-avx2")).hasFeature("avx2"));
}
#endif

TEST(TargetTest, UnknownFeaturesAreRefused) {
  for (llvm::StringRef list : {"abacus", "+abacus", "avx2", "", "+", "+fma,"}) {
    auto target = Target::host().withFeatures(list);
    ASSERT_FALSE(target) << list.str();
    EXPECT_THAT(llvm::toString(target.takeError()),
                testing::HasSubstr("expected features"));
  }
}
