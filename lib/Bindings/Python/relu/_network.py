# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Compilation, and what a compiled network is: its functions by name. A pickle
# holds the source and the options, and is compiled again where it is read.

import os
from types import MappingProxyType

from . import _library
from ._compiled import Compiled
from ._errors import FunctionError
from ._function import Function


def compile(path, *, cpu=None, features=None, pipeline=None, function=None, batch=None,
            threads=0):
    """Compiles the network in a file: ONNX if the name ends with .onnx, else MLIR.

    cpu: a name as of LLVM ("x86-64-v3"); default this machine. features: added to
    it or taken from it ("-avx512f,+fma"). pipeline: "relu-compile", or
    "relu-reference", slow and obviously right. function: the only one to compile.
    batch, for ONNX: the first size of every input, -1 for any. threads: what one
    call may use, where it has work for them; 0 leaves it to relu. Raises subclasses of relu.Error."""
    options = {"cpu": cpu, "features": features, "pipeline": pipeline, "function": function,
               "batch": batch, "threads": threads}
    return Network(os.path.abspath(os.fsdecode(path)), None, options)


def compile_text(text, *, cpu=None, features=None, pipeline=None, function=None, threads=0):
    """The same for a network in MLIR: str for text, bytes for text or bytecode."""
    options = {"cpu": cpu, "features": features, "pipeline": pipeline, "function": function,
               "threads": threads}
    return Network(None, text.encode() if isinstance(text, str) else bytes(text), options)


class Network:
    """A compiled network. If it has one function, call it like that one; else
    take one by its name: net["digits"](images)."""

    def __init__(self, path, text, options):
        self._compiled = Compiled(path, text, options)
        functions = [Function(self._compiled, index) for index in
                     range(_library.get_function_count(self._compiled.handle))]
        self._functions = {function.name: function for function in functions}
        if len(functions) == 1:
            self._only = functions[0]

    def __getattr__(self, name):
        if name != "_only":
            raise AttributeError(name)
        raise FunctionError(f"expected the name of one of these functions:\n{self.signature}")

    @property
    def functions(self):
        """The functions by their names."""
        return MappingProxyType(self._functions)

    @property
    def signature(self):
        """What the functions take and give, one a line: "digits(?x64xf32) -> ?x10xf32"."""
        return "\n".join(function.signature for function in self._functions.values())

    @property
    def inputs(self):
        """The types of the inputs of the only function."""
        return self._only.inputs

    @property
    def results(self):
        """The types of the results of the only function."""
        return self._only.results

    def __getitem__(self, name):
        if name not in self._functions:
            raise FunctionError(f"expected one of these functions, got '{name}':\n"
                                f"{self.signature}")
        return self._functions[name]

    def __call__(self, *arrays, out=None, **named):
        return self._only(*arrays, out=out, **named)

    def __repr__(self):
        return f"<relu.Network {self.signature}>"

    def __reduce__(self):
        return Network, self._compiled.source
