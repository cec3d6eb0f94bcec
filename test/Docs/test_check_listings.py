#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Tests of check_listings.py: what it lets pass, and what it notices.

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).with_name("check_listings.py")
SOURCE = "one\n\n  two\nthree\nfour\n"


class CheckListings(unittest.TestCase):
    def check(self, block, before="From `test/source.txt`:", language="cpp"):
        """Exit code and output for a document with one block."""
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "test").mkdir()
            (root / "test/source.txt").write_text(SOURCE, encoding="utf-8")
            (root / "untested.txt").write_text(SOURCE, encoding="utf-8")
            (root / "test/long.txt").write_text("a\n" * 40, encoding="utf-8")
            text = f"# A\n\n{before}\n\n```{language}\n{block}```\n"
            (root / "doc.md").write_text(text, encoding="utf-8")
            run = subprocess.run([sys.executable, "-B", SCRIPT, folder, "doc.md"],
                                 capture_output=True, text=True, check=False)
            return run.returncode, run.stdout + run.stderr

    def assert_passes(self, *arguments, **options):
        self.assertEqual(self.check(*arguments, **options)[0], 0)

    def assert_reports(self, message, *arguments, **options):
        code, output = self.check(*arguments, **options)
        self.assertEqual(code, 1)
        self.assertIn(message, output)

    def test_a_whole_file(self):
        self.assert_passes(SOURCE)

    def test_lines_in_a_row(self):
        self.assert_passes("\n  two\nthree\n")

    def test_an_omission(self):
        self.assert_passes("one\n...\nthree\nfour\n")

    def test_a_console_block_is_no_listing(self):
        self.assert_passes("$ true\n", language="console", before="Type:")

    def test_a_line_that_the_file_does_not_have(self):
        self.assert_reports("doc.md:6: test/source.txt has no line 'five'", "one\n...\nfive\n")

    def test_another_indentation(self):
        self.assert_reports("has no line 'two'", "two\n")

    def test_lines_left_out_without_a_word(self):
        self.assert_reports("not in this order", "one\nthree\n")

    def test_another_order(self):
        self.assert_reports("not in this order", "three\n...\none\n")

    def test_a_listing_without_a_source(self):
        self.assert_reports("path of its file", "one\n", before="Look:")

    def test_a_source_that_no_test_runs(self):
        self.assert_reports("a file that the tests run", "one\n", before="From `docs/x.txt`:")

    def test_a_source_that_is_not_there(self):
        self.assert_reports("there is no test/none.txt", "one\n", before="From `test/none.txt`:")

    def test_a_long_listing(self):
        self.assert_reports("at most 30 lines, got 31", "a\n" * 31, before="From `test/long.txt`:")


if __name__ == "__main__":
    unittest.main()
