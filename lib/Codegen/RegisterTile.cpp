// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One register tile: sums start as the bias, run through the inner product in
// registers, take the activation there and are stored once.

#include "DenseKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace relu;

namespace {

class RegisterTile {
public:
  RegisterTile(ImplicitLocOpBuilder &builder, const DenseKernel &kernel,
               Value row, int64_t rows, const Panel &panel,
               const Prefetch &prefetch)
      : b(builder), kernel(kernel), column(panel.column), panel(panel.weights),
        prefetch(prefetch), rows(rows), vectors(panel.vectors),
        tail(panel.validColumns % kernel.lanes),
        storedType(VectorType::get({kernel.lanes}, kernel.element)),
        vectorType(VectorType::get({kernel.lanes}, kernel.computeType)) {
    for (int64_t r = 0; r < rows; ++r)
      rowIndices.push_back(offset(row, r));
    if (tail != 0)
      mask = createTailMask();
  }

  void emit();

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value offset(Value base, int64_t by) {
    return by == 0 ? base : arith::AddIOp::create(b, base, index(by));
  }
  Value createTailMask();
  bool isTail(int64_t vector) const {
    return tail != 0 && vector == vectors - 1;
  }

  /// A vector of `memref` at `position`, in the type of computation. A tail is
  /// read through the mask: nothing beyond the last column is touched.
  Value loadColumns(Value memref, Value position, int64_t vector);
  Value loadScalar(Value memref, ValueRange position);

  SmallVector<Value> startSums();
  /// One step of the inner product: the input's column k times the panel's
  /// row k.
  void multiply(Value k, MutableArrayRef<Value> sums);
  /// Fetches what falls to `steps` steps from k on.
  void fetch(Value k, int64_t steps);
  SmallVector<Value> emitInnerProduct(SmallVector<Value> sums);
  Value getSlope(Value slope, int64_t row, int64_t vector);
  void store(Value value, int64_t row, int64_t vector);

  ImplicitLocOpBuilder &b;
  const DenseKernel &kernel;
  Value column, panel, mask;
  Prefetch prefetch;
  SmallVector<Value> rowIndices;
  int64_t rows, vectors, tail;
  VectorType storedType, vectorType;
};

} // namespace

Value RegisterTile::createTailMask() {
  SmallVector<bool> bits(kernel.lanes, false);
  std::fill_n(bits.begin(), tail, true);
  return arith::ConstantOp::create(
      b, DenseElementsAttr::get(VectorType::get({kernel.lanes}, b.getI1Type()),
                                bits));
}

Value RegisterTile::loadColumns(Value memref, Value position, int64_t vector) {
  Value loaded;
  if (isTail(vector)) {
    Value zero = arith::ConstantOp::create(b, b.getZeroAttr(storedType));
    loaded = vector::MaskedLoadOp::create(b, storedType, memref, position, mask,
                                          zero);
  } else {
    loaded = vector::LoadOp::create(b, storedType, memref, position);
  }
  return convertFloat(b, loaded, kernel.computeType);
}

Value RegisterTile::loadScalar(Value memref, ValueRange position) {
  Value loaded = memref::LoadOp::create(b, memref, position);
  return vector::BroadcastOp::create(
      b, vectorType, convertFloat(b, loaded, kernel.computeType));
}

SmallVector<Value> RegisterTile::startSums() {
  SmallVector<Value> sums;
  if (kernel.bias && !kernel.biasAlongOutputs) {
    for (Value row : rowIndices)
      sums.append(vectors, loadScalar(kernel.bias, row));
    return sums;
  }
  for (int64_t v = 0; v < vectors; ++v) {
    if (kernel.bias)
      sums.push_back(
          loadColumns(kernel.bias, offset(column, v * kernel.lanes), v));
    else
      sums.push_back(arith::ConstantOp::create(b, b.getZeroAttr(vectorType)));
  }
  sums.reserve(rows * vectors);
  for (int64_t r = 1; r < rows; ++r)
    sums.append(sums.begin(), sums.begin() + vectors);
  return sums;
}

void RegisterTile::multiply(Value k, MutableArrayRef<Value> sums) {
  // With nonzero inputs only, k counts these.
  const NonzeroInputs &nonzeros = kernel.nonzeros;
  Value element = k;
  if (nonzeros.values) {
    Value position = memref::LoadOp::create(b, nonzeros.positions, k);
    k = arith::IndexCastUIOp::create(b, b.getIndexType(), position);
  }
  // Packed weights are filled up with zeros: no tail here.
  Value rowStart = arith::AddIOp::create(
      b, panel, arith::MulIOp::create(b, k, index(vectors * kernel.lanes)));
  SmallVector<Value> weights;
  for (int64_t v = 0; v < vectors; ++v) {
    Value loaded = vector::LoadOp::create(b, storedType, kernel.weight,
                                          offset(rowStart, v * kernel.lanes));
    weights.push_back(convertFloat(b, loaded, kernel.computeType));
  }
  for (int64_t r = 0; r < rows; ++r) {
    Value input = nonzeros.values
                      ? loadScalar(nonzeros.values, element)
                      : loadScalar(kernel.input, {rowIndices[r], k});
    for (int64_t v = 0; v < vectors; ++v) {
      Value &sum = sums[r * vectors + v];
      sum = vector::FMAOp::create(b, input, weights[v], sum);
    }
  }
}

void RegisterTile::fetch(Value k, int64_t steps) {
  constexpr int64_t kLine = 64, kSecondLevel = 2;
  int64_t line = kLine * 8 / Type(kernel.element).getIntOrFloatBitWidth();
  Value first = arith::AddIOp::create(
      b, prefetch.position, arith::MulIOp::create(b, k, prefetch.stride));
  for (int64_t ahead = 0; ahead < steps * prefetch.most; ahead += line)
    memref::PrefetchOp::create(b, kernel.weight, offset(first, ahead),
                               /*isWrite=*/false, kSecondLevel,
                               /*isDataCache=*/true);
}

SmallVector<Value> RegisterTile::emitInnerProduct(SmallVector<Value> sums) {
  // Partial sums begin as zero but for the first. They take the steps in turn;
  // with a single row, which waits for nothing but its weights, each takes a
  // part of its own of the panel: a core reads several streams faster than one.
  int64_t parts = getPartialSums(rows, vectors);
  bool hasStreams = rows == 1 && parts > 1;
  int64_t unroll = llvm::alignTo(kernel.schedule.getUnroll(), parts);
  int64_t whole = kernel.inputs / unroll * unroll;
  size_t count = sums.size();
  bool all = !kernel.nonzeros.values;
  if (!all) // as many zeros follow the list
    unroll = std::min(unroll, kernel.lanes / parts * parts);
  if (whole > 0 || !all) {
    if (parts > 1)
      sums.append((parts - 1) * count,
                  arith::ConstantOp::create(b, b.getZeroAttr(vectorType)));
    Value end = all ? index(whole) : kernel.nonzeros.count;
    int64_t step = unroll;
    SmallVector<Value, 4> starts{index(0)}; // of the streams
    if (hasStreams) {
      step = unroll / parts;
      Value steps = arith::CeilDivUIOp::create(b, end, index(unroll));
      end = arith::MulIOp::create(b, steps, index(step));
      while (int64_t(starts.size()) < parts)
        starts.push_back(arith::AddIOp::create(b, starts.back(), end));
    }
    auto loop = scf::ForOp::create(b, index(0), end, index(step), sums);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> carried(loop.getRegionIterArgs());
    for (int64_t u = 0; u < unroll; ++u) {
      Value k =
          hasStreams
              ? arith::AddIOp::create(b, starts[u % parts],
                                      offset(loop.getInductionVar(), u / parts))
              : offset(loop.getInductionVar(), u);
      multiply(k, MutableArrayRef(carried).slice(u % parts * count, count));
    }
    if (prefetch.most > 0)
      fetch(hasStreams
                ? arith::MulIOp::create(b, loop.getInductionVar(), index(parts))
                : loop.getInductionVar(),
            unroll);
    scf::YieldOp::create(b, carried);
    sums = loop.getResults();
    b.setInsertionPointAfter(loop);
    for (; parts > 1; parts -= parts / 2) // 4, 2, 1 and 3, 2, 1
      for (int64_t part = 0; part < parts / 2; ++part)
        for (size_t i = 0; i < count; ++i)
          sums[part * count + i] = arith::AddFOp::create(
              b, sums[part * count + i], sums[(parts - 1 - part) * count + i]);
    sums.truncate(count);
  }
  for (int64_t k = whole; all && k < kernel.inputs; ++k)
    multiply(index(k), sums);
  return sums;
}

Value RegisterTile::getSlope(Value slope, int64_t row, int64_t vector) {
  auto type = cast<MemRefType>(slope.getType());
  if (type.getRank() == 0)
    return loadScalar(slope, {});
  if (kernel.slopeAlongOutputs)
    return loadColumns(slope, offset(column, vector * kernel.lanes), vector);
  Value position =
      arith::DivUIOp::create(b, rowIndices[row], kernel.slopePeriod);
  position =
      arith::RemUIOp::create(b, position, memref::DimOp::create(b, slope, 0));
  return loadScalar(slope, position);
}

void RegisterTile::store(Value value, int64_t row, int64_t vector) {
  value = convertFloat(b, value, kernel.element);
  SmallVector<Value> position{rowIndices[row],
                              offset(column, vector * kernel.lanes)};
  if (isTail(vector))
    vector::MaskedStoreOp::create(b, kernel.output, position, mask, value);
  else
    vector::StoreOp::create(b, value, kernel.output, position);
}

void RegisterTile::emit() {
  SmallVector<Value> sums = emitInnerProduct(startSums());
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t v = 0; v < vectors; ++v) {
      Value value = sums[r * vectors + v];
      if (kernel.activation) {
        SmallVector<Value, 1> slopes;
        for (Value slope : kernel.slopes)
          slopes.push_back(getSlope(slope, r, v));
        value = emitActivation(b, kernel.activation, value, slopes,
                               kernel.computeType);
      }
      store(value, r, v);
    }
  }
}

void relu::emitRegisterTile(ImplicitLocOpBuilder &builder,
                            const DenseKernel &kernel, Value row, int64_t rows,
                            const Panel &panel, const Prefetch &prefetch) {
  RegisterTile(builder, kernel, row, rows, panel, prefetch).emit();
}
