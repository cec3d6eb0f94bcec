// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The list of peers. CMake defines RELU_BENCH_… for those that were found.

#include "Peers.h"

using namespace relu::bench;

llvm::ArrayRef<Peer> relu::bench::getPeers() {
  static const std::vector<Peer> peers = [] {
    std::vector<Peer> found = {
#ifdef RELU_BENCH_ONEDNN
        {"onednn", getOneDnnVersion, prepareOneDnn},
#endif
#ifdef RELU_BENCH_LIBXSMM
        {"libxsmm", getLibxsmmVersion, prepareLibxsmm},
#endif
#ifdef RELU_BENCH_OPENBLAS
        {"openblas", getOpenBlasVersion, prepareOpenBlas},
#endif
#ifdef RELU_BENCH_XNNPACK
        {"xnnpack", getXnnpackVersion, prepareXnnpack},
#endif
#ifdef RELU_BENCH_EIGEN
        {"eigen", getEigenVersion, prepareEigen},
#endif
    };
#ifdef RELU_BENCH_ONNXRUNTIME
    if (hasOnnxRuntime())
      found.push_back(
          {"onnxruntime", getOnnxRuntimeVersion, prepareOnnxRuntime});
#endif
    return found;
  }();
  return peers;
}

llvm::ArrayRef<llvm::StringRef> relu::bench::getKnownPeers() {
  static const llvm::StringRef names[] = {"onednn",  "libxsmm", "openblas",
                                          "xnnpack", "eigen",   "onnxruntime"};
  return names;
}
