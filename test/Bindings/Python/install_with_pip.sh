#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Installs the Python package with pip, without a network, into an environment of
# its own, and reads digits with it.
# usage: install_with_pip.sh PYTHON SOURCE_ROOT BUILD_DIR SCRATCH_FOLDER

set -e
python=$1
source=$2
build=$3
scratch=$4
# Debian has both in packages of their own: python3-venv.
if ! "$python" -c "import ensurepip, venv" 2>/dev/null; then
  echo "skipped: $python has no venv (Debian: python3-venv)"
  exit 77
fi
rm -rf "$scratch"
"$python" -m venv --system-site-packages "$scratch"
cd "$source"
RELU_BUILD_DIR=$build PYTHONDONTWRITEBYTECODE=1 "$scratch/bin/pip" install --no-index \
  --disable-pip-version-check --quiet .
cd /
"$scratch/bin/python" "$source/docs/examples/read_digits.py"
