#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes the network of docs/examples/digits.mlir as ONNX, the way PyTorch does:
# Gemm with weights [out, in], Relu, and a first size without a number. Needs
# the onnx package (Debian: python3-onnx); the file that it writes is committed.

"""usage: export_onnx.py [OUTPUT_FOLDER]      default: docs/examples"""

import re
import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/examples"
BLOB = re.compile(r'(\w+): "0x([0-9A-Fa-f]+)"')
# Of the layers, from images to logits.
SIZES = [64, 96, 48, 10]


def read_weights():
    """The resources of the model by name; the first four bytes are the alignment."""
    text = (EXAMPLES / "digits.mlir").read_text(encoding="utf-8")
    return {name: np.frombuffer(bytes.fromhex(digits)[4:], "<f4")
            for name, digits in BLOB.findall(text)}


def main(folder):
    arrays, nodes, initializers = read_weights(), [], []
    value = "images"
    for layer, (inputs, outputs) in enumerate(zip(SIZES, SIZES[1:])):
        weight = arrays[f"w{layer}"].reshape(inputs, outputs).T
        initializers.append(numpy_helper.from_array(np.ascontiguousarray(weight), f"w{layer}"))
        initializers.append(numpy_helper.from_array(arrays[f"b{layer}"], f"b{layer}"))
        result = "logits" if layer == len(SIZES) - 2 else f"sum{layer}"
        nodes.append(helper.make_node("Gemm", [value, f"w{layer}", f"b{layer}"], [result],
                                      name=f"layer{layer}", transB=1))
        if result != "logits":
            value = f"hidden{layer}"
            nodes.append(helper.make_node("Relu", [result], [value], name=f"relu{layer}"))
    graph = helper.make_graph(
        nodes, "digits",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, ["batch", SIZES[0]])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", SIZES[-1]])],
        initializers)
    model = helper.make_model(graph, producer_name="relu", ir_version=8,
                              opset_imports=[helper.make_opsetid("", 13)])
    (Path(folder) / "digits.onnx").write_bytes(model.SerializeToString())


if __name__ == "__main__":
    if len(sys.argv) > 2 or sys.argv[1:] in (["-h"], ["--help"]):
        sys.exit(__doc__)
    main(sys.argv[1] if len(sys.argv) == 2 else EXAMPLES)
