// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One call each for another compiler to have all of relu: its dialect with what
// it needs, and its passes and pipelines.

#ifndef RELU_REGISTRATION_H
#define RELU_REGISTRATION_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace relu {

/// Adds the relu dialect, the upstream dialects that its passes create, and
/// the interface implementations that its pipelines need. Repeatable.
void registerAllDialects(mlir::DialectRegistry &registry);

/// Registers every pass and pipeline of relu by name. Repeatable.
void registerAllPasses();

} // namespace relu

#endif // RELU_REGISTRATION_H
