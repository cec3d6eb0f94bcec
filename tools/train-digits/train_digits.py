#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Makes the example network docs/examples/digits.mlir: trains a 64-96-48-10
# perceptron on scikit-learn's handwritten digits and writes it in the relu
# dialect, beside the images that it was not trained on, their labels and the
# logits that scikit-learn computes for them. Every run on one machine writes
# the same bytes. Layers and activations are written as separate operations, as
# an importer would leave them.
#
# Needs numpy and scikit-learn. Nothing else in the project does: the files
# that it writes are committed.

"""usage: train_digits.py [OUTPUT_FOLDER]      default: docs/examples"""

import os
import sys
import textwrap
import warnings
from pathlib import Path

# A sum's order depends on the number of threads, and the weights on the sum.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import sklearn
from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier

HIDDEN = (96, 48)
TEST_IMAGES = 360
SEED = 0
# The penalty on large weights: the better of 0.001 and 0.1 in a threefold cross
# validation on the training images (97.0 % and 97.4 %).
ALPHA = 0.1

# A weight below this is one that the penalty is still shrinking towards zero;
# it is written as zero, lest some be subnormal and slow.
SMALLEST_WEIGHT = 1e-6

HEADER = """\
A perceptron of three layers, {shape}, that reads a handwritten digit: 8x8 grey
values from 0 to 1, row by row, to ten logits. It reads {correct} of the {total}
images in digits_images.npy correctly ({accuracy:.2f} %), none of which it was
trained on; digits_labels.npy holds their labels, digits_logits.npy the logits
that scikit-learn's weights give for them in f64. Written by
tools/train-digits/train_digits.py, which trained it on scikit-learn's copy of
the digits of E. Alpaydin and C. Kaynak (Optical Recognition of Handwritten
Digits, UCI Machine Learning Repository, CC BY 4.0)."""


def rounded(array):
    """The nearest values that f32 holds, without tiny ones and without -0."""
    array = np.where(np.abs(array) < SMALLEST_WEIGHT, 0.0, array)
    return array.astype(np.float32).astype(np.float64)


def train():
    """The fitted classifier, with weights that f32 holds exactly, and the test set."""
    images, labels = load_digits(return_X_y=True)
    images = images / 16.0
    train_x, test_x, train_y, test_y = train_test_split(
        images, labels, test_size=TEST_IMAGES, stratify=labels, random_state=SEED)
    model = MLPClassifier(HIDDEN, activation="relu", alpha=ALPHA, batch_size=64,
                          max_iter=200, random_state=SEED)
    with warnings.catch_warnings():
        # 200 passes over the images are the recipe, converged or not.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(train_x, train_y)
    # Rounded before anything is scored: the score is that of the written file.
    model.coefs_ = [rounded(w) for w in model.coefs_]
    model.intercepts_ = [rounded(b) for b in model.intercepts_]
    return model, test_x, test_y


def logits(model, images):
    """The inputs of the softmax, [image, class], in f64."""
    x = images
    for layer, (weight, bias) in enumerate(zip(model.coefs_, model.intercepts_)):
        if layer:
            x = np.maximum(x, 0.0)
        x = x @ weight + bias
    return x


def resource(array):
    """The hex text of a dense_resource: its alignment, 4, then the data."""
    return '"0x04000000' + array.astype("<f4").tobytes().hex().upper() + '"'


def module(model, header):
    """The network as text in the relu dialect."""
    layers = list(zip(model.coefs_, model.intercepts_))
    constants, body, blobs = [], [], []
    value = "images"
    for i, (weight, bias) in enumerate(layers):
        inputs, outputs = weight.shape
        x, y = f"tensor<?x{inputs}xf32>", f"tensor<?x{outputs}xf32>"
        w, b = f"tensor<{inputs}x{outputs}xf32>", f"tensor<{outputs}xf32>"
        constants += [f"%w{i} = arith.constant dense_resource<w{i}> : {w}",
                      f"%b{i} = arith.constant dense_resource<b{i}> : {b}"]
        blobs += [f"w{i}: {resource(weight)}", f"b{i}: {resource(bias)}"]
        result = 2 * i
        body.append(f"%{result} = relu.dense %{value}, %w{i} bias(%b{i})\n"
                    f"    : ({x}, {w}, {b}) -> {y}")
        value = result
        if i + 1 < len(layers):
            body.append(f"%{result + 1} = relu.activate %{value} activation(#relu.relu) : {y}")
            value = result + 1
    body.append(f"return %{value} : {y}")
    return "\n".join([
        "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception",
        "//",
        textwrap.fill(header, 80, initial_indent="// ", subsequent_indent="// "),
        "",
        f"func.func @digits(%images: tensor<?x64xf32>) -> {y} {{",
        textwrap.indent("\n".join(constants + body), "  "),
        "}",
        "",
        "{-#",
        "  dialect_resources: {",
        "    builtin: {",
        textwrap.indent(",\n".join(blobs), "      "),
        "    }",
        "  }",
        "#-}",
        ""])


def main():
    if len(sys.argv) > 2 or sys.argv[1:2] in (["-h"], ["--help"]):
        sys.exit(__doc__)
    root = Path(__file__).resolve().parent.parent.parent
    folder = Path(sys.argv[1]) if len(sys.argv) == 2 else root / "docs" / "examples"

    model, images, labels = train()
    accuracy = model.score(images, labels)
    scores = logits(model, images)
    if not np.array_equal(scores.argmax(axis=1), model.predict(images)):
        sys.exit("error: the logits do not reproduce the predictions of scikit-learn")

    header = HEADER.format(shape="-".join(map(str, (64, *HIDDEN, 10))),
                           correct=round(accuracy * len(labels)), total=len(labels),
                           accuracy=100 * accuracy)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "digits.mlir").write_text(module(model, header), encoding="utf-8")
    np.save(folder / "digits_images.npy", images.astype("<f4"))
    np.save(folder / "digits_labels.npy", labels.astype("<i8"))
    np.save(folder / "digits_logits.npy", scores.astype("<f8"))

    top = np.sort(scores, axis=1)
    print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, "
          f"{model.n_iter_} passes over the training images")
    print(f"test accuracy {100 * accuracy:.2f} % "
          f"({round(accuracy * len(labels))} of {len(labels)})")
    print(f"smallest lead of a prediction over the next one: {(top[:, -1] - top[:, -2]).min():.3g}")
    print(f"wrote digits.mlir and three .npy files to {folder}")


if __name__ == "__main__":
    main()
