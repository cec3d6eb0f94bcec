# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The arguments of a call of reluRun, which is most of what a call costs: made
# once for each shape, so that a call only fills in addresses.

from ctypes import POINTER, addressof, byref, c_char, c_int64, c_size_t, c_void_p, cast

import numpy as np

from . import _library
from ._errors import check

from_buffer = c_char.from_buffer


def address_of(array):
    """Where the elements begin."""
    try:
        return addressof(from_buffer(array))  # a third of the time of the other way
    except (TypeError, ValueError, BufferError):  # read-only, strided, or empty
        return array.ctypes.data


def sizes_of(values):
    return (c_int64 * len(values))(*values)


def span_of(array):
    """Bytes from the first element to the last one."""
    if array.size == 0:
        return 0
    return array.itemsize + sum((size - 1) * stride
                                for size, stride in zip(array.shape, array.strides))


def describe(buffer, array, element):
    """Makes `buffer` say what `array` is, but for its address."""
    buffer.bytes = span_of(array)
    buffer.sizes = cast(sizes_of(array.shape), POINTER(c_int64))
    if not array.flags.c_contiguous:
        steps = [stride // array.itemsize for stride in array.strides]
        buffer.strides = cast(sizes_of(steps), POINTER(c_int64))
    buffer.element = element
    buffer.rank = array.ndim


class Frame:
    """For one call at a time. `shapes` are those of the results."""

    __slots__ = ("inputs", "results", "shapes", "arguments")

    def __init__(self, handle, index, arrays, elements):
        self.inputs = (_library.Buffer * len(arrays))()
        for buffer, array, element in zip(self.inputs, arrays, elements):
            describe(buffer, array, element)
        self.shapes = self._find_shapes(handle, index)
        self.results = (_library.Buffer * len(self.shapes))()
        self.arguments = (c_void_p(handle), c_size_t(index), self.inputs, c_size_t(len(arrays)),
                          self.results, c_size_t(len(self.shapes)))

    def _find_shapes(self, handle, index):
        kind, ranks = _library.Type(), []
        for i in range(_library.get_result_count(handle, index)):
            check(_library.get_result_type(handle, index, i, byref(kind)))
            ranks.append(kind.rank)
        flat = (c_int64 * sum(ranks))()
        check(_library.get_result_sizes(handle, index, self.inputs, len(self.inputs), flat,
                                        len(flat)))
        sizes = iter(flat)
        return [tuple([next(sizes) for _ in range(rank)]) for rank in ranks]

    def make_results(self, types):
        return [np.empty(shape, kind.dtype) for shape, kind in zip(self.shapes, types)]

    def describe_results(self, arrays, elements):
        """For results that lie as these arrays do."""
        for buffer, array, element in zip(self.results, arrays, elements):
            describe(buffer, array, element)

    def call(self, arrays, results):
        for buffer, array in zip(self.inputs, arrays):
            buffer.data = address_of(array)
        for buffer, array in zip(self.results, results):
            buffer.data = address_of(array)
        check(_library.run(*self.arguments))
