// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The results as JSON: all that the table says, without rounding.

#include "Repeat.h"
#include "Report.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace relu::bench;
namespace json = llvm::json;

static json::Array toArray(llvm::ArrayRef<int64_t> numbers) {
  return json::Array(numbers);
}

static json::Object toJson(const Row &row, const Result &result) {
  json::Object object{{"name", result.name}};
  if (!result.variant.empty())
    object["variant"] = result.variant;
  if (!result.message.empty())
    object[result.isWrong ? "error" : "skipped"] = result.message;
  if (!result.timing)
    return object;
  object["median"] = result.timing->median;
  object["min"] = result.timing->min;
  object["p10"] = result.timing->p10;
  object["p99"] = result.timing->p99;
  object["samples"] = static_cast<int64_t>(result.timing->samples);
  object["shared_core"] = result.timing->isShared;
  object["max_abs_error"] = result.maxError;
  object["flops_per_second"] = row.getFlopsPerSecond(result);
  object["fma_share"] = row.getFlopsPerSecond(result) / row.fmaPeak;
  object["read_share"] = row.getBytesPerSecond(result) / row.readBandwidth;
  return object;
}

static json::Object toJson(const Row &row) {
  const Workload &workload = row.workload;
  json::Object object{
      {"workload", workload.name},
      {"batch", workload.batch},
      {"widths", toArray(workload.widths)},
      {"activation", getName(workload.activation)},
      {"flops", workload.getFlops()},
      {"bytes", workload.getBytes()},
      {"fma_peak", row.fmaPeak},
      {"read_bandwidth", row.readBandwidth},
  };
  if (const Result *best = row.getBestPeer())
    object["best_peer"] = best->name;
  if (std::optional<double> ratio = row.getRatio())
    object["ratio"] = *ratio;
  if (!row.ratios.empty())
    object["ratios"] = json::Array(row.ratios);
  object["unstable"] = isUnstable(row);
  json::Array results;
  for (const Result &result : row.results)
    results.push_back(toJson(row, result));
  object["results"] = std::move(results);
  return object;
}

void relu::bench::writeJson(llvm::raw_ostream &os, const RunInfo &info,
                            llvm::ArrayRef<Row> rows) {
  json::Array cores, peers, list;
  for (int core : info.cores)
    cores.push_back(core);
  for (const RunInfo::Peer &peer : info.peers)
    peers.push_back(
        json::Object{{"name", peer.name}, {"version", peer.version}});
  for (const Row &row : rows)
    list.push_back(toJson(row));
  json::Object root{
      {"cpu", info.cpu},
      {"caches", info.caches},
      {"isa", info.isa},
      {"cores", std::move(cores)},
      {"peers", std::move(peers)},
      {"seed", static_cast<int64_t>(info.seed)},
      {"seconds_per_result", info.seconds},
      {"runs", info.runs},
      {"dynamic_batch", info.isDynamic},
      {"schedule", info.schedule},
      {"rows", std::move(list)},
  };
  if (std::optional<double> mean = getGeometricMean(rows))
    root["geometric_mean"] = *mean;
  os << llvm::formatv("{0:2}\n", json::Value(std::move(root)));
}
