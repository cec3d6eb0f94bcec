# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes globals of the LLVM dialect, one of which is too large to write by hand.

LARGE = ", ".join(str(number) for number in range(1024))

print(f"""
llvm.mlir.global private constant @resource(dense_resource<weights> : tensor<4xf32>)
  {{alignment = 64 : i64}} : !llvm.array<4 x f32>
llvm.mlir.global private constant @large(dense<[{LARGE}]> : tensor<1024xi32>) : !llvm.array<1024 x i32>
llvm.mlir.global private constant @small(dense<[1.0, 2.0]> : tensor<2xf32>) : !llvm.array<2 x f32>
llvm.mlir.global private constant @splat(dense<1.0> : tensor<4096xf32>) : !llvm.array<4096 x f32>
llvm.mlir.global private constant @bytes(dense_resource<weights> : tensor<16xi8>) : !llvm.array<16 x i8>
llvm.mlir.global private @variable(dense_resource<weights> : tensor<4xf32>) : !llvm.array<4 x f32>
llvm.mlir.global private constant @bits(dense<[1, 0, 1, 0, 1, 0, 1, 0]> : tensor<8xi1>) : !llvm.array<8 x i1>
{{-#
  dialect_resources: {{
    builtin: {{
      weights: "0x040000000000803F000000400000404000008040"
    }}
  }}
#-}}""")
