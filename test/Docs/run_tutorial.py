#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Types in what a document tells its reader to type, and compares what comes out
# with what the document shows. A document is one bash session, in a copy of the
# places that it may name: build/release/bin and docs.
#
# What the author writes:
#
#   - A block fenced by ```console holds commands, `$ ` before each, and below
#     each all that it prints, errors too. A command that ends with a backslash
#     goes on in the next line.
#   - `...` stands for what is left out: alone on a line for any number of lines,
#     otherwise for anything within the line.
#   - `‹47.6›` is an example of what differs from run to run. Several spaces stand
#     for any number of them, since such numbers are aligned.
#   - A command succeeds, or `$ echo $?` follows it and shows its exit code.
#   - A block of another language is a file when the text before it ends with its
#     name: "Save this as `mlp.mlir`:".

"""usage: run_tutorial.py SOURCE_ROOT BIN_DIR DOCUMENT...      exit code 0: all as shown, 1: not, 2: bad usage"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

# A thing to do, at a line of the document: write the file `name` with `lines`, or (without a
# name) run `command`, which prints `lines`.
Step = namedtuple("Step", "number name command lines")

FENCE = re.compile(r"(`{3,})(\w*)\s*$")
FILE_NAME = re.compile(r"`([\w-]+\.\w+)`:$")
# In escaped text.
VARIES = re.compile(r"\\\.\\\.\\\.|‹[^›]*›|(?:\\ ){2,}")
ASKS_EXIT_CODE = "echo $?"
MARK = "\x1e"
TIMEOUT = 600


class DocumentError(Exception):
    """What is wrong with the way a document is written."""


def commands_of(first, lines):
    """The steps of a console block, whose first line is line `first` of the document."""
    steps, continues = [], False
    for number, line in enumerate(lines, first):
        if continues:
            steps[-1] = steps[-1]._replace(command=steps[-1].command + "\n" + line)
            continues = line.endswith("\\")
        elif line.startswith("$ "):
            steps.append(Step(number, None, line[2:], []))
            continues = line.endswith("\\")
        elif not steps:
            raise DocumentError(f"{number}: expected a command that begins with '$ ', got '{line}'")
        else:
            steps[-1].lines.append(line)
    return steps


def steps_of(text):
    """All steps of a document."""
    steps, fence, before = [], None, ""
    for number, line in enumerate(text.splitlines(), 1):
        match = FENCE.match(line)
        if fence is None and match:
            fence, language, first, lines = match[1], match[2], number + 1, []
        elif fence is not None and line.rstrip() == fence:
            name = FILE_NAME.search(before)
            if language == "console":
                steps += commands_of(first, lines)
            elif name:
                steps.append(Step(first, name[1], None, lines))
            fence, before = None, ""
        elif fence is not None:
            lines.append(line)
        elif line.strip():
            before = line.rstrip()
    if fence is not None:
        raise DocumentError(f"{first - 1}: expected the block to be closed by {fence}")
    if not any(step.command for step in steps):
        raise DocumentError("1: expected a block fenced by ```console")
    return steps


def script_of(steps):
    """A bash script that does all steps and prints the exit code of each between marks."""
    script = ["exec 2>&1", "status=0"]
    for step in steps:
        if step.name:
            script += [f"cat >{step.name} <<'{MARK}'", *step.lines, MARK]
        else:
            # So that the reader's $? is that of the command before.
            script += ["(exit $status)", step.command]
        script += ["status=$?", "printf '\\036%d\\036' $status"]
    return "\n".join(script) + "\n"


def make_stage(stage, root, bin_dir):
    """The folder that the session begins in, and its environment."""
    (stage / "build/release").mkdir(parents=True)
    (stage / "build/release/bin").symlink_to(bin_dir)
    (stage / "docs").symlink_to(root / "docs")
    (stage / "tmp").mkdir()
    (stage / "python").mkdir()
    # The one with numpy, which need not be the first on PATH.
    python = stage / "python/python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return {**os.environ, "LC_ALL": "C.UTF-8", "TMPDIR": str(stage / "tmp"),
            "PATH": f"{stage / 'python'}{os.pathsep}{os.environ['PATH']}"}


def run(steps, root, bin_dir):
    """For each step that was reached: its output and exit code."""
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder)
        environment = make_stage(stage, root, bin_dir)
        script = stage / "tmp/session.sh"
        script.write_text(script_of(steps), encoding="utf-8")
        session = subprocess.run(
            ["bash", "--noprofile", "--norc", script], cwd=stage, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=TIMEOUT, check=False)
    fields = session.stdout.decode("utf-8", errors="replace").split(MARK)
    return list(zip(fields[0::2], map(int, fields[1::2]))), fields[-1]


def without_blank_end(lines):
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def meaning_of(match):
    if match[0].startswith("‹"):
        return ".+?"
    return ".*?" if match[0].startswith("\\.") else " +"


def pattern_of(lines):
    """A regular expression for the output that the document shows as `lines`."""
    pattern = ""
    for line in lines:
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += VARIES.sub(meaning_of, re.escape(line)) + r"\n"
    return pattern


def agrees(shown, printed):
    text = "".join(line + "\n" for line in without_blank_end(printed))
    return re.fullmatch(pattern_of(without_blank_end(shown)), text) is not None


def check(document, root, bin_dir):
    """Number of commands, and the errors of a document."""
    try:
        steps = steps_of((root / document).read_text(encoding="utf-8"))
    except DocumentError as error:
        return 0, [f"{document}:{error}"]
    try:
        results, rest = run(steps, root, bin_dir)
    except subprocess.TimeoutExpired:
        return 0, [f"{document}:1: the commands took more than {TIMEOUT} s"]

    errors = []
    for step, (output, code), after in zip(steps, results, [*steps[1:], None]):
        where = f"{document}:{step.number}"
        if step.command and not agrees(step.lines, output.splitlines()):
            difference = difflib.unified_diff(step.lines, without_blank_end(output.splitlines()),
                                              "shown", "printed", lineterm="", n=1)
            errors.append("\n".join([f"{where}: '{step.command}' prints something else",
                                     *difference]))
        if code != 0 and not (after and after.command == ASKS_EXIT_CODE):
            errors.append(f"{where}: '{step.command or step.name}' failed with exit code {code}; "
                          f"when that is meant, '$ {ASKS_EXIT_CODE}' follows")
    if len(results) < len(steps):
        errors.append(f"{document}:{steps[len(results)].number}: the session ended here: {rest}")
    return sum(step.command is not None for step in steps), errors


def main():
    if len(sys.argv) < 4 or not all(os.path.isdir(folder) for folder in sys.argv[1:3]):
        print(__doc__, file=sys.stderr)
        return 2
    root, bin_dir = (Path(folder).resolve() for folder in sys.argv[1:3])
    failed = False
    for document in sys.argv[3:]:
        count, errors = check(document, root, bin_dir)
        print("\n".join([*errors, f"{document}: {count} commands run, {len(errors)} errors"]))
        failed |= bool(errors)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
