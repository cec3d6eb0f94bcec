# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Compares the logits of the digits example with a perceptron that is computed
# here in f64 from the weights in the text of the model, and counts how many
# images are read correctly.

"""usage: check_digits.py MODEL.mlir IMAGES.npy LABELS.npy LOGITS.npy"""

import re
import sys

import numpy

SHAPES = re.compile(r"dense_resource<(\w+)> : tensor<([\dx]+)xf32>")
BLOB = re.compile(r'(\w+): "0x([0-9A-Fa-f]+)"')


def read_weights(path):
    """The tensors of a model by the names of their resources, in f64."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    blobs = {name: bytes.fromhex(digits) for name, digits in BLOB.findall(text)}
    weights = {}
    for name, shape in SHAPES.findall(text):
        # The first four bytes are the alignment.
        values = numpy.frombuffer(blobs[name][4:], dtype="<f4").astype("f8")
        weights[name] = values.reshape([int(size) for size in shape.split("x")])
    return weights


model, images, labels, logits = sys.argv[1:]
w = read_weights(model)
x = numpy.load(images).astype("f8")
for layer in range(2):
    x = numpy.maximum(x @ w[f"w{layer}"] + w[f"b{layer}"], 0)
expected = x @ w["w2"] + w["b2"]
actual = numpy.load(logits)
print("logits:", actual.dtype, actual.shape)
print("within 1e-5:", bool(numpy.abs(actual - expected).max() <= 1e-5))
print("read correctly:", int((actual.argmax(axis=1) == numpy.load(labels)).sum()))
