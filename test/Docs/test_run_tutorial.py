#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Shows what run_tutorial.py takes from a document, and that it notices output
# and exit codes other than those that the document shows.

import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
SCRIPT = Path(__file__).resolve().parent / "run_tutorial.py"


class TutorialTest(unittest.TestCase):
    def check(self, text):
        """Exit code and lines of output for a document with this text."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "root"
            (root / "docs").mkdir(parents=True)
            (root / "docs/A.md").write_text(textwrap.dedent(text), encoding="utf-8")
            tools = Path(folder) / "tools"
            tools.mkdir()
            (tools / "tool").write_text("#!/bin/sh\necho tool $*\n")
            (tools / "tool").chmod(0o755)
            run = subprocess.run([sys.executable, "-B", SCRIPT, root, tools, "docs/A.md"],
                                 capture_output=True, text=True, encoding="utf-8", check=False)
            self.assertEqual(run.stderr, "")
            return run.returncode, run.stdout.splitlines()

    def accepts(self, block):
        code, output = self.check(f"```console\n{textwrap.dedent(block)}```\n")
        self.assertEqual(code, 0, output)

    def rejects(self, block, *expected):
        """Fails unless the first line of output is the first of `expected`, and the others are
        among the rest."""
        code, output = self.check(f"```console\n{textwrap.dedent(block)}```\n")
        self.assertEqual((code, output[0]), (1, expected[0]))
        for line in expected[1:]:
            self.assertIn(line, output)

    # Output

    def test_output_as_shown(self):
        self.accepts("$ echo a; echo b\na\nb\n$ true\n$ echo c\nc\n")

    def test_wrong_output(self):
        self.rejects("$ echo a\na\n$ echo b\nc\n",
                     "docs/A.md:4: 'echo b' prints something else", "-c", "+b",
                     "docs/A.md: 2 commands run, 1 errors")

    def test_missing_output(self):
        self.rejects("$ true\na\n", "docs/A.md:2: 'true' prints something else", "-a")

    def test_output_that_is_not_shown(self):
        self.rejects("$ echo a\n", "docs/A.md:2: 'echo a' prints something else", "+a")
        self.rejects("$ echo a; echo b\na\n",
                     "docs/A.md:2: 'echo a; echo b' prints something else", "+b")

    def test_errors_are_output(self):
        self.accepts("$ echo a >&2\na\n")
        self.rejects("$ echo a >&2\n", "docs/A.md:2: 'echo a >&2' prints something else")

    def test_space_and_blank_lines_at_the_end_are_free(self):
        self.accepts("$ printf 'a  \\n\\n'\na\n")
        self.accepts("$ printf a\na\n\n")

    def test_output_is_no_pattern(self):
        self.rejects("$ echo axb\na.b\n", "docs/A.md:2: 'echo axb' prints something else")

    # What is left out

    def test_omission_within_a_line(self):
        self.accepts("$ echo one two three\none ... three\n")
        self.accepts("$ echo one\none...\n")
        self.rejects("$ printf 'one\\ntwo\\n'\none...\n",
                     "docs/A.md:2: 'printf 'one\\ntwo\\n'' prints something else")

    def test_omission_of_lines(self):
        self.accepts("$ seq 5\n1\n...\n5\n")
        self.accepts("$ seq 2\n1\n  ...\n2\n")
        self.rejects("$ seq 5\n1\n...\n6\n", "docs/A.md:2: 'seq 5' prints something else")

    def test_example_of_what_differs(self):
        self.accepts("$ echo 17.5 ms\n‹3› ms\n")
        self.rejects("$ echo 17.5 ms\n‹3› us\n",
                     "docs/A.md:2: 'echo 17.5 ms' prints something else")
        self.rejects("$ echo\n‹3›\n", "docs/A.md:2: 'echo' prints something else")

    def test_several_spaces_are_any_number(self):
        self.accepts("$ echo 'a  1 ms'\na       1 ms\n")
        self.rejects("$ echo 'a 1  ms'\na  1 ms\n",
                     "docs/A.md:2: 'echo 'a 1  ms'' prints something else")
        self.rejects("$ echo a1\na  1\n", "docs/A.md:2: 'echo a1' prints something else")

    # Exit codes

    def test_failure_that_is_not_shown(self):
        self.rejects("$ true\n$ (exit 3)\n$ true\n",
                     "docs/A.md:3: '(exit 3)' failed with exit code 3; "
                     "when that is meant, '$ echo $?' follows")

    def test_failure_at_the_end(self):
        self.rejects("$ false\n", "docs/A.md:2: 'false' failed with exit code 1; "
                                  "when that is meant, '$ echo $?' follows")

    def test_exit_code_as_shown(self):
        self.accepts("$ (exit 2)\n$ echo $?\n2\n$ echo $?\n0\n")

    def test_wrong_exit_code(self):
        self.rejects("$ (exit 3)\n$ echo $?\n2\n",
                     "docs/A.md:3: 'echo $?' prints something else", "-2", "+3")

    def test_success_where_a_failure_is_shown(self):
        self.rejects("$ true\n$ echo $?\n2\n", "docs/A.md:3: 'echo $?' prints something else")

    # The session

    def test_session_goes_on_from_block_to_block(self):
        code, output = self.check("""\
            ```console
            $ mkdir a && cd a
            $ b=5
            ```
            Text.
            ```console
            $ basename $PWD-$b
            a-5
            ```
            """)
        self.assertEqual((code, output), (0, ["docs/A.md: 3 commands run, 0 errors"]))

    def test_tools_and_documents_are_where_the_reader_has_them(self):
        self.accepts("$ build/release/bin/tool x\ntool x\n$ ls docs\nA.md\n")

    def test_temporary_folders_are_within_the_stage(self):
        self.accepts("$ here=$PWD\n$ cd $(mktemp -d)\n$ [[ $PWD == $here/* ]]\n")

    def test_command_of_two_lines(self):
        self.accepts("$ echo a \\\n    b\na b\n")

    def test_session_that_ends_early(self):
        self.rejects("$ echo a\na\n$ exit 0\n$ echo b\nb\n",
                     "docs/A.md:4: the session ended here: ")

    # Files

    def test_file_that_the_text_names(self):
        code, output = self.check("""\
            Save this as `a.txt`:

            ```text
            $HOME `b`
            ```
            ```text
            not a file
            ```
            ```console
            $ cat a.txt
            $HOME `b`
            $ ls *.txt
            a.txt
            ```
            """)
        self.assertEqual((code, output), (0, ["docs/A.md: 2 commands run, 0 errors"]))

    # Documents that are written wrongly

    def test_document_without_commands(self):
        self.assertEqual(self.check("```mlir\n$ a\n```\n"), (1, [
            "docs/A.md:1: expected a block fenced by ```console",
            "docs/A.md: 0 commands run, 1 errors"]))

    def test_output_before_the_first_command(self):
        self.rejects("a\n$ echo a\na\n",
                     "docs/A.md:2: expected a command that begins with '$ ', got 'a'")

    def test_block_that_is_not_closed(self):
        code, output = self.check("```console\n$ true\n")
        self.assertEqual((code, output[0]),
                         (1, "docs/A.md:1: expected the block to be closed by ```"))

    def test_script_without_a_document_is_misused(self):
        run = subprocess.run([sys.executable, "-B", SCRIPT, ".", "."], capture_output=True,
                             check=False)
        self.assertEqual(run.returncode, 2)


if __name__ == "__main__":
    unittest.main()
