// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads workload files. They are written by hand, so every mistake is named
// with its place.

#include "Workload.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/JSON.h"

using namespace relu::bench;
using llvm::StringRef;
using llvm::Twine;

namespace {

struct NamedKind {
  StringRef name;
  ActivationKind kind;
};
constexpr NamedKind kActivations[] = {
    {"relu", ActivationKind::Relu},   {"leaky_relu", ActivationKind::LeakyRelu},
    {"prelu", ActivationKind::Prelu}, {"elu", ActivationKind::Elu},
    {"gelu", ActivationKind::Gelu},
};

/// Larger ones overflow, or are typing errors.
constexpr int64_t kMaxSize = 1 << 24;
constexpr int64_t kMaxElements = int64_t(1) << 31;

} // namespace

StringRef relu::bench::getName(ActivationKind kind) {
  for (const NamedKind &entry : kActivations)
    if (entry.kind == kind)
      return entry.name;
  llvm_unreachable("every activation has a name");
}

std::optional<ActivationKind> relu::bench::parseActivationKind(StringRef name) {
  for (const NamedKind &entry : kActivations)
    if (entry.name == name)
      return entry.kind;
  return std::nullopt;
}

std::string Workload::getLabel() const {
  return name + " b" + std::to_string(batch);
}

int64_t Workload::getFlops() const {
  int64_t products = 0;
  for (size_t i = 1; i < widths.size(); ++i)
    products += widths[i - 1] * widths[i];
  return 2 * batch * products;
}

int64_t Workload::getParameterBytes() const {
  int64_t parameters = 0;
  int64_t perOutput = activation == ActivationKind::Prelu ? 2 : 1;
  for (size_t i = 1; i < widths.size(); ++i)
    parameters += (widths[i - 1] + perOutput) * widths[i];
  return 4 * parameters;
}

int64_t Workload::getBytes() const {
  return getParameterBytes() + 4 * batch * (widths.front() + widths.back());
}

/// The array `member` of `object`: `least` or more sizes.
static llvm::Expected<std::vector<int64_t>>
parseSizes(const llvm::json::Object &object, StringRef member, size_t least,
           const std::string &place) {
  auto fail = [&](const Twine &got) {
    return llvm::createStringError(
        place + "." + member + ": expected an array of " + Twine(least) +
        " or more whole numbers from 1 to " + Twine(kMaxSize) + ", got " + got);
  };
  const llvm::json::Value *value = object.get(member);
  if (!value)
    return fail("nothing");
  const llvm::json::Array *array = value->getAsArray();
  if (!array || array->size() < least)
    return fail(llvm::formatv("{0}", *value).str());
  std::vector<int64_t> sizes;
  for (const llvm::json::Value &element : *array) {
    std::optional<int64_t> size = element.getAsInteger();
    if (!size || *size < 1 || *size > kMaxSize)
      return fail(llvm::formatv("{0}", element).str());
    sizes.push_back(*size);
  }
  return sizes;
}

/// Appends the workloads of one entry.
static llvm::Error parseEntry(const llvm::json::Value &value,
                              const std::string &place,
                              std::vector<Workload> &workloads) {
  const llvm::json::Object *object = value.getAsObject();
  if (!object)
    return llvm::createStringError(place + ": expected an object, got " +
                                   llvm::formatv("{0}", value).str());
  for (const auto &member : *object)
    if (!llvm::is_contained({"name", "widths", "batch", "activation"},
                            StringRef(member.first)))
      return llvm::createStringError(
          place +
          ": expected the members name, widths, batch and activation, "
          "got '" +
          StringRef(member.first) + "'");
  std::optional<StringRef> name = object->getString("name");
  if (!name || name->empty())
    return llvm::createStringError(place + ".name: expected a text");
  auto widths = parseSizes(*object, "widths", 2, place);
  if (!widths)
    return widths.takeError();
  auto batches = parseSizes(*object, "batch", 1, place);
  if (!batches)
    return batches.takeError();
  ActivationKind activation = ActivationKind::Relu;
  if (const llvm::json::Value *given = object->get("activation")) {
    std::optional<StringRef> text = given->getAsString();
    auto kind = text ? parseActivationKind(*text) : std::nullopt;
    if (!kind) {
      std::string names;
      for (const NamedKind &entry : kActivations)
        names += (names.empty() ? "" : ", ") + entry.name.str();
      return llvm::createStringError(place + ".activation: expected one of " +
                                     names + ", got " +
                                     llvm::formatv("{0}", *given).str());
    }
    activation = *kind;
  }
  for (int64_t batch : *batches) {
    for (size_t i = 0; i < widths->size(); ++i)
      if ((*widths)[i] * batch > kMaxElements ||
          (i && (*widths)[i] * (*widths)[i - 1] > kMaxElements))
        return llvm::createStringError(
            place + ": expected tensors of at most " + Twine(kMaxElements) +
            " elements, got a larger one");
    workloads.push_back({name->str(), batch, *widths, activation});
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<Workload>>
relu::bench::parseWorkloads(StringRef json) {
  auto root = llvm::json::parse(json);
  if (!root)
    return root.takeError();
  const llvm::json::Object *object = root->getAsObject();
  const llvm::json::Array *entries =
      object && object->size() == 1 ? object->getArray("workloads") : nullptr;
  if (!entries)
    return llvm::createStringError(
        "expected an object whose only member is the array 'workloads'");
  std::vector<Workload> workloads;
  for (auto [index, entry] : llvm::enumerate(*entries))
    if (llvm::Error error = parseEntry(
            entry, "workloads[" + std::to_string(index) + "]", workloads))
      return error;
  if (workloads.empty())
    return llvm::createStringError("expected at least one workload, got none");
  llvm::StringSet<> labels;
  for (const Workload &workload : workloads)
    if (!labels.insert(workload.getLabel()).second)
      return llvm::createStringError("expected one workload of each name and "
                                     "batch, got two called '" +
                                     workload.getLabel() + "'");
  return workloads;
}
