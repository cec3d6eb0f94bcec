# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Which exception each code of the C API is. All are Error, and one of Python's
# own, so that code that knows nothing of relu can catch them.

from . import _library


class Error(Exception):
    """What went wrong, with what was expected and what was found."""


class ArgumentError(Error, ValueError):
    """An option or a buffer that can not be used."""


class FileError(Error, OSError):
    """A file that can not be read."""


class ModelError(Error, ValueError):
    """A network that does not parse or compile."""


class UnsupportedError(Error, NotImplementedError):
    """Something that this machine or this build can not do."""


class FunctionError(Error, LookupError):
    """The network has no such function."""


class CountError(Error, TypeError):
    """Too many or too few inputs or results, or one of an unknown name."""


class DTypeError(Error, TypeError):
    """Elements of another type."""


class ShapeError(Error, ValueError):
    """Another rank or size."""


class OutOfMemoryError(Error, MemoryError):
    """There is no memory."""


class InternalError(Error, RuntimeError):
    """A mistake of relu."""


BY_STATUS = {1: ArgumentError, 2: FileError, 3: ModelError, 4: UnsupportedError,
             5: FunctionError, 6: CountError, 7: DTypeError, 8: ShapeError, 9: ShapeError,
             10: OutOfMemoryError}


def last_error(status):
    """The exception for the last failed call of this thread."""
    message = _library.get_last_error().decode("utf-8", errors="replace")
    return BY_STATUS.get(status, InternalError)(message)


def check(status):
    if status:
        raise last_error(status)
