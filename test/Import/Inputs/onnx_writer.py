# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Writes ONNX models from a few lines of text, without the onnx package: what is
# wrong in a test model is wrong on purpose, and no library corrects it.
#
#     ir 8                                  default 8
#     opset 13                              default 13
#     graph NAME                            default "net"
#     input x f32 ?x3                       N, ? or a name for each size; - for rank 0
#     output y f32 ?x4                      without type and shape: left open
#     const w f32 2x2 = 1 2 3 4             an initialiser, as raw bytes
#     typed w f32 2x2 = 1 2 3 4             the same, as numbers
#     bytes w f32 2x2 12                    an initialiser with 12 bytes, right or wrong
#     external w f32 2x2 location=w.bin offset=0 length=16
#     y = Gemm(x, w, ) alpha=0.5 perm=[1,0] to=i:1 approximate="tanh" value=t:f32:2=1,2
#     y, mask = Dropout(x) @name
#
# Names may have any byte as \xNN. A result "y" without an output line is not an output; the last node's first
# result is one when there is no output line at all.

import re
import struct

import numpy as np

TYPES = {
    "f32": (1, "<f4", 4), "u8": (2, "<u1", 5), "i8": (3, "<i1", 5), "u16": (4, "<u2", 5),
    "i16": (5, "<i2", 5), "i32": (6, "<i4", 5), "i64": (7, "<i8", 7), "string": (8, None, 6),
    "i1": (9, "<u1", 5), "f16": (10, "<f2", 5), "f64": (11, "<f8", 10), "u32": (12, "<u4", 11),
    "u64": (13, "<u8", 11), "bf16": (16, None, 5),
}


def varint(n):
    n &= (1 << 64) - 1
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out + bytes([n]))


def integer(field, n):
    return varint(field << 3) + varint(n)


def message(field, content):
    """A string, bytes or a message of its own."""
    if isinstance(content, str):
        content = re.sub(r"\\x(..)", lambda byte: chr(int(byte[1], 16)), content)
        content = content.encode("latin-1")
    return varint(field << 3 | 2) + varint(len(content)) + content


def real(field, x):
    return varint(field << 3 | 5) + struct.pack("<f", x)


def sizes(text):
    return [] if text == "-" else text.split("x")


def raw_bytes(element, values):
    if element == "bf16":  # exact for what tests use
        return b"".join(struct.pack("<f", float(v))[2:] for v in values)
    kind = np.dtype(TYPES[element][1])
    return np.array([float(v) if kind.kind == "f" else int(v) for v in values], kind).tobytes()


def tensor(name, element, shape, values=None, data=None, typed=False, external=None):
    code, kind, field = TYPES[element]
    out = b"".join(integer(1, int(n)) for n in sizes(shape))
    out += integer(2, code) + message(8, name)
    if external is not None:
        for key, value in external.items():
            out += message(13, message(1, key) + message(2, value))
        return out + integer(14, 1)
    if not typed:
        return out + message(9, raw_bytes(element, values) if data is None else data)
    if kind in ("<f4", "<f8"):
        return out + message(field, np.array(values, float).astype(kind).tobytes())
    bits = np.frombuffer(raw_bytes(element, values), "<u2" if element in ("f16", "bf16") else kind)
    return out + message(field, b"".join(varint(int(b)) for b in bits))


def value_info(name, element=None, shape=None):
    out = message(1, name)
    if element is None:
        return out
    dims = b""
    for size in sizes(shape):
        number = re.fullmatch(r"-?\d+", size)
        dims += message(1, integer(1, int(size)) if number
                        else b"" if size == "?" else message(2, size))
    return out + message(2, message(1, integer(1, TYPES[element][0]) + message(2, dims)))


def attribute(text):
    name, value = text.split("=", 1)
    out = message(1, name)
    if value.startswith("t:"):
        _, element, rest = value.split(":", 2)
        shape, values = rest.split("=")
        return out + message(5, tensor("", element, shape, values.split(","))) + integer(20, 4)
    if value.startswith('"'):
        return out + message(4, value[1:-1]) + integer(20, 3)
    if value.startswith("["):
        items = [v for v in value[1:-1].split(",") if v]
        if any("." in v for v in items):
            return out + b"".join(real(7, float(v)) for v in items) + integer(20, 6)
        return out + b"".join(integer(8, int(v)) for v in items) + integer(20, 7)
    if value.startswith("i:") or re.fullmatch(r"-?\d+", value):
        return out + integer(3, int(value.removeprefix("i:"))) + integer(20, 2)
    return out + real(2, float(value)) + integer(20, 1)


NODE = re.compile(r"(.*?) = (?:([\w.]+)::)?(\w+)\((.*?)\)(.*)")


def node(line):
    results, domain, op, operands, rest = NODE.fullmatch(line).groups()
    names = [n.strip() for n in operands.split(",")] if operands.strip() else []
    out = b"".join(message(1, n) for n in names)
    out += b"".join(message(2, n.strip()) for n in results.split(","))
    for word in rest.split():
        out += message(3, word[1:]) if word[0] == "@" else message(5, attribute(word))
    out += message(4, op)
    if domain:
        out += message(7, domain)
    return out, results.split(",")[0].strip()


def model(lines):
    """The bytes of the model that `lines` describe."""
    head = {"ir": "8", "opset": "13", "graph": "net"}
    nodes = inputs = outputs = initializers = values_info = b""
    last = None
    for line in lines:
        line = line.strip()
        word, _, rest = line.partition(" ")
        if NODE.fullmatch(line):
            content, last = node(line)
            nodes += message(1, content)
        elif word in head:
            head[word] = rest
        elif word == "input":
            inputs += message(11, value_info(*rest.split()))
        elif word == "output":
            outputs += message(12, value_info(*rest.split()))
        elif word == "value":
            values_info += message(13, value_info(*rest.split()))
        elif word in ("const", "typed"):
            what, values = rest.split("=")
            initializers += message(5, tensor(*what.split(), values.split(), typed=word == "typed"))
        elif word == "bytes":
            name, element, shape, count = rest.split()
            initializers += message(5, tensor(name, element, shape, data=bytes(int(count))))
        elif word == "external":
            name, element, shape, *entries = rest.split()
            entries = dict(e.split("=", 1) for e in entries)
            initializers += message(5, tensor(name, element, shape, external=entries))
        elif line:
            raise SystemExit(f"onnx_writer.py: what is '{line}'?")
    if not outputs and last is not None:
        outputs = message(12, value_info(last))
    graph = nodes + message(2, head["graph"]) + initializers + inputs + outputs + values_info
    return (integer(1, int(head["ir"])) + message(7, graph)
            + message(8, message(1, "") + integer(2, int(head["opset"]))))
