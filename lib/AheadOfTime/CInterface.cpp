// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads off the shape function which sizes a caller has to pass, and chooses
// names that C and C++ accept.

#include "relu/AheadOfTime/CInterface.h"

#include "relu/Codegen/ShapeFunction.h"

#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace relu;

bool CInterface::hasComputedSizes() const {
  for (const CTensor &result : results)
    for (CSize size : result.sizes)
      if (size.kind == CSize::Computed)
        return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

namespace {
/// What the shape function says, as far as it is plain to see: code of one
/// block, with descriptors taken apart and put together.
class ShapeReader {
public:
  ShapeReader(LLVM::LLVMFuncOp shapes, const Signature &signature);

  /// Classes of the arguments of the function that have to be equal.
  const llvm::EquivalenceClasses<unsigned> &getEqual() const { return equal; }
  /// The argument that holds a size of an input.
  unsigned getArgument(unsigned input, unsigned axis) const {
    return starts[input] + 3 + axis;
  }
  /// What is stored to `info[index]`: nothing when that is not plain.
  Value getStored(int64_t index) const { return stored.lookup(index); }

private:
  static Value trace(Value value);
  std::optional<int64_t> getInfoIndex(Value address) const;

  SmallVector<unsigned> starts; // of the descriptor of each input
  Value info;
  llvm::EquivalenceClasses<unsigned> equal;
  llvm::DenseMap<int64_t, Value> stored;
};
} // namespace

/// Follows a value through the struct that it was put in.
Value ShapeReader::trace(Value value) {
  while (auto extract = value.getDefiningOp<LLVM::ExtractValueOp>()) {
    Value inside;
    Value container = extract.getContainer();
    while (auto insert = container.getDefiningOp<LLVM::InsertValueOp>()) {
      if (insert.getPosition() == extract.getPosition()) {
        inside = insert.getValue();
        break;
      }
      container = insert.getContainer();
    }
    if (!inside)
      return value;
    value = inside;
  }
  return value;
}

static std::optional<int64_t> getConstant(Value value) {
  auto constant = value.getDefiningOp<LLVM::ConstantOp>();
  auto number =
      constant ? dyn_cast<IntegerAttr>(constant.getValue()) : IntegerAttr();
  return number ? std::optional(number.getInt()) : std::nullopt;
}

std::optional<int64_t> ShapeReader::getInfoIndex(Value address) const {
  address = trace(address);
  if (address == info)
    return 0;
  auto element = address.getDefiningOp<LLVM::GEPOp>();
  if (!element || trace(element.getBase()) != info ||
      element.getIndices().size() != 1)
    return std::nullopt;
  auto index = element.getIndices()[0];
  if (auto number = dyn_cast<IntegerAttr>(index))
    return number.getInt();
  return getConstant(cast<Value>(index));
}

ShapeReader::ShapeReader(LLVM::LLVMFuncOp shapes, const Signature &signature) {
  unsigned next = 0;
  for (const relu::TensorType &input : signature.inputs) {
    starts.push_back(next);
    next += 3 + 2 * input.getRank();
  }
  info = shapes.getArgument(next + 1);
  if (!shapes.getBody().hasOneBlock())
    return;
  auto getSizeArgument = [&](Value value) -> std::optional<unsigned> {
    auto argument = dyn_cast<BlockArgument>(trace(value));
    if (argument && argument.getArgNumber() < next)
      return argument.getArgNumber();
    return std::nullopt;
  };
  for (Operation &op : shapes.getBody().front()) {
    if (auto store = dyn_cast<LLVM::StoreOp>(op)) {
      if (std::optional<int64_t> index = getInfoIndex(store.getAddr()))
        stored[*index] = trace(store.getValue());
    } else if (auto compare = dyn_cast<LLVM::ICmpOp>(op);
               compare && compare.getPredicate() == LLVM::ICmpPredicate::ne) {
      // The only use of this comparison here: sizes that do not fit together.
      auto left = getSizeArgument(compare.getLhs());
      auto right = getSizeArgument(compare.getRhs());
      if (left && right)
        equal.unionSets(*left, *right);
    }
  }
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static bool isIdentifier(StringRef text) {
  auto isInside = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  return !text.empty() && llvm::isAlpha(text[0]) &&
         llvm::all_of(text, isInside);
}

static bool isKeyword(StringRef name) {
  static const llvm::StringSet<> keywords = {"alignas",
                                             "alignof",
                                             "and",
                                             "and_eq",
                                             "asm",
                                             "atomic",
                                             "auto",
                                             "bitand",
                                             "bitor",
                                             "bool",
                                             "break",
                                             "case",
                                             "catch",
                                             "char",
                                             "class",
                                             "compl",
                                             "concept",
                                             "const",
                                             "constexpr",
                                             "constinit",
                                             "continue",
                                             "decltype",
                                             "default",
                                             "delete",
                                             "do",
                                             "double",
                                             "else",
                                             "enum",
                                             "explicit",
                                             "export",
                                             "extern",
                                             "false",
                                             "float",
                                             "for",
                                             "friend",
                                             "goto",
                                             "if",
                                             "inline",
                                             "int",
                                             "long",
                                             "mutable",
                                             "namespace",
                                             "new",
                                             "noexcept",
                                             "not",
                                             "not_eq",
                                             "nullptr",
                                             "operator",
                                             "or",
                                             "or_eq",
                                             "private",
                                             "protected",
                                             "public",
                                             "register",
                                             "reinterpret_cast",
                                             "requires",
                                             "restrict",
                                             "return",
                                             "short",
                                             "signed",
                                             "sizeof",
                                             "static",
                                             "struct",
                                             "switch",
                                             "template",
                                             "this",
                                             "thread_local",
                                             "throw",
                                             "true",
                                             "try",
                                             "typedef",
                                             "typeid",
                                             "typename",
                                             "typeof",
                                             "union",
                                             "unsigned",
                                             "using",
                                             "virtual",
                                             "void",
                                             "volatile",
                                             "wchar_t",
                                             "while",
                                             "xor",
                                             "xor_eq",
                                             "consteval",
                                             "co_await",
                                             "co_return",
                                             "co_yield",
                                             "const_cast",
                                             "static_cast",
                                             "char8_t",
                                             "char16_t",
                                             "char32_t",
                                             "dynamic_cast",
                                             "static_assert",
                                             "linux",
                                             "unix",
                                             "typeof_unqual",
                                             "i386",
                                             "near",
                                             "far",
                                             "nullptr_t",
                                             "errno",
                                             "stdin",
                                             "stdout",
                                             "stderr",
                                             "assert",
                                             "complex",
                                             "imaginary",
                                             "noreturn"};
  return keywords.contains(name);
}

namespace {
/// Names that differ by more than case: constants are called after them, in
/// capitals.
class NameList {
public:
  /// `wanted`, with what C does not allow replaced, and a number if it is
  /// taken.
  std::string add(StringRef wanted, StringRef otherwise) {
    std::string name;
    for (char c : wanted)
      name += llvm::isAlnum(c) ? c : '_';
    name = StringRef(name).trim('_').str();
    if (name.empty() || !llvm::isAlpha(name[0]))
      name = otherwise.str() + (name.empty() ? "" : "_" + name);
    if (isKeyword(name) || isKeyword(StringRef(name).lower()))
      name += "_";
    std::string unique = name;
    for (int i = 1; !taken.insert(StringRef(unique).lower()).second; ++i)
      unique = name + "_" + std::to_string(i);
    return unique;
  }

private:
  // Types of <stdint.h> are not hidden by parameters.
  llvm::StringSet<> taken = {"int8_t",   "int16_t",  "int32_t",
                             "int64_t",  "uint8_t",  "uint16_t",
                             "uint32_t", "uint64_t", "workspace"};
};
} // namespace

/// "x", or "x0", "x1", … where there are several.
static std::string numbered(StringRef letter, size_t index, size_t count) {
  return letter.str() + (count == 1 ? "" : std::to_string(index));
}

//===----------------------------------------------------------------------===//
// The interface
//===----------------------------------------------------------------------===//

llvm::Expected<CInterface> relu::describeToC(const Signature &signature,
                                             StringRef prefix,
                                             LLVM::LLVMFuncOp shapes) {
  if (!isIdentifier(prefix))
    return llvm::createStringError(
        "expected a prefix that begins a name of C, such as 'net', got '" +
        prefix + "'");
  CInterface result;
  result.prefix = prefix.str();
  result.signature = signature;
  ShapeReader reader(shapes, signature);
  NameList names;
  llvm::DenseMap<unsigned, int64_t> parameters; // of arguments of `shapes`

  size_t inputs = signature.inputs.size(), results = signature.results.size();
  for (size_t i = 0; i < inputs; ++i) {
    std::string standard = numbered("x", i, inputs);
    std::string wanted = signature.inputNames[i];
    result.inputs.push_back(
        {names.add(wanted.empty() ? standard : wanted, standard),
         signature.inputs[i],
         {}});
  }
  for (size_t i = 0; i < results; ++i) {
    std::string standard = numbered("y", i, results);
    result.results.push_back(
        {names.add(standard, standard), signature.results[i], {}});
  }
  for (auto [i, input] : llvm::enumerate(result.inputs)) {
    for (auto [axis, size] : llvm::enumerate(input.type.shape)) {
      if (size != relu::TensorType::kDynamic) {
        input.sizes.push_back({CSize::Constant, size});
        continue;
      }
      unsigned argument = reader.getArgument(i, axis);
      auto equal = reader.getEqual().findLeader(argument);
      unsigned leader =
          equal == reader.getEqual().member_end() ? argument : *equal;
      auto [place, isNew] =
          parameters.try_emplace(leader, int64_t(result.sizes.size()));
      if (isNew) {
        std::string own = input.name + "_size" + std::to_string(axis);
        bool isBatch = axis == 0 && !llvm::is_contained(result.sizes, "batch");
        result.sizes.push_back(names.add(isBatch ? "batch" : own, own));
      }
      input.sizes.push_back({CSize::Parameter, place->second});
    }
  }

  auto describe = [&](int64_t index) -> CSize {
    Value value = reader.getStored(index);
    if (!value)
      return {CSize::Computed, 0};
    if (std::optional<int64_t> constant = getConstant(value))
      return {CSize::Constant, *constant};
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      auto equal = reader.getEqual().findLeader(argument.getArgNumber());
      auto found = parameters.find(equal == reader.getEqual().member_end()
                                       ? argument.getArgNumber()
                                       : *equal);
      if (found != parameters.end())
        return {CSize::Parameter, found->second};
    }
    return {CSize::Computed, 0};
  };
  result.workspace = describe(kInfoWorkspace);
  int64_t next = kInfoSizes;
  for (CTensor &tensor : result.results)
    for (int64_t size : tensor.type.shape) {
      int64_t index = next++;
      tensor.sizes.push_back(size == relu::TensorType::kDynamic
                                 ? describe(index)
                                 : CSize{CSize::Constant, size});
    }
  return result;
}
