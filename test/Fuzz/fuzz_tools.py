# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Feeds mutated models and arrays to relu-opt, relu-run and relu-translate, and
# looks for crashes, internal errors, hangs, and memory beyond 100 times the size
# of an ONNX file. A tool may refuse a file; it may not die of one. Not part of the
# test suite: it runs for as long as it is told.
#
# usage: fuzz_tools.py BIN_DIR SECONDS [SEED] [mlir|onnx|all]
#
# The ONNX models are those of the tests, and of libonnx-testdata where that is
# installed.
#
# Files that bring a tool down are kept in a folder that is printed, with the
# command, the exit code and the end of stderr beside them. A crash with no
# function of relu on its stack is upstream's.

import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 30
ONNX_TESTDATA = pathlib.Path("/usr/share/libonnx-testdata/data")
# What an import may take: as much as that of a network of one operation, some
# noise, and 100 times the file.
SMALLEST_MODEL = ROOT / "test/Import/Inputs/function_bodies/plain_mish.onnx"
NOISE_BYTES = 16 << 20

MODELS = [
    """func.func @f(%x: tensor<?x5xf32>, %w: tensor<5x3xf32>, %b: tensor<3xf32>) -> tensor<?x3xf32> {
  %0 = relu.dense %x, %w bias(%b) : (tensor<?x5xf32>, tensor<5x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %1 = relu.activate %0 activation(#relu.leaky_relu<alpha = 0.5>) : tensor<?x3xf32>
  return %1 : tensor<?x3xf32>
}
""",
    """func.func @f(%x: tensor<2x3x5xf16>, %s: tensor<3xf16>) -> tensor<2x3x7xf16> {
  %w = arith.constant dense<0.5> : tensor<5x7xf16>
  %0 = relu.dense %x, %w activation(#relu.prelu<axis = 1>, %s) : (tensor<2x3x5xf16>, tensor<5x7xf16>, tensor<3xf16>) -> tensor<2x3x7xf16>
  return %0 : tensor<2x3x7xf16>
}
""",
    """func.func @f(%x: tensor<?x4xf64>, %y: tensor<?x4xf64>) -> (tensor<?x4xf64>, tensor<?x4xf64>) {
  %0 = arith.addf %x, %y : tensor<?x4xf64>
  %1 = relu.activate %0 activation(#relu.clipped_relu<min = -1.0, max = inf>) : tensor<?x4xf64>
  %2 = relu.activate %1 activation(#relu.gelu<approximate = tanh>) : tensor<?x4xf64>
  return %1, %2 : tensor<?x4xf64>, tensor<?x4xf64>
}
""",
    """func.func @f(%x: tensor<3x2xf32> {relu.name = "in"}) -> tensor<3x4xf32> {
  %w = arith.constant dense_resource<w> : tensor<2x4xf32>
  %0 = relu.dense %x, %w activation(#relu.elu) : (tensor<3x2xf32>, tensor<2x4xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}
{-#
  dialect_resources: {
    builtin: {
      w: "0x040000000000803F000000400000404000008040000080BF000000C0000040C0000080C0"
    }
  }
#-}
""",
    """#s = #relu.schedule<isa = generic, rows = 4, cols = 8, row_block = 384, unroll = 2>
func.func @f(%x: tensor<?x2xf32>, %w: tensor<2x2xf32>) -> tensor<?x2xf32> {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %x, %c0 : tensor<?x2xf32>
  %e = tensor.empty() : tensor<8xf32>
  %p = relu.pack_weights %w outs(%e) schedule(#s) : (tensor<2x2xf32>, tensor<8xf32>) -> tensor<8xf32>
  %o = tensor.empty(%d) : tensor<?x2xf32>
  %0 = relu.packed_dense %x, %p activation(#relu.relu) outs(%o) schedule(#s)
    : (tensor<?x2xf32>, tensor<8xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}
""",
]

WORDS = """? 0 1 -1 2 3 16 17 300 65536 9223372036854775807 f16 bf16 f32 f64 i32 index tensor memref
xf32> <?x <0x <1x inf -inf 0.0 -0.5 1e38 dense<1.0> dense_resource<w> %0 %x %w #relu.relu #relu.prelu
#relu.tanh #relu.celu<alpha=0.0> relu.dense relu.activate arith.addf bias activation return func.func
@f private ( ) { } : , -> vector<4xf32> tensor<*xf32> none i1 ui8 complex<f32>""".split()


def mutate_text(text, rng):
    tokens = re.findall(r"\s+|[\w.%#@]+|.", text)
    for _ in range(rng.randint(1, 4)):
        i = rng.randrange(len(tokens))
        kind = rng.randrange(6)
        if kind == 0:
            del tokens[i]
        elif kind == 1:
            tokens.insert(i, tokens[rng.randrange(len(tokens))])
        elif kind == 2:
            tokens[i] = rng.choice(WORDS)
        elif kind == 3:
            j = rng.randrange(len(tokens))
            tokens[i], tokens[j] = tokens[j], tokens[i]
        elif kind == 4:
            digits = [k for k, t in enumerate(tokens) if re.search(r"\d", t)]
            if digits:
                k = rng.choice(digits)
                tokens[k] = re.sub(r"\d+", lambda m: rng.choice(["0", "1", "2", "7", "17", "?", "65"]), tokens[k], count=1)
        else:
            tokens[i] += rng.choice(WORDS)
        if not tokens:
            return ""
    return "".join(tokens)


def mutate_bytes(data, rng):
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        if not data:
            break
        i = rng.randrange(len(data))
        kind = rng.randrange(4)
        if kind == 0:
            data[i] = rng.randrange(256)
        elif kind == 1:
            data[i] ^= 1 << rng.randrange(8)
        elif kind == 2:
            del data[i : i + rng.randint(1, 8)]
        else:
            data = data[:i] if rng.random() < 0.3 else data[:i] + bytes(rng.randrange(256) for _ in range(3)) + data[i:]
    return bytes(data)


def measure(command):
    """Runs a command; its exit code or "timeout", what it said, and its peak memory in bytes."""
    with tempfile.TemporaryFile() as stderr:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=stderr)
        killed = threading.Event()
        timer = threading.Timer(TIMEOUT, lambda: (killed.set(), process.kill()))
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        stderr.seek(0)
        text = stderr.read().decode(errors="replace")
    return "timeout" if killed.is_set() else process.returncode, text, usage.ru_maxrss << 10


class Fuzzer:
    def __init__(self, tools, seed, what):
        self.tools = tools
        self.rng = random.Random(seed)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="relu-fuzz-"))
        self.runs = 0
        self.found = {}
        self.what = what
        self.texts = list(MODELS)
        for path in sorted((ROOT / "test").rglob("*.mlir")):
            text = path.read_text(errors="replace")
            if len(text) < 20000:
                self.texts += [part for part in text.split("// -----") if "func" in part]
        self.bytecode = []
        for text in MODELS:
            source = self.folder / "seed.mlir"
            source.write_text(text)
            result = subprocess.run(
                [self.tools / "relu-opt", source, "--emit-bytecode"], capture_output=True
            )
            self.bytecode.append(result.stdout)
        folders = [ROOT / "test/Import/Inputs"]
        folders += [ONNX_TESTDATA / group for group in ("node", "pytorch-operator", "simple")]
        paths = sorted(path for folder in folders for path in folder.rglob("*.onnx"))
        self.onnx = [path.read_bytes() for path in paths if path.stat().st_size < 20000]
        self.idle_memory = measure([self.tools / "relu-translate", "--import-onnx", SMALLEST_MODEL])[2]
        self.npy = (ROOT / "docs/examples/digits_labels.npy").read_bytes()[:200]
        header = b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, 64), }"
        self.npy_f32 = header.ljust(127) + b"\n" + bytes(2 * 64 * 4)

    def run(self, command, files, memory=None):
        self.runs += 1
        code, stderr, used = measure(command)
        if memory and used > memory and "Sanitizer" not in stderr:
            code, stderr = "memory", f"{used >> 20} MB, expected {memory >> 20} MB at most"
        tool_failed = code in ("timeout", "memory") or code < 0 or code > 100 or (code == 3 and "relu-run" in str(command[0]))
        if not tool_failed and "Sanitizer" not in stderr:
            return
        # One report for each place on the stack.
        frames = re.findall(r"(relu::[\w:]+|mlir::[\w:]+|llvm::[\w:]+)", stderr)
        key = (code, tuple(frames[:3]) or ("" if code == "memory" else stderr[-120:]))
        count = self.found.get(key, 0)
        self.found[key] = count + 1
        if count:
            return
        ours = "relu::" in stderr or code in ("timeout", "memory", 3)
        place = self.folder / f"crash-{len(self.found)}"
        place.mkdir()
        for file in files:
            (place / file.name).write_bytes(file.read_bytes())
        (place / "report.txt").write_text(f"{command}\nexit {code}\n{stderr[-4000:]}\n")
        print(f"{'OURS' if ours else 'upstream?'}: exit {code}, {place}: {' '.join(frames[:4])}", flush=True)

    def step_onnx(self):
        rng = self.rng
        data = mutate_bytes(rng.choice(self.onnx), rng)
        if rng.random() < 0.1:  # parts of two files, which is a graph with more of everything
            data += mutate_bytes(rng.choice(self.onnx), rng)
        model = self.folder / "model.onnx"
        model.write_bytes(data)
        memory = self.idle_memory + NOISE_BYTES + 100 * len(data)
        batch = rng.choice([[], [], ["--batch=?"], ["--batch=3"], ["--batch=9223372036854775807"]])
        if rng.random() < 0.7:
            self.run([self.tools / "relu-translate", "--import-onnx", model, *batch], [model], memory)
        else:
            self.run([self.tools / "relu-run", model, "--verify", *batch], [model])

    def step(self):
        if self.what == "onnx" or (self.what == "all" and self.onnx and self.rng.random() < 0.5):
            self.step_onnx()
        else:
            self.step_mlir()

    def step_mlir(self):
        rng = self.rng
        kind = rng.randrange(10)
        model = self.folder / "model.mlir"
        if kind < 5:
            model.write_text(mutate_text(rng.choice(self.texts), rng), errors="replace")
        elif kind < 7:
            model = self.folder / "model.mlirbc"
            model.write_bytes(mutate_bytes(rng.choice(self.bytecode), rng))
        else:
            array = self.folder / "x.npy"
            array.write_bytes(mutate_bytes(rng.choice([self.npy, self.npy_f32]), rng))
            digits = ROOT / "docs/examples/digits.mlir"
            self.run([self.tools / "relu-run", digits, f"--input=@{array}"], [array])
            return
        if rng.random() < 0.5:
            pipeline = rng.choice(
                ["--relu-compile=cpu=x86-64-v3", "--relu-optimize", "--relu-reference", "--canonicalize", "--convert-relu-to-linalg"]
            )
            self.run([self.tools / "relu-opt", model, pipeline], [model])
        else:
            self.run([self.tools / "relu-run", model, "--verify"], [model])


def main(arguments):
    tools = pathlib.Path(arguments[0] if arguments else "").resolve()
    what = arguments[3] if len(arguments) == 4 else "all"
    if len(arguments) not in (2, 3, 4) or what not in ("mlir", "onnx", "all"):
        print("usage: fuzz_tools.py BIN_DIR SECONDS [SEED] [mlir|onnx|all]", file=sys.stderr)
        return 2
    if not (tools / "relu-translate").exists():
        what = "mlir"
    seed = int(arguments[2]) if len(arguments) > 2 else 1
    fuzzer = Fuzzer(tools, seed, what)
    end = time.monotonic() + float(arguments[1])
    while time.monotonic() < end:
        fuzzer.step()
    print(f"{fuzzer.runs} runs, {len(fuzzer.found)} kinds of crash; kept in {fuzzer.folder}")
    return 1 if fuzzer.found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
