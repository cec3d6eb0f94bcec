// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Answers questions about a compiled network.

#include "Network.h"

#include "relu/Version.h"

using namespace relu;
using namespace relu::capi;

// The numbers are those of the enumeration: a program that was compiled before
// must go on to work, so neither may be renumbered.
static_assert(
    RELU_F16 == int(ElementKind::f16) && RELU_BF16 == int(ElementKind::bf16) &&
    RELU_F32 == int(ElementKind::f32) && RELU_F64 == int(ElementKind::f64) &&
    RELU_I1 == int(ElementKind::i1) && RELU_I8 == int(ElementKind::i8) &&
    RELU_I16 == int(ElementKind::i16) && RELU_I32 == int(ElementKind::i32) &&
    RELU_I64 == int(ElementKind::i64) && RELU_U8 == int(ElementKind::u8) &&
    RELU_U16 == int(ElementKind::u16) && RELU_U32 == int(ElementKind::u32) &&
    RELU_U64 == int(ElementKind::u64));

std::optional<ElementKind> capi::getElementKind(ReluElement element) {
  if (element < 0 || size_t(element) >= getElementKinds().size())
    return std::nullopt;
  return static_cast<ElementKind>(element);
}

const Signature *capi::getSignature(const ReluNetwork *network,
                                    size_t function) {
  if (!network)
    return nullptr;
  llvm::ArrayRef<Signature> signatures = network->executable->getSignatures();
  return function < signatures.size() ? &signatures[function] : nullptr;
}

ReluStatus capi::findSignature(const ReluNetwork *network, size_t function,
                               const Signature *&signature) {
  signature = getSignature(network, function);
  if (signature)
    return RELU_OK;
  if (!network)
    return fail(RELU_INVALID_ARGUMENT, "expected a network, got null");
  return fail(RELU_UNKNOWN_FUNCTION,
              "expected the index of one of " +
                  countOf(network->signatureTexts.size(), "function") +
                  ", got " + llvm::Twine(function));
}

int32_t reluGetAbiVersion(void) { return RELU_ABI_VERSION; }

const char *reluGetVersion(void) { return RELU_VERSION_STRING; }

size_t reluGetElementSize(ReluElement element) {
  std::optional<ElementKind> kind = getElementKind(element);
  return kind ? getByteSize(*kind) : 0;
}

size_t reluGetFunctionCount(const ReluNetwork *network) {
  return network ? network->signatureTexts.size() : 0;
}

ReluStatus reluFindFunction(const ReluNetwork *network, const char *name,
                            size_t *function) {
  return guard([&] {
    if (!network || !function)
      return fail(RELU_INVALID_ARGUMENT,
                  "expected a network and a place for the index, got null");
    llvm::ArrayRef<Signature> signatures = network->executable->getSignatures();
    auto found = relu::findSignature(signatures, name ? name : "");
    if (!found)
      return fail(RELU_UNKNOWN_FUNCTION, found.takeError());
    *function = *found - signatures.data();
    return RELU_OK;
  });
}

const char *reluGetFunctionName(const ReluNetwork *network, size_t function) {
  const Signature *signature = capi::getSignature(network, function);
  return signature ? signature->name.c_str() : nullptr;
}

const char *reluGetSignature(const ReluNetwork *network, size_t function) {
  return capi::getSignature(network, function)
             ? network->signatureTexts[function].c_str()
             : nullptr;
}

size_t reluGetInputCount(const ReluNetwork *network, size_t function) {
  const Signature *signature = capi::getSignature(network, function);
  return signature ? signature->inputs.size() : 0;
}

size_t reluGetResultCount(const ReluNetwork *network, size_t function) {
  const Signature *signature = capi::getSignature(network, function);
  return signature ? signature->results.size() : 0;
}

const char *reluGetInputName(const ReluNetwork *network, size_t function,
                             size_t input) {
  const Signature *signature = capi::getSignature(network, function);
  return signature && input < signature->inputNames.size()
             ? signature->inputNames[input].c_str()
             : nullptr;
}

/// Writes the type at `index` of `types`, called `noun` in the message.
static ReluStatus writeType(llvm::ArrayRef<TensorType> types, size_t index,
                            llvm::StringRef noun, ReluType *type) {
  if (!type)
    return fail(RELU_INVALID_ARGUMENT,
                "expected a place for the type, got null");
  if (index >= types.size())
    return fail(RELU_INVALID_ARGUMENT, "expected the index of one of " +
                                           countOf(types.size(), noun) +
                                           ", got " + llvm::Twine(index));
  *type = {static_cast<ReluElement>(types[index].element),
           static_cast<int32_t>(types[index].getRank()),
           types[index].shape.data()};
  return RELU_OK;
}

ReluStatus reluGetInputType(const ReluNetwork *network, size_t function,
                            size_t input, ReluType *type) {
  return guard([&] {
    const Signature *signature;
    if (ReluStatus status = findSignature(network, function, signature))
      return status;
    return writeType(signature->inputs, input, "input", type);
  });
}

ReluStatus reluGetResultType(const ReluNetwork *network, size_t function,
                             size_t result, ReluType *type) {
  return guard([&] {
    const Signature *signature;
    if (ReluStatus status = findSignature(network, function, signature))
      return status;
    return writeType(signature->results, result, "result", type);
  });
}
