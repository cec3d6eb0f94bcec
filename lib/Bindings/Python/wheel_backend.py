# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What pip calls to make a wheel of relu: builds libRelu-c with CMake and packs it
# with the Python modules. Needs no packages, so it works without a network. The
# build folder is build/release, or what RELU_BUILD_DIR names.

import base64
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MODULES = Path(__file__).resolve().parent / "relu"
LIBRARY = "libRelu-c.so.1"


def project_version():
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"project\(Relu VERSION ([\d.]+)", text)[1]


def build_library():
    """The path of the library, up to date."""
    build = Path(os.environ.get("RELU_BUILD_DIR", ROOT / "build" / "release"))
    if not (build / "CMakeCache.txt").exists():
        subprocess.run(["cmake", "--preset", "release", "-B", str(build)], cwd=ROOT, check=True)
    subprocess.run(["cmake", "--build", str(build), "--target", "ReluC"], check=True)
    return build / "lib" / LIBRARY


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Hook of PEP 517: writes a wheel, returns its name."""
    if not sys.platform.startswith("linux"):
        sys.exit("relu: expected Linux, whose shared libraries the package knows")
    version = project_version()
    tag = "py3-none-" + re.sub(r"[-.]", "_", sysconfig.get_platform())
    info = f"relu-{version}.dist-info"
    files = {f"relu/{path.name}": path.read_bytes() for path in sorted(MODULES.glob("*.py"))}
    files[f"relu/{LIBRARY}"] = build_library().read_bytes()
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: relu\nVersion: {version}\n"
        "Summary: Compiles dense networks with ReLU-family activations, and runs them\n"
        "License: Apache-2.0 WITH LLVM-exception\nRequires-Python: >=3.8\n"
        "Requires-Dist: numpy\n").encode()
    files[f"{info}/WHEEL"] = (f"Wheel-Version: 1.0\nGenerator: relu\nRoot-Is-Purelib: false\n"
                              f"Tag: {tag}\n").encode()
    record = "".join(f"{name},sha256={digest(data)},{len(data)}\n"
                     for name, data in files.items())
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    wheel = f"relu-{version}-{tag}.whl"
    with zipfile.ZipFile(Path(wheel_directory) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return wheel


def get_requires_for_build_wheel(config_settings=None):
    """Hook of PEP 517: nothing beside what is in this repository."""
    return []
