# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Reads handwritten digits from Python: compile once, call with numpy arrays.

from pathlib import Path

import numpy as np

import relu

folder = Path(__file__).parent
images = np.load(folder / "digits_images.npy")
labels = np.load(folder / "digits_labels.npy")

net = relu.compile(folder / "digits.mlir")
print(net.signature)
logits = net(images)  # any number of rows
print(f"{np.sum(logits.argmax(axis=1) == labels)} of {len(labels)} correct")

try:
    net(images.astype(np.float64))
except TypeError as error:  # relu.DTypeError
    print(error)
