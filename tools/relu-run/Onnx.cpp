// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From tensors in files of ONNX to those that networks run on.

#include "Onnx.h"

#ifdef RELU_HAS_ONNX
#include "relu/Import/Onnx.h"
#endif

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cstring>

using namespace llvm;
using namespace relu;

#ifdef RELU_HAS_ONNX

static Expected<Tensor> loadOnnxTensor(StringRef path) {
  Expected<OnnxTensor> read = readOnnxTensorFile(path);
  if (!read)
    return read.takeError();
  std::optional<ElementKind> element = parseElementKind(read->element);
  if (!element)
    return createStringError("'" + path + "': element type " + read->element +
                             " is not supported");
  Expected<Tensor> tensor =
      Tensor::create(TensorType{*element, std::move(read->shape)});
  if (!tensor)
    return tensor.takeError();
  if (tensor->getByteSize() != int64_t(read->bytes.size()))
    return createStringError("'" + path + "': expected " +
                             Twine(tensor->getByteSize()) + " bytes, got " +
                             Twine(read->bytes.size()));
  if (!read->bytes.empty())
    std::memcpy(tensor->getData(), read->bytes.data(), read->bytes.size());
  return tensor;
}

#else

static Expected<Tensor> loadOnnxTensor(StringRef path) {
  return createStringError("'" + path +
                           "': this relu-run was built without ONNX "
                           "(RELU_ENABLE_ONNX)");
}

#endif

Expected<Tensor> relu::loadTensor(const TensorSpec &spec,
                                  std::mt19937_64 &random) {
  if (spec.source != TensorSpec::Source::Onnx)
    return spec.load(random);
  Expected<Tensor> tensor = loadOnnxTensor(spec.path);
  if (tensor && spec.type && !spec.type->accepts(tensor->getType()))
    return createStringError("'" + spec.path + "': expected " +
                             spec.type->str() + ", got " +
                             tensor->getType().str());
  return tensor;
}

Error relu::useDataSet(RunOptions &options, const Signature &function) {
  auto add = [&](std::vector<std::string> &specs, StringRef kind,
                 size_t count) -> Error {
    for (size_t i = 0; i < count; ++i) {
      SmallString<256> path(options.dataSet);
      sys::path::append(path, kind + "_" + Twine(i) + ".pb");
      if (!sys::fs::exists(path))
        return createStringError("--data-set: expected a file '" + path +
                                 "'; the signature is " + function.str());
      specs.push_back(("@" + path).str());
    }
    return Error::success();
  };
  if (Error error = add(options.inputs, "input", function.inputs.size()))
    return error;
  return add(options.expected, "output", function.results.size());
}
