# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What `import relu` gives.

"""Compiles dense neural networks, and runs them on numpy arrays.

    import relu
    net = relu.compile("digits.mlir")
    logits = net(images)

Networks may be called from any number of threads at once; the interpreter is
free for others while one runs.
"""

from ._errors import (ArgumentError, CountError, DTypeError, Error, FileError, FunctionError,
                      InternalError, ModelError, OutOfMemoryError, ShapeError, UnsupportedError)
from ._function import Function, TensorType
from ._library import VERSION as __version__
from ._network import Network, compile, compile_text

__all__ = ["compile", "compile_text", "Network", "Function", "TensorType", "Error",
           "ArgumentError", "CountError", "DTypeError", "FileError", "FunctionError",
           "InternalError", "ModelError", "OutOfMemoryError", "ShapeError", "UnsupportedError"]
