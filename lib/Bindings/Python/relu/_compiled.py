# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What networks and their functions share, so that neither has to own the other.

import os
from ctypes import byref, c_void_p, sizeof

from . import _library
from ._errors import check


class Compiled:
    """A handle of the C API, and what it was made from."""

    def __init__(self, path, text, options):
        self.handle = None
        self.source = path, text, options
        given = _library.Options(size=sizeof(_library.Options))
        for name, value in options.items():
            if value is not None:
                setattr(given, name, value.encode() if isinstance(value, str) else value)
        handle = c_void_p()
        if path is not None:
            check(_library.compile_file(os.fsencode(path), byref(given), byref(handle)))
        else:
            check(_library.compile_memory(text, len(text), byref(given), byref(handle)))
        self.handle = handle.value

    def __del__(self, destroy=_library.destroy_network):
        destroy(self.handle)
