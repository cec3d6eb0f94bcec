# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Checks the JSON of relu-bench on tiny.json: every member that docs/Performance.md
# lists is there, and what follows from others agrees with them.

import json
import math
import statistics
import sys

with open(sys.argv[1]) as file:
    run = json.load(file)

assert set(run) - {"geometric_mean"} == {
    "cpu", "caches", "isa", "cores", "peers", "seed", "seconds_per_result", "runs", "dynamic_batch",
    "schedule", "rows"}, set(run)
assert len(run["cores"]) == 1 and run["seed"] == 42 and run["dynamic_batch"] is False
names = ["relu"] + [peer["name"] for peer in run["peers"]]
assert all("version" in peer for peer in run["peers"])

rows = run["rows"]
assert [(row["workload"], row["batch"]) for row in rows] == [
    ("tiny", 1), ("tiny", 3), ("ragged prelu", 5), ("leaky", 17), ("elu", 2), ("gelu", 2)]
assert rows[1]["flops"] == 2 * 3 * (3 * 20 + 20 * 2)
assert rows[1]["bytes"] == 4 * (3 * 20 + 20 + 20 * 2 + 2 + 3 * (3 + 2))
assert rows[2]["widths"] == [7, 70, 33, 5] and rows[2]["activation"] == "prelu"
# A slope and a bias for each output.
assert rows[2]["bytes"] == 4 * (7 * 70 + 70 * 33 + 33 * 5 + 2 * (70 + 33 + 5) + 5 * (7 + 5))

runs = run["runs"]
ratios = []
for row in rows:
    assert row["fma_peak"] > 0 and row["read_bandwidth"] > 0
    assert [result["name"] for result in row["results"]] == names
    medians = {}
    for result in row["results"]:
        assert "error" not in result, result
        if "skipped" in result:
            assert result["name"] != "relu" and "median" not in result, result
            continue
        assert 0 < result["min"] <= result["p10"] <= result["median"] <= result["p99"], result
        assert result["shared_core"] in (True, False)
        assert result["samples"] >= 5 and 0 <= result["max_abs_error"] < 1e-4, result
        assert math.isclose(result["flops_per_second"], row["flops"] / result["median"])
        assert math.isclose(result["fma_share"], result["flops_per_second"] / row["fma_peak"])
        share = row["bytes"] / result["median"] / row["read_bandwidth"]
        assert math.isclose(result["read_share"], share)
        medians[result["name"]] = result["median"]
    assert row["unstable"] in (True, False)
    relu = medians.pop("relu")
    if medians:
        best = min(medians, key=medians.get)
        assert row["best_peer"] == best
        if runs == 1:
            assert "ratios" not in row
            assert math.isclose(row["ratio"], medians[best] / relu)
        else:
            assert len(row["ratios"]) == runs
            assert math.isclose(row["ratio"], statistics.median(row["ratios"]))
        ratios.append(math.log(row["ratio"]))
    else:
        assert "ratio" not in row and "best_peer" not in row
if ratios:
    assert math.isclose(run["geometric_mean"], math.exp(sum(ratios) / len(ratios)))
