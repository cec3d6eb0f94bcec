#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# What the demo draws and counts: images as text, accuracy, times, and the
# busiest loop of an assembly file. Plain Python, so that the demo needs no
# package; it reads just the .npy files that it is made for.

"""usage: show_digits.py score LOGITS.npy      draw some digits, compare with scikit-learn
       show_digits.py first-image OUT.npy   write the first image as a batch of one
       show_digits.py time BATCH LOG        the time per image in relu-run's output
       show_digits.py loop FILE.s           the loop that multiplies most"""

import ast
import re
import struct
import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "docs" / "examples"
FORMATS = {"<f4": "f", "<f8": "d", "<i8": "q"}
SHADES = " .:-=+*%@"
SIDE = 8
DRAWN_RIGHT, DRAWN_WRONG = 3, 1


def fail(message):
    sys.exit(f"show_digits.py: error: {message}")


def read_npy(path):
    """The shape and the flat values of an .npy file."""
    data = Path(path).read_bytes()
    if data[:6] != b"\x93NUMPY":
        fail(f"{path} is no .npy file")
    start, size = (10, "<H") if data[6] == 1 else (12, "<I")
    end = start + struct.unpack_from(size, data, 8)[0]
    header = ast.literal_eval(data[start:end].decode("latin-1"))
    if header["descr"] not in FORMATS or header["fortran_order"]:
        fail(f"{path} holds {header['descr']}, expected one of {', '.join(FORMATS)} in C order")
    kind = FORMATS[header["descr"]]
    count = (len(data) - end) // struct.calcsize(kind)
    return header["shape"], struct.unpack_from(f"<{count}{kind}", data, end)


def read_rows(path, width):
    shape, values = read_npy(path)
    if len(shape) != 2 or shape[1] != width or shape[0] * width != len(values):
        fail(f"{path} has shape {shape}, expected (images, {width})")
    return [values[i:i + width] for i in range(0, len(values), width)]


def predictions(logits):
    return [max(range(len(row)), key=row.__getitem__) for row in logits]


def draw(image):
    """Eight lines of text, two characters a pixel as these are taller than wide."""
    shades = [SHADES[min(int(v * len(SHADES)), len(SHADES) - 1)] * 2 for v in image]
    return ["".join(shades[i:i + SIDE]) for i in range(0, len(shades), SIDE)]


def score(path):
    logits = read_rows(path, 10)
    expected = read_rows(EXAMPLES / "digits_logits.npy", 10)
    images = read_rows(EXAMPLES / "digits_images.npy", SIDE * SIDE)
    labels = read_npy(EXAMPLES / "digits_labels.npy")[1]
    if len(logits) != len(labels):
        fail(f"{path} holds logits of {len(logits)} images, expected {len(labels)}")

    read = predictions(logits)
    right = [i for i, label in enumerate(labels) if read[i] == label]
    wrong = [i for i, label in enumerate(labels) if read[i] != label]
    shown = right[:DRAWN_RIGHT] + wrong[:DRAWN_WRONG]
    for line in zip(*(draw(images[i]) for i in shown)):
        print("   ".join(line).rstrip())
    captions = (f"reads {read[i]}, is {labels[i]}" for i in shown)
    print("   ".join(f"{caption:<{2 * SIDE}}" for caption in captions).rstrip())

    reference = predictions(expected)
    reference_right = sum(a == b for a, b in zip(reference, labels))
    worst = max(abs(a - b) for row, other in zip(logits, expected) for a, b in zip(row, other))
    print(f"\naccuracy {100 * len(right) / len(labels):.2f} %: "
          f"{len(right)} of {len(labels)} images; scikit-learn reads {reference_right}")
    print(f"largest difference from its logits in f64: {worst:.2g}")
    differing = [i for i in range(len(labels)) if read[i] != reference[i]]
    if differing or len(right) != reference_right:
        fail(f"scikit-learn reads other digits in images {differing}")


def first_image(path):
    image = read_rows(EXAMPLES / "digits_images.npy", SIDE * SIDE)[0]
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': (1, {len(image)}), }}"
    # Ten bytes stand before the header; the data begins at byte 128.
    header = header.ljust(128 - 10 - 1) + "\n"
    Path(path).write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) +
                           header.encode("latin-1") + struct.pack(f"<{len(image)}f", *image))


def time_per_image(batch, path):
    log = Path(path).read_text(encoding="utf-8")
    match = re.search(r"time:.*?\bmedian\s+([0-9.]+(?:e[-+]?\d+)?)\s*(ns|us|µs|ms|s)\b", log)
    if not match:
        fail(f"no line 'time: ... median ...' in relu-run's output:\n{log}")
    microseconds = float(match[1]) * {"ns": 1e-3, "us": 1, "µs": 1, "ms": 1e3, "s": 1e6}[match[2]]
    each = microseconds / int(batch)
    print(f"batch of {batch + ':':<5}{each:8.3f} us per image (median), "
          f"{1e6 / each:,.0f} images per second")


MULTIPLICATION = re.compile(r"v?fn?m(add|sub|la|ls)|v?mul[ps]|tdp")
SCALAR = re.compile(r"\s+\w+(ss|sd)\b|.*\bs\d+,")
LANES = ((SCALAR, 1), (re.compile(".*zmm"), 16), (re.compile(".*ymm"), 8),
         (re.compile(r".*(xmm|\.4s)"), 4))


def instructions(text):
    """The lines of a program that are labels or instructions, without comments."""
    for line in text.splitlines():
        line = re.sub(r"\s*(#+|//)\s.*", "", line).rstrip()
        if line.strip() and not re.match(r"\s+\.", line):
            yield line.expandtabs(8)


def innermost_loops(lines):
    """Each run of lines from a label to a jump back to it, with no label between."""
    start = None
    for i, line in enumerate(lines):
        label = re.match(r"([\w.$]+):", line)
        if label:
            start, name = i, label[1]
        elif start is not None and re.match(r"\s+(j|b|cb|tb)", line):
            if re.search(rf"(?<![\w.$]){re.escape(name)}$", line):
                yield lines[start:i + 1]


def loop(path):
    lines = list(instructions(Path(path).read_text(encoding="utf-8")))

    def multiplications(block):
        return [line for line in block if MULTIPLICATION.match(line.strip())]

    busiest = max(innermost_loops(lines), key=lambda b: len(multiplications(b)), default=[])
    work = multiplications(busiest)
    if not work:
        print("no loop multiplies: the layers are small enough to be unrolled")
        return
    head, tail = 10, 5
    if len(busiest) <= head + tail + 1:
        print("\n".join(busiest))
    else:
        print("\n".join(busiest[:head]))
        print(f"        ... {len(busiest) - head - tail} more ...")
        print("\n".join(busiest[-tail:]))
    lanes = next((lanes for pattern, lanes in LANES if pattern.match(work[0])), 1)
    print(f"\none turn: {len(busiest) - 1} instructions, {len(work)} of which multiply "
          f"{lanes} float{'s' if lanes > 1 else ''} each")


def main():
    commands = {"score": (score, 1), "first-image": (first_image, 1),
                "time": (time_per_image, 2), "loop": (loop, 1)}
    command, arity = commands.get(sys.argv[1] if len(sys.argv) > 1 else "", (None, 0))
    if command is None or len(sys.argv) != 2 + arity:
        sys.exit(__doc__)
    command(*sys.argv[2:])


if __name__ == "__main__":
    main()
