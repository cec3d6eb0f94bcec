// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C header of a compiled network.

#ifndef RELU_LIB_AHEADOFTIME_HEADER_H
#define RELU_LIB_AHEADOFTIME_HEADER_H

#include "relu/AheadOfTime/CInterface.h"
#include "relu/Codegen/Target.h"

namespace relu {

/// Valid in C99 and C++, whatever warnings are on. Includes <stdint.h> only.
std::string writeHeader(const CInterface &interface, const Target &target,
                        bool needsLibm);

} // namespace relu

#endif // RELU_LIB_AHEADOFTIME_HEADER_H
