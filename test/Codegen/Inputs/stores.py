# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Reads LLVM IR on stdin and prints, for each function that stores vectors of
# numbers, which operations make the values that it stores, one count a line.

import collections
import re
import sys

FUNCTION = re.compile(r"define .*@([\w$.]+)\(")
VALUE = re.compile(r"\s+(%[\w.]+) = (.*)")
CALLED = re.compile(r"(?:tail )?call (?:([a-z ]+) )?<.*?> @([\w.]+)\(")
STORED = re.compile(r"\s+(store|call void @llvm\.masked\.store[\w.]*\() ?(<\d+ x \w+>) ([^ ,]+),")


def describe(definition):
    """The name of the intrinsic, with its fast-math flags, or the instruction."""
    call = CALLED.match(definition)
    return " ".join(filter(None, call.groups()[::-1])) if call else definition.split()[0]


name, values, stores = None, {}, collections.Counter()
for line in sys.stdin:
    if match := FUNCTION.match(line):
        name, values = match[1], {}
    elif match := VALUE.match(line):
        values[match[1]] = describe(match[2])
    elif match := STORED.match(line):
        kind = "store" if match[1] == "store" else "masked store"
        stores[name, f"{kind} of {match[2]} {values.get(match[3], match[3])}"] += 1
for (function, what), count in sorted(stores.items()):
    print(f"{function}: {count} {what}")
