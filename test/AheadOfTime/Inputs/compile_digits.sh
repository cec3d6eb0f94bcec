# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A program in C that reads digits, from the root of the repository: OUT is a
# folder to write to, CC a C compiler.

set -e
relu-compile docs/examples/digits.mlir --mcpu=x86-64-v3 \
  -o $OUT/digits.o --header=$OUT/digits.h
$CC -std=c99 -I $OUT docs/examples/read_digits.c $OUT/digits.o -o $OUT/read_digits
$OUT/read_digits docs/examples/digits_images.npy docs/examples/digits_labels.npy
