// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Changes to files such as accidents and enemies make. RELU_FUZZ_SECONDS sets
// how long each mutation test runs.

#ifndef RELU_TEST_UNIT_EXECUTION_MUTATION_H
#define RELU_TEST_UNIT_EXECUTION_MUTATION_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>

namespace relu_test {

/// Runs `body` 2000 times, or for the seconds of RELU_FUZZ_SECONDS.
inline void repeat(llvm::function_ref<void()> body) {
  using Clock = std::chrono::steady_clock;
  const char *text = std::getenv("RELU_FUZZ_SECONDS");
  std::chrono::duration<double> seconds(text ? std::atof(text) : 0);
  auto start = Clock::now();
  for (int round = 0; text ? Clock::now() - start < seconds : round < 2000;
       ++round)
    body();
}

/// Changes, removes, doubles or inserts a few bytes; numbers become others.
inline void mutate(std::string &bytes, std::mt19937_64 &random) {
  static constexpr llvm::StringLiteral kPieces[] = {"9223372036854775807",
                                                    "4294967296",
                                                    "-1",
                                                    "0",
                                                    "(",
                                                    ")",
                                                    "{",
                                                    "}",
                                                    "'",
                                                    ",",
                                                    "<f8",
                                                    "|b1",
                                                    ">u2",
                                                    "True",
                                                    "PK\1\2",
                                                    "PK\5\6",
                                                    "shape",
                                                    "descr"};
  for (uint64_t i = 0, e = 1 + random() % 4; i < e; ++i) {
    size_t at = random() % (bytes.size() + 1);
    size_t length = std::min<size_t>(random() % 12, bytes.size() - at);
    switch (random() % 7) {
    case 0:
      if (at < bytes.size())
        bytes[at] = static_cast<char>(random());
      break;
    case 1:
      if (at < bytes.size())
        bytes[at] ^= static_cast<char>(1 << random() % 8);
      break;
    case 2:
      bytes.erase(at, length);
      break;
    case 3:
      bytes.insert(at, bytes.substr(at, length));
      break;
    case 4:
      bytes.replace(at, length, kPieces[random() % std::size(kPieces)].str());
      break;
    case 5:
      bytes.resize(at);
      break;
    case 6:
      // Sizes are what a reader believes most easily.
      size_t digit = bytes.find_first_of("0123456789", at);
      if (digit != std::string::npos)
        bytes[digit] = static_cast<char>('0' + random() % 10);
      break;
    }
  }
}

} // namespace relu_test

#endif // RELU_TEST_UNIT_EXECUTION_MUTATION_H
