# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Calls: from arrays to frames and back, with a short way for what most calls
# are, one array in and one out.

from collections import namedtuple
from ctypes import byref, c_size_t

import numpy as np

from . import _library
from ._compiled import Compiled
from ._elements import NUMPY, element_of
from ._errors import ArgumentError, CountError, DTypeError, check, last_error
from ._frame import Frame, address_of

TensorType = namedtuple("TensorType", "name dtype shape")
TensorType.__doc__ = """An input or result. `name` is "" if it has none; a size that is not
known before a call is None in `shape`. The dtype of bf16 is uint16: its bits."""

MAX_SHAPES = 64  # whose frames are kept

empty, ndarray, run = np.empty, np.ndarray, _library.run


class Function:
    """A function of a network: call it with arrays, by position or by name.

    Returns an array or, if there are several results, a tuple. `out` may be an
    array or a tuple of arrays that take the results; they must not overlap the
    inputs. Arrays are read where they lie. Lists and numbers are converted to
    the dtype that is expected, arrays never are."""

    def __init__(self, compiled, index):
        self._compiled = compiled  # owns the handle
        self._handle = handle = compiled.handle
        self._index = index
        self.name = _library.get_function_name(handle, index).decode()
        self.signature = _library.get_signature(handle, index).decode()
        self._input_elements, self.inputs = self._read_types(
            _library.get_input_count, _library.get_input_type, _library.get_input_name)
        self._result_elements, self.results = self._read_types(
            _library.get_result_count, _library.get_result_type, None)
        self._frames = {}
        # The short way looks for the dtype itself: equal ones may be in another order of bytes.
        is_simple = len(self.inputs) == len(self.results) == 1
        self._simple_dtype = self.inputs[0].dtype if is_simple else None
        self._result_dtype = self.results[0].dtype if is_simple else None

    def __call__(self, *arrays, out=None, **named):
        if len(arrays) == 1 and out is None and not named:
            x = arrays[0]
            if type(x) is ndarray and x.dtype is self._simple_dtype:
                idle = self._frames.get((x.shape, x.strides))
                if idle:
                    try:
                        frame = idle.pop()
                    except IndexError:  # another thread was faster
                        return self._call((x,), None)
                    y = empty(frame.shapes[0], self._result_dtype)
                    frame.inputs[0].data = address_of(x)
                    frame.results[0].data = address_of(y)
                    status = run(*frame.arguments)
                    idle.append(frame)
                    if status:
                        raise last_error(status)
                    return y
        return self._call(self._bind(arrays, named), out)

    def __repr__(self):
        return f"<relu.Function {self.signature}>"

    def __reduce__(self):
        return function_of, (*self._compiled.source, self.name)

    def _read_types(self, get_count, get_type, get_name):
        elements, types = [], []
        for i in range(get_count(self._handle, self._index)):
            kind = _library.Type()
            check(get_type(self._handle, self._index, i, byref(kind)))
            shape = tuple(None if kind.sizes[k] < 0 else kind.sizes[k] for k in range(kind.rank))
            name = get_name(self._handle, self._index, i).decode() if get_name else ""
            elements.append(kind.element)
            types.append(TensorType(name, NUMPY[kind.element], shape))
        return elements, tuple(types)

    def _bind(self, arrays, named):
        """All inputs in their order."""
        names = [kind.name for kind in self.inputs]
        bound = list(arrays) + [None] * (len(names) - len(arrays))
        given = len(arrays)
        for name, array in named.items():
            if name not in names:
                raise CountError(f"expected no input '{name}'; the signature is {self.signature}")
            if names.index(name) < len(arrays):
                raise CountError(f"input '{name}' was given twice; the signature is "
                                 f"{self.signature}")
            bound[names.index(name)] = array
            given += 1
        if given != len(names):
            raise CountError(f"expected {len(names)} input{'s' * (len(names) != 1)}, got {given}; "
                             f"the signature is {self.signature}")
        return bound

    def _fail(self, error, noun, i, what):
        kind = (self.inputs if noun == "input" else self.results)[i]
        name = f" ({kind.name})" if kind.name else ""
        raise error(f"{noun} {i}{name}: {what}; the signature is {self.signature}")

    def _element(self, noun, i, array):
        """The element type of an array, as a number of the C API."""
        expected = (self._input_elements if noun == "input" else self._result_elements)[i]
        element = element_of(array.dtype, expected)
        if element is None:
            self._fail(DTypeError, noun, i,
                       f"expected an array of {NUMPY[expected]}, got one of {array.dtype}")
        return element

    def _convert(self, i, value):
        """An input as an array that the C API can read as it lies."""
        if not isinstance(value, ndarray):
            is_array = hasattr(value, "__array__") or hasattr(value, "__array_interface__")
            value = np.asarray(value, None if is_array else self.inputs[i].dtype)
        if any(stride < 0 or stride % value.itemsize for stride in value.strides):
            value = value.copy()
        return value

    def _call(self, values, out):
        arrays = [self._convert(i, value) for i, value in enumerate(values)]
        elements = [self._element("input", i, array) for i, array in enumerate(arrays)]
        key = self._key(arrays, elements)
        results = None if out is None else self._check_results(out)
        if results is not None:
            key = key, tuple([(a.shape, a.strides, a.dtype) for a in results])
        idle = self._frames.get(key)
        try:
            frame = idle.pop()
        except (AttributeError, IndexError):  # no such list, or an empty one
            frame = Frame(self._handle, self._index, arrays, elements)
            if results is None:
                frame.describe_results(frame.make_results(self.results), self._result_elements)
            else:
                frame.describe_results(results, [self._element("result", i, array)
                                                 for i, array in enumerate(results)])
        if results is None:
            results = frame.make_results(self.results)
        frame.call(arrays, results)
        self._keep(key, frame)
        return results[0] if len(results) == 1 else tuple(results)

    def _key(self, arrays, elements):
        if self._simple_dtype is not None and arrays[0].dtype is self._simple_dtype:
            return arrays[0].shape, arrays[0].strides  # as in __call__
        return tuple([(a.shape, a.strides, e) for a, e in zip(arrays, elements)])

    def _keep(self, key, frame):
        if len(self._frames) >= MAX_SHAPES and key not in self._frames:
            self._frames.clear()
        self._frames.setdefault(key, []).append(frame)

    def _check_results(self, out):
        results = list(out) if isinstance(out, (tuple, list)) else [out]
        if len(results) != len(self.results):
            raise CountError(f"out: expected {len(self.results)}, got {len(results)}; the "
                             f"signature is {self.signature}")
        for i, array in enumerate(results):
            if not isinstance(array, ndarray) or not array.flags.writeable:
                self._fail(ArgumentError, "result", i, "expected an array that can be written")
            if any(stride < 0 or stride % array.itemsize for stride in array.strides):
                self._fail(ArgumentError, "result", i, "expected strides of whole elements, "
                                                       "none of them negative")
        return results


def function_of(path, text, options, name):
    """What a pickled function becomes."""
    compiled = Compiled(path, text, options)
    index = c_size_t()
    check(_library.find_function(compiled.handle, name.encode(), byref(index)))
    return Function(compiled, index.value)
