# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Element types of relu and dtypes of numpy. numpy has no bf16: its bits travel as
# uint16, or as the bfloat16 of a package that registers one.

import numpy as np

BF16 = 1
NUMPY = [np.dtype(name) for name in (
    "float16", "uint16", "float32", "float64", "bool", "int8", "int16", "int32", "int64",
    "uint8", "uint16", "uint32", "uint64")]
ELEMENTS = {dtype: element for element, dtype in enumerate(NUMPY) if element != BF16}


def element_of(dtype, expected):
    """The number of the C API for a dtype, where element `expected` is asked for;
    None when there is none."""
    if expected == BF16 and (dtype == NUMPY[BF16] or dtype.name == "bfloat16"):
        return BF16
    return ELEMENTS.get(dtype)  # one in another order of bytes is not equal
