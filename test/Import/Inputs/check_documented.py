# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Compares the operations that docs/Importing.md promises with those of the
# importer's table.

"""usage: check_documented.py SOURCE_ROOT    exit code 0: they are the same"""

import re
import sys
from pathlib import Path


def main(root):
    table = set(re.findall(r'^    \{"(\w+)", \d+, ', (root / "lib/Import/OpTable.cpp").read_text(), re.M))
    text = (root / "docs/Importing.md").read_text()
    rows = text[text.index("| operations | notes |"):text.index("### Rules that changed")]
    promised = {name for row in re.findall(r"^\| (`.*?) \|", rows, re.M)
                for name in re.findall(r"`(\w+)`", row)}
    for name in sorted(table - promised):
        print(f"{name} is imported, and docs/Importing.md does not say so")
    for name in sorted(promised - table):
        print(f"docs/Importing.md promises {name}, which is not imported")
    return 1 if table != promised or not table else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
