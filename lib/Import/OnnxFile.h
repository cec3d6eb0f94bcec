// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From bytes to ONNX's own structures, and from those to tensors whose sizes
// are known to be true.

#ifndef RELU_LIB_IMPORT_ONNXFILE_H
#define RELU_LIB_IMPORT_ONNXFILE_H

#include "relu/Import/Onnx.h"

#include "mlir/IR/BuiltinTypes.h"
#include "onnx/onnx_pb.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/MemoryBuffer.h"

namespace relu {

/// No tensor has more axes; in files they cost a byte each.
constexpr int kMaxRank = 64;

/// A name out of a file as it may stand in messages and attributes: printable
/// ASCII, everything else and the backslash as \XX; long ones are cut.
std::string escapeName(llvm::StringRef name);

/// The whole file, without a terminator. Fails when it can not be read or has
/// 2 GB or more, the limit of the format.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
openOnnxFile(llvm::StringRef path);

/// The folder of a file, where its external data must be.
std::string getFolder(llvm::StringRef path);

llvm::Error parseModel(llvm::StringRef bytes, onnx::ModelProto &model);

/// MLIR's spelling of a TensorProto_DataType; nothing for strings, complex
/// numbers and what is not known.
std::optional<llvm::StringRef> getElementName(int32_t dataType);

/// Takes the data out of `proto`, which has none afterwards. External data is
/// read from `folder`, and only from there; none at all when it is empty.
llvm::Expected<OnnxTensor> takeTensor(onnx::TensorProto &proto,
                                      llvm::StringRef folder);

/// The type that a file declares; fails for what is no tensor, and for shapes
/// that no tensor can have.
llvm::Expected<mlir::RankedTensorType>
getType(mlir::MLIRContext &context, const onnx::ValueInfoProto &info);

} // namespace relu

#endif // RELU_LIB_IMPORT_ONNXFILE_H
