// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads what Json.cpp writes, so that tables and pictures can be made of a run
// that is over. What follows from other members is computed again.

#include "Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

namespace json = llvm::json;

namespace relu::bench {

static bool require(bool condition, json::Path path, llvm::StringLiteral what) {
  if (!condition)
    path.report(what);
  return condition;
}

static bool fromJSON(const json::Value &value, RunInfo::Peer &peer,
                     json::Path path) {
  json::ObjectMapper map(value, path);
  return map && map.map("name", peer.name) && map.map("version", peer.version);
}

static bool fromJSON(const json::Value &value, Result &result,
                     json::Path path) {
  json::ObjectMapper map(value, path);
  std::string skipped, error;
  if (!map || !map.map("name", result.name) ||
      !map.mapOptional("variant", result.variant) ||
      !map.mapOptional("skipped", skipped) || !map.mapOptional("error", error))
    return false;
  result.isWrong = !error.empty();
  result.message = error + skipped;
  if (!value.getAsObject()->get("median"))
    return true;
  Timing timing;
  int64_t samples = 0;
  if (!map.map("min", timing.min) || !map.map("p10", timing.p10) ||
      !map.map("median", timing.median) || !map.map("p99", timing.p99) ||
      !map.map("samples", samples) ||
      !map.mapOptional("shared_core", timing.isShared) ||
      !map.map("max_abs_error", result.maxError) ||
      !require(timing.p10 > 0, path.field("p10"), "expected more than 0") ||
      !require(timing.median > 0, path.field("median"), "expected more than 0"))
    return false;
  timing.samples = samples;
  result.timing = timing;
  return true;
}

static bool fromJSON(const json::Value &value, Row &row, json::Path path) {
  json::ObjectMapper map(value, path);
  std::string activation;
  if (!map || !map.map("workload", row.workload.name) ||
      !map.map("batch", row.workload.batch) ||
      !map.map("widths", row.workload.widths) ||
      !map.map("activation", activation) || !map.map("fma_peak", row.fmaPeak) ||
      !map.map("read_bandwidth", row.readBandwidth) ||
      !map.mapOptional("ratios", row.ratios) ||
      !map.map("results", row.results))
    return false;
  auto kind = parseActivationKind(activation);
  if (!require(kind.has_value(), path.field("activation"),
               "expected an activation of relu-bench") ||
      !require(row.fmaPeak > 0, path.field("fma_peak"),
               "expected more than 0") ||
      !require(row.readBandwidth > 0, path.field("read_bandwidth"),
               "expected more than 0") ||
      !require(!row.results.empty(), path.field("results"),
               "expected one at least") ||
      !require(llvm::all_of(row.ratios, [](double r) { return r > 0; }),
               path.field("ratios"), "expected numbers above 0"))
    return false;
  row.workload.activation = *kind;
  return true;
}

static bool fromJSON(const json::Value &value, Results &results,
                     json::Path path) {
  json::ObjectMapper map(value, path);
  RunInfo &info = results.info;
  int64_t seed = 0;
  if (!map || !map.map("cpu", info.cpu) || !map.map("caches", info.caches) ||
      !map.map("isa", info.isa) || !map.map("cores", info.cores) ||
      !map.map("peers", info.peers) || !map.map("seed", seed) ||
      !map.map("seconds_per_result", info.seconds) ||
      !map.map("runs", info.runs) ||
      !map.map("dynamic_batch", info.isDynamic) ||
      !map.mapOptional("schedule", info.schedule) ||
      !map.map("rows", results.rows))
    return false;
  info.seed = seed;
  for (auto [index, row] : llvm::enumerate(results.rows)) {
    bool isComplete = row.results.size() == info.peers.size() + 1;
    if (!require(isComplete, path.field("rows").index(index).field("results"),
                 "expected relu and all peers"))
      return false;
  }
  return true;
}

llvm::Expected<Results> readJson(llvm::StringRef text) {
  return json::parse<Results>(text, "results");
}

} // namespace relu::bench
