// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results as text, in files, and beside others.

#include "Results.h"
#include "Onnx.h"

#include "relu/Execution/Compare.h"
#include "relu/Execution/Npy.h"
#include "relu/Execution/TensorSpec.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"

using namespace llvm;
using namespace relu;

static bool isArchive(StringRef output) { return output.ends_with(".npz"); }

Error relu::checkOutputs(const RunOptions &options, const Signature &function) {
  size_t count = options.outputs.size();
  for (StringRef output : options.outputs) {
    if (output != "-" && (output.size() < 2 || output.front() != '@'))
      return createStringError("--output=" + output +
                               ": expected @FILE.npy, @FILE.npz or -");
    if (isArchive(output) && count > 1)
      return createStringError("--output=" + output +
                               ": expected no other --output beside an "
                               "archive, which takes all results");
  }
  if (count > function.results.size() &&
      !(count == 1 && isArchive(options.outputs[0])))
    return createStringError(
        "expected at most " + countOf(function.results.size(), "--output") +
        ", got " + Twine(count) + "; the signature is " + function.str());
  return Error::success();
}

Error relu::writeResults(const RunOptions &options, ArrayRef<Tensor> results) {
  if (options.outputs.size() == 1 && isArchive(options.outputs[0])) {
    std::vector<std::pair<std::string, ConstTensorView>> arrays;
    for (auto [index, result] : enumerate(results))
      arrays.emplace_back("output_" + std::to_string(index), result.getView());
    return writeNpzFile(StringRef(options.outputs[0]).drop_front(), arrays);
  }
  // Naming one result means that those after it are not wanted.
  if (!options.outputs.empty())
    results = results.take_front(options.outputs.size());
  for (auto [index, result] : enumerate(results)) {
    StringRef output = "-";
    if (!options.outputs.empty())
      output = options.outputs[index];
    if (output != "-") {
      if (Error error = writeNpyFile(output.drop_front(), result))
        return error;
      continue;
    }
    printTensor(outs(), result, options.maxPrintedElements);
    outs() << '\n';
  }
  return Error::success();
}

Expected<std::vector<Tensor>> relu::loadExpected(const RunOptions &options,
                                                 const Signature &function,
                                                 std::mt19937_64 &random) {
  if (options.expected.size() > function.results.size())
    return createStringError("expected at most " +
                             countOf(function.results.size(), "--expect") +
                             ", got " + Twine(options.expected.size()) +
                             "; the signature is " + function.str());
  std::vector<Tensor> expected;
  for (const std::string &text : options.expected) {
    auto spec = TensorSpec::parse(text);
    if (!spec)
      return spec.takeError();
    auto tensor = loadTensor(*spec, random);
    if (!tensor)
      return tensor.takeError();
    expected.push_back(std::move(*tensor));
  }
  return expected;
}

/// What is near enough for results of `kind` when the user does not say: sums
/// of a thousand terms in another order.
static Tolerance getDefaultTolerance(ElementKind kind) {
  switch (kind) {
  case ElementKind::f16:
    return {1e-2, 1e-2, 0};
  case ElementKind::bf16:
    return {5e-2, 5e-2, 0};
  case ElementKind::f32:
    return {1e-5, 1e-4, 0};
  case ElementKind::f64:
    return {1e-13, 1e-11, 0};
  default:
    return {};
  }
}

Expected<bool> relu::compareResults(const RunOptions &options,
                                    ArrayRef<Tensor> actual,
                                    ArrayRef<Tensor> expected,
                                    StringRef source) {
  bool isNear = true;
  for (auto [index, reference] : enumerate(expected)) {
    const Tensor &result = actual[index];
    Tolerance tolerance = options.hasTolerance
                              ? options.tolerance
                              : getDefaultTolerance(result.getType().element);
    auto comparison = compare(result, reference, tolerance);
    if (!comparison)
      return createStringError("result " + Twine(index) + ": " +
                               toString(comparison.takeError()));
    errs() << "result " << index << " and " << source
           << format(" (atol %g, rtol %g, max-ulp %llu): ", tolerance.atol,
                     tolerance.rtol,
                     static_cast<unsigned long long>(tolerance.maxUlp));
    comparison->print(errs());
    isNear &= comparison->passed();
  }
  return isNear;
}
