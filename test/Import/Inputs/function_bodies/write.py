# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes one network for each activation as ONNX defines it in terms of simpler
# operations, which is what tools that inline functions leave of it, and the
# activations that newer operator sets have as one operation. Needs the onnx
# package (Debian: python3-onnx). What a network must compute comes from the
# formulas below, in f64.

"""usage: write.py FOLDER    writes NAME.onnx and data.npz"""

import sys
from pathlib import Path

import numpy as np
import onnx.parser

X = np.array([[-20, -6, -3, -2.5, -1.5, -1, -0.75, -0.5],
              [-0.1, -1e-3, -1e-6, 0, 1e-6, 1e-3, 0.1, 0.25],
              [0.5, 0.75, 1, 1.5, 2.5, 3, 6, 20]])
SLOPES = np.array([0.25, -0.5, 0, 1, 2, 0.125, 0.5, 0.75])
SELU_ALPHA, SELU_GAMMA = 1.67326319217681884765625, 1.05070102214813232421875


def constant(name, value):
    """A number as functions hold it: a scalar f32, then of the type of x."""
    return f"{name}_f32 = Constant <value = float {{{value}}}> () {name} = CastLike ({name}_f32, x) "


ZERO, ONE, TWO, HALF = (constant(*pair) for pair in (
    ("zero", 0.0), ("one", 1.0), ("two", 2.0), ("half", 0.5)))


def parameter(name, value):
    """A number that was an attribute of the operation."""
    return f"{name}_f32 = Constant <value_float = {value}> () {name} = CastLike ({name}_f32, x) "


# Name, operator set, nodes.
NETWORKS = {
    "relu": (18, ZERO + "y = Max (x, zero)"),
    "leaky_relu": (16, parameter("alpha", 0.125) + ZERO + """
        negative = Less (x, zero) scaled = Mul (alpha, x) y = Where (negative, scaled, x)"""),
    "prelu": (16, ZERO + """
        negative = Less (x, zero) scaled = Mul (slope, x) y = Where (negative, scaled, x)"""),
    "elu": (18, parameter("alpha", 1.5) + ZERO + ONE + """
        negative = Less (x, zero) e = Exp (x) less = Sub (e, one) below = Mul (alpha, less)
        y = Where (negative, below, x)"""),
    "selu": (18, parameter("alpha", SELU_ALPHA) + parameter("gamma", SELU_GAMMA) + ZERO + """
        e = Exp (x) scaled = Mul (alpha, e) less = Sub (scaled, alpha) below = Mul (gamma, less)
        above = Mul (gamma, x) negative = Less (x, zero) y = Where (negative, below, above)"""),
    "celu": (12, """alpha = Constant <value = float {2.0}> ()
        smaller = Div (x, alpha) elu = Elu <alpha = 1.0> (smaller) y = Mul (alpha, elu)"""),
    "thresholded_relu": (22, parameter("alpha", 0.75) + ZERO + """
        passes = Less (alpha, x) y = Where (passes, x, zero)"""),
    "clip": (18, constant("min", -1.0) + constant("max", 2.0) + """
        low = Less (x, min) raised = Where (low, min, x)
        high = Less (max, raised) y = Where (high, max, raised)"""),
    "hard_sigmoid": (18, parameter("alpha", 0.25) + parameter("beta", 0.5) + ZERO + ONE + """
        scaled = Mul (x, alpha) shifted = Add (scaled, beta)
        bounded = Min (shifted, one) y = Max (bounded, zero)"""),
    "hard_swish": (14, """gate = HardSigmoid <alpha = 0.16666667, beta = 0.5> (x)
        y = Mul (x, gate)"""),
    "softplus": (18, ONE + "e = Exp (x) sum = Add (e, one) y = Log (sum)"),
    "softsign": (18, ONE + "size = Abs (x) sum = Add (one, size) y = Div (x, sum)"),
    "mish": (18, "s = Softplus (x) t = Tanh (s) y = Mul (x, t)"),
    "silu": (13, "s = Sigmoid (x) y = Mul (x, s)"),
    "swish": (24, parameter("alpha", 1.5) + """
        scaled = Mul (alpha, x) s = Sigmoid (scaled) y = Mul (x, s)"""),
    "gelu": (20, HALF + ONE + TWO + """
        root = Sqrt (two) smaller = Div (x, root) e = Erf (smaller) phi = Sum (one, e)
        half_x = Mul (half, x) y = Mul (half_x, phi)"""),
    "gelu_tanh": (20, HALF + ONE + constant("three", 3.0) + constant("two_over_pi", 2 / np.pi)
                  + constant("c", 0.044715) + """
        factor = Sqrt (two_over_pi) cube = Pow (x, three) third = Mul (c, cube)
        sum = Sum (x, third) inner = Mul (factor, sum) t = Tanh (inner) phi = Sum (one, t)
        half_x = Mul (half, x) y = Mul (half_x, phi)"""),
    "plain_gelu": (20, "y = Gelu (x)"),
    "plain_gelu_tanh": (20, 'y = Gelu <approximate = "tanh"> (x)'),
    "plain_mish": (18, "y = Mish (x)"),
    "plain_swish": (24, "y = Swish <alpha = 1.5> (x)"),
}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def erf(x):
    """The integral of 2/sqrt(pi) exp(-t²), by Gauss-Legendre: 1e-15 for what is asked here."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    t = np.clip(x, -7, 7)[..., None] * (nodes + 1) / 2
    return np.clip(x, -7, 7) / np.sqrt(np.pi) * (np.exp(-t * t) * weights).sum(-1)


FORMULAS = {
    "relu": lambda x: np.maximum(x, 0),
    "leaky_relu": lambda x: np.where(x < 0, 0.125 * x, x),
    "prelu": lambda x: np.where(x < 0, SLOPES * x, x),
    "elu": lambda x: np.where(x < 0, 1.5 * np.expm1(x), x),
    "selu": lambda x: SELU_GAMMA * np.where(x < 0, SELU_ALPHA * np.expm1(x), x),
    "celu": lambda x: np.maximum(x, 0) + np.minimum(2 * np.expm1(x / 2), 0),
    "thresholded_relu": lambda x: np.where(x > 0.75, x, 0),
    "clip": lambda x: np.clip(x, -1, 2),
    "hard_sigmoid": lambda x: np.clip(0.25 * x + 0.5, 0, 1),
    "hard_swish": lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
    "softplus": lambda x: np.log1p(np.exp(x)),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "mish": lambda x: x * np.tanh(np.log1p(np.exp(x))),
    "silu": lambda x: x * sigmoid(x),
    "swish": lambda x: x * sigmoid(1.5 * x),
    "gelu": lambda x: x / 2 * (1 + erf(x / np.sqrt(2))),
    "gelu_tanh": lambda x: x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x ** 3))),
}


def main(folder):
    x = X.astype(np.float32)
    data = {}
    for name, (opset, nodes) in NETWORKS.items():
        slope = ", float[8] slope" if name == "prelu" else ""
        text = (f'<ir_version: 8, opset_import: ["" : {opset}]>\n'
                f"{name} (float[3,8] x{slope}) => (float[3,8] y) {{ {nodes} }}")
        (folder / f"{name}.onnx").write_bytes(onnx.parser.parse_model(text).SerializeToString())
        formula = FORMULAS[name.removeprefix("plain_")]
        data[f"{name}.input_0"] = x
        if slope:
            data[f"{name}.input_1"] = SLOPES.astype(np.float32)
        data[f"{name}.output_0"] = formula(x.astype(np.float64)).astype(np.float32)
    np.savez(folder / "data.npz", **data)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
