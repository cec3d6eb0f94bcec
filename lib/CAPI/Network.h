// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a handle of the C API holds.

#ifndef RELU_LIB_CAPI_NETWORK_H
#define RELU_LIB_CAPI_NETWORK_H

#include "LastError.h"
#include "relu/Execution/Executable.h"

struct ReluNetwork {
  std::unique_ptr<relu::Executable> executable;
  std::vector<std::string> signatureTexts; // by the index of the function
};

namespace relu::capi {

/// The signature of a function; null if there is none. Says nothing.
const Signature *getSignature(const ReluNetwork *network, size_t function);

/// The same for functions that return a status: on failure `*signature` is null
/// and the error is kept.
ReluStatus findSignature(const ReluNetwork *network, size_t function,
                         const Signature *&signature);

/// The element kind that a number stands for; nothing for others.
std::optional<ElementKind> getElementKind(ReluElement element);

} // namespace relu::capi

#endif // RELU_LIB_CAPI_NETWORK_H
