// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which inputs of a row are not zero. An activation such as relu leaves half of
// them and more at zero, and their weights need not be read.

#include "DenseKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <numeric>

using namespace mlir;
using namespace relu;

/// Behind the last nonzero input there is room for a vector of zeros.
static MemRefType getListType(int64_t inputs, int64_t lanes, Type element) {
  int64_t room = llvm::alignTo(inputs, lanes) + lanes;
  return MemRefType::get({room}, element);
}

NonzeroInputs relu::allocateNonzeroInputs(ImplicitLocOpBuilder &b,
                                          const DenseKernel &kernel) {
  int64_t inputs = kernel.inputs, lanes = kernel.lanes;
  int64_t cols = std::min(kernel.schedule.getCols(), kernel.outputs);
  if (inputs <= kMostInputBits && !isSweptPanel(llvm::divideCeil(cols, lanes)))
    return {};
  IntegerAttr alignment = b.getI64IntegerAttr(64);
  NonzeroInputs list;
  list.values = memref::AllocaOp::create(
      b, getListType(inputs, lanes, b.getF32Type()), alignment);
  list.positions = memref::AllocaOp::create(
      b, getListType(inputs, lanes, b.getI32Type()), alignment);
  return list;
}

namespace {

/// Emits the list, or the bits, of one row.
class NonzeroFinder {
public:
  NonzeroFinder(ImplicitLocOpBuilder &builder, const DenseKernel &kernel,
                const NonzeroInputs &list)
      : b(builder), kernel(kernel), list(list), lanes(kernel.lanes),
        zeros(arith::ConstantOp::create(
            b, b.getZeroAttr(vectorOf(b.getF32Type())))),
        noPosition(arith::ConstantOp::create(
            b, b.getZeroAttr(vectorOf(b.getI32Type())))) {}

  /// Returns how many inputs are not zero.
  Value emit();
  /// A bit each.
  Value emitBits();

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  VectorType vectorOf(Type element) {
    return VectorType::get({lanes}, element);
  }

  /// Appends what is not zero of the inputs [first, first + step) for each
  /// `first`, and returns how long the list is then.
  Value emitLoop(int64_t end, int64_t step,
                 llvm::function_ref<Value(Value first, Value count)> append);
  /// A vector of the row, which may be the last, shorter one.
  Value loadInputs(int64_t first) {
    Value mask = createMask(b, lanes, kernel.inputs - first);
    return loadVector(b, vectorOf(b.getF32Type()), kernel.input,
                      {index(0), index(first)}, mask);
  }
  Value isNonzero(Value loaded) {
    return arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, loaded, zeros);
  }
  /// Bits of the type `lanes` bits long.
  Value getBits(Value lanesOfBits) {
    Value bits = vector::BitCastOp::create(
        b, VectorType::get({1}, b.getIntegerType(lanes)), lanesOfBits);
    return vector::ExtractOp::create(b, bits, 0);
  }
  /// With the instruction that brings elements of a vector together.
  Value emitByVector();
  Value appendVector(Value loaded, Value first, Value count);
  /// One input after the other, without a branch: what is zero is overwritten
  /// by the next one.
  Value emitByElement();
  Value appendElement(Value position, Value count);

  ImplicitLocOpBuilder &b;
  const DenseKernel &kernel;
  const NonzeroInputs &list;
  int64_t lanes;
  Value zeros, noPosition;
};

} // namespace

Value NonzeroFinder::emitLoop(
    int64_t end, int64_t step,
    llvm::function_ref<Value(Value first, Value count)> append) {
  auto loop =
      scf::ForOp::create(b, index(0), index(end), index(step), index(0));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  scf::YieldOp::create(
      b, append(loop.getInductionVar(), loop.getRegionIterArg(0)));
  return loop.getResult(0);
}

Value NonzeroFinder::appendVector(Value loaded, Value first, Value count) {
  Type i32 = b.getI32Type();
  SmallVector<int32_t> numbers(lanes);
  std::iota(numbers.begin(), numbers.end(), 0);
  Value steps = arith::ConstantOp::create(
      b, DenseElementsAttr::get(vectorOf(i32), ArrayRef<int32_t>(numbers)));
  Value filter = isNonzero(loaded);
  Value position = vector::BroadcastOp::create(
      b, vectorOf(i32), arith::IndexCastOp::create(b, i32, first));
  position = arith::AddIOp::create(b, position, steps);
  auto compress = [&](Value vector, Value filler, Value to) {
    Value compressed = LLVM::CallIntrinsicOp::create(
                           b, vector.getType(),
                           b.getStringAttr("llvm.experimental.vector.compress"),
                           ValueRange{vector, filter, filler})
                           .getResult(0);
    vector::StoreOp::create(b, compressed, to, count);
  };
  compress(loaded, zeros, list.values);
  compress(position, noPosition, list.positions);
  Value bits = getBits(filter);
  Value found = LLVM::CtPopOp::create(b, bits.getType(), bits);
  return arith::AddIOp::create(
      b, count, arith::IndexCastUIOp::create(b, b.getIndexType(), found));
}

Value NonzeroFinder::emitByVector() {
  Type f32 = b.getF32Type();
  int64_t whole = kernel.inputs / lanes * lanes;
  Value row = index(0), count = row;
  if (whole > 0)
    count = emitLoop(whole, lanes, [&](Value first, Value count) {
      Value loaded = vector::LoadOp::create(b, vectorOf(f32), kernel.input,
                                            ValueRange{row, first});
      return appendVector(loaded, first, count);
    });
  if (whole == kernel.inputs)
    return count;
  return appendVector(loadInputs(whole), index(whole), count);
}

Value NonzeroFinder::emitBits() {
  Type i64 = b.getI64Type();
  Value all;
  for (int64_t first = 0; first < kernel.inputs; first += lanes) {
    Value bits =
        arith::ExtUIOp::create(b, i64, getBits(isNonzero(loadInputs(first))));
    Value place = arith::ConstantOp::create(b, b.getI64IntegerAttr(first));
    bits = arith::ShLIOp::create(b, bits, place);
    all = all ? arith::OrIOp::create(b, all, bits).getResult() : bits;
  }
  return all;
}

Value NonzeroFinder::appendElement(Value position, Value count) {
  Type i32 = b.getI32Type();
  Value value =
      memref::LoadOp::create(b, kernel.input, ValueRange{index(0), position});
  memref::StoreOp::create(b, value, list.values, count);
  memref::StoreOp::create(b, arith::IndexCastOp::create(b, i32, position),
                          list.positions, count);
  // All bits but the sign, so that NaN is not zero and -0 is.
  auto constant = [&](int64_t value) {
    return arith::ConstantOp::create(b, b.getIntegerAttr(i32, value));
  };
  Value bits = arith::BitcastOp::create(b, i32, value);
  Value magnitude = arith::ShLIOp::create(b, bits, constant(1));
  Value isNonzero = arith::CmpIOp::create(b, arith::CmpIPredicate::ne,
                                          magnitude, constant(0));
  return arith::AddIOp::create(
      b, count, arith::IndexCastUIOp::create(b, b.getIndexType(), isNonzero));
}

Value NonzeroFinder::emitByElement() {
  constexpr int64_t kUnroll = 4;
  int64_t whole = kernel.inputs / kUnroll * kUnroll;
  Value count = emitLoop(whole, kUnroll, [&](Value first, Value count) {
    for (int64_t i = 0; i < kUnroll; ++i)
      count = appendElement(arith::AddIOp::create(b, first, index(i)), count);
    return count;
  });
  for (int64_t position = whole; position < kernel.inputs; ++position)
    count = appendElement(index(position), count);
  return count;
}

Value NonzeroFinder::emit() {
  Value count = kernel.schedule.getIsa() == Isa::avx512 ? emitByVector()
                                                        : emitByElement();
  // A loop that takes several at a time finds zeros behind the last one.
  vector::StoreOp::create(b, zeros, list.values, count);
  vector::StoreOp::create(b, noPosition, list.positions, count);
  return count;
}

void relu::emitNonzeroInputs(ImplicitLocOpBuilder &b, const DenseKernel &kernel,
                             NonzeroInputs &list) {
  NonzeroFinder emitter(b, kernel, list);
  if (list.values)
    list.count = emitter.emit();
  else
    list.bits = emitter.emitBits();
}
