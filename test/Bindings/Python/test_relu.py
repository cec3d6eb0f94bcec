# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The Python package against numpy: numbers, errors, threads, and what a call
# costs. Finds the package by PYTHONPATH; RELU_EXAMPLES is docs/examples.

import gc
import os
import pickle
import sys
import threading
import unittest
from pathlib import Path

import numpy as np

import relu

EXAMPLES = Path(os.environ["RELU_EXAMPLES"])
IS_SANITIZED = "RELU_SANITIZED" in os.environ

LAYER = """
func.func @layer(%x: tensor<?x2xf32> {relu.name = "x"}) -> tensor<?x3xf32> {
  %w = arith.constant dense<[[1.0, -1.0, 2.0], [3.0, 4.0, -5.0]]> : tensor<2x3xf32>
  %0 = relu.dense %x, %w activation(#relu.relu)
    : (tensor<?x2xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
"""
WEIGHT = np.array([[1, -1, 2], [3, 4, -5]], np.float32)
BOTH = """
func.func @both(%x: tensor<?xf64> {relu.name = "left"}, %y: tensor<?xf64> {relu.name = "right"})
    -> (tensor<?xf64>, tensor<?xf64>) {
  %0 = arith.subf %x, %y : tensor<?xf64>
  %1 = arith.mulf %x, %y : tensor<?xf64>
  return %0, %1 : tensor<?xf64>, tensor<?xf64>
}
"""


def layer(x):
    return np.maximum(x @ WEIGHT, 0)


def numbers(*shape):
    """Small integers: sums are exact in any order."""
    return (np.arange(np.prod(shape)).reshape(shape) * 7 % 11 - 5).astype(np.float32)


def copy_of(element):
    return relu.compile_text(f"func.func @f(%x: tensor<3x{element}>) -> tensor<3x{element}> "
                             f"{{ return %x : tensor<3x{element}> }}")


class Digits(unittest.TestCase):
    """The trained network: what scikit-learn reads correctly, 351 of 360."""

    images = np.load(EXAMPLES / "digits_images.npy")
    labels = np.load(EXAMPLES / "digits_labels.npy")
    logits = np.load(EXAMPLES / "digits_logits.npy")

    def check(self, net):
        result = net(self.images)
        np.testing.assert_allclose(result, self.logits, rtol=1e-4, atol=1e-5)
        self.assertEqual((result.argmax(axis=1) == self.labels).sum(), 351)

    def test_from_mlir(self):
        self.check(relu.compile(EXAMPLES / "digits.mlir"))
        self.check(relu.compile(str(EXAMPLES / "digits.mlir"), pipeline="relu-reference"))

    def test_from_onnx(self):
        try:
            self.check(relu.compile(EXAMPLES / "digits.onnx", batch=-1))
        except relu.UnsupportedError as error:
            self.skipTest(str(error))

    def test_from_text_and_bytes(self):
        text = (EXAMPLES / "digits.mlir").read_text()
        self.check(relu.compile_text(text))
        self.check(relu.compile_text(text.encode(), cpu="generic", threads=1))

    def test_one_image_at_a_time(self):
        net = relu.compile(EXAMPLES / "digits.mlir")
        rows = [net(self.images[i:i + 1]) for i in range(len(self.images))]
        np.testing.assert_allclose(np.concatenate(rows), self.logits, rtol=1e-4, atol=1e-5)


class Calls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.net = relu.compile_text(LAYER)
        cls.both = relu.compile_text(BOTH)

    def test_any_batch(self):
        for rows in [0, 1, 2, 3, 17, 64, 1000, *range(100)]:
            for _ in range(2):  # the second call takes the short way
                np.testing.assert_array_equal(self.net(numbers(rows, 2)), layer(numbers(rows, 2)))

    def test_any_layout(self):
        wide = numbers(12, 8)
        frozen = numbers(6, 2)
        frozen.flags.writeable = False
        packed = np.zeros(6, [("byte", "i1"), ("x", "f4", 2)])["x"]
        packed[:] = numbers(6, 2)
        swapped = numbers(6, 2)[:, ::-1]
        for x in [wide[:, :2], wide[::3, 1:7:4], wide[:2].T, wide[::-1, :2], swapped, frozen, packed,
                  np.broadcast_to(numbers(1, 2), (5, 2)), np.asfortranarray(numbers(6, 2))]:
            for _ in range(2):
                np.testing.assert_array_equal(self.net(x), layer(x))

    def test_reads_contiguous_arrays_where_they_lie(self):
        x = numbers(4, 2)
        for _ in range(3):
            before = x.copy()
            np.testing.assert_array_equal(self.net(x), layer(x))
            np.testing.assert_array_equal(x, before)
            x += 1

    def test_results_are_new_arrays(self):
        x = numbers(4, 2)
        first, second = self.net(x), self.net(x + 1)
        np.testing.assert_array_equal(first, layer(x))
        np.testing.assert_array_equal(second, layer(x + 1))
        self.assertTrue(first.flags.owndata)

    def test_lists_and_array_likes(self):
        np.testing.assert_array_equal(self.net([[1, 2], [3, 4]]),
                                      layer(np.array([[1, 2], [3, 4]])))

        class Array:
            def __array__(self, dtype=None):
                return numbers(2, 2)

        np.testing.assert_array_equal(self.net(Array()), layer(numbers(2, 2)))

    def test_several_results_and_names(self):
        x, y = np.array([1.0, 2.0]), np.array([5.0, 7.0])
        for results in [self.both(x, y), self.both(left=x, right=y), self.both(x, right=y),
                        self.both(right=y, left=x)]:
            self.assertIsInstance(results, tuple)
            np.testing.assert_array_equal(results, [x - y, x * y])
        np.testing.assert_array_equal(self.net(x=numbers(2, 2)), layer(numbers(2, 2)))

    def test_out(self):
        x = numbers(4, 2)
        for out in [np.empty((4, 3), np.float32), np.empty((4, 6), np.float32)[:, ::2],
                    np.empty((3, 4), np.float32).T]:
            for _ in range(2):
                out[:] = -1
                self.assertIs(self.net(x, out=out), out)
                np.testing.assert_array_equal(out, layer(x))
        pair = np.empty(2), np.empty(2)
        self.both(np.ones(2), np.full(2, 3.0), out=pair)
        np.testing.assert_array_equal(pair, [[-2, -2], [3, 3]])

    def test_every_element_type(self):
        for element, dtype in [("f16", "f2"), ("f32", "f4"), ("f64", "f8"), ("i1", "?"),
                               ("i8", "i1"), ("i16", "i2"), ("i32", "i4"), ("i64", "i8"),
                               ("ui8", "u1"), ("ui16", "u2"), ("ui32", "u4"), ("ui64", "u8"),
                               ("bf16", "u2")]:
            net, x = copy_of(element), np.array([1, 0, 3]).astype(dtype)
            for _ in range(2):
                result = net(x)
                np.testing.assert_array_equal(result, x)
                self.assertEqual(result.dtype, np.dtype(dtype))

    def test_signature(self):
        self.assertEqual(self.net.signature, "layer(x: ?x2xf32) -> ?x3xf32")
        self.assertEqual(self.net.inputs, (("x", np.dtype("f4"), (None, 2)),))
        self.assertEqual(self.both.results, (("", np.dtype("f8"), (None,)),) * 2)
        self.assertIn(self.net.signature, repr(self.net))

    def test_several_functions(self):
        net = relu.compile_text(LAYER + BOTH)
        self.assertEqual(list(net.functions), ["layer", "both"])
        self.assertEqual(net.signature.count("\n"), 1)
        np.testing.assert_array_equal(net["layer"](numbers(1, 2)), layer(numbers(1, 2)))
        with self.assertRaisesRegex(LookupError, "layer\\(x: "):
            net(numbers(1, 2))
        with self.assertRaisesRegex(relu.FunctionError, "got 'neither'"):
            net["neither"]
        one = relu.compile_text(LAYER + BOTH, function="layer")
        np.testing.assert_array_equal(one(numbers(1, 2)), layer(numbers(1, 2)))

    def test_pickle(self):
        for net in [self.net, relu.compile(EXAMPLES / "digits.mlir", pipeline="relu-reference")]:
            again = pickle.loads(pickle.dumps(net))
            self.assertEqual(again.signature, net.signature)
            x = numbers(3, net.inputs[0].shape[1])
            np.testing.assert_array_equal(again(x), net(x))
        function = pickle.loads(pickle.dumps(relu.compile_text(LAYER + BOTH)["layer"]))
        np.testing.assert_array_equal(function(numbers(1, 2)), layer(numbers(1, 2)))

    def test_a_function_outlives_its_network(self):
        function = relu.compile_text(LAYER)["layer"]
        gc.collect()
        np.testing.assert_array_equal(function(numbers(1, 2)), layer(numbers(1, 2)))

    def test_keeps_few_frames(self):
        net = relu.compile_text(LAYER)
        for rows in range(500):
            net(numbers(rows, 2))
        self.assertLessEqual(len(net["layer"]._frames), 64)


class Errors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.net = relu.compile_text(LAYER)
        cls.both = relu.compile_text(BOTH)

    def expect(self, kind, message, call, *arguments, **named):
        with self.assertRaisesRegex(kind, message) as caught:
            call(*arguments, **named)
        self.assertIsInstance(caught.exception, relu.Error)
        return str(caught.exception)

    def test_dtype(self):
        for dtype in ["f8", "i4", ">f4", "c8", "?", object]:
            for _ in range(2):
                message = self.expect(TypeError, "input 0 \\(x\\): expected ", self.net,
                                      np.zeros((2, 2), dtype))
                self.assertIn("the signature is layer(x: ?x2xf32) -> ?x3xf32", message)

    def test_shape(self):
        for shape in [(2,), (2, 3), (), (2, 2, 2)]:
            message = self.expect(ValueError, "expected \\?x2xf32, got .*f32", self.net,
                                  np.zeros(shape, np.float32))
            self.assertIn("the signature is layer(", message)
        self.expect(relu.ShapeError, "the signature is both", self.both, np.ones(2), np.ones(3))

    def test_count_and_names(self):
        x = np.ones((1, 2), np.float32)
        self.expect(TypeError, "expected 1 input, got 0", self.net)
        self.expect(relu.CountError, "expected 1 input, got 2", self.net, x, x)
        self.expect(relu.CountError, "no input 'z'", self.net, z=x)
        self.expect(relu.CountError, "'x' was given twice", self.net, x, x=x)
        self.expect(relu.CountError, "expected 2 inputs, got 1", self.both, right=np.ones(1))

    def test_out(self):
        x = np.ones((1, 2), np.float32)
        frozen = np.ones((1, 3), np.float32)
        frozen.flags.writeable = False
        self.expect(relu.CountError, "out: expected 1, got 2", self.net, x, out=(x, x))
        self.expect(relu.ShapeError, "expected 1x3xf32, got 2x3xf32", self.net, x,
                    out=np.ones((2, 3), np.float32))
        self.expect(relu.DTypeError, "result 0", self.net, x, out=np.ones((1, 3)))
        self.expect(relu.ArgumentError, "can be written", self.net, x, out=frozen)
        self.expect(relu.ArgumentError, "negative", self.net, x, out=np.ones((1, 3), "f4")[:, ::-1])
        memory = np.ones(4, np.float32)
        self.expect(relu.ArgumentError, "overlaps input 0", self.net, memory[:2].reshape(1, 2),
                    out=memory[1:].reshape(1, 3))

    def test_goes_on_after_an_error(self):
        x = numbers(2, 2)
        np.testing.assert_array_equal(self.net(x), layer(x))
        self.expect(relu.ShapeError, "", self.net, np.ones((2, 3), np.float32))
        np.testing.assert_array_equal(self.net(x), layer(x))

    def test_compilation(self):
        self.expect(OSError, "no-such", relu.compile, "no-such.mlir")
        self.expect(ValueError, "<memory>:1:1: error", relu.compile_text, "nonsense")
        self.expect(relu.ArgumentError, "cpu", relu.compile_text, LAYER, cpu="abacus")
        self.expect(relu.ArgumentError, "features", relu.compile_text, LAYER, features="abacus")
        self.expect(relu.ArgumentError, "pipeline", relu.compile_text, LAYER, pipeline="fast")
        self.expect(relu.FunctionError, "'neither'", relu.compile_text, LAYER, function="neither")
        for threads in -1, 1025:
            self.expect(relu.ArgumentError, f"threads: expected 1 to 1024, got {threads}",
                        relu.compile_text, LAYER, threads=threads)


class Threads(unittest.TestCase):
    def test_64_threads_of_100_calls(self):
        net, failures = relu.compile_text(LAYER), []

        def work(seed):
            x = numbers(seed % 7 + 1, 2) + seed
            expected = layer(x)
            for _ in range(100):
                if not np.array_equal(net(x), expected):
                    failures.append(seed)

        threads = [threading.Thread(target=work, args=(seed,)) for seed in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])

    def test_threads_of_one_call(self):
        text = ("func.func @f(%x: tensor<?x256xf32>, %w: tensor<256x256xf32>) -> "
                "tensor<?x256xf32> {\n  %0 = relu.dense %x, %w activation(#relu.relu) : "
                "(tensor<?x256xf32>, tensor<256x256xf32>) -> tensor<?x256xf32>\n"
                "  return %0 : tensor<?x256xf32>\n}")
        net = relu.compile_text(text, threads=2)
        w = numbers(256, 256) / 256
        for rows in 0, 1, 2, 77, 512:
            x = numbers(rows, 256)
            expected = np.maximum(x.astype(np.float64) @ w.astype(np.float64), 0)
            np.testing.assert_allclose(net(x, w), expected, rtol=1e-4, atol=1e-4)

    def test_others_run_while_a_network_does(self):
        """A call of a second or so must not stop a thread that counts."""
        size = 256 if IS_SANITIZED else 512
        net = relu.compile_text(
            f"func.func @f(%x: tensor<?x{size}xf64>, %w: tensor<{size}x{size}xf64>) -> "
            f"tensor<?x{size}xf64> {{\n  %0 = relu.dense %x, %w : (tensor<?x{size}xf64>, "
            f"tensor<{size}x{size}xf64>) -> tensor<?x{size}xf64>\n"
            f"  return %0 : tensor<?x{size}xf64>\n}}", pipeline="relu-reference")
        done, ticks = threading.Event(), []

        def tick():
            while not done.wait(0.005):
                ticks.append(1)

        x, w = np.ones((1000, size)), np.ones((size, size))
        thread = threading.Thread(target=tick)
        thread.start()
        before = len(ticks)
        self.assertEqual(net(x, w)[0, 0], size)
        during = len(ticks) - before
        done.set()
        thread.join()
        self.assertGreater(during, 3)


class Cost(unittest.TestCase):
    def test_one_array_in_and_one_out_goes_the_short_way(self):
        """What a call does in Python, not its time: that depends on the machine."""
        net = relu.compile_text("func.func @f(%x: tensor<?x4xf32>) -> tensor<?x4xf32> {\n"
                                "  %0 = relu.activate %x activation(#relu.relu) : tensor<?x4xf32>\n"
                                "  return %0 : tensor<?x4xf32>\n}")
        x = np.ones((1, 4), np.float32)
        net(x)  # makes the frame of this shape
        functions = []
        sys.setprofile(lambda frame, event, _: event == "call"
                       and functions.append(frame.f_code.co_name))
        try:
            net(x)
        finally:
            sys.setprofile(None)
        self.assertEqual(functions, ["__call__", "__call__", "address_of", "address_of"])


if __name__ == "__main__":
    unittest.main()
