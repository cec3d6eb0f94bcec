# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Measures the peak memory of imports. A file that wants much gets at most 100
# times its size, beside what a network of one operation takes; a network of
# 400 MB runs in three times its size and 200 MB.

"""usage: check_memory.py hostile|large FOLDER    exit code 0: all is within the bounds"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

import onnx_writer as w

NOISE = 32 << 20


def measure(*command):
    """Exit code and peak memory in bytes."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss << 10


def model(graph):
    return w.integer(1, 8) + w.message(7, w.message(2, "net") + graph) + w.message(
        8, w.message(1, "") + w.integer(2, 13))


def node(text):
    return w.message(1, w.node(text)[0])


def tensor(name, count):
    return w.message(5, w.tensor(name, "f32", count, data=bytes(4 * int(count))))


X = w.message(11, w.value_info("x", "f32", "2x3"))
Y = w.message(12, w.value_info("y"))
LARGE = w.message(5, w.tensor("w", "f32", "500x1000", data=np.arange(500000, dtype="<f4").tobytes()))
SIZES = w.message(5, w.tensor("s", "i64", "4096", data=np.arange(4096, dtype="<i8").tobytes()))
ONE = w.message(5, w.tensor("one", "i64", "1", data=np.array([1], "<i8").tobytes()))


def chain(line, count):
    """Nodes that each take the result of the one before."""
    out, last = [], "x"
    for i in range(count):
        out.append(node(line.format(last, f"v{i}")))
        last = f"v{i}"
    return b"".join(out) + node(f"y = Identity({last})")


def many(line, count):
    return b"".join(node(line.format(f"v{i}")) for i in range(count)) + node("y = Identity(x)")


HOSTILE = {
    "nodes_of_nothing": lambda: w.message(1, b"") * 1000000 + X + Y,
    "softmaxes": lambda: chain("{1} = Softmax({0})", 60000) + X + Y,
    "broadcasts": lambda: chain("{1} = Max({0}, x" + ", z" * 4000 + ")", 100) + X + Y
    + w.message(11, w.value_info("z", "f32", "1")),
    "operands": lambda: node("y = Max(x" + ", x" * 500000 + ")") + X + Y,
    "initialisers": lambda: b"".join(tensor(f"c{i}", "1") for i in range(100000))
    + node("y = Identity(x)") + X + Y,
    "inputs": lambda: b"".join(w.message(11, w.value_info(f"x{i}", "f32", "1")) for i in range(50000))
    + node("y = Identity(x)") + X + Y,
    "outputs": lambda: node("y = Identity(x)") + X + Y * 200000,
    "transposed_weights": lambda: many("{0} = Transpose(w)", 2000) + LARGE + X + Y,
    "lists": lambda: many("{0} = Concat(s, one) axis=0", 20000) + SIZES + ONE + X + Y,
    "axes": lambda: node("y = Identity(x)") + Y + w.message(11, w.value_info("x", "f32", "x".join("1" * 200000))),
    "axes_of_tensors": lambda: node("y = Identity(c)") + Y
    + w.message(5, w.tensor("c", "f32", "x".join("1" * 200000), data=bytes(4))),
    "backwards": lambda: node("y = Slice(x, from, to, axes, step)") + Y
    + w.message(11, w.value_info("x", "f32", "1000000000"))
    + b"".join(w.message(5, w.tensor(name, "i64", "1", [value])) for name, value in (
        ("from", -1), ("to", -2**62), ("axes", 0), ("step", -1))),
    "names": lambda: node("y = Identity(x)") + Y + w.message(11, w.value_info("x" * 3000000, "f32", "1")) + X,
}


def check_hostile(folder):
    small = folder / "small.onnx"
    small.write_bytes(model(node("y = Mish(x)") + X + Y))
    _, idle = measure("relu-translate", "--import-onnx", small)
    good = True
    for name, make in HOSTILE.items():
        path = folder / f"{name}.onnx"
        path.write_bytes(model(make()))
        size = path.stat().st_size
        code, peak = measure("relu-translate", "--import-onnx", path)
        within = peak <= idle + NOISE + 100 * size and code in (0, 2)
        print(f"{name}: {'good' if within else 'wrong'}: exit {code}, {size >> 10} KB take "
              f"{(peak - idle) / size:.1f} times as much")
        good &= within
        path.unlink()
    return good


def write_large(path, line):
    weights = np.random.default_rng(0).standard_normal((10000, 10000), dtype="<f4")
    graph = node(line) + w.message(5, w.tensor("w", "f32", "10000x10000", data=weights.tobytes()))
    Path(path).write_bytes(model(graph + w.message(11, w.value_info("x", "f32", "1x10000")) + Y))


def check_large(folder):
    good = True
    for name, line in (("as_it_lies", "y = MatMul(x, w)"), ("transposed", "y = Gemm(x, w) transB=1")):
        path = folder / f"{name}.onnx"
        # Not in this process, the peak of which would be that of its children.
        subprocess.run([sys.executable, "-B", __file__, "write", path, line], check=True)
        limit = 3 * path.stat().st_size + (200 << 20)
        code, peak = measure("relu-run", path, "--input=1x10000xf32=1")
        within = code == 0 and peak <= limit
        print(f"{name}: {'good' if within else 'wrong'}: exit {code}, {peak >> 20} MB of {limit >> 20}")
        good &= within
        path.unlink()
    return good


def main(what, folder):
    folder.mkdir(parents=True, exist_ok=True)
    return 0 if {"hostile": check_hostile, "large": check_large}[what](folder) else 1


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "write":
        sys.exit(write_large(*sys.argv[2:]))
    if len(sys.argv) != 3 or sys.argv[1] not in ("hostile", "large"):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
