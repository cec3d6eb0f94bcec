// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dialect lab, and a pipeline in which relu is one stage.

#ifndef LAB_H
#define LAB_H

#include "relu/IR/Activation.h"

#include "mlir/IR/Dialect.h"
#include "mlir/Pass/PassManager.h"

#include "LabDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "LabAttrs.h.inc"

namespace lab {

/// `lab-compile`: relu makes the network smaller and turns it into linalg; what
/// comes then is this compiler's own way to the LLVM dialect.
void buildLabPipeline(mlir::OpPassManager &manager);

} // namespace lab

#endif // LAB_H
