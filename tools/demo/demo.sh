#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The tour that `./setup.sh demo` gives: a trained network as it is written, what
# the compiler makes of it, its answers on 360 images against scikit-learn's, how
# long one takes, and the loop that the processor spends that time in. Fails when
# an answer differs from scikit-learn's.

set -euo pipefail

if [[ $# -ne 1 || ! -x $1/relu-run || ! -x $1/relu-opt ]]; then
  echo "usage: demo.sh FOLDER      where relu-opt and relu-run are; run ./setup.sh demo" >&2
  exit 2
fi
bin=$(cd "$1" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
model=docs/examples/digits.mlir
images=docs/examples/digits_images.npy

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

show=(python3 -B tools/demo/show_digits.py)

headline() { printf '\n==> %s\n\n' "$*"; }

# The IR without its weights, and without the empty section that they leave.
show_ir() {
  "$bin/relu-opt" "$@" "$model" --mlir-elide-resource-strings-if-larger=32 >"$scratch/ir.mlir"
  sed -e '/^{-#/,$d' -e '/^$/d' "$scratch/ir.mlir"
}

# run_model OPTION...: relu-run, whose output is shown only when it fails.
run_model() {
  if ! "$bin/relu-run" "$model" "$@" >"$scratch/log" 2>&1; then
    cat "$scratch/log" >&2
    echo "demo.sh: error: relu-run $model $* failed" >&2
    exit 1
  fi
}

headline "a network that reads handwritten digits: $model"
show_ir

headline "relu-opt --relu-fuse-activation moves each ReLU into its layer"
show_ir --relu-fuse-activation

headline "relu-run compiles it and reads 360 images"
run_model "--input=@$images" "--output=@$scratch/logits.npy"
"${show[@]}" score "$scratch/logits.npy"

headline "relu-run --benchmark"
"${show[@]}" first-image "$scratch/one.npy"
run_model "--input=@$scratch/one.npy" --benchmark
"${show[@]}" time 1 "$scratch/log"
run_model "--input=@$images" --benchmark
"${show[@]}" time 360 "$scratch/log"

headline "relu-run --emit=asm: the busiest loop of the program"
run_model --emit=asm -o "$scratch/digits.s"
"${show[@]}" loop "$scratch/digits.s"
