# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A data set as ONNX has them, for a network that doubles the sum of two rows.

"""usage: write_data_set.py FOLDER"""

import sys
from pathlib import Path

import onnx_writer

folder = Path(sys.argv[1])
folder.mkdir(parents=True)
lines = ["input a f32 1x2", "input b f32 1x2", "output y f32 1x2",
         "s = Add(a, b)", "y = Add(s, s)"]
(folder / "model.onnx").write_bytes(onnx_writer.model(lines))


def data_set(name, result):
    place = folder / name
    place.mkdir()
    tensors = {"input_0": [1, 2], "input_1": [3, 4], "output_0": result}
    for file, values in tensors.items():
        content = onnx_writer.tensor("", "f32", "1x2", values)
        (place / f"{file}.pb").write_bytes(content)


data_set("right", [8, 12])
data_set("wrong", [8, 13])
(folder / "string.pb").write_bytes(onnx_writer.integer(1, 1) + onnx_writer.integer(2, 8))
(folder / "short.pb").write_bytes(onnx_writer.tensor("", "f32", "1x2", data=b"1234"))
