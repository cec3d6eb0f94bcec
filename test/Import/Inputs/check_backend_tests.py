# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs ONNX's own backend tests, as far as they are listed in backend_tests.txt:
# what is listed must pass. What uses only operations that can be imported and
# is not listed must be listed with the reason why it is skipped.

"""usage: check_backend_tests.py LIST DATA    exit code 0: all is as listed"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

GROUPS = ("node", "pytorch-converted", "pytorch-operator", "simple")
# What the importer says of a file with an operation that is not in its table.
NOT_KNOWN = ("the operation is not supported", "the operation is newer")


def read(path):
    passes, skips, reason = set(), {}, None
    for line in Path(path).read_text().splitlines():
        line = line.strip()
        if line.startswith("skip: "):
            reason = line[6:]
        elif line and not line.startswith("#"):
            if reason:
                skips[line] = reason
            else:
                passes.add(line)
    return passes, skips


def run(folder):
    done = subprocess.run(
        ["relu-run", str(folder / "model.onnx"), f"--data-set={folder / 'test_data_set_0'}",
         "--atol=1e-7", "--rtol=1e-3"], capture_output=True, text=True)
    return done.returncode, done.stderr


def main(listing, data):
    passes, skips = read(listing)
    tests = [f"{group}/{folder.name}" for group in GROUPS
             for folder in sorted((Path(data) / group).iterdir())
             if (folder / "model.onnx").exists()]
    good = True
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda test: run(Path(data) / test), tests))
    for test, (code, message) in zip(tests, results):
        wrong = None
        if test in passes:
            wrong = code != 0 and f"is listed, and failed with exit code {code}:\n{message}"
        elif code == 0:
            wrong = "passes, and is not listed"
        elif code != 2:
            wrong = f"ended with exit code {code}:\n{message}"
        elif test not in skips and not any(text in message for text in NOT_KNOWN):
            wrong = f"is neither listed nor skipped for a reason:\n{message}"
        if wrong:
            print(f"{test} {wrong}")
            good = False
    for test in sorted((passes | set(skips)) - set(tests)):
        print(f"{test} is listed, and is not there")
        good = False
    print(f"{len(passes)} pass, {len(skips)} are skipped, of {len(tests)}")
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
