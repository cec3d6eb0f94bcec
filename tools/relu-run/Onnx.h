// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What relu-run reads of ONNX beside models: tensors, and test data sets. Built
// without ONNX all of it fails with a message that says so.

#ifndef RELU_TOOLS_RELU_RUN_ONNX_H
#define RELU_TOOLS_RELU_RUN_ONNX_H

#include "Options.h"

#include "relu/Execution/Signature.h"
#include "relu/Execution/TensorSpec.h"

namespace relu {

/// TensorSpec::load, for ONNX tensors too.
llvm::Expected<Tensor> loadTensor(const TensorSpec &spec,
                                  std::mt19937_64 &random);

/// Turns a data set into what --input and --expect would have said: the folder
/// has input_I.pb and output_I.pb, I from 0 on, for the inputs and results of
/// `function`.
llvm::Error useDataSet(RunOptions &options, const Signature &function);

} // namespace relu

#endif // RELU_TOOLS_RELU_RUN_ONNX_H
