# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# digits.mlir with the schedule of fuse_layers.mlir applied to it. RELU_PLUGIN is
# the path of ReluPlugin.so, OUT where the result goes.

mlir-opt --load-dialect-plugin=$RELU_PLUGIN --load-pass-plugin=$RELU_PLUGIN \
  --pass-pipeline='builtin.module(relu-optimize,
    transform-preload-library{transform-library-paths=docs/examples/fuse_layers.mlir},
    transform-interpreter, resolve-ranked-shaped-type-result-dims, canonicalize, cse)' \
  docs/examples/digits.mlir -o $OUT
