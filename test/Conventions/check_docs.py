#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Parses every block fenced by ```mlir in README.md, docs/ and the descriptions
# of .td files with relu-opt, so that no example outlives the syntax it shows.
#
# What the author of a block writes:
#
#   - A line with `==>` parts a block into before and after. The line itself is
#     dropped, and each part is parsed by itself.
#   - A part with a func.func or a module is a whole file, and must parse.
#   - Any other part is a fragment. `// given %x: tensor<4xf32>, %y: f32` as the
#     first line of the block declares the values that its fragments use; each is
#     then parsed as the body of a function with these arguments. Lines that
#     define an alias (#a = …, !b = …) stay outside that function.
#   - A fragment with `…` or `...` leaves something out and is not parsed. A whole
#     file has no such licence, except in its comments.
#   - A fragment with neither must parse as it stands.

"""usage: check_docs.py SOURCE_ROOT RELU_OPT      exit code 0: all parse, 1: some do not, 2: bad usage"""

import os
import re
import subprocess
import sys
import textwrap
from collections import namedtuple
from pathlib import Path

# Numbered lines: a list of (line number in the file, text).
Block = namedtuple("Block", "path lines")

FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*(\S*)")
GIVEN = re.compile(r"\s*//\s*given\s+(%.*)")
WHOLE_FILE = re.compile(r"\b(func\.func|llvm\.func|module)\b")
ALIAS = re.compile(r"\s*[#!][\w.$-]+\s*=")
ADVICE = ("a fragment: declare the values it uses by a first line '// given %x: type', "
          "or mark what it leaves out by '...'")


def documents(root):
    """The files that may hold blocks, relative to the root."""
    found = [root / "README.md", *(root / "docs").rglob("*.md")]
    for folder in ("include", "lib"):
        found += (root / folder).rglob("*.td")
    return sorted(path.relative_to(root) for path in found if path.is_file())


def blocks(path, text):
    """The ```mlir blocks of a file; one that is never closed ends with the file."""
    fence, lines = None, None
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line)
        if fence is None and match:
            fence = match[1]
            lines = [] if match[2] == "mlir" else None
        elif fence is not None and match and match[1].startswith(fence) and not match[2]:
            if lines is not None:
                yield Block(path, lines)
            fence = lines = None
        elif lines is not None:
            lines.append((number, line))
    if lines:
        yield Block(path, lines)


def parts(lines):
    """The block cut at its `==>` lines."""
    part = []
    for number, line in lines:
        if "==>" in line:
            yield part
            part = []
        else:
            part.append((number, line))
    yield part


def code_of(lines):
    return "\n".join(line.split("//", 1)[0] for _, line in lines)


def program(part, given):
    """The numbered lines to parse for a part, or None when it leaves something out."""
    if WHOLE_FILE.search(code_of(part)):
        return part
    if any("…" in line or "..." in line for _, line in part):
        return None
    if given is None:
        return part
    aliases = [(number, line) for number, line in part if ALIAS.match(line)]
    body = [(number, line) for number, line in part if not ALIAS.match(line)]
    start = part[0][0]
    return [*aliases, (start, f"func.func @fragment({given}) {{"), *body,
            (part[-1][0], "return"), (part[-1][0], "}")]


def parse(relu_opt, path, lines):
    """The errors of relu-opt, at the lines of the document."""
    text = textwrap.dedent("\n".join(line for _, line in lines))
    run = subprocess.run([relu_opt, "-o", os.devnull], input=text, capture_output=True,
                         text=True, encoding="utf-8", check=False)
    if run.returncode == 0:
        return []
    found = re.findall(r"^(?:<stdin>|-):(\d+):\d+: error: (.*)", run.stderr, re.M)
    if not found:
        what = run.stderr.strip() or "no message"
        return [f"{path}:{lines[0][0]}: relu-opt failed with exit code {run.returncode}: {what}"]
    last = len(lines)
    return [f"{path}:{lines[min(int(number), last) - 1][0]}: {what.strip()}"
            for number, what in found]


def check_block(relu_opt, block):
    """How many parts were parsed and skipped, and the errors."""
    first = next((line for _, line in block.lines if line.strip()), "")
    match = GIVEN.match(first)
    given = match[1].strip() if match else None
    parsed, skipped, errors = 0, 0, []
    for part in parts(block.lines):
        if not code_of(part).strip():
            continue
        lines = program(part, given)
        if lines is None:
            skipped += 1
            continue
        parsed += 1
        found = parse(relu_opt, block.path, lines)
        if found and given is None and not WHOLE_FILE.search(code_of(part)):
            found.append(f"{block.path}:{part[0][0]}: note: {ADVICE}")
        errors += found
    return parsed, skipped, errors


def main():
    if len(sys.argv) != 3 or not os.path.isdir(sys.argv[1]) or not os.access(sys.argv[2], os.X_OK):
        print(__doc__, file=sys.stderr)
        return 2
    root, relu_opt = Path(sys.argv[1]), os.path.abspath(sys.argv[2])
    parsed, skipped, errors = 0, 0, []
    for path in documents(root):
        for block in blocks(path, (root / path).read_text(encoding="utf-8")):
            result = check_block(relu_opt, block)
            parsed += result[0]
            skipped += result[1]
            errors += result[2]
    print("\n".join([*errors, f"{parsed} examples parsed, {skipped} with omissions skipped"]))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
