#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Decides whether an install tree of relu is complete and stands by itself: every
# header that a header asks for is there, nothing points back to the tree that it
# was built in, no static MLIR is named or contained, and its programs start as
# they lie.

"""usage: check_installed.py SOURCE_ROOT BUILD_ROOT PREFIX      exit code 0: complete, 1: not, 2: bad usage"""

import os
import re
import subprocess
import sys
from pathlib import Path

INCLUDE = re.compile(r'^\s*#?\s*include\s+"(relu(?:-c)?/[^"]+)"', re.M)
# No word of a library of MLIR or LLVM but the two shared ones.
STATIC_MLIR = re.compile(r"(?<!Relu::)\b(?:MLIR|LLVM)[A-Z]\w*|\blib(?:MLIR|LLVM)\w*\.a\b")
CONTAINS_MLIR = "_ZN4mlir11MLIRContextC"
# Variables that the loader merges with those of libMLIR (relu_export_only).
MERGED = re.compile(r"_Z(?:Z|GVZ)N4mlir6detail14TypeIDResolver|_ZN4llvm3Any6TypeId")
# 00099 is a constructor of the address sanitizer.
GLOBAL_CONSTRUCTOR = re.compile(r"_GLOBAL__sub_I_(?!00099)")
# Headers of protobuf include <iostream>, which has one in each file.
INCLUDES_IOSTREAM = {"libReluImport.a"}
PLUGIN_FUNCTIONS = {"mlirGetDialectPluginInfo", "mlirGetPassPluginInfo"}
C_FUNCTION = re.compile(r"^RELU_C_API.*?\b(relu\w+)\(", re.M)


def check_headers(source, prefix):
    """Public headers of the source tree, and what installed headers include."""
    headers = prefix / "include"
    for path in sorted((source / "include").rglob("*")):
        name = path.relative_to(source / "include")
        if path.suffix in {".h", ".td"} and not (headers / name).exists():
            yield f"include/{name} is not installed"
    for path in sorted(headers.rglob("*")):
        if path.suffix in {".h", ".td"}:
            for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
                if not (headers / name).exists():
                    yield (f"include/{path.relative_to(headers)} includes {name}, "
                           "which is not installed")


def check_package(source, build, prefix):
    """Files that CMake reads."""
    files = sorted(prefix.rglob("cmake/relu/*.cmake"))
    if not any(path.name == "ReluConfig.cmake" for path in files):
        yield "there is no ReluConfig.cmake"
    for path in files:
        text = path.read_text(encoding="utf-8")
        for name in sorted(set(STATIC_MLIR.findall(text))):
            yield f"{path.name} names {name}: relu links libMLIR and libLLVM, shared"
        # The prefix of the test is a folder of the build.
        for folder in (source, build, prefix):
            if str(folder) in text:
                yield f"{path.name} points to {folder}"
        if "$ENV{" in text:
            yield f"{path.name} depends on the environment"


def names_of(path, *options):
    listing = subprocess.run(["nm", "--defined-only", *options, str(path)], capture_output=True,
                             text=True, check=True).stdout
    return {line.split()[-1] for line in listing.splitlines() if line.strip()}


def check_binaries(prefix):
    """What archives, shared objects and programs hold."""
    lib = [path for path in prefix.rglob("*") if path.suffix in {".a", ".so"}]
    for path in sorted([*lib, *(prefix / "bin").iterdir()]):
        if path.is_file() and path.read_bytes().startswith((b"\x7fELF", b"!<arch>")):
            names = names_of(path)
            if any(name.startswith(CONTAINS_MLIR) for name in names):
                yield f"{path.relative_to(prefix)} holds a copy of MLIR"
            if (path.suffix == ".a" and path.name not in INCLUDES_IOSTREAM
                    and any(map(GLOBAL_CONSTRUCTOR.match, names))):
                yield f"{path.relative_to(prefix)} has a global constructor"
    header = (prefix / "include/relu-c/Relu.h").read_text(encoding="utf-8")
    for name, functions in (("ReluPlugin.so", PLUGIN_FUNCTIONS),
                            ("libRelu-c.so", set(C_FUNCTION.findall(header)))):
        found = [path for path in lib if path.name == name]
        if not found:
            yield f"there is no {name}"
        for path in found:
            yield from check_exports(path, functions)


def check_exports(path, functions):
    """A shared object shows these functions, and nothing else of its own."""
    exported = names_of(path, "-D")
    for name in sorted(functions - exported):
        yield f"{path.name} does not export {name}"
    for name in sorted(exported - functions):
        if not MERGED.match(name):
            yield f"{path.name} exports {name}"


def check_programs(prefix):
    """Programs start with an empty environment, from another folder."""
    environment = {name: value for name, value in os.environ.items() if "SAN_OPTIONS" in name}
    for path in sorted((prefix / "bin").iterdir()):
        run = subprocess.run([str(path), "--help"], cwd="/", env=environment, capture_output=True,
                             text=True, check=False, timeout=60)
        if run.returncode != 0 or not run.stdout:
            yield f"bin/{path.name} --help fails with {run.returncode}: {run.stderr.strip()[:500]}"


def main():
    if len(sys.argv) != 4 or not all(os.path.isdir(folder) for folder in sys.argv[1:]):
        print(__doc__, file=sys.stderr)
        return 2
    source, build, prefix = (Path(folder).resolve() for folder in sys.argv[1:])
    errors = [*check_headers(source, prefix), *check_package(source, build, prefix),
              *check_binaries(prefix), *check_programs(prefix)]
    print("\n".join([*errors, f"{len(errors)} errors in {prefix.name}"]))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
