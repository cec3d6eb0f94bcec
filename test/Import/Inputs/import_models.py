# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Imports the models that a test file describes, and prints what became of each,
# for FileCheck. A model begins with `#--- NAME`; its lines are those of
# onnx_writer.py, and may have two more words:
#
#     run x=2xf32=1,-1 -> 2xf32=1,0         relu-run must give that
#     flags --batch=4                       more options of relu-run
#
# Lines with CHECK are FileCheck's, lines that begin with `//` are for readers.

"""usage: import_models.py TEST FOLDER [NAME]    exit code 0 unless a run gave something else"""

import subprocess
import sys
from pathlib import Path

import onnx_writer


def models_of(test):
    found, name = {}, None
    for line in Path(test).read_text().splitlines():
        if line.startswith("#--- "):
            name = line[5:].strip()
            found[name] = []
        elif name and "CHECK" not in line and not line.startswith("//"):
            found[name].append(line.strip())
    return found


def run(path, line, flags):
    inputs, _, results = line.removeprefix("run").partition("->")
    command = ["relu-run", str(path), *flags]
    command += ["--input=" + i.replace("=", ":", 1) for i in inputs.split()]
    command += ["--expect=" + r for r in results.split()]
    done = subprocess.run(command + ["--atol=1e-6", "--rtol=1e-5"], capture_output=True, text=True)
    print(f"run: exit {done.returncode}")
    if done.returncode:
        print(done.stderr)
    return done.returncode == 0


def main(test, folder, *only):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    good = True
    for name, lines in models_of(test).items():
        if only and name not in only:
            continue
        runs = [line for line in lines if line.startswith("run ")]
        flags = [f for line in lines if line.startswith("flags ") for f in line.split()[1:]]
        model = [line for line in lines if not line.startswith(("run ", "flags "))]
        path = folder / f"{name}.onnx"
        path.write_bytes(onnx_writer.model(model))
        done = subprocess.run(["relu-translate", "--import-onnx", str(path)],
                              capture_output=True, text=True)
        print(f"{name}: exit {done.returncode}")
        print(done.stdout + done.stderr.replace(str(folder), "FOLDER"))
        sys.stdout.flush()
        for line in runs:
            good &= run(path, line, flags)
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
