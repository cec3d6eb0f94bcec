# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Finds the loop with the most multiply-adds in assembly (AT&T syntax) on stdin,
# and prints what it consists of, one count a line.

import collections
import re
import sys


def read_blocks(lines):
    """The basic blocks as (label, instructions); labels are lines that end in a colon."""
    blocks = [("", [])]
    for line in lines:
        text = line.split("#", 1)[0].strip()
        label = re.fullmatch(r"([.\w$]+):", text)
        if label:
            blocks.append((label[1], []))
        elif text and not text.startswith("."):
            blocks[-1][1].append(text)
    return blocks


def loop_of(label, instructions):
    """The instructions up to the jump to the block's own beginning; none when it is no loop."""
    for position, text in enumerate(instructions):
        if re.fullmatch(rf"j\w+\s+{re.escape(label)}", text):
            return instructions[: position + 1]
    return []


def classify(text):
    name, _, operands = text.partition("\t")
    registers = ",".join(re.findall(r"%([xyz]mm)\d+", operands))
    is_vector = bool(registers)
    if "%rsp" in operands:
        return "on the stack"
    if is_vector and operands.rstrip().endswith(")"):
        return "vector stores"
    return f"{name} {registers.split(',')[-1]}" if is_vector else "scalar instructions"


loops = (loop_of(label, instructions) for label, instructions in read_blocks(sys.stdin))
loop = max(loops, key=lambda found: sum(text.startswith("vfmadd") for text in found))
for kind, count in sorted(collections.Counter(map(classify, loop)).items()):
    print(f"{kind}: {count}")
