// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The functions of all peers: each pair is one file of this folder, which is
// compiled only where its library was found. See Peer in ../Runner.h.

#ifndef RELU_TOOLS_RELU_BENCH_PEERS_PEERS_H
#define RELU_TOOLS_RELU_BENCH_PEERS_PEERS_H

#include "../Runner.h"

namespace relu::bench {

std::string getEigenVersion();
llvm::Expected<Runners> prepareEigen(const Network &network, int threads);

std::string getLibxsmmVersion();
llvm::Expected<Runners> prepareLibxsmm(const Network &network, int threads);

std::string getOneDnnVersion();
llvm::Expected<Runners> prepareOneDnn(const Network &network, int threads);

/// Whether its library is there; says on stderr why it is not.
bool hasOnnxRuntime();
std::string getOnnxRuntimeVersion();
llvm::Expected<Runners> prepareOnnxRuntime(const Network &network, int threads);

std::string getOpenBlasVersion();
llvm::Expected<Runners> prepareOpenBlas(const Network &network, int threads);

std::string getXnnpackVersion();
llvm::Expected<Runners> prepareXnnpack(const Network &network, int threads);

} // namespace relu::bench

#endif // RELU_TOOLS_RELU_BENCH_PEERS_PEERS_H
