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
                                          int64_t inputs, int64_t lanes) {
  IntegerAttr alignment = b.getI64IntegerAttr(64);
  NonzeroInputs list;
  list.values = memref::AllocaOp::create(
      b, getListType(inputs, lanes, b.getF32Type()), alignment);
  list.positions = memref::AllocaOp::create(
      b, getListType(inputs, lanes, b.getI32Type()), alignment);
  return list;
}

void relu::emitNonzeroInputs(ImplicitLocOpBuilder &b, const DenseKernel &kernel,
                             NonzeroInputs &list) {
  int64_t lanes = kernel.lanes;
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  auto vectorOf = [&](Type element) {
    return VectorType::get({lanes}, element);
  };
  Type f32 = b.getF32Type(), i32 = b.getI32Type(), i1 = b.getI1Type();
  Value zeros = arith::ConstantOp::create(b, b.getZeroAttr(vectorOf(f32)));
  Value noPosition = arith::ConstantOp::create(b, b.getZeroAttr(vectorOf(i32)));
  SmallVector<int32_t> numbers(lanes);
  std::iota(numbers.begin(), numbers.end(), 0);
  Value steps = arith::ConstantOp::create(
      b, DenseElementsAttr::get(vectorOf(i32), ArrayRef<int32_t>(numbers)));

  // The vector's nonzero elements, and where they were, go behind those before.
  auto append = [&](Value loaded, Value first, Value count) -> Value {
    Value isNonzero =
        arith::CmpFOp::create(b, arith::CmpFPredicate::UNE, loaded, zeros);
    Value position = vector::BroadcastOp::create(
        b, vectorOf(i32), arith::IndexCastOp::create(b, i32, first));
    position = arith::AddIOp::create(b, position, steps);
    auto compress = [&](Value vector, Value filler, Value list) {
      Value compressed =
          LLVM::CallIntrinsicOp::create(
              b, vector.getType(),
              b.getStringAttr("llvm.experimental.vector.compress"),
              ValueRange{vector, isNonzero, filler})
              .getResult(0);
      vector::StoreOp::create(b, compressed, list, count);
    };
    compress(loaded, zeros, list.values);
    compress(position, noPosition, list.positions);
    Type bits = b.getIntegerType(lanes);
    Value mask =
        vector::BitCastOp::create(b, VectorType::get({1}, bits), isNonzero);
    mask = vector::ExtractOp::create(b, mask, 0);
    Value found = LLVM::CtPopOp::create(b, bits, mask);
    return arith::AddIOp::create(
        b, count, arith::IndexCastUIOp::create(b, b.getIndexType(), found));
  };

  int64_t whole = kernel.inputs / lanes * lanes;
  Value row = index(0), count = index(0);
  if (whole > 0) {
    auto loop =
        scf::ForOp::create(b, index(0), index(whole), index(lanes), count);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    Value first = loop.getInductionVar();
    Value loaded = vector::LoadOp::create(b, vectorOf(f32), kernel.input,
                                          ValueRange{row, first});
    scf::YieldOp::create(b, append(loaded, first, loop.getRegionIterArg(0)));
    count = loop.getResult(0);
  }
  if (whole < kernel.inputs) {
    SmallVector<bool> bits(lanes, false);
    std::fill_n(bits.begin(), kernel.inputs - whole, true);
    Value mask = arith::ConstantOp::create(
        b, DenseElementsAttr::get(vectorOf(i1), bits));
    Value loaded = vector::MaskedLoadOp::create(b, vectorOf(f32), kernel.input,
                                                ValueRange{row, index(whole)},
                                                mask, zeros);
    count = append(loaded, index(whole), count);
  }
  // A loop that takes several at a time finds zeros behind the last one.
  vector::StoreOp::create(b, zeros, list.values, count);
  vector::StoreOp::create(b, noPosition, list.positions, count);
  list.count = count;
}
