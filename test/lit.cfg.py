# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The lit suite: each .mlir or .test file runs what its RUN lines say. With
# --param roundtrip=1 the whole suite runs a second time, and every module goes
# through text and bytecode and back on its way.

import os
import shutil
import subprocess

import lit.formats

roundtrip = lit_config.params.get("roundtrip", "0") == "1"

config.name = "relu-roundtrip" if roundtrip else "relu"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs", "Unit", "TestDialect", "Conventions", "Install", "Bindings"]
if roundtrip:
    # Their modules do not go through relu-opt: a second run would be the first again.
    config.excludes += ["Import", "CAPI", "AheadOfTime"]
config.test_source_root = os.path.join(config.relu_source_dir, "test")
config.test_exec_root = os.path.join(
    config.relu_binary_dir, "test", "roundtrip" if roundtrip else "plain"
)

config.environment["PATH"] = os.pathsep.join(
    [
        os.path.join(config.relu_binary_dir, "bin"),
        config.llvm_tools_dir,
        os.environ["PATH"],
    ]
)
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "RELU_TEST_DATA"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

config.substitutions.append(("%examples", os.path.join(config.relu_source_dir, "docs", "examples")))
config.substitutions.append(("%python", config.relu_python))
# `%import-models %s %t` imports the models that a test describes.
importer = os.path.join(config.test_source_root, "Import", "Inputs", "import_models.py")
config.substitutions.append(("%import-models", config.relu_python + " -B " + importer))
# `%exits 2 relu-run …`: the code itself matters, 2 is the user's mistake and 3 is ours.
exits = os.path.join(config.test_source_root, "Inputs", "exits.sh")
config.substitutions.append(("%exits", "sh " + exits))
# `%each-compiler c '@CC@ …'`: with every C compiler that is installed.
each_compiler = os.path.join(config.test_source_root, "Inputs", "each_compiler.sh")
config.substitutions.append(("%each-compiler", "sh " + each_compiler))
# What the header of a compiled network must pass.
config.substitutions.append(("%c-flags", "-std=c99 -O1 -Wall -Wextra -Wconversion -Werror -pedantic"))
config.substitutions.append(("%cxx-flags", "-std=c++11 -O1 -Wall -Wextra -Wconversion -Werror -pedantic"))
# mlir-opt as LLVM's package has it, with relu as a plugin. The plugin of a sanitized
# build needs the sanitizers' library before all others.
plugin = os.path.join(config.relu_binary_dir, "lib", "ReluPlugin.so")
with_plugin = f"env RELU_PLUGIN={plugin}"
if config.relu_asan_library:
    with_plugin += f" LD_PRELOAD={config.relu_asan_library}"
    with_plugin += " ASAN_OPTIONS=allow_user_poisoning=0:detect_leaks=0"
mlir_opt = f"{with_plugin} mlir-opt --load-dialect-plugin={plugin} --load-pass-plugin={plugin}"
config.substitutions.append(("%with-relu-plugin", with_plugin))
config.substitutions.append(("%mlir-opt-with-relu", mlir_opt))
config.substitutions.append(("%plugin", plugin))
config.substitutions.append(("%lib", os.path.join(config.relu_binary_dir, "lib")))
config.substitutions.append(("%include", os.path.join(config.relu_source_dir, "include")))
if roundtrip:
    config.substitutions.append((r"\brelu-opt\b", "relu-opt --verify-roundtrip"))
    config.substitutions.append((r"\brelu-test-opt\b", "relu-test-opt --verify-roundtrip"))

# What this machine can run: a test of AVX-512 code says `REQUIRES: avx512`.
with open("/proc/cpuinfo") as cpuinfo:
    flags = set(next((line for line in cpuinfo if line.startswith("flags")), "").split())
if {"avx512f", "avx512bw", "avx512dq", "avx512vl"} <= flags:
    config.available_features.add("avx512")
if {"avx2", "fma", "f16c"} <= flags:
    config.available_features.add("avx2")
for feature, programs, package in (
    ("aarch64", ("qemu-aarch64", "aarch64-linux-gnu-gcc"), "qemu-user and gcc-aarch64-linux-gnu"),
    ("qemu-x86_64", ("qemu-x86_64",), "qemu-user"),
):
    if all(map(shutil.which, programs)):
        config.available_features.add(feature)
    else:
        lit_config.note(f"tests that need {feature} are skipped: {package} is not installed")
if config.relu_enable_onnx:
    config.available_features.add("onnx")
else:
    lit_config.note("tests of ONNX import are skipped: built with RELU_ENABLE_ONNX=OFF")
onnx_testdata = "/usr/share/libonnx-testdata/data"
if os.path.isdir(onnx_testdata):
    config.available_features.add("onnx-testdata")
elif config.relu_enable_onnx:
    lit_config.note("ONNX's backend tests are skipped: the package libonnx-testdata is not installed")
if not config.relu_sanitize:  # sanitizers need memory of their own
    config.available_features.add("peak-memory")
    config.available_features.add("uninstrumented")
if shutil.which("valgrind"):
    config.available_features.add("valgrind")
else:
    lit_config.note("tests with valgrind are skipped: it is not installed")
if subprocess.run([config.relu_python, "-c", "import onnx"], capture_output=True).returncode == 0:
    config.available_features.add("python-onnx")
config.substitutions.append(("%onnx-testdata", onnx_testdata))
test_data = config.environment.get("RELU_TEST_DATA")
if test_data:
    config.available_features.add("test-data")
    config.substitutions.append(("%test-data", test_data))
else:
    lit_config.note("tests of real networks are skipped: RELU_TEST_DATA names no folder")
