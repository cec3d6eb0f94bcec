# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes one array, 1 to 6 in two rows, to the folder that is named, in every way
# that numpy has; and files that are not what their name says.

import os
import sys

import numpy

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
os.chdir(folder)

array = numpy.array([[1, 2, 3], [4, 5, 6]], dtype="<f4")
numpy.save("plain.npy", array)
numpy.save("fortran.npy", numpy.asfortranarray(array))
numpy.save("big_endian.npy", array.astype(">f4"))
numpy.save("both.npy", numpy.asfortranarray(array.astype(">f4")))
for name in ("f2", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"):
    numpy.save(name + ".npy", array.astype(name))
numpy.save("bf16.npy", (array.view("<u4") >> 16).astype("<u2"))
numpy.savez("two.npz", first=array, second=-array)
numpy.savez_compressed("one.npz", only=array)
array.tofile("raw.bin")

whole = open("plain.npy", "rb").read()
open("truncated.npy", "wb").write(whole[:-4])
open("only_header.npy", "wb").write(whole[:20])
open("longer.npy", "wb").write(whole + b"\0")
open("text.npy", "wb").write(b"1 2 3 4 5 6")
open("renamed.bin", "wb").write(whole)
open("archive.npy", "wb").write(open("two.npz", "rb").read())
open("truncated.npz", "wb").write(open("two.npz", "rb").read()[:100])
numpy.save("complex.npy", array.astype("c8"))
numpy.save("objects.npy", numpy.array([{}], dtype=object))
