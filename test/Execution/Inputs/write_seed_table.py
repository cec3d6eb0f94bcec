# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes the table relu(-5, -2, 0, 3, 6) = 0, 0, 0, 3, 6 to an archive: alone, 37
# times in a row, and as rows of a layer whose weights are columns of the unit
# matrix.

"""usage: write_seed_table.py FILE.npz"""

import sys

import numpy

TABLE = numpy.array([[-5, -2, 0, 3, 6], [0, 0, 0, 3, 6]], dtype="f4")
OUTPUTS = 53
ROWS = 21

columns = numpy.arange(OUTPUTS) % 5
arrays = {}
for key, values in zip(("x", "y"), TABLE):
    arrays[key + "185"] = numpy.tile(values, 37)
    # Each row begins with another number.
    rows = numpy.array([numpy.roll(values, row) for row in range(ROWS)])
    arrays[key + "_rows"] = rows if key == "x" else rows[:, columns]
arrays["w"] = numpy.eye(5, dtype="f4")[:, columns]
numpy.savez(sys.argv[1], **arrays)
