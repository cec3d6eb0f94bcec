// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What tests of messages share.

#ifndef RELU_TEST_UNIT_MESSAGES_H
#define RELU_TEST_UNIT_MESSAGES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "gtest/gtest.h"
#include <string>

namespace relu_test {

/// What `error` says; "no error" when it is none.
inline std::string messageOf(llvm::Error error) {
  return error ? llvm::toString(std::move(error)) : "no error";
}

template <typename T> std::string messageOf(llvm::Expected<T> value) {
  return messageOf(value.takeError());
}

inline testing::AssertionResult contains(const char *, const char *,
                                         const std::string &text,
                                         const std::string &part) {
  if (llvm::StringRef(text).contains(part))
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << "expected '" << part << "' in\n"
                                     << text;
}

} // namespace relu_test

#define EXPECT_CONTAINS(text, part)                                            \
  EXPECT_PRED_FORMAT2(relu_test::contains, text, part)

#endif // RELU_TEST_UNIT_MESSAGES_H
