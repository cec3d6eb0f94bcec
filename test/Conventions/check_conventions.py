#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Decides what every file of the repository must look like whatever it does:
# which library may include which, how long a file may be, how it begins and is
# called. One function a rule; all violations are listed, as `file:line: what`.
# Reads the files that git tracks or would track; without git, all but build/.

"""usage: check_conventions.py SOURCE_ROOT      exit code 0: none, 1: violations, 2: bad usage"""

import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path, PurePosixPath

Violation = namedtuple("Violation", "path line what")

# A library includes itself and libraries of levels before its own. Peers on one
# level do not know of each other.
LEVELS = (
    {"IR"},
    {"Transforms", "Conversion", "Codegen", "Import"},
    {"Pipelines"},
    {"Registration"},
    {"Execution"},
    {"AheadOfTime", "CAPI"},
)

# Where a library's public headers are, when not in include/relu/<its name>.
PUBLIC_HEADERS = {"CAPI": "include/relu-c"}
# Not in C++, so there are none.
WITHOUT_HEADERS = {"Bindings"}

MAX_LINES = 600
MAX_MAIN_LINES = 45
# A CMakeLists.txt up to this long only lists folders or files: it needs no header.
MAX_LISTING_LINES = 10

SPDX = "SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception"
CODE = {".cpp", ".h", ".c", ".td"}
SOURCE = CODE | {".py", ".sh", ".cmake", ".in"}
SOURCE_NAMES = {"CMakeLists.txt", ".clang-format", ".clang-tidy", ".gitignore", "lit.cfg"}
VAGUE = {"util", "utils", "helper", "helpers", "misc", "common"}

# Spelled in two halves, so that this file obeys its own rule.
MACHINE_PATHS = ("/" + "work/", ".." + "/shared")
KNOWS_MACHINE = {".ci/run"}

# Binary files that a test or an example may consist of.
DATA = {".npy", ".npz", ".onnx", ".pb", ".mlirbc", ".png", ".bin"}
DATA_FOLDERS = {"docs", "test"}
PYTHON_CACHE = {".pyc", ".pyo"}


class Tree:
    """The files of a source tree: sorted paths relative to its root, with `/`."""

    def __init__(self, root, paths):
        self.root = Path(root)
        self.paths = sorted(paths)
        self._bytes = {}

    def bytes(self, path):
        if path not in self._bytes:
            self._bytes[path] = (self.root / path).read_bytes()
        return self._bytes[path]

    def is_binary(self, path):
        return b"\0" in self.bytes(path)[:8192]

    def lines(self, path):
        """Text by lines; a binary file has none."""
        if self.is_binary(path):
            return []
        return self.bytes(path).decode("utf-8", errors="replace").splitlines()

    def numbered(self, path):
        return enumerate(self.lines(path), 1)

    def having(self, suffixes, folders=None):
        """The paths with one of these suffixes, in one of these top folders."""
        for path in self.paths:
            posix = PurePosixPath(path)
            if posix.suffix in suffixes and (folders is None or posix.parts[0] in folders):
                yield path


def load(root):
    """The tree at `root`, as git would commit it or, outside git, as it is."""
    root = Path(root).resolve()
    git = ["git", "-C", str(root)]
    try:
        top = subprocess.run(git + ["rev-parse", "--show-toplevel"], capture_output=True,
                             text=True, check=True).stdout.strip()
        if Path(top).resolve() == root:
            listing = subprocess.run(git + ["ls-files", "-z", "-co", "--exclude-standard"],
                                     capture_output=True, text=True, check=True).stdout
            # A file that was deleted but not yet committed is still listed.
            return Tree(root, {p for p in listing.split("\0") if p and (root / p).is_file()})
    except (OSError, subprocess.CalledProcessError):
        pass
    paths = []
    for folder, names, files in os.walk(root):
        names[:] = [n for n in names if n not in {".git", "build", "__pycache__"}]
        paths += [(Path(folder) / f).relative_to(root).as_posix() for f in files]
    return Tree(root, paths)


def without_comment(line):
    return line.split("//", 1)[0]


def library_of(path):
    """The library that a file of lib/ or include/ belongs to, or None; the number of
    the release belongs to all of them."""
    if path == "include/relu/Version.h":
        return None
    parts = PurePosixPath(path).parts
    if parts[:2] == ("include", "relu-c"):
        return "CAPI"
    if parts[:2] == ("include", "relu"):
        parts = parts[2:]
    elif parts[:1] == ("lib",):
        parts = parts[1:]
    else:
        return None
    # Registration.h stands beside the folders and counts as a library.
    return parts[0].split(".")[0] if parts else None


def level_of(library):
    return next((i for i, level in enumerate(LEVELS) if library in level), None)


INCLUDE = re.compile(r'\s*#?\s*include\s+["<]([^">]+)[">]')


def included_file(path, spelling):
    """The path from the root of a file of ours that `path` includes, or None."""
    if spelling.startswith(("relu/", "relu-c/")):
        return "include/" + spelling
    if spelling.startswith(("../", "./")):
        joined = os.path.normpath(os.path.join(os.path.dirname(path), spelling))
        return joined.replace(os.sep, "/")
    return None


def check_include_direction(tree):
    for path in tree.having(CODE, {"lib", "include"}):
        library = library_of(path)
        if library is None:
            continue
        level = level_of(library)
        if level is None:
            yield Violation(path, 1, f"library {library} has no place in the order of libraries "
                                     "(LEVELS in test/Conventions/check_conventions.py)")
            continue
        for number, line in tree.numbered(path):
            match = INCLUDE.match(line)
            target = included_file(path, match[1]) if match else None
            other = library_of(target) if target else None
            if other is None or other == library:
                continue
            other_level = level_of(other)
            if other_level is None or other_level >= level:
                lower = sorted(name for names in LEVELS[:level] for name in names)
                yield Violation(path, number, f"{library} may not include {other}, only "
                                              f"{', '.join([library] + lower)}")


def check_no_global_options(tree):
    for path in tree.having(CODE, {"lib", "include", "test"}):
        for number, line in tree.numbered(path):
            if re.search(r"\bcl::(opt|list|bits|alias)\b", without_comment(line)):
                yield Violation(path, number, "a global command-line option outside tools/; "
                                              "take an options struct or a pass option")


def check_telling_names(tree):
    seen = set()
    for path in tree.paths:
        posix = PurePosixPath(path)
        for part in (posix, *posix.parents):
            words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", part.stem)
            if words and words[-1].lower() in VAGUE and part not in seen:
                seen.add(part)
                yield Violation(part.as_posix(), 1, f"'{part.stem}' does not say what is in it")


def is_source(tree, path):
    posix = PurePosixPath(path)
    if posix.name == "CMakeLists.txt" and len(tree.lines(path)) <= MAX_LISTING_LINES:
        return False
    return (posix.suffix in SOURCE or posix.name in SOURCE_NAMES
            or any(line.startswith("#!") for line in tree.lines(path)[:1]))


def check_spdx_line(tree):
    for path in tree.paths:
        if is_source(tree, path):
            lines = tree.lines(path)
            first = lines[1:2] if lines and lines[0].startswith("#!") else lines[:1]
            if not any(SPDX in line for line in first):
                yield Violation(path, 1, f"expected the first line to hold '{SPDX}'")


def check_file_length(tree):
    for path in tree.having({".cpp", ".h", ".td", ".py"}, {"lib", "include", "tools", "test"}):
        count = len(tree.lines(path))
        if count > MAX_LINES:
            yield Violation(path, count, f"expected at most {MAX_LINES} lines, got {count}")


def check_no_machine_paths(tree):
    for path in tree.paths:
        if path in KNOWS_MACHINE:
            continue
        for number, line in tree.numbered(path):
            for text in MACHINE_PATHS:
                if text in line:
                    yield Violation(path, number, f"'{text}' is a place on one machine")


def check_short_main(tree):
    for path in tree.having({".cpp"}):
        if not path.startswith("tools/relu-opt/"):
            continue
        lines = tree.lines(path)
        if len(lines) > MAX_MAIN_LINES and any(re.match(r"int main\(", s) for s in lines):
            yield Violation(path, len(lines), f"expected a main of at most {MAX_MAIN_LINES} "
                                              f"lines, got {len(lines)}; move code to a library")


def check_one_name_five_places(tree):
    folders = {p.as_posix() for path in tree.paths for p in PurePosixPath(path).parents}
    for folder in sorted(folders):
        if not re.fullmatch(r"lib/[^/]+", folder):
            continue
        name = folder[len("lib/"):]
        headers = PUBLIC_HEADERS.get(name, f"include/relu/{name}")
        if headers not in folders and name not in WITHOUT_HEADERS:
            yield Violation(folder, 1, f"expected its public headers in {headers}")
        if not folders & {f"test/{name}", f"test/Unit/{name}"}:
            yield Violation(folder, 1, f"expected its tests in test/{name} or test/Unit/{name}")


def find_clang_format():
    """clang-format 22, the version that the layout is pinned to, or None."""
    installed = "/usr/lib/llvm-22/bin/clang-format"
    return shutil.which("clang-format-22") or (installed if os.path.exists(installed) else None)


def check_clang_format(tree):
    program = find_clang_format()
    paths = list(tree.having({".cpp", ".h"}))
    if program is None:
        print("skipped check_clang_format: clang-format-22 is not installed")
        return
    if not paths:
        return
    run = subprocess.run([program, "--dry-run", "-Werror", *paths], cwd=tree.root,
                         capture_output=True, text=True, check=False)
    found = re.findall(r"^(.+?):(\d+):\d+: error: ", run.stderr, re.M)
    # One line a place, although clang-format reports each blank of it.
    for path, number in dict.fromkeys(found):
        yield Violation(path, int(number), "clang-format 22 would write this differently")
    if run.returncode and not found:
        yield Violation(paths[0], 1, f"clang-format failed: {run.stderr.strip()}")


def check_no_using_namespace_in_headers(tree):
    for path in tree.having({".h"}):
        for number, line in tree.numbered(path):
            if re.match(r"\s*using\s+namespace\b", line):
                yield Violation(path, number, "'using namespace' in a header")


def check_no_build_products(tree):
    for path in tree.paths:
        posix = PurePosixPath(path)
        if posix.suffix in PYTHON_CACHE or "__pycache__" in posix.parts:
            yield Violation(path, 1, "Python's cache does not belong in git")
        elif tree.is_binary(path):
            is_data = posix.suffix in DATA and posix.parts[0] in DATA_FOLDERS
            if not is_data or tree.bytes(path).startswith(b"\x7fELF"):
                yield Violation(path, 1, "a binary file that is no test data")


SPEC = "docs/Spec.md"
CONSTRAINT = re.compile(r"(?<![a-z_])([a-z]+(?:_[a-z]+)*_c[1-9][0-9]*)(?![0-9a-z])")


def check_numbered_constraints(tree):
    """A constraint such as dense_c1 is named in the specification, in the .td
    that declares it, where it is verified, and by the test that violates it."""
    named_test = re.compile(r"[@#]" + CONSTRAINT.pattern)
    places = {
        SPEC: ([p for p in tree.paths if p == SPEC], CONSTRAINT),
        "include/relu/IR/*.td": ([p for p in tree.having({".td"}, {"include"})
                                  if library_of(p) == "IR"], CONSTRAINT),
        "a comment in lib/IR": ([p for p in tree.having({".cpp", ".h"}, {"lib"})
                                 if library_of(p) == "IR"], CONSTRAINT),
        "the name of a test in test/IR": ([p for p in tree.having({".mlir"}, {"test"})
                                           if p.startswith("test/IR/")], named_test),
    }
    found = {}  # by constraint and place: where it is named first
    for place, (paths, pattern) in places.items():
        for path in paths:
            for number, line in tree.numbered(path):
                for match in pattern.finditer(line):
                    found.setdefault(match[1], {}).setdefault(place, (path, number))
    for constraint, named in sorted(found.items()):
        for place in places:
            if place not in named:
                path, number = next(iter(named.values()))
                yield Violation(path, number, f"{constraint} is not named in {place}")


CHECKS = (
    check_include_direction,
    check_no_global_options,
    check_telling_names,
    check_spdx_line,
    check_file_length,
    check_no_machine_paths,
    check_short_main,
    check_one_name_five_places,
    check_clang_format,
    check_no_using_namespace_in_headers,
    check_no_build_products,
    check_numbered_constraints,
)


def main():
    if len(sys.argv) != 2 or not os.path.isdir(sys.argv[1]):
        print(__doc__, file=sys.stderr)
        return 2
    tree = load(sys.argv[1])
    violations = [violation for check in CHECKS for violation in check(tree)]
    for path, line, what in violations:
        print(f"{path}:{line}: {what}")
    print(f"{len(CHECKS)} conventions, {len(tree.paths)} files, {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
