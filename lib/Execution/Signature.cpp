// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads signatures off a module.

#include "relu/Execution/Signature.h"

#include "relu/IR/ReluDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;
using namespace relu;

std::string Signature::str() const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << name << '(';
  for (size_t i = 0; i < inputs.size(); ++i) {
    stream << (i ? ", " : "");
    if (!inputNames[i].empty())
      stream << inputNames[i] << ": ";
    stream << inputs[i];
  }
  stream << ") -> ";
  llvm::interleaveComma(results, stream);
  if (results.empty())
    stream << "()";
  return text;
}

static llvm::Expected<relu::TensorType> convertType(func::FuncOp func,
                                                    Type type) {
  std::string found;
  llvm::raw_string_ostream(found) << type;
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return llvm::createStringError("function '" + func.getName() +
                                   "': expected ranked tensors as arguments "
                                   "and results, got " +
                                   found);
  std::string elementName;
  llvm::raw_string_ostream(elementName) << tensor.getElementType();
  std::optional<ElementKind> element = parseElementKind(elementName);
  if (!element)
    return llvm::createStringError(
        "function '" + func.getName() +
        "': expected tensors of f16, bf16, f32, f64 or integers, got " + found);
  relu::TensorType result{*element, {}};
  for (int64_t size : tensor.getShape())
    result.shape.push_back(
        ShapedType::isDynamic(size) ? relu::TensorType::kDynamic : size);
  return result;
}

llvm::Expected<std::vector<Signature>> relu::getSignatures(ModuleOp module) {
  std::vector<Signature> signatures;
  for (auto func : module.getOps<func::FuncOp>()) {
    if (!func.isPublic() || func.isExternal())
      continue;
    Signature signature;
    signature.name = func.getName().str();
    for (unsigned i = 0; i < func.getNumArguments(); ++i) {
      auto type = convertType(func, func.getArgumentTypes()[i]);
      if (!type)
        return type.takeError();
      signature.inputs.push_back(std::move(*type));
      auto name = func.getArgAttrOfType<StringAttr>(
          i, ReluDialect::getInputNameAttrName());
      signature.inputNames.push_back(name ? name.str() : "");
    }
    for (Type result : func.getResultTypes()) {
      auto type = convertType(func, result);
      if (!type)
        return type.takeError();
      signature.results.push_back(std::move(*type));
    }
    signatures.push_back(std::move(signature));
  }
  return signatures;
}

llvm::Expected<const Signature *>
relu::findSignature(ArrayRef<Signature> signatures, StringRef name) {
  if (name.empty() && signatures.size() == 1)
    return &signatures.front();
  for (const Signature &signature : signatures)
    if (signature.name == name && !name.empty())
      return &signature;
  std::string list;
  for (const Signature &signature : signatures)
    list += "\n  " + signature.str();
  if (signatures.empty())
    return llvm::createStringError(
        "expected a public function in the model, found none");
  if (name.empty())
    return llvm::createStringError(
        "expected the name of one of these public functions:" + list);
  return llvm::createStringError("expected one of these functions, got '" +
                                 name + "':" + list);
}

std::string relu::countOf(size_t count, StringRef noun) {
  return (llvm::Twine(count) + " " + noun + (count == 1 ? "" : "s")).str();
}

void relu::keepOnlyFunction(ModuleOp module, StringRef name) {
  for (auto func : module.getOps<FunctionOpInterface>())
    if (func.isPublic() && !func.isExternal() && func.getName() != name)
      func.setPrivate();
  // Those that nothing calls any more are not looked at by anybody.
  auto isUnused = [&](FunctionOpInterface func) {
    return func.isPrivate() && SymbolTable::symbolKnownUseEmpty(func, module);
  };
  for (bool isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (auto func :
         llvm::make_early_inc_range(module.getOps<FunctionOpInterface>()))
      if (isUnused(func)) {
        func.erase();
        isSmaller = true;
      }
  }
}
