# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Cuts the results of types.c into files y0.bin, y1.bin, …
# usage: split.py < RESULTS

import sys

for index, size in enumerate((12, 20, 48, 16, 1, 2)):
    with open(f"y{index}.bin", "wb") as part:
        part.write(sys.stdin.buffer.read(size))
