# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs all networks in a folder, each on its arrays in data.npz: NAME.input_0,
# NAME.input_1 and so on give NAME.output_0 and so on.

"""usage: check_models.py FOLDER ATOL RTOL    exit code 0: all results are within the tolerance"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np


def run(model, keys, atol, rtol):
    arrays = model.parent / "data.npz"
    mine = sorted(key for key in keys if key.startswith(model.stem + "."))
    given = [f"--input=@{arrays}:{key}" for key in mine if ".input_" in key]
    expected = [f"--expect=@{arrays}:{key}" for key in mine if ".output_" in key]
    if not expected:
        return f"{model.stem}: data.npz has no results"
    done = subprocess.run(
        ["relu-run", model, *given, *expected, f"--atol={atol}", f"--rtol={rtol}"],
        capture_output=True, text=True)
    if done.returncode != 0:
        return f"{model.stem}: exit {done.returncode}\n{done.stderr}"
    return None


def main(folder, atol, rtol):
    models = sorted(Path(folder).glob("*.onnx"))
    keys = np.load(Path(folder) / "data.npz").files
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda model: run(model, keys, atol, rtol), models))
    wrong = [result for result in results if result]
    print("\n".join([*wrong, f"{len(models) - len(wrong)} of {len(models)} networks are right"]))
    unused = {key.split(".")[0] for key in keys} - {model.stem for model in models}
    if unused:
        print(f"no network for the data of {', '.join(sorted(unused))}")
    return 1 if wrong or unused or not models else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
