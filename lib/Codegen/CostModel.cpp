// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cost model: a core that does two multiply-adds and two loads of a vector
// in a cycle, waits four cycles for the sum of a multiply-add, and reads its
// second-level cache at 48 bytes a cycle. docs/Rationale.md has measurements of
// what it chooses.

#include "CostModel.h"

#include "DenseKernel.h"

using namespace mlir;
using namespace relu;

namespace {

/// A register tile of so many rows, and so many vectors.
struct Tile {
  int64_t rows;
  int64_t vectors;
};

/// y = x W as a product of matrices: sums[rows, columns], where the columns lie
/// in vectors.
struct Product {
  int64_t rows;
  int64_t inputs;
  int64_t vectors; ///< of a row
  /// Rows that fill no tile have one of their own; else they are known at run
  /// time only, and fill tiles of half as many rows each time.
  bool rowsAreKnown = true;
};

/// Cycles, and what takes them.
struct TileChoice {
  Tile tile;
  double cycles;
};

class CostModel {
public:
  CostModel(Isa isa, FloatType element)
      : isa(isa), registers(isa == Isa::avx512 ? 32 : 16),
        lanes(ScheduleAttr::getVectorLength(isa, getComputeType(element))) {}

  int64_t getLanes() const { return lanes; }
  int64_t getVectors(int64_t columns) const {
    return std::max<int64_t>(1, llvm::divideCeil(columns, lanes));
  }

  /// The cheapest of all tiles that fit in the registers.
  TileChoice chooseTile(const Product &product) const;
  /// The cheapest one of so many vectors.
  TileChoice chooseRows(const Product &product, int64_t vectors) const;

private:
  bool fits(Tile tile) const {
    // The sums, the vectors of a panel's row and one input; without a fused
    // multiply-add also a product.
    int64_t product = isa == Isa::generic ? 1 : 0;
    return tile.rows * tile.vectors + tile.vectors + 1 + product <= registers;
  }
  double getTileCycles(Tile tile, int64_t inputs) const;
  double getPanelCycles(Tile tile, const Product &product) const;
  double getCycles(Tile tile, const Product &product) const;

  Isa isa;
  int64_t registers;
  int64_t lanes;
};

} // namespace

double CostModel::getTileCycles(Tile tile, int64_t inputs) const {
  constexpr double kPerCycle = 2;
  constexpr double kCacheBytes = 48;
  // A tile starts and ends: addresses, bias, activation, stores.
  constexpr double kOverhead = 20;
  double sums = tile.rows * tile.vectors;
  double multiply = sums / kPerCycle;
  double load = (tile.rows + tile.vectors) / kPerCycle;
  double latency =
      4.0 / getPartialSums(tile.rows, tile.vectors); // of a chain of sums
  // Weights come from the second-level cache, hidden for the most part.
  double stream = tile.vectors * lanes * 4 / kCacheBytes;
  // Rows that are a multiple of pages apart share the few places that the
  // first-level cache has for such addresses.
  constexpr int64_t kPlaces = 10;
  if (inputs % 512 == 0 && tile.rows > kPlaces)
    load *= 3;
  double step =
      std::max({multiply, load, latency, stream}) + 0.06 * stream + 0.12 * load;
  return step * inputs + kOverhead + 2 * sums;
}

double CostModel::getPanelCycles(Tile tile, const Product &product) const {
  // A tile of other rows is another kernel to compile, and to fetch.
  constexpr double kSecondKernel = 1.015;
  double cycles =
      product.rows / tile.rows * getTileCycles(tile, product.inputs);
  int64_t rest = product.rows % tile.rows;
  if (rest == 0)
    return cycles;
  if (product.rowsAreKnown)
    return kSecondKernel *
           (cycles + getTileCycles({rest, tile.vectors}, product.inputs));
  for (int64_t rows = getRestRows(tile.rows); rest > 0; rows /= 2)
    for (; rest >= rows; rest -= rows)
      cycles += getTileCycles({rows, tile.vectors}, product.inputs);
  return cycles;
}

double CostModel::getCycles(Tile tile, const Product &product) const {
  double cycles =
      product.vectors / tile.vectors * getPanelCycles(tile, product);
  if (int64_t rest = product.vectors % tile.vectors)
    cycles += getPanelCycles({tile.rows, rest}, product);
  return cycles;
}

TileChoice CostModel::chooseRows(const Product &product,
                                 int64_t vectors) const {
  TileChoice best{{1, vectors}, getCycles({1, vectors}, product)};
  for (Tile tile{2, vectors}; fits(tile) && tile.rows <= product.rows;
       ++tile.rows) {
    double cycles = getCycles(tile, product);
    if (cycles < best.cycles)
      best = {tile, cycles};
  }
  return best;
}

TileChoice CostModel::chooseTile(const Product &product) const {
  TileChoice best = chooseRows(product, 1);
  for (int64_t vectors = 2; fits({1, vectors}) && vectors <= product.vectors;
       ++vectors) {
    TileChoice choice = chooseRows(product, vectors);
    if (choice.cycles < best.cycles)
      best = choice;
  }
  return best;
}

/// So many rows that what passes from layer to layer fills half of the
/// second-level cache at most, in blocks of about the same size.
static int64_t chooseRowBlock(const LayerChain &chain) {
  constexpr int64_t kCacheBytes = 1 << 20, kFewest = 48, kMost = 384;
  int64_t widest = 0, inputs = chain.inputs;
  for (int64_t outputs : chain.outputs) {
    widest = std::max(widest, inputs + outputs);
    inputs = outputs;
  }
  FloatType element = chain.element;
  int64_t rowBytes = std::max<int64_t>(1, widest * element.getWidth() / 8);
  int64_t most = std::clamp(kCacheBytes / rowBytes, kFewest, kMost);
  if (!chain.rows) // whole tiles, whichever is chosen
    return llvm::alignDown(most, 16);
  int64_t rows = std::max<int64_t>(1, *chain.rows);
  return llvm::divideCeil(rows, llvm::divideCeil(rows, most));
}

bool relu::canListNonzeros(Isa isa, Type element, std::optional<int64_t> rows,
                           int64_t inputs) {
  constexpr int64_t kFewest = 32, kMost = 4096;
  return isa == Isa::avx512 && element.isF32() && rows == 1 &&
         inputs >= kFewest && inputs <= kMost;
}

SmallVector<ScheduleAttr> relu::chooseSchedules(Isa isa,
                                                const LayerChain &chain) {
  constexpr int64_t kUnroll = 2;
  constexpr int64_t kLikelyRows = 128;
  CostModel model(isa, chain.element);
  int64_t rows = std::max<int64_t>(1, chain.rows.value_or(kLikelyRows));
  int64_t rowBlock = chooseRowBlock(chain);
  int64_t blockRows = std::min(rows, rowBlock);

  // Vectors along the outputs.
  SmallVector<Tile> along;
  double alongCycles = 0;
  int64_t inputs = chain.inputs;
  for (int64_t outputs : chain.outputs) {
    TileChoice choice =
        model.chooseTile({blockRows, inputs, model.getVectors(outputs),
                          /*rowsAreKnown=*/chain.rows.has_value()});
    along.push_back(choice.tile);
    alongCycles += choice.cycles * rows / blockRows;
    inputs = outputs;
  }

  // Vectors along the rows of the batch, which are brought side by side before
  // the first layer and back behind the last.
  constexpr int64_t kBlockVectors = 2;
  constexpr double kCopyCycles = 2;
  int64_t laneRows = kBlockVectors * model.getLanes();
  SmallVector<Tile> across;
  double blockCycles =
      kCopyCycles * laneRows * (chain.inputs + chain.outputs.back());
  inputs = chain.inputs;
  for (int64_t outputs : chain.outputs) {
    TileChoice choice = model.chooseRows(
        {std::max<int64_t>(1, outputs), inputs, kBlockVectors}, kBlockVectors);
    across.push_back(choice.tile);
    blockCycles += choice.cycles;
    inputs = outputs;
  }
  double acrossCycles = blockCycles * llvm::divideCeil(rows, laneRows);

  bool rowsInLanes = chain.rowsMayBeLanes && acrossCycles < 0.95 * alongCycles;
  auto isSparse = [&](size_t layer) {
    return !rowsInLanes && layer > 0 && layer < chain.sparseInputs.size() &&
           chain.sparseInputs[layer] &&
           canListNonzeros(isa, chain.element, chain.rows,
                           chain.outputs[layer - 1]);
  };
  SmallVector<ScheduleAttr> schedules;
  for (auto [layer, tile] : llvm::enumerate(rowsInLanes ? across : along))
    schedules.push_back(ScheduleAttr::get(
        chain.element.getContext(), isa, tile.rows,
        tile.vectors * model.getLanes(), rowsInLanes ? laneRows : rowBlock,
        kUnroll, rowsInLanes ? Lanes::rows : Lanes::outputs,
        /*fuseInput=*/layer > 0, isSparse(layer)));
  return schedules;
}
