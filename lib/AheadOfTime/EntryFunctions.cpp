// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointers and sizes of C become descriptors; what does not fit becomes a code
// that is returned. `PREFIX.sizes`, which all of them share, checks sizes and
// fills `info` (relu/Codegen/ShapeFunction.h).

#include "EntryFunctions.h"

#include "relu/Codegen/ShapeFunction.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace relu;

namespace {
/// No address space has room for more bytes.
constexpr int64_t kMaxBytes = int64_t(1) << 47;

class EntryBuilder {
public:
  EntryBuilder(ModuleOp module, const CInterface &interface)
      : module(module), interface(interface), builder(module.getContext()),
        loc(module.getLoc()), pointer(LLVM::LLVMPointerType::get(context())),
        i64(builder.getI64Type()), i32(builder.getI32Type()) {}

  void buildSizes(LLVM::LLVMFuncOp shapes);
  void buildRun(LLVM::LLVMFuncOp model);
  void buildWorkspaceSize();
  void buildResultSizes();

private:
  MLIRContext *context() { return module.getContext(); }
  Value constant(int64_t value, Type type) {
    return LLVM::ConstantOp::create(builder, loc, type,
                                    builder.getIntegerAttr(type, value));
  }
  Value number(int64_t value) { return constant(value, i64); }
  Value compare(LLVM::ICmpPredicate predicate, Value left, Value right) {
    return LLVM::ICmpOp::create(builder, loc, predicate, left, right);
  }
  Value loadInfo(Value info, int64_t index);

  LLVM::LLVMFuncOp start(StringRef name, Type result, ArrayRef<Type> arguments,
                         bool isPublic);
  void require(Value condition, CStatus otherwise);
  void requireAtLeastZero(Value value) {
    require(compare(LLVM::ICmpPredicate::sge, value, number(0)),
            kStatusBadSize);
  }
  void requirePointer(Value value, int64_t alignment);
  void requireBytes(const relu::TensorType &type, ArrayRef<Value> sizes);
  Value makeInfo();
  Value callSizes(ValueRange sizes, Value info);
  void appendDescriptor(SmallVectorImpl<Value> &out, Value data,
                        ArrayRef<Value> sizes);
  SmallVector<Value> getSizes(const CTensor &input, ValueRange parameters);
  int64_t getInfoLength() const;
  size_t getNumResultSizes() const { return getInfoLength() - kInfoSizes; }

  ModuleOp module;
  const CInterface &interface;
  OpBuilder builder;
  Location loc;
  Type pointer, i64, i32;
  LLVM::LLVMFuncOp function; // that is being built
  LLVM::LLVMFuncOp sizes;
};
} // namespace

int64_t EntryBuilder::getInfoLength() const {
  int64_t length = kInfoSizes;
  for (const CTensor &result : interface.results)
    length += result.type.getRank();
  return length;
}

LLVM::LLVMFuncOp EntryBuilder::start(StringRef name, Type result,
                                     ArrayRef<Type> arguments, bool isPublic) {
  builder.setInsertionPointToEnd(module.getBody());
  function = LLVM::LLVMFuncOp::create(
      builder, loc, name, LLVM::LLVMFunctionType::get(result, arguments),
      isPublic ? LLVM::Linkage::External : LLVM::Linkage::Internal);
  builder.setInsertionPointToStart(function.addEntryBlock(builder));
  return function;
}

/// Goes on where `condition` holds, and returns the code where it does not.
void EntryBuilder::require(Value condition, CStatus otherwise) {
  Block *next = function.addBlock();
  Block *failed = function.addBlock();
  LLVM::CondBrOp::create(builder, loc, condition, next, failed);
  builder.setInsertionPointToStart(failed);
  LLVM::ReturnOp::create(builder, loc, constant(otherwise, i32));
  builder.setInsertionPointToStart(next);
}

void EntryBuilder::requirePointer(Value value, int64_t alignment) {
  Value address = LLVM::PtrToIntOp::create(builder, loc, i64, value);
  Value rest =
      LLVM::AndOp::create(builder, loc, address, number(alignment - 1));
  require(compare(LLVM::ICmpPredicate::ne, address, number(0)),
          kStatusBadPointer);
  require(compare(LLVM::ICmpPredicate::eq, rest, number(0)), kStatusBadPointer);
}

/// So that no product of sizes overflows, not even where one of them is zero.
void EntryBuilder::requireBytes(const relu::TensorType &type,
                                ArrayRef<Value> sizes) {
  if (type.isStatic())
    return;
  int64_t bytes = getByteSize(type.element);
  for (int64_t size : type.shape)
    if (size > 0)
      bytes *= size;
  Type pair =
      LLVM::LLVMStructType::getLiteral(context(), {i64, builder.getI1Type()});
  Value product = number(bytes);
  for (auto [size, isDynamic] : llvm::zip_equal(sizes, type.shape)) {
    if (isDynamic != relu::TensorType::kDynamic)
      continue;
    Value atLeastOne = LLVM::SMaxOp::create(builder, loc, size, number(1));
    Value multiplied = LLVM::SMulWithOverflowOp::create(builder, loc, pair,
                                                        product, atLeastOne);
    product = LLVM::ExtractValueOp::create(builder, loc, multiplied, 0);
    Value isOverflow =
        LLVM::ExtractValueOp::create(builder, loc, multiplied, 1);
    require(compare(LLVM::ICmpPredicate::eq, isOverflow,
                    constant(0, builder.getI1Type())),
            kStatusBadSize);
    require(compare(LLVM::ICmpPredicate::sle, product, number(kMaxBytes)),
            kStatusBadSize);
  }
}

Value EntryBuilder::makeInfo() {
  return LLVM::AllocaOp::create(builder, loc, pointer, i64,
                                number(getInfoLength()));
}

Value EntryBuilder::loadInfo(Value info, int64_t index) {
  Value address = LLVM::GEPOp::create(builder, loc, pointer, i64, info,
                                      ArrayRef<LLVM::GEPArg>{int32_t(index)});
  return LLVM::LoadOp::create(builder, loc, i64, address);
}

Value EntryBuilder::callSizes(ValueRange parameters, Value info) {
  SmallVector<Value> arguments(parameters);
  arguments.push_back(info);
  return LLVM::CallOp::create(builder, loc, sizes, arguments).getResult();
}

/// A contiguous memref: base, base, offset 0, sizes, strides.
void EntryBuilder::appendDescriptor(SmallVectorImpl<Value> &out, Value data,
                                    ArrayRef<Value> sizes) {
  out.append({data, data, number(0)});
  out.append(sizes.begin(), sizes.end());
  SmallVector<Value> strides(sizes.size());
  Value stride = number(1);
  for (size_t i = sizes.size(); i > 0; --i) {
    strides[i - 1] = stride;
    if (i > 1)
      stride = LLVM::MulOp::create(builder, loc, stride, sizes[i - 1]);
  }
  out.append(strides);
}

SmallVector<Value> EntryBuilder::getSizes(const CTensor &input,
                                          ValueRange parameters) {
  SmallVector<Value> sizes;
  for (CSize size : input.sizes)
    sizes.push_back(size.kind == CSize::Parameter ? parameters[size.value]
                                                  : number(size.value));
  return sizes;
}

/// i32 @PREFIX.sizes(i64 sizes…, ptr info)
void EntryBuilder::buildSizes(LLVM::LLVMFuncOp shapes) {
  SmallVector<Type> types(interface.sizes.size(), i64);
  types.push_back(pointer);
  sizes = start(interface.prefix + ".sizes", i32, types, /*isPublic=*/false);
  ValueRange parameters = sizes.getArguments().drop_back();
  Value info = sizes.getArguments().back();
  for (Value size : parameters)
    requireAtLeastZero(size);
  SmallVector<Value> arguments;
  Value null = LLVM::ZeroOp::create(builder, loc, pointer); // not read
  for (const CTensor &input : interface.inputs) {
    SmallVector<Value> sizes = getSizes(input, parameters);
    requireBytes(input.type, sizes);
    appendDescriptor(arguments, null, sizes);
  }
  appendDescriptor(arguments, info, number(getInfoLength()));
  LLVM::CallOp::create(builder, loc, shapes, arguments);
  require(
      compare(LLVM::ICmpPredicate::eq, loadInfo(info, kInfoStatus), number(0)),
      kStatusBadSize);
  requireAtLeastZero(loadInfo(info, kInfoWorkspace));
  int64_t next = kInfoSizes;
  for (const CTensor &result : interface.results) {
    SmallVector<Value> sizes;
    for (int64_t size : result.type.shape) {
      sizes.push_back(loadInfo(info, next++));
      if (size == relu::TensorType::kDynamic)
        requireAtLeastZero(sizes.back());
    }
    requireBytes(result.type, sizes);
  }
  LLVM::ReturnOp::create(builder, loc, constant(kStatusOk, i32));
}

/// i32 @PREFIX_run(ptr inputs…, i64 sizes…, ptr results…, ptr workspace?)
void EntryBuilder::buildRun(LLVM::LLVMFuncOp model) {
  size_t inputs = interface.inputs.size(), results = interface.results.size();
  SmallVector<Type> types(inputs, pointer);
  types.append(interface.sizes.size(), i64);
  types.append(results, pointer);
  if (interface.hasWorkspace())
    types.push_back(pointer);
  start(interface.nameOf("run"), i32, types, /*isPublic=*/true);
  ValueRange arguments = function.getArguments();
  ValueRange inputData = arguments.take_front(inputs);
  ValueRange parameters =
      arguments.drop_front(inputs).take_front(interface.sizes.size());
  ValueRange resultData =
      arguments.drop_front(inputs + parameters.size()).take_front(results);
  Value info = makeInfo();
  for (auto [tensor, data] : llvm::zip_equal(interface.inputs, inputData))
    requirePointer(data, getByteSize(tensor.type.element));
  for (auto [tensor, data] : llvm::zip_equal(interface.results, resultData))
    requirePointer(data, getByteSize(tensor.type.element));
  if (interface.hasWorkspace())
    requirePointer(arguments.back(), kWorkspaceAlignment);
  Value status = callSizes(parameters, info);
  require(compare(LLVM::ICmpPredicate::eq, status, constant(kStatusOk, i32)),
          kStatusBadSize);

  SmallVector<Value> passed;
  for (auto [tensor, data] : llvm::zip_equal(interface.inputs, inputData))
    appendDescriptor(passed, data, getSizes(tensor, parameters));
  int64_t next = kInfoSizes;
  for (auto [tensor, data] : llvm::zip_equal(interface.results, resultData)) {
    SmallVector<Value> sizes;
    for (int64_t axis = 0; axis < tensor.type.getRank(); ++axis)
      sizes.push_back(loadInfo(info, next++));
    appendDescriptor(passed, data, sizes);
  }
  Value workspace = interface.hasWorkspace()
                        ? Value(arguments.back())
                        : LLVM::ZeroOp::create(builder, loc, pointer);
  appendDescriptor(passed, workspace, loadInfo(info, kInfoWorkspace));
  LLVM::CallOp::create(builder, loc, model, passed);
  LLVM::ReturnOp::create(builder, loc, constant(kStatusOk, i32));
}

/// i64 @PREFIX_workspace_size(i64 sizes…): -1 when they are bad.
void EntryBuilder::buildWorkspaceSize() {
  start(interface.nameOf("workspace_size"), i64,
        SmallVector<Type>(interface.sizes.size(), i64), /*isPublic=*/true);
  Value info = makeInfo();
  Value status = callSizes(function.getArguments(), info);
  Value isOk =
      compare(LLVM::ICmpPredicate::eq, status, constant(kStatusOk, i32));
  Value bytes = loadInfo(info, kInfoWorkspace);
  LLVM::ReturnOp::create(
      builder, loc,
      Value(LLVM::SelectOp::create(builder, loc, isOk, bytes, number(-1))));
}

/// i32 @PREFIX_result_sizes(i64 sizes…, ptr result_sizes)
void EntryBuilder::buildResultSizes() {
  SmallVector<Type> types(interface.sizes.size(), i64);
  types.push_back(pointer);
  start(interface.nameOf("result_sizes"), i32, types, /*isPublic=*/true);
  Value out = function.getArguments().back();
  Value info = makeInfo();
  requirePointer(out, sizeof(int64_t));
  Value status = callSizes(function.getArguments().drop_back(), info);
  require(compare(LLVM::ICmpPredicate::eq, status, constant(kStatusOk, i32)),
          kStatusBadSize);
  for (size_t i = 0; i < getNumResultSizes(); ++i) {
    Value size = loadInfo(info, kInfoSizes + i);
    Value address = LLVM::GEPOp::create(builder, loc, pointer, i64, out,
                                        ArrayRef<LLVM::GEPArg>{int32_t(i)});
    LLVM::StoreOp::create(builder, loc, size, address);
  }
  LLVM::ReturnOp::create(builder, loc, constant(kStatusOk, i32));
}

llvm::Error relu::addEntryFunctions(ModuleOp module,
                                    const CInterface &interface) {
  StringRef name = interface.signature.name;
  LLVM::LLVMFuncOp model, shapes;
  for (auto func :
       llvm::make_early_inc_range(module.getOps<LLVM::LLVMFuncOp>())) {
    if (func.getName() == name)
      model = func;
    else if (func.getName() == (name + kShapeFunctionSuffix).str())
      shapes = func;
    else if (func.getName().starts_with("_mlir_ciface_") &&
             !func.isExternal()) {
      func.erase();
      continue;
    }
    if (!func.isExternal())
      func.setLinkage(LLVM::Linkage::Internal);
  }
  // Names with a dot are none of C's, and free.
  model.setName(interface.prefix + ".model");
  shapes.setName(interface.prefix + ".shapes");
  for (StringRef entry : {"run", "workspace_size", "result_sizes"})
    if (SymbolTable::lookupSymbolIn(module, interface.nameOf(entry)))
      return llvm::createStringError(
          "expected another prefix than '" + interface.prefix +
          "': the model has a function '" + interface.nameOf(entry) + "'");
  EntryBuilder entries(module, interface);
  entries.buildSizes(shapes);
  entries.buildRun(model);
  if (interface.hasWorkspace())
    entries.buildWorkspaceSize();
  if (interface.hasComputedSizes())
    entries.buildResultSizes();
  return llvm::Error::success();
}
