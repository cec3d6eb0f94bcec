#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Shows that each rule of check_conventions.py fires, and where: every test gives
# a rule a small tree that breaks it, beside one that keeps it.

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

# No cache file beside the sources, where the rules would see it.
sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import check_conventions as conventions

SCRIPT = Path(conventions.__file__)
HEADER = f"// {conventions.SPDX}\n//\n// Decides.\n\n"


class ConventionsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()

    def write(self, files):
        for path, content in files.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def found(self, check, files):
        """The violations of one rule, as path:line."""
        self.write(files)
        tree = conventions.Tree(self.root, files)
        return [f"{v.path}:{v.line}" for v in check(tree)]

    # (a) includes

    def test_include_of_later_library(self):
        self.assertEqual(self.found(conventions.check_include_direction, {
            "lib/IR/a.cpp": '#include "llvm/IR/x.h"\n#include "relu/Pipelines/p.h"\n',
            "include/relu/Pipelines/p.h": '#include "relu/Execution/Executable.h"\n',
            "include/relu/Execution/e.h": '#include "relu-c/Relu.h"\n',
        }), ["include/relu/Execution/e.h:1", "include/relu/Pipelines/p.h:1", "lib/IR/a.cpp:2"])

    def test_include_of_peer(self):
        self.assertEqual(self.found(conventions.check_include_direction, {
            "lib/Transforms/a.cpp": "#include <relu/Codegen/x.h>\n",
            "include/relu/Codegen/Passes.td": 'include "relu/Conversion/Passes.td"\n',
            "lib/Import/a.cpp": '#include "../Transforms/Private.h"\n',
        }), ["include/relu/Codegen/Passes.td:1", "lib/Import/a.cpp:1", "lib/Transforms/a.cpp:1"])

    def test_include_of_unknown_library(self):
        self.assertEqual(self.found(conventions.check_include_direction, {
            "lib/Fancy/a.cpp": "\n",
            "lib/IR/a.cpp": '#include "relu/Fancy/a.h"\n',
        }), ["lib/Fancy/a.cpp:1", "lib/IR/a.cpp:1"])

    def test_include_of_earlier_library_is_fine(self):
        self.assertEqual(self.found(conventions.check_include_direction, {
            "lib/IR/a.cpp": '#include "relu/IR/x.h"\n#include "../IR/y.h"\n#include "z.h"\n',
            "lib/Codegen/a.cpp": '#include "relu/IR/x.h.inc"\n#include "relu/Codegen/x.h"\n',
            "lib/Pipelines/a.cpp": '#include "relu/Import/x.h"\n#include "relu/IR/x.h"\n',
            "lib/Registration.cpp": '#include "relu/Registration.h"\n'
                                    '#include "relu/Pipelines/x.h"\n',
            "lib/Execution/a.cpp": '#include "relu/Registration.h"\n',
            "lib/CAPI/a.cpp": '#include "relu-c/Relu.h"\n#include "relu/Execution/x.h"\n'
                              '#include "relu/Version.h"\n',
            "tools/relu-run/a.cpp": '#include "relu/Execution/x.h"\n',
        }), [])

    # (b) options

    def test_global_option(self):
        self.assertEqual(self.found(conventions.check_no_global_options, {
            "lib/IR/a.cpp": "\nstatic llvm::cl::opt<bool> a;\n",
            "include/relu/IR/a.h": "extern cl::list<int> b;\n",
            "test/Unit/IR/a.cpp": "cl::bits<E> c;\n",
            "tools/relu-run/a.cpp": "llvm::cl::opt<bool> d;\n",
            "lib/IR/b.cpp": "// no cl::opt here\nllvm::cl::values(x);\n",
        }), ["include/relu/IR/a.h:1", "lib/IR/a.cpp:2", "test/Unit/IR/a.cpp:1"])

    # (c) names

    def test_vague_name(self):
        self.assertEqual(self.found(conventions.check_telling_names, {
            "lib/IR/Utils.cpp": "", "lib/IR/TileHelpers.h": "", "lib/Common/a.cpp": "",
            "lib/Common/b.cpp": "", "test/misc.mlir": "", "tools/string_util.py": "",
            "lib/IR/CommonFactors.cpp": "", "lib/IR/Futile.cpp": "",
        }), ["lib/Common:1", "lib/IR/TileHelpers.h:1", "lib/IR/Utils.cpp:1", "test/misc.mlir:1",
             "tools/string_util.py:1"])

    # (d) first lines

    def test_missing_spdx_line(self):
        late = "// Decides.\n" + HEADER
        self.assertEqual(self.found(conventions.check_spdx_line, {
            "lib/a.cpp": "int x;\n", "lib/b.h": late, "lib/c.td": "", "a.sh": "#!/bin/sh\n",
            "b.py": "x = 1\n", "cmake/a.cmake": "set(x 1)\n", ".ci/run": "#!/bin/bash\necho\n",
            "CMakeLists.txt": "set(x 1)\n" * 20,
        }), [".ci/run:1", "CMakeLists.txt:1", "a.sh:1", "b.py:1", "cmake/a.cmake:1", "lib/a.cpp:1",
             "lib/b.h:1", "lib/c.td:1"])

    def test_spdx_line_is_first_or_after_the_interpreter(self):
        self.assertEqual(self.found(conventions.check_spdx_line, {
            "lib/a.cpp": HEADER, "a.py": f"#!/usr/bin/env python3\n# {conventions.SPDX}\n",
            "README.md": "Relu\n", "lib/CMakeLists.txt": "add_subdirectory(IR)\n",
            "test/IR/ops.mlir": "// RUN: relu-opt %s\n",
        }), [])

    # (e) length

    def test_long_file(self):
        limit = conventions.MAX_LINES
        self.assertEqual(self.found(conventions.check_file_length, {
            "lib/a.cpp": "\n" * (limit + 1), "tools/b.py": "\n" * (limit + 1),
            "include/c.td": "\n" * limit, "docs/d.py": "\n" * (limit + 1),
        }), [f"lib/a.cpp:{limit + 1}", f"tools/b.py:{limit + 1}"])

    # (f) places on a machine

    def test_machine_path(self):
        absolute, relative = conventions.MACHINE_PATHS
        self.assertEqual(self.found(conventions.check_no_machine_paths, {
            "README.md": f"\nsee {absolute}x\n", "test/a.cfg": f"{relative}/data\n",
            ".ci/run": f"cd {relative}/data\n", "docs/work.md": "the work/a shared one\n",
        }), ["README.md:2", "test/a.cfg:1"])

    # (g) main of relu-opt

    def test_long_main(self):
        filler = "\n" * conventions.MAX_MAIN_LINES
        self.assertEqual(self.found(conventions.check_short_main, {
            "tools/relu-opt/relu-opt.cpp": f"int main(int argc, char **argv) {{{filler}}}\n",
            "tools/relu-opt/part.cpp": filler + "\n",
            "tools/relu-run/relu-run.cpp": f"int main() {{{filler}}}\n",
        }), [f"tools/relu-opt/relu-opt.cpp:{conventions.MAX_MAIN_LINES + 1}"])

    def test_short_main_is_fine(self):
        self.assertEqual(self.found(conventions.check_short_main, {
            "tools/relu-opt/relu-opt.cpp": "int main() {}\n"}), [])

    # (h) one name, five places

    def test_library_without_headers_or_tests(self):
        self.assertEqual(self.found(conventions.check_one_name_five_places, {
            "lib/IR/a.cpp": "", "test/IR/a.mlir": "",
            "lib/Codegen/Amx/a.cpp": "", "include/relu/Codegen/a.h": "", "test/Codegenx/a": "",
            "lib/CAPI/a.cpp": "", "include/relu/CAPI/a.h": "", "test/Unit/CAPI/a.cpp": "",
        }), ["lib/CAPI:1", "lib/Codegen:1", "lib/IR:1"])

    def test_library_with_headers_and_tests_is_fine(self):
        self.assertEqual(self.found(conventions.check_one_name_five_places, {
            "lib/IR/a.cpp": "", "include/relu/IR/a.h": "", "test/IR/a.mlir": "",
            "lib/CAPI/a.cpp": "", "include/relu-c/a.h": "", "test/Unit/CAPI/a.cpp": "",
            "lib/Bindings/Python/a.py": "", "test/Bindings/Python/a.py": "",
            "lib/Registration.cpp": "",
        }), [])

    # (i) layout of code

    @unittest.skipUnless(conventions.find_clang_format(), "clang-format-22 is not installed")
    def test_unformatted_code(self):
        self.assertEqual(self.found(conventions.check_clang_format, {
            ".clang-format": "BasedOnStyle: LLVM\n",
            "lib/a.cpp": "int a;\nint   b  ;\n", "lib/b.h": "int *c;\n", "lib/c.td": "x  y\n",
        }), ["lib/a.cpp:2"])

    def test_missing_clang_format_is_no_violation(self):
        found = conventions.find_clang_format
        self.addCleanup(setattr, conventions, "find_clang_format", found)
        conventions.find_clang_format = lambda: None
        self.assertEqual(self.found(conventions.check_clang_format, {"a.cpp": "int   a;\n"}), [])

    # (j) namespaces

    def test_using_namespace_in_header(self):
        self.assertEqual(self.found(conventions.check_no_using_namespace_in_headers, {
            "include/a.h": "\n  using namespace mlir;\n", "lib/a.cpp": "using namespace mlir;\n",
            "include/b.h": "// using namespace is for .cpp\nusing mlir::Value;\n",
        }), ["include/a.h:2"])

    # (k) build products

    def test_build_product_in_git(self):
        self.assertEqual(self.found(conventions.check_no_build_products, {
            "test/__pycache__/a.cpython-311.pyc": "x", "tools/a.pyc": "x", "a.o": b"\x7fELF\0",
            "lib/data.npy": b"\0", "test/a.bin": b"\x7fELF\0", "docs/x.npy": b"\x93NUMPY\0",
            "test/Import/a.onnx": b"\0",
        }), ["a.o:1", "lib/data.npy:1", "test/__pycache__/a.cpython-311.pyc:1", "test/a.bin:1",
             "tools/a.pyc:1"])

    # (l) numbered constraints

    def constraints(self, **left_out):
        """What names dense_c1 and pack_c2 in all places, but for `left_out`."""
        files = {
            "docs/Spec.md": "Text.\n- (dense_c1) one\n- (pack_c2) two\n",
            "include/relu/IR/Ops.td": "// dense_c1\n// (pack_c2)\n",
            "lib/IR/Ops.cpp": "/// dense_c1 and pack_c2.\n",
            "test/IR/invalid.mlir": "func.func @dense_c1_rank()\n#pack_c2 = 1\n",
        }
        return {path: text.replace(left_out.get("name", "-"), "")
                if path == left_out.get("path") else text for path, text in files.items()}

    def test_constraint_that_one_place_does_not_name(self):
        for path, where in (("docs/Spec.md", "include/relu/IR/Ops.td:2"),
                            ("include/relu/IR/Ops.td", "docs/Spec.md:3"),
                            ("lib/IR/Ops.cpp", "docs/Spec.md:3"),
                            ("test/IR/invalid.mlir", "docs/Spec.md:3")):
            files = self.constraints(path=path, name="pack_c2")
            self.assertEqual(self.found(conventions.check_numbered_constraints, files), [where])

    def test_test_is_named_by_a_function_or_an_alias_only(self):
        files = self.constraints(path="test/IR/invalid.mlir", name="@")
        self.assertEqual(self.found(conventions.check_numbered_constraints, files),
                         ["docs/Spec.md:2"])

    def test_constraint_that_all_places_name_is_fine(self):
        files = self.constraints()
        files["lib/Codegen/a.cpp"] = "// other_c9\n"
        files["lib/IR/b.cpp"] = "Value c1, arg_c, dense_c12x;\n"
        self.assertEqual(self.found(conventions.check_numbered_constraints, files), [])

    # The tree, and the script as it is run

    @unittest.skipUnless(shutil.which("git"), "git is not installed")
    def test_git_tree_has_what_would_be_committed(self):
        self.write({".gitignore": "/build/\n", "a.cpp": "", "build/b.cpp": "", "new.cpp": ""})
        git = ["git", "-C", str(self.root)]
        subprocess.run(git + ["init", "-q"], check=True)
        subprocess.run(git + ["add", "a.cpp"], check=True)
        self.assertEqual(conventions.load(self.root).paths, [".gitignore", "a.cpp", "new.cpp"])

    def test_tree_without_git_leaves_out_the_build(self):
        self.write({"a.cpp": "", "build/b.cpp": "", "test/__pycache__/a.pyc": ""})
        self.assertEqual(conventions.load(self.root).paths, ["a.cpp"])

    def test_every_rule_is_in_the_list(self):
        rules = {f for name, f in vars(conventions).items() if name.startswith("check_")}
        self.assertEqual(rules, set(conventions.CHECKS))

    def run_script(self, *arguments):
        return subprocess.run([sys.executable, "-B", SCRIPT, *arguments], capture_output=True,
                              text=True, check=False)

    def test_script_lists_all_violations(self):
        self.write({"lib/IR/Utils.cpp": '#include "relu/Codegen/x.h"\n'})
        run = self.run_script(self.root)
        self.assertEqual(run.returncode, 1)
        for text in ("lib/IR/Utils.cpp:1: IR may not include Codegen, only IR\n",
                     "lib/IR/Utils.cpp:1: 'Utils' does not say what is in it\n",
                     "lib/IR/Utils.cpp:1: expected the first line to hold 'SPDX",
                     "lib/IR:1: expected its public headers in include/relu/IR\n"):
            self.assertIn(text, run.stdout)

    def test_script_accepts_a_clean_tree(self):
        self.write({"a.cpp": HEADER + "int a;\n"})
        run = self.run_script(self.root)
        self.assertEqual((run.returncode, run.stdout.count("\n")),
                         (0, 1 if conventions.find_clang_format() else 2), run.stdout)

    def test_script_without_a_folder_is_misused(self):
        self.assertEqual(self.run_script().returncode, 2)


if __name__ == "__main__":
    unittest.main()
