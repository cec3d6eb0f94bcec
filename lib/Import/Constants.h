// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors whose elements are known while a network is imported.

#ifndef RELU_LIB_IMPORT_CONSTANTS_H
#define RELU_LIB_IMPORT_CONSTANTS_H

#include "relu/IR/ConstantBytes.h"
#include "relu/Import/Onnx.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace relu {

/// The MLIR type called `name`; null for unsigned integers, on which no
/// operation works.
mlir::Type getElementType(mlir::MLIRContext &context, llvm::StringRef name);

/// `tensor` as an attribute: a few elements in the IR, more as a resource that
/// keeps the memory of `tensor`. Fails where MLIR has no such type.
llvm::Expected<mlir::ElementsAttr> makeConstant(mlir::MLIRContext &context,
                                                const OnnxTensor &tensor);

/// A constant of floating-point or integer elements, rounded once.
mlir::ElementsAttr makeConstant(mlir::RankedTensorType type,
                                llvm::ArrayRef<double> values);

/// The elements of integers, or nothing: for other types, and for more elements
/// than any shape has.
std::optional<llvm::SmallVector<int64_t>> readIntegers(mlir::ElementsAttr attr);

/// The elements of any number type, or nothing when they would take much more
/// memory than `attr` does.
std::optional<llvm::SmallVector<double>> readNumbers(mlir::ElementsAttr attr);

/// Result axis i is axis permutation[i] of `attr`.
mlir::ElementsAttr transposeConstant(mlir::ElementsAttr attr,
                                     llvm::ArrayRef<int64_t> permutation);

} // namespace relu

#endif // RELU_LIB_IMPORT_CONSTANTS_H
