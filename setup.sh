#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# From a fresh checkout to a running demo or test suite in one command: installs
# the packages that are missing (Debian and its relatives), configures, builds
# and runs. What is already there is left alone, so a second run neither uses
# the network nor compiles anything.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Everything that configuring, building, testing and the demo need.
packages=(cmake ninja-build g++ libgtest-dev libzip-dev python3 python3-numpy
  libonnx-dev libprotobuf-dev libonnx-testdata python3-onnx python3-venv valgrind)
# Networks on several threads load it, of whatever version: asked for only where
# no LLVM has brought one.
openmp_packages=(libomp5)
# Not asked for when MLIR_DIR names another LLVM.
llvm_packages=(llvm-22-dev libmlir-22-dev llvm-22-tools mlir-22-tools clang-format-22)

# What relu-bench compares relu with, and its plots.
bench_packages=(libdnnl-dev libopenblas-serial-dev libopenblas-openmp-dev libxnnpack-dev
  libpthreadpool-dev libeigen3-dev libxsmm-dev gnuplot-nox)
# What cmake is told beside the preset.
configure_options=()

own_llvm="With an LLVM 22.1 of your own (built with MLIR, LLVM_BUILD_LLVM_DYLIB=ON and
MLIR_BUILD_MLIR_DYLIB=ON), say where it is:

    MLIR_DIR=/path/to/llvm/lib/cmake/mlir ./setup.sh test"

usage() {
  cat <<'END'
usage: ./setup.sh VERB

  demo    build, then compile and run a network that reads handwritten digits
  test    build, then run all tests
  build   build only
  bench   build, then measure relu and the libraries that it is compared with
  asan    build with the address and undefined-behaviour sanitizers, then test
  clean   remove everything that was built

The first run installs the Debian packages that are missing. Set MLIR_DIR to the
folder lib/cmake/mlir of an LLVM 22.1 to use that one instead of Debian's.
bench takes 5 to 40 minutes, by how free the core is. It also measures ONNX Runtime where
RELU_ONNXRUNTIME_INCLUDE and RELU_ONNXRUNTIME_LIBRARY say where its header and
library are (docs/Performance.md).
END
}

say() { printf '== %s\n' "$*" >&2; }

fail() {
  printf 'setup.sh: error: %s\n' "$*" >&2
  exit 1
}

# The packages of the list that are not installed, one a line.
missing_packages() {
  local installed package
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    grep -qxF "$package installed" <<<"$installed" || echo "$package"
  done
}

# Whether the loader finds LLVM's OpenMP run-time library.
has_openmp() {
  PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -q 'libomp\.so\.5'
}

install_packages() {
  local wanted=("${packages[@]}") missing=() as_root=() unavailable=() package policy
  if [[ -z ${MLIR_DIR:-} ]]; then
    wanted+=("${llvm_packages[@]}")
  fi
  if ! has_openmp; then
    wanted+=("${openmp_packages[@]}")
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}")
  if [[ ${#missing[@]} -eq 0 ]]; then
    return
  fi

  if [[ $EUID -ne 0 ]]; then
    command -v sudo >/dev/null ||
      fail "these packages are missing, and installing them needs root or sudo: ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get update >&2 || fail "apt-get update failed; its message is above"
  for package in "${missing[@]}"; do
    policy=$(LC_ALL=C apt-cache policy "$package")
    if [[ $policy != *"Candidate: "* || $policy == *"Candidate: (none)"* ]]; then
      unavailable+=("$package")
    fi
  done
  if [[ ${#unavailable[@]} -gt 0 ]]; then
    fail "apt offers no package ${unavailable[*]}
Debian 12 has LLVM 22 among its security updates (suite bookworm-security, component
main): see that this source is enabled in /etc/apt.
$own_llvm"
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}" >&2 ||
    fail "apt-get install failed; its message is above"
}

# Where CMake would find MLIR without being told.
has_installed_mlir() {
  local prefix
  for prefix in /usr/lib/llvm-22 /usr/lib64/llvm22 /usr /usr/local; do
    if [[ -e $prefix/lib/cmake/mlir/MLIRConfig.cmake ||
      -e $prefix/lib64/cmake/mlir/MLIRConfig.cmake ]]; then
      return 0
    fi
  done
  return 1
}

# Without apt nothing is installed, only looked for.
check_tools() {
  local missing=() version major minor
  if ! command -v cmake >/dev/null; then
    missing+=("cmake, 3.25 or later")
  else
    version=$(cmake --version | sed -n '1s/[^0-9]*\([0-9.]*\).*/\1/p')
    IFS=. read -r major minor _ <<<"$version"
    if ((major < 3 || (major == 3 && minor < 25))); then
      missing+=("cmake, 3.25 or later (this one is $version)")
    fi
  fi
  command -v ninja >/dev/null || missing+=("ninja")
  command -v "${CXX:-c++}" >/dev/null || missing+=("a C++17 compiler (${CXX:-c++})")
  command -v python3 >/dev/null || missing+=("python3, with numpy for the tests")
  if [[ -z ${MLIR_DIR:-}${MLIR_ROOT:-}${CMAKE_PREFIX_PATH:-} ]] && ! has_installed_mlir; then
    missing+=("LLVM and MLIR 22.1, with their development files")
  fi
  if [[ ${#missing[@]} -gt 0 ]]; then
    fail "this system has no apt-get, so install these by its own means:
$(printf '  - %s\n' "${missing[@]}")
The build also needs GoogleTest and libzip, with their development files. To read
ONNX networks it needs ONNX and protobuf, too.
$own_llvm"
  fi
}

prepare() {
  if [[ -n ${MLIR_DIR:-} ]]; then
    [[ -e $MLIR_DIR/MLIRConfig.cmake ]] ||
      fail "MLIR_DIR is $MLIR_DIR, which has no MLIRConfig.cmake; it must name PREFIX/lib/cmake/mlir"
    MLIR_DIR=$(cd "$MLIR_DIR" && pwd)
  fi
  if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    install_packages
  else
    check_tools
  fi
}

# cached PRESET VARIABLE: its value when the preset was configured.
cached() {
  sed -n "s/^$2:[A-Z]*=//p" "build/$1/CMakeCache.txt"
}

# Whether ninja can take over: it reruns cmake by itself when a file changed.
is_configured() {
  [[ -e build/$1/build.ninja && -e build/$1/CMakeCache.txt ]] || return 1
  # A moved checkout keeps the old place in its cache.
  [[ $(cached "$1" CMAKE_HOME_DIRECTORY) -ef . ]] || return 1
  [[ -z ${MLIR_DIR:-} || $(cached "$1" MLIR_DIR) -ef $MLIR_DIR ]]
}

# build PRESET [TARGET...]
build() {
  local preset=$1 options=("${configure_options[@]}")
  shift
  prepare
  if ! is_configured "$preset"; then
    if [[ -n ${MLIR_DIR:-} ]]; then
      options+=("-DMLIR_DIR=$MLIR_DIR")
    fi
    say "configuring build/$preset"
    # cmake would leave the old one in place if it failed.
    rm -f "build/$preset/build.ninja"
    cmake --fresh --preset "$preset" "${options[@]}"
  fi
  say "building build/$preset"
  if [[ $# -gt 0 ]]; then
    options=(--target "$@")
  else
    options=()
  fi
  cmake --build --preset "$preset" "${options[@]}"
}

run_tests() {
  say "testing build/$1"
  ctest --preset "$1" --parallel "$(getconf _NPROCESSORS_ONLN)"
}

# Writes the table of docs/Performance.md, and its data and pictures.
run_bench() {
  local variable folder=build/bench
  packages+=("${bench_packages[@]}")
  prepare
  for variable in RELU_ONNXRUNTIME_INCLUDE RELU_ONNXRUNTIME_LIBRARY; do
    if [[ -n ${!variable:-} ]]; then
      [[ -e ${!variable} ]] || fail "$variable is ${!variable}, which is not there"
      configure_options+=("-D$variable=$(realpath "${!variable}")")
    fi
  done
  # The peers may have been installed after the last configuration.
  if is_configured release; then
    cmake --preset release "${configure_options[@]}"
  fi
  build release relu-bench
  mkdir -p "$folder"
  build/release/bin/relu-bench --repeat=3 --time=0.25 --json="$folder/results.json" --plot="$folder" \
    --markdown="$folder/results.md" | tee "$folder/table.txt"
}

clean() {
  local preset
  rm -rf build/bench
  for preset in release dev asan; do
    rm -rf "build/$preset"
  done
  if [[ -d build ]]; then
    rmdir --ignore-fail-on-non-empty build
  fi
}

if [[ $# -gt 1 ]]; then
  usage >&2
  exit 2
fi
case ${1:-help} in
demo)
  build release relu-opt relu-run
  tools/demo/demo.sh build/release/bin
  ;;
test)
  build release
  run_tests release
  ;;
build)
  build release
  ;;
bench)
  run_bench
  ;;
asan)
  build asan
  run_tests asan
  ;;
clean)
  clean
  ;;
help | -h | --help)
  usage
  ;;
*)
  printf 'setup.sh: error: no verb %s\n\n' "$1" >&2
  usage >&2
  exit 2
  ;;
esac
