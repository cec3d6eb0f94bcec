#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Shows which text check_docs.py gives to the parser, and which line an error is
# reported at. A stand-in for relu-opt writes down what it is given and rejects
# every line with the word `wrong`.

import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
SCRIPT = Path(__file__).resolve().parent / "check_docs.py"

PARSER = """\
#!{python}
import sys
text = sys.stdin.read()
open({log!r}, "a").write(text + "\\n----\\n")
wrong = [i for i, line in enumerate(text.splitlines(), 1) if "wrong" in line]
for i in wrong:
    print(f"<stdin>:{{i}}:3: error: it is wrong", file=sys.stderr)
sys.exit(1 if wrong else 0)
"""


class DocsTest(unittest.TestCase):
    def check(self, files):
        """Exit code, lines of output, and the texts that were parsed."""
        with tempfile.TemporaryDirectory() as folder:
            root, log = Path(folder) / "root", Path(folder) / "log"
            root.mkdir()
            log.touch()
            parser = Path(folder) / "relu-opt"
            parser.write_text(PARSER.format(python=sys.executable, log=str(log)))
            parser.chmod(0o755)
            for path, text in files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(textwrap.dedent(text), encoding="utf-8")
            run = subprocess.run([sys.executable, "-B", SCRIPT, root, parser],
                                 capture_output=True, text=True, encoding="utf-8", check=False)
            self.assertEqual(run.stderr, "")
            texts = log.read_text(encoding="utf-8").split("\n----\n")[:-1]
            return run.returncode, run.stdout.splitlines(), texts

    def test_blocks_of_all_documents_are_parsed(self):
        block = "```mlir\nfunc.func @{}()\n```\n"
        td = 'let description = [{\n    ```mlir\n    func.func @td()\n    ```\n}];\n'
        code, output, texts = self.check({
            "README.md": block.format("readme"), "docs/A.md": block.format("docs"),
            "docs/deep/B.md": block.format("deep"), "include/relu/IR/Ops.td": td,
            "test/C.md": block.format("elsewhere"), "docs/D.md": "```c++\nwrong\n```\n",
        })
        self.assertEqual((code, output), (0, ["4 examples parsed, 0 with omissions skipped"]))
        self.assertEqual(sorted(texts), ["func.func @deep()", "func.func @docs()",
                                         "func.func @readme()", "func.func @td()"])

    def test_error_is_at_the_line_of_the_document(self):
        code, output, _ = self.check({"README.md": """\
            Text.

            ```mlir
            func.func @a() {
              wrong
            }
            ```
            """})
        self.assertEqual((code, output[0]), (1, "README.md:5: it is wrong"))

    def test_arrow_parts_a_block(self):
        code, output, texts = self.check({"README.md": """\
            ```mlir
            module { a }
            // relu-opt --relu-a  ==>
            module { b
            wrong }
            ```
            """})
        self.assertEqual(texts, ["module { a }", "module { b\nwrong }"])
        self.assertEqual((code, output[0]), (1, "README.md:5: it is wrong"))

    def test_fragment_with_given_values_is_wrapped(self):
        code, output, texts = self.check({"README.md": """\
            ```mlir
            // given %x: f32
            #a = #relu.relu
            %0 = use %x
            ==>
            %1 = wrong %x
            ```
            """})
        self.assertEqual(texts, [
            "#a = #relu.relu\nfunc.func @fragment(%x: f32) {\n// given %x: f32\n%0 = use %x\n"
            "return\n}",
            "func.func @fragment(%x: f32) {\n%1 = wrong %x\nreturn\n}"])
        self.assertEqual((code, output[0]), (1, "README.md:6: it is wrong"))

    def test_fragment_with_omission_is_skipped(self):
        code, output, texts = self.check({"README.md": """\
            ```mlir
            %0 = wrong …
            ```
            ```mlir
            // given %x: f32
            ...
            wrong
            ```
            """})
        self.assertEqual((code, output, texts),
                         (0, ["0 examples parsed, 2 with omissions skipped"], []))

    def test_whole_file_with_omission_is_parsed(self):
        code, output, _ = self.check({"README.md": "```mlir\nfunc.func @a() { wrong … }\n```\n"})
        self.assertEqual((code, output[0]), (1, "README.md:2: it is wrong"))

    def test_bare_fragment_must_parse_and_is_told_how(self):
        code, output, _ = self.check({"README.md": "```mlir\n%0 = wrong %x\n```\n"})
        self.assertEqual((code, output[0]), (1, "README.md:2: it is wrong"))
        self.assertIn("// given %x: type", output[1])

    def test_fence_inside_a_longer_fence_is_text(self):
        _, output, texts = self.check({"README.md": "````\n```mlir\nwrong\n```\n````\n"})
        self.assertEqual((output, texts), (["0 examples parsed, 0 with omissions skipped"], []))

    def test_block_that_is_not_closed_is_parsed(self):
        self.assertEqual(self.check({"README.md": "```mlir\nmodule { wrong }\n"})[0], 1)

    def test_parser_that_crashes_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "README.md").write_text("```mlir\nmodule {}\n```\n")
            run = subprocess.run([sys.executable, "-B", SCRIPT, folder, "/bin/false"],
                                 capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertIn("README.md:2: relu-opt failed with exit code 1", run.stdout)


if __name__ == "__main__":
    unittest.main()
