// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cost model: a core that does two multiply-adds and two loads of a vector
// in a cycle, waits four cycles for the sum of a multiply-add, and reads its
// second-level cache at 48 bytes a cycle. docs/Rationale.md has measurements of
// what it chooses.

#include "CostModel.h"

#include "DenseKernel.h"

#include <numeric>

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
  int64_t threads = 1; ///< that share the panels
  /// A single row, of which only inputs that are not zero are taken.
  bool isSparse = false;
  bool alternates = false; ///< see CostModel::alternates
  bool isSwept = false;    ///< see CostModel::sweeps
};

/// Cycles, and what takes them.
struct TileChoice {
  Tile tile;
  double cycles;
};

class CostModel {
public:
  CostModel(const Machine &machine, FloatType element)
      : isa(machine.isa), registers(isa == Isa::avx512 ? 32 : 16),
        lanes(ScheduleAttr::getVectorLength(isa, getComputeType(element))),
        vectorBytes(lanes * element.getWidth() / 8),
        cacheBytes(machine.cacheBytes) {}

  int64_t getLanes() const { return lanes; }
  /// Steps of the inner product in an iteration of its loop. More of them are
  /// more to compile, and pay where tiles are small or loops are long: a core
  /// that two programs share starts half as many instructions for each.
  int64_t getUnroll(int64_t inputs, Tile tile) const {
    constexpr int64_t kLong = 128, kShort = 64, kManySums = 16;
    if (isa != Isa::avx512)
      return inputs >= kLong ? 4 : 2;
    return inputs < kShort && tile.rows * tile.vectors >= kManySums ? 1 : 2;
  }
  /// How much of the second-level cache one kind of data may fill.
  int64_t getBlockBytes() const { return cacheBytes / 2; }
  int64_t getVectors(int64_t columns) const {
    return std::max<int64_t>(1, llvm::divideCeil(columns, lanes));
  }

  /// Whether the inputs of a layer that are not zero are listed, so that about
  /// half of the weights are not read. Without an instruction that brings
  /// elements together, an input of the list costs as much as several
  /// multiply-adds.
  bool listsNonzeros(const LayerChain &chain, size_t layer) const {
    constexpr int64_t kVectors = 8;
    return chain.sparseInputs[layer] &&
           (isa == Isa::avx512 || getVectors(chain.outputs[layer]) >= kVectors);
  }

  /// Whether a layer that lists its inputs reads whole rows of weights, with
  /// the sums in memory, where all weights of the program, `allBytes` of a
  /// thread, come from behind the second-level cache: what is left out lies
  /// between long reads then, and is not fetched with them.
  bool sweeps(const Product &product, int64_t allBytes) const {
    return product.isSparse && product.inputs > kMostInputBits &&
           allBytes > cacheBytes / 2 && isSweptPanel(getSweptVectors(product));
  }

  /// Whether panels are taken in alternating order: where the cache holds a
  /// part of them until the next time, and reading the others takes longer than
  /// computing. `bytes` are of the layer, `otherBytes` of weights that are read
  /// in between.
  bool alternates(const Product &product, int64_t bytes,
                  int64_t otherBytes) const {
    constexpr int64_t kMostRows = 16, kMostCaches = 4;
    return product.rows <= kMostRows && bytes > 3 * cacheBytes / 4 &&
           bytes <= kMostCaches * cacheBytes && otherBytes <= cacheBytes / 2 &&
           getMostVectors(product) > 0;
  }

  /// The cheapest of all tiles that fit in the registers.
  TileChoice chooseTile(const Product &product) const;
  /// The cheapest one of so many vectors.
  TileChoice chooseRows(const Product &product, int64_t vectors) const;

private:
  /// Of whole rows, or of as few parts of a row as `cols` of a schedule and the
  /// threads allow.
  int64_t getSweptVectors(const Product &product) const {
    constexpr int64_t kMostCols = 1024;
    int64_t panels = llvm::divideCeil(product.vectors * lanes, kMostCols);
    return llvm::divideCeil(product.vectors, std::max(panels, product.threads));
  }
  /// The widest panel of which one that is in the cache in part, and is read
  /// anew from its start, loses little.
  int64_t getMostVectors(const Product &product) const {
    constexpr int64_t kPanels = 8; // in the cache
    return cacheBytes / kPanels /
           (std::max<int64_t>(1, product.inputs) * vectorBytes);
  }
  bool fits(Tile tile) const {
    // The sums, the vectors of a panel's row and one input; without a fused
    // multiply-add also a product. LLVM loads the first vector of the next step
    // early: without a register to spare it moves sums to the stack and back.
    int64_t product = isa == Isa::generic ? 1 : 0;
    return tile.rows * tile.vectors + tile.vectors + 1 + product < registers;
  }
  double getTileCycles(Tile tile, int64_t inputs) const;
  double getPanelCycles(Tile tile, const Product &product) const;
  double getCycles(Tile tile, const Product &product) const;

  Isa isa;
  int64_t registers;
  int64_t lanes;
  int64_t vectorBytes; ///< of weights in memory
  int64_t cacheBytes;
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
      std::max({multiply, load, latency, stream}) + 0.06 * stream + 0.13 * load;
  return step * inputs + kOverhead + 2 * sums;
}

double CostModel::getPanelCycles(Tile tile, const Product &product) const {
  // A tile of other rows is another kernel to compile, and to fetch.
  constexpr double kSecondKernel = 1.015, kFetchCycles = 40;
  double cycles =
      product.rows / tile.rows * getTileCycles(tile, product.inputs);
  int64_t rest = product.rows % tile.rows;
  if (rest == 0)
    return cycles;
  if (product.rowsAreKnown)
    return kSecondKernel *
               (cycles + getTileCycles({rest, tile.vectors}, product.inputs)) +
           kFetchCycles;
  for (int64_t rows = getRestRows(tile.rows); rest > 0; rows /= 2)
    for (; rest >= rows; rest -= rows)
      cycles += getTileCycles({rows, tile.vectors}, product.inputs);
  return cycles;
}

double CostModel::getCycles(Tile tile, const Product &product) const {
  double panelCycles = getPanelCycles(tile, product);
  if (product.threads > 1) {
    int64_t panels = llvm::divideCeil(product.vectors, tile.vectors);
    return llvm::divideCeil(panels, product.threads) * panelCycles;
  }
  double cycles = product.vectors / tile.vectors * panelCycles;
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
  if (product.isSwept)
    return chooseRows(product, getSweptVectors(product));
  // Weights of so many caches come from memory, and a single row takes each of
  // them once: no tile computes slower than that. What counts is how well the
  // core reads ahead: best are several streams (see getPartialSums), of a few
  // cache lines a step, or of one. Where steps are left out there is more to
  // gain from long ones.
  constexpr int64_t kCaches = 16, kLineBytes = 64, kMostVectors = 6;
  if (product.rows == 1 && !product.isSparse &&
      product.inputs * product.vectors * vectorBytes > kCaches * cacheBytes) {
    int64_t most = isa == Isa::avx512
                       ? kMostVectors
                       : std::min(kLineBytes / vectorBytes, kMostVectors);
    int64_t panels =
        llvm::alignTo(llvm::divideCeil(product.vectors, most), product.threads);
    return chooseRows(product, llvm::divideCeil(product.vectors, panels));
  }
  int64_t mostVectors = product.vectors;
  if (product.alternates)
    mostVectors = std::min(mostVectors, getMostVectors(product));
  TileChoice best = chooseRows(product, 1);
  for (int64_t vectors = 2; fits({1, vectors}) && vectors <= mostVectors;
       ++vectors) {
    TileChoice choice = chooseRows(product, vectors);
    if (choice.cycles < best.cycles)
      best = choice;
  }
  return best;
}

/// So many rows that what passes from layer to layer fills about half of the
/// second-level cache, in blocks of about the same size, and of whole tiles of
/// the layer with the most weights. `tiles` are of the layers.
static int64_t chooseRowBlock(const CostModel &model, const LayerChain &chain,
                              ArrayRef<Tile> tiles, int64_t rows,
                              bool rowsAreKnown) {
  constexpr int64_t kFewest = 96, kMost = 384;
  int64_t widest = 0, largest = -1, tileRows = 1, inputs = chain.inputs;
  for (auto [outputs, tile] : llvm::zip(chain.outputs, tiles)) {
    widest = std::max(widest, inputs + outputs);
    if (inputs * outputs > largest) {
      largest = inputs * outputs;
      tileRows = tile.rows;
    }
    inputs = outputs;
  }
  FloatType element = chain.element;
  int64_t rowBytes = std::max<int64_t>(1, widest * element.getWidth() / 8);
  int64_t most = std::clamp(model.getBlockBytes() / rowBytes, kFewest, kMost);
  if (!rowsAreKnown) // whole tiles, whichever is chosen
    return llvm::alignDown(most, 16);
  if (rows <= most)
    return rows;
  return llvm::alignTo(llvm::divideCeil(rows, llvm::divideCeil(rows, most)),
                       tileRows);
}

bool relu::canListNonzeros(Type element, std::optional<int64_t> rows,
                           int64_t inputs) {
  constexpr int64_t kFewest = 32, kMost = 4096;
  return element.isF32() && rows == 1 && inputs >= kFewest && inputs <= kMost;
}

/// Of the weights of each layer.
static SmallVector<int64_t> getLayerBytes(const LayerChain &chain) {
  SmallVector<int64_t> bytes;
  FloatType element = chain.element;
  int64_t inputs = chain.inputs;
  for (int64_t outputs : chain.outputs) {
    bytes.push_back(inputs * outputs * element.getWidth() / 8);
    inputs = outputs;
  }
  return bytes;
}

namespace {
/// How a chain runs on one thread.
struct Plan {
  SmallVector<Tile> tiles;      ///< of each layer
  SmallVector<bool> alternates; ///< of each layer
  bool rowsInLanes = false;
  int64_t rowBlock = 1;
  double cycles = 0;
};
} // namespace

constexpr int64_t kBlockVectors = 2; // of a tile with rows in lanes

/// The fastest way for `rows` rows, or about so many; `colThreads` threads
/// share the panels of each layer.
static Plan makePlan(const CostModel &model, const LayerChain &chain,
                     int64_t rows, bool rowsAreKnown, int64_t colThreads = 1) {
  // Vectors along the outputs.
  Plan along;
  SmallVector<int64_t> bytes = getLayerBytes(chain);
  for (auto [layer, layerBytes] : llvm::enumerate(bytes))
    if (model.listsNonzeros(chain, layer))
      layerBytes /= 2;
  int64_t allBytes =
      std::accumulate(bytes.begin(), bytes.end(), chain.otherBytes);
  int64_t inputs = chain.inputs;
  for (auto [layer, outputs] : llvm::enumerate(chain.outputs)) {
    Product product{
        rows,         inputs,     model.getVectors(outputs),
        rowsAreKnown, colThreads, model.listsNonzeros(chain, layer)};
    product.alternates =
        !product.isSparse && chain.constantWeights[layer] &&
        model.alternates(product, bytes[layer] / colThreads,
                         (allBytes - bytes[layer]) / colThreads);
    product.isSwept = model.sweeps(product, allBytes / colThreads);
    TileChoice choice = model.chooseTile(product);
    along.tiles.push_back(choice.tile);
    along.alternates.push_back(product.alternates &&
                               2 * choice.tile.vectors <= product.vectors);
    along.cycles += choice.cycles;
    inputs = outputs;
  }
  along.rowBlock =
      chooseRowBlock(model, chain, along.tiles, rows, rowsAreKnown);
  if (!chain.rowsMayBeLanes || colThreads > 1)
    return along;

  // Vectors along the rows of the batch, which are brought side by side before
  // the first layer and back behind the last.
  constexpr double kCopyCycles = 2;
  Plan across;
  across.rowsInLanes = true;
  across.rowBlock = kBlockVectors * model.getLanes();
  double blockCycles =
      kCopyCycles * across.rowBlock * (chain.inputs + chain.outputs.back());
  inputs = chain.inputs;
  for (int64_t outputs : chain.outputs) {
    TileChoice choice = model.chooseRows(
        {std::max<int64_t>(1, outputs), inputs, kBlockVectors}, kBlockVectors);
    across.tiles.push_back(choice.tile);
    across.alternates.push_back(false);
    blockCycles += choice.cycles;
    inputs = outputs;
  }
  across.cycles = blockCycles * llvm::divideCeil(rows, across.rowBlock);
  return across.cycles < 0.95 * along.cycles ? across : along;
}

/// The least cycles in which one core reads so many weights, from the caches
/// that it shares with others or from memory.
static double getStreamCycles(const CostModel &model, const LayerChain &chain) {
  constexpr double kBytesPerCycle = 10;
  SmallVector<int64_t> layers = getLayerBytes(chain);
  double bytes = std::accumulate(layers.begin(), layers.end(), 0.0);
  return bytes <= model.getBlockBytes() ? 0 : bytes / kBytesPerCycle;
}

namespace {
/// How a chain is shared, and what each thread then runs.
struct Sharing {
  Plan plan;
  int64_t rowThreads = 1, threadRows = 1, colThreads = 1;
};
} // namespace

/// A parallel region costs 4000 cycles, and is worth it for several times as
/// many on each thread.
constexpr double kRegionCycles = 4000, kFewestCycles = 30000;

/// The batch may be of any size: a thread takes rows enough to be worth it.
static Sharing shareUnknownRows(int64_t threads, const Plan &alone,
                                int64_t rows) {
  double rowCycles = std::max(1.0, alone.cycles / rows);
  int64_t worth = int64_t(kFewestCycles / rowCycles) + 1;
  return {alone, threads, std::max(worth, alone.tiles.front().rows), 1};
}

/// The faster one of sharing rows and sharing panels, where that is worth it.
static Sharing share(const CostModel &model, int64_t threads,
                     const LayerChain &chain, const Plan &alone, int64_t rows) {
  double stream = getStreamCycles(model, chain);
  double cycles = std::max(alone.cycles, stream);
  threads = std::min<int64_t>(threads, int64_t(cycles / kFewestCycles));
  if (threads <= 1)
    return {alone};
  int64_t rowThreads = 1;
  if (chain.rowsMayBeLanes)
    rowThreads =
        std::clamp<int64_t>(rows / alone.tiles.front().rows, 1, threads);
  Plan byRows = makePlan(model, chain, llvm::divideCeil(rows, rowThreads),
                         /*rowsAreKnown=*/rows % rowThreads == 0);
  double rowCycles = std::max(byRows.cycles, stream);
  int64_t colThreads =
      std::min(threads, model.getVectors(*llvm::max_element(chain.outputs)));
  Plan byColumns =
      makePlan(model, chain, rows, chain.rows.has_value(), colThreads);
  double columnCycles = std::max(byColumns.cycles, stream / colThreads) +
                        kRegionCycles * (chain.outputs.size() - 1);
  if (rowThreads > 1 && rowCycles <= columnCycles)
    return {byRows, rowThreads, 1, 1};
  if (colThreads > 1 && columnCycles + kRegionCycles < cycles)
    return {byColumns, 1, 1, colThreads};
  return {alone};
}

SmallVector<ScheduleAttr> relu::chooseSchedules(const Machine &machine,
                                                const LayerChain &chain) {
  CostModel model(machine, chain.element);
  int64_t rows = std::max<int64_t>(1, chain.rows.value_or(chain.likelyRows));
  Sharing chosen{makePlan(model, chain, rows, chain.rows.has_value())};
  if (machine.threads > 1)
    chosen = chain.rows || !chain.rowsMayBeLanes
                 ? share(model, machine.threads, chain, chosen.plan, rows)
                 : shareUnknownRows(machine.threads, chosen.plan, rows);
  const Plan &plan = chosen.plan;

  SmallVector<ScheduleAttr> schedules;
  for (auto [layer, tile] : llvm::enumerate(plan.tiles)) {
    int64_t inputs = layer == 0 ? chain.inputs : chain.outputs[layer - 1];
    schedules.push_back(ScheduleAttr::get(
        chain.element.getContext(), machine.isa, tile.rows,
        tile.vectors * model.getLanes(), plan.rowBlock,
        model.getUnroll(inputs, tile),
        plan.rowsInLanes ? Lanes::rows : Lanes::outputs,
        /*fuseInput=*/layer > 0 && chosen.colThreads == 1,
        !plan.rowsInLanes && model.listsNonzeros(chain, layer),
        chosen.rowThreads, chosen.threadRows, chosen.colThreads,
        chosen.rowThreads == 1 && plan.alternates[layer]));
  }
  return schedules;
}
