# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a network whose first layer hands its inputs through relu to a second
one, inputs for it that are zero in several ways, and what NumPy computes.

Usage: sparse_inputs.py FOLDER
"""

import os
import sys

import numpy as np

INPUTS, OUTPUTS = 45, 75


def constant(values):
    type_name = "x".join(map(str, values.shape)) + "xf32"
    return f'dense<"0x{values.tobytes().hex()}"> : tensor<{type_name}>'


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    rng = np.random.default_rng(7)
    w = rng.standard_normal((INPUTS, OUTPUTS)).astype(np.float32)
    b = rng.standard_normal(OUTPUTS).astype(np.float32)
    hidden, results = f"tensor<1x{INPUTS}xf32>", f"tensor<1x{OUTPUTS}xf32>"
    types = f"({hidden}, tensor<{INPUTS}x{INPUTS}xf32>) -> {hidden}"
    second = (
        f"({hidden}, tensor<{INPUTS}x{OUTPUTS}xf32>, tensor<{OUTPUTS}xf32>)"
        f" -> {results}"
    )
    with open(os.path.join(folder, "network.mlir"), "w") as file:
        file.write(
            f"""func.func @network(%x: {hidden}) -> {results} {{
  %v = arith.constant {constant(np.eye(INPUTS, dtype=np.float32))}
  %w = arith.constant {constant(w)}
  %b = arith.constant {constant(b)}
  %0 = relu.dense %x, %v activation(#relu.relu) : {types}
  %1 = relu.dense %0, %w bias(%b) : {second}
  return %1 : {results}
}}
"""
        )
    x = rng.standard_normal(INPUTS).astype(np.float32)
    tiny = np.float32(1e-42)
    cases = {
        "some": x,
        "all": np.abs(x) + 1,
        "none": -np.abs(x),
        "first": np.where(np.arange(INPUTS) == 0, 3, -x**2),
        "last": np.where(np.arange(INPUTS) == INPUTS - 1, 3, -0.0),
        "denormal": np.where(x > 0, tiny, 0),
    }
    for name, value in cases.items():
        value = value.astype(np.float32)
        y = np.maximum(value.astype(np.float64), 0) @ w.astype(np.float64) + b
        np.save(os.path.join(folder, name + ".npy"), value[None, :])
        np.save(os.path.join(folder, name + ".y.npy"), y[None, :].astype(np.float32))
    # What is not finite passes the first layer as NaN: infinity times zero.
    x[3] = np.nan
    np.save(os.path.join(folder, "nan.npy"), x[None, :])
    y = np.full((1, OUTPUTS), np.nan, np.float32)
    np.save(os.path.join(folder, "nan.y.npy"), y)


if __name__ == "__main__":
    main()
