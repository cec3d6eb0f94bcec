#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Builds a C program with every compiler that is there, as C and as C++, without
# a warning, and runs each result.
# usage: with_each_compiler.sh SOURCE INCLUDE_FOLDER LIBRARY_FOLDER PROGRAM [ARGUMENT...]

source=$1
include=$2
library=$3
program=$4
shift 4
for compiler in "gcc -std=c99" "clang -std=c99" "g++ -std=c++11 -x c++" "g++ -std=c++20 -x c++" \
  "clang++ -std=c++11 -x c++"; do
  if ! command -v "${compiler%% *}" >/dev/null; then
    echo "skipped ${compiler%% *}: it is not installed"
    continue
  fi
  # The options of a compiler are words of their own.
  $compiler -Wall -Wextra -Werror -pedantic -I"$include" "$source" -o "$program" \
    -x none -L"$library" -lRelu-c -pthread -Wl,-rpath,"$library" || exit 1
  echo "$compiler"
  "$program" "$@" || exit 1
done
