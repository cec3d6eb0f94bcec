#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Runs a command and succeeds when it exits with the code that is expected.
# usage: exits.sh CODE COMMAND [ARGUMENT...]

expected=$1
shift
"$@"
code=$?
test "$code" -eq "$expected" && exit 0
echo "expected exit code $expected, got $code" >&2
exit 1
