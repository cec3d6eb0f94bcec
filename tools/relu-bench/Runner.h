// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who is measured: relu and its peers, each ready to run one network. A new
// peer is one file in Peers/ and its entry in Peers.cpp.

#ifndef RELU_TOOLS_RELU_BENCH_RUNNER_H
#define RELU_TOOLS_RELU_BENCH_RUNNER_H

#include "Network.h"

#include <memory>

namespace relu::bench {

/// A network that is ready to run: weights packed, code made, memory there.
class Runner {
public:
  virtual ~Runner() = default;

  /// Reads the network's input, and writes the output.
  virtual llvm::Error run() = 0;

  /// [batch, out], f32, of the last run.
  virtual const float *getOutput() const = 0;

  /// How it runs, in few words: "matmul", "panels of 64". May be empty.
  virtual std::string describe() const { return ""; }
};

/// Several ways to run the same network; the fastest is measured.
using Runners = std::vector<std::unique_ptr<Runner>>;

/// A library that runs networks.
struct Peer {
  /// As options and tables spell it: "onednn".
  llvm::StringRef name;
  /// Of the library that is loaded: "2.6.3".
  std::string (*getVersion)();
  /// Prepares `network`, which outlives the runners, in every way worth trying
  /// on so many threads; none when the library does not have its activation or
  /// can not use so many threads.
  llvm::Expected<Runners> (*prepare)(const Network &network, int threads);
};

/// The peers that this program was built with. One whose library is loaded at
/// run time, and is not there, is not in the list.
llvm::ArrayRef<Peer> getPeers();

/// The names of all peers that relu-bench knows.
llvm::ArrayRef<llvm::StringRef> getKnownPeers();

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_RUNNER_H
