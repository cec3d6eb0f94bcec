# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Finds libRelu-c and declares its functions to ctypes: include/relu-c/Relu.h in
# the words of Python.

import ctypes
import os
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_size_t, c_void_p
from pathlib import Path

ABI_VERSION = 1
FILE_NAME = f"libRelu-c.so.{ABI_VERSION}"


class Options(ctypes.Structure):
    _fields_ = [("size", c_size_t), ("cpu", c_char_p), ("features", c_char_p),
                ("pipeline", c_char_p), ("function", c_char_p), ("batch", c_int64),
                ("threads", c_int32)]


class Type(ctypes.Structure):
    _fields_ = [("element", c_int32), ("rank", c_int32), ("sizes", POINTER(c_int64))]


class Buffer(ctypes.Structure):
    _fields_ = [("data", c_void_p), ("bytes", c_size_t), ("sizes", POINTER(c_int64)),
                ("strides", POINTER(c_int64)), ("element", c_int32), ("rank", c_int32)]


def candidates():
    """Where the library may be, best first: what RELU_LIBRARY names, beside this
    file (a wheel), four folders up (LIBDIR/relu/python/relu, of an install tree
    or a build tree), and where the loader looks."""
    if "RELU_LIBRARY" in os.environ:
        return [os.environ["RELU_LIBRARY"]]
    folder = Path(__file__).absolute().parent
    nearby = [folder / FILE_NAME, folder.parents[2] / FILE_NAME]
    return [str(path) for path in nearby if path.exists()] + [FILE_NAME]


def load():
    path = candidates()[0]
    try:
        loaded = ctypes.CDLL(path)
        found = loaded.reluGetAbiVersion()
    except (OSError, AttributeError) as error:
        raise ImportError(f"expected relu's library {path} ({error}); RELU_LIBRARY can name "
                          "another") from None
    if found != ABI_VERSION:
        raise ImportError(f"{path}: expected ABI version {ABI_VERSION}, got {found}")
    return loaded


def declare(name, result, *arguments):
    function = getattr(LIBRARY, name)
    function.restype = result
    function.argtypes = arguments
    return function


LIBRARY = load()
VERSION = declare("reluGetVersion", c_char_p)().decode()

get_last_error = declare("reluGetLastError", c_char_p)
compile_file = declare("reluCompileFile", c_int32, c_char_p, POINTER(Options), POINTER(c_void_p))
compile_memory = declare("reluCompileMemory", c_int32, c_char_p, c_size_t, POINTER(Options),
                         POINTER(c_void_p))
destroy_network = declare("reluDestroyNetwork", None, c_void_p)
get_function_count = declare("reluGetFunctionCount", c_size_t, c_void_p)
find_function = declare("reluFindFunction", c_int32, c_void_p, c_char_p, POINTER(c_size_t))
get_function_name = declare("reluGetFunctionName", c_char_p, c_void_p, c_size_t)
get_signature = declare("reluGetSignature", c_char_p, c_void_p, c_size_t)
get_input_count = declare("reluGetInputCount", c_size_t, c_void_p, c_size_t)
get_result_count = declare("reluGetResultCount", c_size_t, c_void_p, c_size_t)
get_input_name = declare("reluGetInputName", c_char_p, c_void_p, c_size_t, c_size_t)
get_input_type = declare("reluGetInputType", c_int32, c_void_p, c_size_t, c_size_t, POINTER(Type))
get_result_type = declare("reluGetResultType", c_int32, c_void_p, c_size_t, c_size_t,
                          POINTER(Type))
get_result_sizes = declare("reluGetResultSizes", c_int32, c_void_p, c_size_t, POINTER(Buffer),
                           c_size_t, POINTER(c_int64), c_size_t)
# Without argtypes: its arguments are made once, as objects of ctypes, and are
# passed as they are.
run = LIBRARY.reluRun
