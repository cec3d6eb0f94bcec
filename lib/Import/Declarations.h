// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a file says of its values besides how they are computed: names and
// types.

#ifndef RELU_LIB_IMPORT_DECLARATIONS_H
#define RELU_LIB_IMPORT_DECLARATIONS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "onnx/onnx_pb.h"
#include "llvm/Support/Error.h"

namespace relu {

/// Fails when `actual`, the type that was computed, can not be the one that
/// `info` declares; a size that either leaves open is no contradiction, nor is
/// a type or shape that is not declared. With `anyBatch` the first size may be
/// another. `kind` is how the message calls the value: "output", "value".
llvm::Error checkDeclaredType(const onnx::ValueInfoProto &info,
                              mlir::RankedTensorType actual, bool anyBatch,
                              llvm::StringRef kind);

/// The name of a value as an attribute of an argument or result.
mlir::DictionaryAttr getNameAttr(mlir::MLIRContext *context,
                                 const onnx::ValueInfoProto &info);

/// The name of an input of type `type`, and of those of its sizes that are not
/// known.
mlir::DictionaryAttr getInputAttrs(const onnx::ValueInfoProto &info,
                                   mlir::RankedTensorType type);

} // namespace relu

#endif // RELU_LIB_IMPORT_DECLARATIONS_H
