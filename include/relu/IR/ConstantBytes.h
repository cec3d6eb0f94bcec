// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The memory of constants: where it lies, and how a new constant comes to be
// that is too large to be uniqued.

#ifndef RELU_IR_CONSTANTBYTES_H
#define RELU_IR_CONSTANTBYTES_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/LogicalResult.h"
#include <optional>

namespace relu {

/// The bytes of a constant, and by how much they advance from one element to
/// the next: not at all in a splat. The constant owns them.
struct ConstantBytes {
  const char *data;
  size_t stride;
};

/// Of `dense` and `dense_resource` constants of elements of whole bytes.
/// Nothing for others, and for a resource that is not there or has another size
/// than its type says: the parser checks neither.
std::optional<ConstantBytes> getConstantBytes(mlir::ElementsAttr value);

/// A `dense_resource` of the static type `type`, named after `name`, with the
/// memory that `fill` writes; it is aligned to a cache line. The context owns
/// it. Null, and nothing is kept, when `fill` fails or there is not as much
/// memory.
mlir::ElementsAttr
createResource(mlir::RankedTensorType type, mlir::StringRef name,
               llvm::function_ref<llvm::LogicalResult(char *)> fill);

/// The elements of a `dense` or `dense_resource` constant in another static
/// shape of as many. A resource is shared.
mlir::ElementsAttr reshapeConstant(mlir::ElementsAttr value,
                                   llvm::ArrayRef<int64_t> shape);

} // namespace relu

#endif // RELU_IR_CONSTANTBYTES_H
