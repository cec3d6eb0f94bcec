// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How C sees a compiled function: the names and the order of parameters, which
// sizes the caller passes, and which ones follow from them.

#ifndef RELU_AHEADOFTIME_CINTERFACE_H
#define RELU_AHEADOFTIME_CINTERFACE_H

#include "relu/Execution/Signature.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "llvm/Support/Error.h"

namespace relu {

/// A number of elements or bytes.
struct CSize {
  enum Kind {
    Constant,  ///< `value` itself
    Parameter, ///< the size parameter `value`
    Computed,  ///< known when the function is called
  };
  Kind kind;
  int64_t value;
};

/// A parameter that points to the elements of a tensor.
struct CTensor {
  std::string name;
  TensorType type;
  llvm::SmallVector<CSize> sizes; ///< one for each dimension
};

/// A function of the model as a function of C.
struct CInterface {
  std::string prefix;
  Signature signature;
  llvm::SmallVector<CTensor, 2> inputs;
  llvm::SmallVector<std::string, 1> sizes; ///< parameters of type int64_t
  llvm::SmallVector<CTensor, 1> results;
  CSize workspace; ///< bytes

  bool hasWorkspace() const {
    return workspace.kind != CSize::Constant || workspace.value != 0;
  }
  /// Whether the caller has to ask for the size of a result.
  bool hasComputedSizes() const;
  /// "net_run" for "run".
  std::string nameOf(llvm::StringRef function) const {
    return (prefix + "_" + function).str();
  }
};

/// What `PREFIX_run` returns, and the other functions below it. The header
/// calls them PREFIX_OK and so on.
enum CStatus : int32_t {
  kStatusOk = 0,
  kStatusBadSize = 1,
  kStatusBadPointer = 2,
};

/// Bytes that the address of the workspace is a multiple of: what malloc and an
/// array of doubles have.
constexpr int64_t kWorkspaceAlignment = 8;

/// Describes the function of `signature` to C. `shapes` is its function
/// `@f_shapes` in the LLVM dialect: sizes that it compares are one parameter,
/// and what it stores tells sizes of results that are known. Inputs keep their
/// names as far as C allows. Fails when `prefix` is no C identifier.
llvm::Expected<CInterface> describeToC(const Signature &signature,
                                       llvm::StringRef prefix,
                                       mlir::LLVM::LLVMFuncOp shapes);

} // namespace relu

#endif // RELU_AHEADOFTIME_CINTERFACE_H
