# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a network that is full of affine operations, and what it computes.

affine_networks.py TYPE FOLDER writes network.mlir, x.npy and y.npy. The result
is NumPy's, in f64, from the rounded constants. Folded constants are large enough
to be resources. TYPE is f16, bf16, f32 or f64; NumPy has no bf16, for which there
is only the network.
"""

import pathlib
import sys

import numpy as np

IN, HIDDEN, MIDDLE, OUT, BATCH = 6, 20, 24, 18, 5
TYPES = {"f16": np.float16, "f32": np.float32, "f64": np.float64}


def rounded(values, kind):
    """The nearest numbers of the element type, in f64."""
    if kind == "bf16":
        bits = values.astype(np.float32).view(np.uint32).astype(np.uint64)
        bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
        return bits.astype(np.uint32).view(np.float32).astype(np.float64)
    return values.astype(TYPES[kind]).astype(np.float64)


def main(kind, folder):
    rng = np.random.default_rng(7)
    lines, count = [], [0]

    def constant(values):
        values = rounded(values, kind)
        count[0] += 1
        shape = "x".join(map(str, values.shape))
        type_ = f"tensor<{shape}x{kind}>"
        lines.append(f"  %k{count[0]} = arith.constant dense<{values.tolist()}> : {type_}")
        return f"%k{count[0]}", type_, values

    def rows(vector_name, vector_type, like, width):
        count[0] += 1
        n = count[0]
        type_ = f"tensor<?x{width}x{kind}>"
        lines.extend([
            f"  %n{n} = tensor.dim {like}, %c0 : {type_}",
            f"  %e{n} = tensor.empty(%n{n}) : {type_}",
            f"  %r{n} = linalg.broadcast ins({vector_name} : {vector_type}) outs(%e{n} : {type_}) dimensions = [0]",
        ])
        return f"%r{n}", type_

    def affine(op, x, width, low, high, flip=False):
        name, type_, values = constant(rng.uniform(low, high, width))
        row, rows_type = rows(name, type_, x[0], width)
        count[0] += 1
        operands = f"{row}, {x[0]}" if flip else f"{x[0]}, {row}"
        lines.append(f"  %a{count[0]} = arith.{op} {operands} : {rows_type}")
        compute = {"addf": np.add, "subf": np.subtract, "mulf": np.multiply, "divf": np.divide}[op]
        result = compute(values, x[1]) if flip else compute(x[1], values)
        return f"%a{count[0]}", result

    def dense(x, inputs, outputs, biased=True):
        weight = constant(rng.normal(size=(inputs, outputs)) / np.sqrt(inputs))
        bias = constant(rng.normal(size=outputs)) if biased else None
        count[0] += 1
        suffix = f" bias({bias[0]})" if biased else ""
        types = [f"tensor<?x{inputs}x{kind}>", weight[1]] + ([bias[1]] if biased else [])
        lines.append(f"  %d{count[0]} = relu.dense {x[0]}, {weight[0]}{suffix} : ({', '.join(types)}) -> tensor<?x{outputs}x{kind}>")
        return f"%d{count[0]}", x[1] @ weight[2] + (bias[2] if biased else 0)

    def relu(x, width):
        count[0] += 1
        lines.append(f"  %f{count[0]} = relu.activate {x[0]} activation(#relu.relu) : tensor<?x{width}x{kind}>")
        return f"%f{count[0]}", np.maximum(x[1], 0)

    given = rounded(rng.normal(size=(BATCH, IN)), kind)
    x = ("%x", given)
    x = affine("subf", x, IN, -1, 1)
    x = affine("divf", x, IN, 0.5, 2)
    x = dense(x, IN, HIDDEN)
    x = affine("mulf", x, HIDDEN, -2, 2)
    x = affine("addf", x, HIDDEN, -1, 1, flip=True)
    x = relu(x, HIDDEN)
    x = affine("mulf", x, HIDDEN, 0.5, 1.5)
    x = affine("subf", x, HIDDEN, -1, 1, flip=True)
    x = dense(x, HIDDEN, MIDDLE, biased=False)
    x = affine("divf", x, MIDDLE, 1, 2)
    x = dense(x, MIDDLE, OUT)
    x = affine("subf", x, OUT, -1, 1)
    x = relu(x, OUT)

    text = [f"func.func @network(%x: tensor<?x{IN}x{kind}>) -> tensor<?x{OUT}x{kind}> {{",
            "  %c0 = arith.constant 0 : index", *lines,
            f"  return {x[0]} : tensor<?x{OUT}x{kind}>", "}"]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "network.mlir").write_text("\n".join(text) + "\n")
    if kind in TYPES:
        np.save(folder / "x.npy", given.astype(TYPES[kind]))
        np.save(folder / "y.npy", x[1].astype(TYPES[kind]))


if __name__ == "__main__":
    main(*sys.argv[1:])
