#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs a command for every compiler of a language that is installed, with the
# compiler in place of @CC@; fails when one of them does, or when there is none.
# usage: each_compiler.sh c|c++ 'COMMAND'

case $1 in
c) compilers="gcc clang clang-22" ;;
c++) compilers="g++ clang++ clang++-22" ;;
*) exit 2 ;;
esac
ran=no
for compiler in $compilers; do
  command -v "$compiler" >/dev/null || continue
  ran=yes
  command=$(printf '%s\n' "$2" | sed "s/@CC@/$compiler/g")
  sh -ec "$command" || {
    echo "failed: $command" >&2
    exit 1
  }
done
test $ran = yes
