# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# digits.mlir to the LLVM dialect, as relu-opt would do it. RELU_PLUGIN is the
# path of ReluPlugin.so, OUT where the result goes.

mlir-opt --load-dialect-plugin=$RELU_PLUGIN --load-pass-plugin=$RELU_PLUGIN \
  --pass-pipeline='builtin.module(relu-compile{cpu=x86-64-v3})' \
  docs/examples/digits.mlir -o $OUT
