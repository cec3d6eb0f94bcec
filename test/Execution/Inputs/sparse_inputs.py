# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a network whose first layer hands its inputs through relu to a second
one, with PReLU, inputs for it that are zero in several ways, and what NumPy
computes.

Usage: sparse_inputs.py FOLDER INPUTS OUTPUTS
"""

import os
import sys

import numpy as np


def constant(values):
    type_name = "x".join(map(str, values.shape)) + "xf32"
    return f'dense<"0x{values.tobytes().hex()}"> : tensor<{type_name}>'


def main():
    folder, inputs, outputs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(7)
    w = rng.standard_normal((inputs, outputs)).astype(np.float32)
    b = rng.standard_normal(outputs).astype(np.float32)
    slopes = rng.uniform(-1, 1, outputs).astype(np.float32)
    hidden, results = f"tensor<1x{inputs}xf32>", f"tensor<1x{outputs}xf32>"
    types = f"({hidden}, tensor<{inputs}x{inputs}xf32>) -> {hidden}"
    second = (
        f"({hidden}, tensor<{inputs}x{outputs}xf32>, tensor<{outputs}xf32>, "
        f"tensor<{outputs}xf32>) -> {results}"
    )
    with open(os.path.join(folder, "network.mlir"), "w") as file:
        file.write(
            f"""func.func @network(%x: {hidden}) -> {results} {{
  %v = arith.constant {constant(np.eye(inputs, dtype=np.float32))}
  %w = arith.constant {constant(w)}
  %b = arith.constant {constant(b)}
  %s = arith.constant {constant(slopes)}
  %0 = relu.dense %x, %v activation(#relu.relu) : {types}
  %1 = relu.dense %0, %w bias(%b) activation(#relu.prelu, %s) : {second}
  return %1 : {results}
}}
"""
        )
    x = rng.standard_normal(inputs).astype(np.float32)
    tiny = np.float32(1e-42)
    cases = {
        "some": x,
        "all": np.abs(x) + 1,
        "none": -np.abs(x),
        "first": np.where(np.arange(inputs) == 0, 3, -x**2),
        "last": np.where(np.arange(inputs) == inputs - 1, 3, -0.0),
        "denormal": np.where(x > 0, tiny, 0),
    }
    for name, value in cases.items():
        value = value.astype(np.float32)
        y = np.maximum(value.astype(np.float64), 0) @ w.astype(np.float64) + b
        y = np.where(y > 0, y, slopes * y)
        np.save(os.path.join(folder, name + ".npy"), value[None, :])
        np.save(os.path.join(folder, name + ".y.npy"), y[None, :].astype(np.float32))
    # What is not finite passes the first layer as NaN: infinity times zero.
    x[3] = np.nan
    np.save(os.path.join(folder, "nan.npy"), x[None, :])
    y = np.full((1, outputs), np.nan, np.float32)
    np.save(os.path.join(folder, "nan.y.npy"), y)


if __name__ == "__main__":
    main()
