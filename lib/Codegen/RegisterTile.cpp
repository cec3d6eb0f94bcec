// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One register tile: sums start as the bias, run through the inner product in
// registers, take the activation there and are stored once.

#include "DenseKernel.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
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
      : b(builder), kernel(kernel), row(row), column(panel.column),
        panel(panel.weights), prefetch(prefetch), rows(rows),
        vectors(panel.vectors), lanes(getLanes(kernel, panel)),
        width(panel.vectors * kernel.lanes),
        parts(getPartialSums(rows, vectors)),
        hasStreams(rows == 1 && parts > 1),
        storedType(VectorType::get({lanes}, kernel.element)),
        vectorType(VectorType::get({lanes}, kernel.computeType)) {
    zero = constants[0] = arith::ConstantIndexOp::create(b, 0);
    tailMask = createMask(b, lanes, panel.validColumns - (vectors - 1) * lanes);
  }

  void emit();

private:
  /// A constant in front of the tile, once.
  Value index(int64_t value) {
    Value &constant = constants[value];
    if (!constant) {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointAfterValue(zero);
      constant = arith::ConstantIndexOp::create(b, value);
    }
    return constant;
  }
  Value offset(Value base, int64_t by) {
    return by == 0 ? base : arith::AddIOp::create(b, base, index(by));
  }
  /// Where row r of the tile is in the layer.
  Value getRow(int64_t r) { return offset(row, r); }
  /// The position of the tile's first row in `buffer`.
  Value getStart(const FlatBuffer &buffer) {
    return arith::AddIOp::create(
        b, buffer.start,
        arith::MulIOp::create(b, row, index(buffer.rowStride)));
  }
  /// Of the vectors: few outputs need no long one.
  static int64_t getLanes(const DenseKernel &kernel, const Panel &panel);
  /// Null if all lanes of the vector are columns.
  Value getMask(int64_t vector) const {
    return vector == vectors - 1 ? tailMask : Value();
  }

  /// A vector of `memref` at `position`, in the type of computation. A tail is
  /// read through the mask: nothing beyond the last column is touched.
  Value loadColumns(Value memref, Value position, int64_t vector);
  Value loadScalar(Value memref, ValueRange position);

  SmallVector<Value> startSums();
  /// One step of the inner product: the input's column k times the panel's
  /// row k.
  struct Step {
    llvm::function_ref<Value(int64_t r)> loadInput;
    Value weights; ///< position of row k
    int64_t weightOffset;
  };
  /// The position of the panel's row k.
  Value getWeights(Value k) {
    return arith::AddIOp::create(b, panel,
                                 arith::MulIOp::create(b, k, index(width)));
  }
  void multiply(const Step &step, MutableArrayRef<Value> sums);
  void multiply(Value k, MutableArrayRef<Value> sums);
  /// `k` steps behind those at the positions `input` and `weights`.
  void multiply(Value input, Value weights, int64_t k,
                MutableArrayRef<Value> sums);
  /// Fetches what falls to `steps` steps, from the position `first` on.
  void fetch(Value first, int64_t steps);
  int64_t getUnroll() const;
  /// The partial sums that take step `u` of an iteration.
  MutableArrayRef<Value> getPart(MutableArrayRef<Value> sums, int64_t u) const {
    size_t count = rows * vectors;
    return sums.slice(u % parts * count, count);
  }
  SmallVector<Value> addParts(SmallVector<Value> sums);
  /// The steps below `end`, or about so many of a list. Fetches nothing: a list
  /// is of one row, and inputs of unknown strides are rare.
  SmallVector<Value> emitLoop(Value end, SmallVector<Value> sums);
  /// The same for `steps` steps of an input whose strides are known, from the
  /// position `input` on.
  SmallVector<Value> emitFlatLoop(Value input, int64_t steps,
                                  SmallVector<Value> sums);
  /// The steps of the inputs whose bits are set.
  SmallVector<Value> emitBitLoop(SmallVector<Value> sums);
  /// The step of the lowest of `bits`, which it clears. The last steps may find
  /// no bit left, and add nothing then.
  void multiplyLowest(Value &bits, bool mayBeNone, MutableArrayRef<Value> sums);
  SmallVector<Value> emitInnerProduct(SmallVector<Value> sums);
  Value getSlope(Value slope, int64_t r, int64_t vector);
  /// Stores the sums of one vector. `start` is the position of the tile's first
  /// element in the flat output, if there is one.
  void store(Value value, int64_t r, int64_t vector, Value start);

  ImplicitLocOpBuilder &b;
  const DenseKernel &kernel;
  DenseMap<int64_t, Value> constants;
  Value zero, row, column, panel, tailMask;
  Prefetch prefetch;
  int64_t rows, vectors;
  int64_t lanes; ///< of a vector
  int64_t width; ///< of the panel, in elements
  /// Into which each sum is split. They take the steps in turn; with a single
  /// row, which waits for nothing but its weights, each takes a part of its own
  /// of the panel: a core reads several streams faster than one.
  int64_t parts;
  bool hasStreams;
  VectorType storedType, vectorType;
};

} // namespace

int64_t RegisterTile::getLanes(const DenseKernel &kernel, const Panel &panel) {
  constexpr int64_t kFewestBits = 128;
  if (panel.vectors > 1)
    return kernel.lanes;
  int64_t fewest =
      kFewestBits / Type(kernel.computeType).getIntOrFloatBitWidth();
  int64_t needed = llvm::PowerOf2Ceil(panel.validColumns);
  return std::min(kernel.lanes, std::max(fewest, needed));
}

Value RegisterTile::loadColumns(Value memref, Value position, int64_t vector) {
  Value loaded = loadVector(b, storedType, memref, position, getMask(vector));
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
    for (int64_t r = 0; r < rows; ++r)
      sums.append(vectors, loadScalar(kernel.bias, getRow(r)));
    return sums;
  }
  for (int64_t v = 0; v < vectors; ++v) {
    if (kernel.bias)
      sums.push_back(loadColumns(kernel.bias, offset(column, v * lanes), v));
    else
      sums.push_back(arith::ConstantOp::create(b, b.getZeroAttr(vectorType)));
  }
  sums.reserve(rows * vectors);
  for (int64_t r = 1; r < rows; ++r)
    sums.append(sums.begin(), sums.begin() + vectors);
  return sums;
}

void RegisterTile::multiply(const Step &step, MutableArrayRef<Value> sums) {
  // Packed weights are filled up with zeros: no tail here.
  SmallVector<Value> weights;
  for (int64_t v = 0; v < vectors; ++v) {
    Value position = offset(step.weights, step.weightOffset + v * lanes);
    Value loaded =
        vector::LoadOp::create(b, storedType, kernel.weight, position);
    weights.push_back(convertFloat(b, loaded, kernel.computeType));
  }
  for (int64_t r = 0; r < rows; ++r) {
    Value input = step.loadInput(r);
    for (int64_t v = 0; v < vectors; ++v) {
      Value &sum = sums[r * vectors + v];
      sum = vector::FMAOp::create(b, input, weights[v], sum);
    }
  }
}

void RegisterTile::multiply(Value k, MutableArrayRef<Value> sums) {
  // With nonzero inputs only, k counts these.
  const NonzeroInputs &nonzeros = kernel.nonzeros;
  Value element = k;
  if (nonzeros.values) {
    Value position = memref::LoadOp::create(b, nonzeros.positions, k);
    k = arith::IndexCastUIOp::create(b, b.getIndexType(), position);
  }
  auto loadInput = [&](int64_t r) {
    return nonzeros.values ? loadScalar(nonzeros.values, element)
                           : loadScalar(kernel.input, {getRow(r), k});
  };
  multiply({loadInput, getWeights(k), 0}, sums);
}

void RegisterTile::multiply(Value input, Value weights, int64_t k,
                            MutableArrayRef<Value> sums) {
  const FlatBuffer &flat = kernel.flatInput;
  auto loadInput = [&](int64_t r) {
    int64_t by = r * flat.rowStride + k * flat.columnStride;
    return loadScalar(flat.memory, offset(input, by));
  };
  multiply({loadInput, weights, k * width}, sums);
}

void RegisterTile::fetch(Value first, int64_t steps) {
  constexpr int64_t kLine = 64, kSecondLevel = 2;
  int64_t line = kLine * 8 / Type(kernel.element).getIntOrFloatBitWidth();
  for (int64_t ahead = 0; ahead < steps * prefetch.most; ahead += line)
    memref::PrefetchOp::create(b, prefetch.memory, offset(first, ahead),
                               /*isWrite=*/false, kSecondLevel,
                               /*isDataCache=*/true);
}

int64_t RegisterTile::getUnroll() const {
  int64_t unroll = llvm::alignTo(kernel.schedule.getUnroll(), parts);
  if (kernel.nonzeros.values) // as many zeros follow the list
    unroll = std::min(unroll, kernel.lanes / parts * parts);
  return unroll;
}

SmallVector<Value> RegisterTile::addParts(SmallVector<Value> sums) {
  size_t count = rows * vectors;
  for (int64_t left = parts; left > 1; left -= left / 2) // 4, 2, 1 and 3, 2, 1
    for (int64_t part = 0; part < left / 2; ++part)
      for (size_t i = 0; i < count; ++i)
        sums[part * count + i] = arith::AddFOp::create(
            b, sums[part * count + i], sums[(left - 1 - part) * count + i]);
  sums.truncate(count);
  return sums;
}

SmallVector<Value> RegisterTile::emitLoop(Value end, SmallVector<Value> sums) {
  int64_t unroll = getUnroll(), step = unroll;
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
  Value first = loop.getInductionVar();
  SmallVector<Value> carried(loop.getRegionIterArgs());
  for (int64_t u = 0; u < unroll; ++u) {
    Value k = hasStreams ? arith::AddIOp::create(b, starts[u % parts],
                                                 offset(first, u / parts))
                         : offset(first, u);
    multiply(k, getPart(carried, u));
  }
  scf::YieldOp::create(b, carried);
  return loop.getResults();
}

void RegisterTile::multiplyLowest(Value &bits, bool mayBeNone,
                                  MutableArrayRef<Value> sums) {
  Type i64 = bits.getType();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
  };
  Value lowest = LLVM::CountTrailingZerosOp::create(b, i64, bits,
                                                    /*is_zero_poison=*/false);
  if (mayBeNone) // 64, for which input 0 stands in
    lowest = arith::AndIOp::create(b, lowest, constant(63));
  Value k = arith::IndexCastUIOp::create(b, b.getIndexType(), lowest);
  auto loadInput = [&](int64_t) -> Value {
    Value input = memref::LoadOp::create(b, kernel.input, ValueRange{row, k});
    if (mayBeNone) {
      // With a mask, since LLVM makes a branch of a select.
      Type i32 = b.getI32Type(), f32 = input.getType();
      Value isLeft =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ne, bits, constant(0));
      input = arith::AndIOp::create(b, arith::BitcastOp::create(b, i32, input),
                                    arith::ExtSIOp::create(b, i32, isLeft));
      input = arith::BitcastOp::create(b, f32, input);
    }
    return vector::BroadcastOp::create(b, vectorType, input);
  };
  multiply({loadInput, getWeights(k), 0}, sums);
  Value below = arith::SubIOp::create(b, bits, constant(1));
  bits = arith::AndIOp::create(b, bits, below);
}

SmallVector<Value> RegisterTile::emitBitLoop(SmallVector<Value> sums) {
  int64_t unroll = getUnroll();
  Value bits = kernel.nonzeros.bits;
  Value count = arith::IndexCastUIOp::create(
      b, b.getIndexType(), LLVM::CtPopOp::create(b, bits.getType(), bits));
  Value whole = arith::DivUIOp::create(b, count, index(unroll));
  sums.push_back(bits);
  auto loop = scf::ForOp::create(b, index(0), whole, index(1), sums);
  {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(loop.getBody());
    SmallVector<Value> carried(loop.getRegionIterArgs());
    for (int64_t u = 0; u < unroll; ++u)
      multiplyLowest(carried.back(), /*mayBeNone=*/false, getPart(carried, u));
    scf::YieldOp::create(b, carried);
  }
  sums.assign(loop.result_begin(), loop.result_end());
  for (int64_t u = 0; u + 1 < unroll; ++u)
    multiplyLowest(sums.back(), /*mayBeNone=*/true, getPart(sums, u));
  sums.pop_back();
  return sums;
}

SmallVector<Value> RegisterTile::emitFlatLoop(Value input, int64_t steps,
                                              SmallVector<Value> sums) {
  // Positions of the input are what the loop counts; those of the weights, and
  // of what is fetched, follow in its arguments.
  int64_t unroll = getUnroll(), step = unroll;
  int64_t stride = kernel.flatInput.columnStride;
  if (hasStreams) {
    step /= parts;
    steps /= parts;
  }
  size_t count = sums.size();
  sums.push_back(panel);
  bool fetches = prefetch.most > 0;
  Value fetchStep;
  if (fetches) {
    sums.push_back(prefetch.position);
    fetchStep = arith::MulIOp::create(b, prefetch.stride, index(unroll));
  }
  auto loop = scf::ForOp::create(b, input, offset(input, steps * stride),
                                 index(step * stride), sums);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> carried(loop.getRegionIterArgs());
  for (int64_t u = 0; u < unroll; ++u)
    multiply(loop.getInductionVar(), carried[count],
             hasStreams ? u % parts * steps + u / parts : u,
             getPart(carried, u));
  if (fetches) {
    fetch(carried.back(), unroll);
    carried.back() = arith::AddIOp::create(b, carried.back(), fetchStep);
  }
  carried[count] = offset(carried[count], step * width);
  scf::YieldOp::create(b, carried);
  SmallVector<Value> results(loop.getResults());
  results.truncate(count);
  return results;
}

SmallVector<Value> RegisterTile::emitInnerProduct(SmallVector<Value> sums) {
  // Partial sums begin as zero but for the first.
  auto addZeros = [&] {
    if (parts > 1)
      sums.append((parts - 1) * sums.size(),
                  arith::ConstantOp::create(b, b.getZeroAttr(vectorType)));
  };
  if (kernel.nonzeros.areKnown()) {
    addZeros();
    return addParts(kernel.nonzeros.bits
                        ? emitBitLoop(sums)
                        : emitLoop(kernel.nonzeros.count, sums));
  }
  int64_t unroll = getUnroll();
  int64_t whole = kernel.inputs / unroll * unroll;
  Value input; // position of the tile's first element
  if (kernel.flatInput.memory)
    input = getStart(kernel.flatInput);
  if (whole > 0) {
    addZeros();
    sums = addParts(input ? emitFlatLoop(input, whole, sums)
                          : emitLoop(index(whole), sums));
  }
  for (int64_t k = whole; k < kernel.inputs; ++k) {
    if (input)
      multiply(input, panel, k, sums);
    else
      multiply(index(k), sums);
  }
  return sums;
}

Value RegisterTile::getSlope(Value slope, int64_t r, int64_t vector) {
  auto type = cast<MemRefType>(slope.getType());
  if (type.getRank() == 0)
    return loadScalar(slope, {});
  if (kernel.slopeAlongOutputs)
    return loadColumns(slope, offset(column, vector * lanes), vector);
  Value position = arith::DivUIOp::create(b, getRow(r), kernel.slopePeriod);
  position =
      arith::RemUIOp::create(b, position, memref::DimOp::create(b, slope, 0));
  return loadScalar(slope, position);
}

void RegisterTile::store(Value value, int64_t r, int64_t vector, Value start) {
  value = convertFloat(b, value, kernel.element);
  Value memory = kernel.output;
  SmallVector<Value, 2> position;
  if (start) {
    memory = kernel.flatOutput.memory;
    position.push_back(
        offset(start, r * kernel.flatOutput.rowStride + vector * lanes));
  } else {
    position = {getRow(r), offset(column, vector * lanes)};
  }
  storeVector(b, value, memory, position, getMask(vector));
}

void RegisterTile::emit() {
  SmallVector<Value> sums = emitInnerProduct(startSums());
  Value start;
  if (kernel.flatOutput.memory)
    start = arith::AddIOp::create(b, getStart(kernel.flatOutput), column);
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
      store(value, r, v, start);
    }
  }
}

void relu::emitRegisterTile(ImplicitLocOpBuilder &builder,
                            const DenseKernel &kernel, Value row, int64_t rows,
                            const Panel &panel, const Prefetch &prefetch) {
  RegisterTile(builder, kernel, row, rows, panel, prefetch).emit();
}
