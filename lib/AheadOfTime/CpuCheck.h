// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The question whether a CPU can run the code of a target, as code in C.

#ifndef RELU_LIB_AHEADOFTIME_CPUCHECK_H
#define RELU_LIB_AHEADOFTIME_CPUCHECK_H

#include "relu/Codegen/Target.h"

#include "llvm/Support/raw_ostream.h"

namespace relu {

/// Prints `static inline int PREFIX_supported(void)`, which returns 1 on CPUs
/// that have all features of `target`, and 0 on others.
void printCpuCheck(llvm::raw_ostream &os, const Target &target,
                   llvm::StringRef prefix);

/// Fails when `target` has a feature of x86 that changes code and that the
/// check does not know.
llvm::Error verifyCpuCheck(const Target &target);

} // namespace relu

#endif // RELU_LIB_AHEADOFTIME_CPUCHECK_H
