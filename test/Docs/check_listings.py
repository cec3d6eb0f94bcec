#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Compares the listings of a document with the files that they are from: files
# that the tests build and run. So a listing is code that works.
#
# What the author of a document writes:
#
#   - Each block fenced by ``` with a language follows a text that ends with the
#     path of its file: "From `test/Install/consumer/CMakeLists.txt`:".
#   - A block is lines of that file in their order, 30 at most. A line with
#     nothing but `...` stands for any number of lines that are left out.
#   - A `console` block is no listing; run_tutorial.py runs those.

"""usage: check_listings.py SOURCE_ROOT DOCUMENT...      exit code 0: all as in their files, 1: not, 2: bad usage"""

import os
import re
import sys
from collections import namedtuple
from pathlib import Path

# `number` is that of the first line of the block.
Listing = namedtuple("Listing", "number source lines")

FENCE = re.compile(r"(`{3,})\s*(\w*)\s*$")
SOURCE = re.compile(r"`([\w./-]+/[\w./-]+)`:$")
OMISSION = "..."
MAX_LINES = 30
# Where files are that the tests build or run.
TESTED = ("test/", "docs/examples/")


def listings_of(text):
    """The listings of a document; the source of one that names none is None."""
    fence, before = None, ""
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line)
        if fence is None and match:
            fence, language, first, lines = match[1], match[2], number + 1, []
        elif fence is not None and line.rstrip() == fence:
            source = SOURCE.search(before)
            if language and language != "console":
                yield Listing(first, source[1] if source else None, lines)
            fence, before = None, ""
        elif fence is not None:
            lines.append(line.rstrip())
        elif line.strip():
            before = line.rstrip()


def pieces_of(lines):
    """The lines between omissions."""
    piece = []
    for line in lines:
        if line.strip() == OMISSION:
            yield piece
            piece = []
        else:
            piece.append(line)
    yield piece


def position_after(lines, piece, start):
    """Where `lines` goes on after `piece`, which is at `start` or later; None if it is not."""
    for first in range(start, len(lines) - len(piece) + 1):
        if lines[first:first + len(piece)] == piece:
            return first + len(piece)
    return None


def is_excerpt(listing, lines):
    position = 0
    for piece in pieces_of(listing):
        position = position_after(lines, piece, position)
        if position is None:
            return False
    return True


def first_difference(listing, lines):
    """The first line of a listing that the file does not have at all, if there is one."""
    return next((line for line in listing if line.strip() != OMISSION and line not in lines), None)


def check_listing(root, listing):
    """What is wrong with a listing, or None."""
    if listing.source is None:
        return "expected the text before a listing to end with the path of its file and a colon"
    if not listing.source.startswith(TESTED):
        return f"expected a file that the tests run, below {' or '.join(TESTED)}: {listing.source}"
    path = root / listing.source
    if not path.is_file():
        return f"there is no {listing.source}"
    if len(listing.lines) > MAX_LINES:
        return f"expected at most {MAX_LINES} lines, got {len(listing.lines)}"
    lines = [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]
    if is_excerpt(listing.lines, lines):
        return None
    missing = first_difference(listing.lines, lines)
    if missing is not None:
        return f"{listing.source} has no line '{missing}'"
    return f"{listing.source} has these lines, but not in this order and without others between them"


def main():
    if len(sys.argv) < 3 or not os.path.isdir(sys.argv[1]):
        print(__doc__, file=sys.stderr)
        return 2
    root, errors, count = Path(sys.argv[1]), [], 0
    for document in sys.argv[2:]:
        for listing in listings_of((root / document).read_text(encoding="utf-8")):
            count += 1
            error = check_listing(root, listing)
            if error:
                errors.append(f"{document}:{listing.number}: {error}")
    print("\n".join([*errors, f"{count} listings, {len(errors)} errors"]))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
