# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Exports small networks with PyTorch (1.13, Debian: python3-torch): each of its
# activation modules after a layer, and what surrounds layers in practice, for
# operator sets 9 and 17. What PyTorch computes is written beside them. Not run
# by the tests, which need no PyTorch.

"""usage: write.py FOLDER EXAMPLES

Writes NAME_OPSET.onnx and data.npz into FOLDER, and convolutional.onnx, which the
importer refuses, into EXAMPLES (docs/examples)."""

import sys
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import nn

OPSETS = (9, 17)


def after_layer(module):
    """A network that ends with an activation of eight units, of which some are negative."""
    return nn.Sequential(nn.Linear(5, 8), module), torch.randn(3, 5) * 3


# Not there: Threshold with a threshold other than 0, which PyTorch can not export, and
# MultiheadAttention, which is a network of its own.
ACTIVATIONS = {
    "celu": nn.CELU(1.5), "elu": nn.ELU(1.25), "gelu": nn.GELU(), "gelu_tanh": nn.GELU("tanh"),
    "glu": nn.GLU(), "hardshrink": nn.Hardshrink(0.75), "hardsigmoid": nn.Hardsigmoid(),
    "hardswish": nn.Hardswish(), "hardtanh": nn.Hardtanh(-0.5, 1.5),
    "leaky_relu": nn.LeakyReLU(0.125), "log_sigmoid": nn.LogSigmoid(),
    "log_softmax": nn.LogSoftmax(1), "mish": nn.Mish(), "prelu": nn.PReLU(),
    "prelu_units": nn.PReLU(8), "relu": nn.ReLU(), "relu6": nn.ReLU6(), "rrelu": nn.RReLU(),
    "selu": nn.SELU(), "sigmoid": nn.Sigmoid(), "silu": nn.SiLU(), "softmax": nn.Softmax(1),
    "softmin": nn.Softmin(1), "softplus": nn.Softplus(), "softplus_beta": nn.Softplus(2.0),
    "softshrink": nn.Softshrink(0.75), "softsign": nn.Softsign(), "tanh": nn.Tanh(),
    "tanhshrink": nn.Tanhshrink(), "threshold": nn.Threshold(0, 0),
}


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 6))

    def forward(self, x):
        return torch.relu(x + self.inner(x))


class Rows(nn.Module):
    """Flattens by hand, as many networks do."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(24, 4)

    def forward(self, x):
        return self.layer(x.view(x.size(0), -1))


class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.left, self.right = nn.Linear(5, 3), nn.Linear(5, 4)

    def forward(self, x, z):
        joined = torch.cat([torch.relu(self.left(x)), torch.tanh(self.right(z))], 1)
        return joined, joined.argmax(1)


def normalised():
    network = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5),
                            nn.Linear(8, 4), nn.Softmax(1))
    network[1].running_mean.normal_()
    network[1].running_var.uniform_(0.5, 2)
    nn.init.normal_(network[1].weight)
    nn.init.normal_(network[1].bias)
    return network


# Name: network and inputs.
NETWORKS = {
    "prelu_channels": lambda: (prelu_channels(), torch.randn(2, 3, 2, 4)),
    "softmax2d": lambda: (nn.Softmax2d(), torch.randn(2, 3, 2, 4)),
    "residual": lambda: (Residual(), torch.randn(4, 6)),
    "normalised": lambda: (normalised(), torch.randn(4, 5)),
    "image": lambda: (nn.Sequential(nn.Flatten(), nn.Linear(24, 8), nn.ReLU(), nn.Linear(8, 4)),
                      torch.randn(2, 1, 4, 6)),
    "rows": lambda: (Rows(), torch.randn(3, 2, 3, 4)),
    "stack": lambda: (nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 4)),
                      torch.randn(2, 3, 5)),
    "no_bias": lambda: (nn.Sequential(nn.Linear(5, 8, bias=False), nn.ELU(), nn.Linear(8, 2)),
                        torch.randn(1, 5)),
    "branches": lambda: (Branches(), (torch.randn(4, 5), torch.randn(4, 5))),
    "any_batch": lambda: (nn.Sequential(nn.Linear(5, 8), nn.LeakyReLU(0.2), nn.Linear(8, 2)),
                          torch.randn(2, 5)),
    "layer_norm": lambda: (nn.Sequential(nn.Linear(5, 8), nn.LayerNorm(8), nn.ReLU()),
                           torch.randn(4, 5)),
}
# LayerNormalization, of operator set 17, is not supported; what it was before is.
ONLY_9 = {"layer_norm"}


def convolutional():
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(2, 4, 3), nn.Sigmoid(),
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2), nn.Softmax(1))


def prelu_channels():
    module = nn.PReLU(3)
    module.weight.data = torch.tensor([0.25, -0.5, 1.5])
    return module


def export(network, inputs, name, opset, folder, data):
    network.eval()
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    names = [f"x{i}" for i in range(len(inputs))]
    axes = {names[0]: {0: "batch"}} if name == "any_batch" else None
    key = f"{name}_{opset}"
    try:
        torch.onnx.export(network, inputs, folder / f"{key}.onnx", opset_version=opset,
                          input_names=names, dynamic_axes=axes)
    except torch.onnx.errors.UnsupportedOperatorError as error:
        print(f"{key}: PyTorch can not export it: {error}")
        return
    if axes:  # not the batch size of the export
        inputs = (torch.randn(7, 5),)
    with torch.no_grad():
        outputs = network(*inputs)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    for kind, tensors in (("input", inputs), ("output", outputs)):
        for i, tensor in enumerate(tensors):
            data[f"{key}.{kind}_{i}"] = tensor.numpy()


def main(folder, examples):
    torch.manual_seed(0)
    warnings.simplefilter("ignore")
    data = {}
    for opset in OPSETS:
        for name, module in ACTIVATIONS.items():
            export(*after_layer(module), name, opset, folder, data)
        for name, make in NETWORKS.items():
            if opset == 9 or name not in ONLY_9:
                export(*make(), name, opset, folder, data)
    np.savez(folder / "data.npz", **data)
    torch.onnx.export(convolutional(), torch.randn(1, 1, 12, 12),
                      examples / "convolutional.onnx", opset_version=17)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
