# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs networks that others trained, and compares what they say with numbers
# that were computed in f64. The folder of data holds
#
#     mnistfc/mnist-net_256x{2,4}.onnx      read handwritten digits; input [1, 784, 1]
#         images15_f32.npy (15x784), labels15_i64.npy, logits15_f64_256x{2,4}.npy
#     acasxu/ACASXU_run2a_1_{1..9}_batch_2000.onnx     avoid collisions; input [1, 1, 1, 5]
#         inputs64_f32.npy (64x5), outputs64_f64_1_{1..9}.npy

"""usage: check_networks.py DATA FOLDER"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np


def run(model, x, folder, *flags):
    """What relu-run makes of `x`."""
    name = f"{model.stem}-{'-'.join(flags).strip('-')}"
    given, result = folder / f"{name}-x.npy", folder / f"{name}-y.npy"
    np.save(given, x)
    subprocess.run(["relu-run", model, f"--input=@{given}", f"--output=@{result}", *flags], check=True)
    return np.load(result)


def error(y, expected):
    """The largest difference; NaN is one."""
    if y.dtype != np.float32 or y.shape != expected.shape:
        return np.inf
    return float(np.abs(y - expected).max())


def check_mnistfc(data, folder, layers):
    x = np.load(data / "images15_f32.npy").reshape(15, 784, 1)
    y = run(data / f"mnist-net_256x{layers}.onnx", x, folder, "--batch=15")
    right = int((y.argmax(1) == np.load(data / "labels15_i64.npy")).sum())
    difference = error(y, np.load(data / f"logits15_f64_256x{layers}.npy"))
    print(f"mnistfc 256x{layers}: {right} of 15 labels, logits within 1e-4: {difference <= 1e-4}")


def check_acasxu(data, folder, number):
    model = data / f"ACASXU_run2a_1_{number}_batch_2000.onnx"
    x = np.load(data / "inputs64_f32.npy").reshape(64, 1, 1, 1, 5)
    expected = np.load(data / f"outputs64_f64_1_{number}.npy")
    one = folder / str(number)
    one.mkdir()
    # The network as it was exported takes one input at a time.
    single = np.concatenate([run(model, row, one) for row in x])
    batch = run(model, x.reshape(64, 1, 1, 5), folder, "--batch=64")
    return (f"acasxu 1_{number}: batch 1 within 1e-5: {error(single, expected) <= 1e-5}, "
            f"batch 64 within 1e-5: {error(batch, expected) <= 1e-5}")


def main(data, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for layers in (2, 4):
        check_mnistfc(data / "mnistfc", folder, layers)
    with ThreadPoolExecutor(2) as pool:
        for line in pool.map(lambda n: check_acasxu(data / "acasxu", folder, n), range(1, 10)):
            print(line)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
