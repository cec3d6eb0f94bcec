# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Joins the pages that tablegen makes into docs/Dialect.md and docs/Passes.md,
# or checks that those are what would be written.
#
# usage: join_pages.py [--check] GENERATED_FOLDER DOCS_FOLDER

import pathlib
import sys

PAGES = {
    "Dialect.md": (
        "# The relu dialect",
        ["Dialect.md", "ActivationInterface.md"],
    ),
    "Passes.md": (
        "# Passes",
        [
            "PassesTransforms.md",
            "PassesConversion.md",
            "PassesCodegen.md",
            "PassesPipelines.md",
        ],
    ),
}
NOTE = "Generated from the .td files by `ninja update-docs`: do not edit."


def join(title, parts, generated):
    texts = [title, NOTE]
    for part in parts:
        lines = (generated / part).read_text().splitlines()
        kept = [line for line in lines if not line.startswith("<!--")]
        texts.append("\n".join(line.rstrip() for line in kept).strip())
    return "\n\n".join(texts) + "\n"


def main(arguments):
    check = "--check" in arguments
    generated, docs = (pathlib.Path(a) for a in arguments if a != "--check")
    stale = []
    for page, (title, parts) in PAGES.items():
        text = join(title, parts, generated)
        target = docs / page
        if not check:
            target.write_text(text)
        elif not target.exists() or target.read_text() != text:
            stale.append(page)
    if stale:
        print(f"stale: {', '.join(stale)}; run `ninja -C build/release update-docs`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
