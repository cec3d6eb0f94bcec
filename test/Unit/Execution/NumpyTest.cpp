// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// numpy reads what we write, and we read what numpy writes.

#include "TensorFiles.h"

using namespace llvm;
using namespace relu;
using namespace relu_test;

#ifndef RELU_PYTHON
#define RELU_PYTHON "/usr/bin/python3"
#endif

namespace {

/// Needs an interpreter that has numpy.
class Numpy : public Files {
protected:
  void SetUp() override {
    Files::SetUp();
    if (std::system(RELU_PYTHON " -c 'import numpy' 2>/dev/null") != 0)
      GTEST_SKIP() << RELU_PYTHON " has no numpy";
  }

  /// Runs a script in the directory of the test. Returns its exit code.
  int runPython(StringRef script) const {
    write("script.py", script);
    std::string command =
        ("cd " + directory + " && " RELU_PYTHON " script.py").str();
    return std::system(command.c_str());
  }
};

} // namespace

/// The dtype that numpy has for a kind.
static StringRef getDtype(ElementKind kind) {
  static constexpr StringLiteral kDtypes[] = {"f2", "u2", "f4", "f8", "b1",
                                              "i1", "i2", "i4", "i8", "u1",
                                              "u2", "u4", "u8"};
  return kDtypes[static_cast<size_t>(kind)];
}

TEST_F(Numpy, ReadsWhatWeWrite) {
  std::string script =
      "import numpy as np, zipfile\n"
      "assert zipfile.ZipFile('all.npz').testzip() is None\n"
      "z = np.load('all.npz')\n"
      "def check(name, dtype, shape):\n"
      "  iota = np.arange(int(np.prod(shape))) % 100\n"
      "  want = iota.astype(dtype).reshape(shape)\n"
      "  for array in np.load(name + '.npy'), z[name]:\n"
      "    assert array.dtype == np.dtype(dtype), array.dtype\n"
      "    assert array.shape == shape, array.shape\n"
      "    assert (array == want).all()\n";
  raw_string_ostream os(script);
  std::vector<std::string> names;
  std::vector<Tensor> tensors;
  for (ElementKind kind : getElementKinds())
    for (const SmallVector<int64_t> &shape :
         {SmallVector<int64_t>{}, {5}, {2, 3}, {0, 3}, {3, 1, 50}}) {
      // numpy takes the bits of a bf16 for an integer.
      bool isBF16 = kind == ElementKind::bf16;
      Tensor tensor = createIota({isBF16 ? ElementKind::u16 : kind, shape});
      if (isBF16)
        tensor.reinterpretAs(kind);
      names.push_back("t" + std::to_string(names.size()));
      cantFail(writeNpyFile(path(names.back() + ".npy"), tensor));
      os << "check('" << names.back() << "', '" << getDtype(kind) << "', (";
      for (int64_t size : shape)
        os << size << ",";
      os << "))\n";
      tensors.push_back(std::move(tensor));
    }
  std::vector<std::pair<std::string, ConstTensorView>> arrays;
  for (auto [name, tensor] : zip_equal(names, tensors))
    arrays.emplace_back(name, tensor);
  cantFail(writeNpzFile(path("all.npz"), arrays));
  EXPECT_EQ(runPython(script), 0);
}

TEST_F(Numpy, WritesWhatWeRead) {
  ASSERT_EQ(
      runPython("import numpy as np, sys\n"
                "arrays = {}\n"
                "def iota(dtype, shape):\n"
                "  a = np.arange(int(np.prod(shape))) % 100\n"
                "  return a.astype(dtype).reshape(shape)\n"
                "for dtype in 'f2 f4 f8 b1 i1 i2 i4 i8 u1 u2 u4 u8'.split():\n"
                "  for i, shape in enumerate([(), (5,), (2, 3), (0, 3), (3, 1, "
                "50)]):\n"
                "    for byteorder in '<>':\n"
                "      for order in 'CF':\n"
                "        name = f'{dtype}_{i}_{byteorder}_{order}'\n"
                "        a = np.asarray(iota(byteorder + dtype, shape), "
                "order=order)\n"
                "        np.save(name + '.npy', a)\n"
                "        arrays[name] = a\n"
                "np.savez('s.npz', **arrays)\n"
                "np.savez_compressed('c.npz', **arrays)\n"
                "np.lib.format.write_array(open('v2.npy', 'wb'), iota('<f4', "
                "(2, 3)),\n"
                "                          version=(2, 0))\n"
                "np.lib.format.write_array(open('v3.npy', 'wb'), iota('<f4', "
                "(2, 3)),\n"
                "                          version=(3, 0))\n"
                "np.save('object.npy', np.array([None, {}]))\n"
                "np.save('fields.npy', np.zeros(3, [('a', '<f4'), ('b', '<i8', "
                "2)]))\n"),
      0);
  int count = 0;
  for (ElementKind kind : getElementKinds()) {
    if (kind == ElementKind::bf16)
      continue;
    const SmallVector<int64_t> shapes[] = {{}, {5}, {2, 3}, {0, 3}, {3, 1, 50}};
    for (auto [i, shape] : enumerate(shapes))
      for (StringRef order : {"<", ">"})
        for (StringRef layout : {"C", "F"}) {
          Tensor expected = createIota({kind, shape});
          std::string name =
              (getDtype(kind) + "_" + Twine(i) + "_" + order + "_" + layout)
                  .str();
          Expected<Tensor> read[] = {readNpyFile(path(name + ".npy")),
                                     readNpzFile(path("s.npz"), name),
                                     readNpzFile(path("c.npz"), name)};
          for (Expected<Tensor> &tensor : read) {
            ASSERT_EQ(messageOf(tensor.takeError()), "no error") << name;
            EXPECT_TRUE(isSame(*tensor, expected)) << name;
            ++count;
          }
        }
  }
  EXPECT_EQ(count, 12 * 5 * 2 * 2 * 3);
  Tensor expected = createIota({ElementKind::f32, {2, 3}});
  EXPECT_TRUE(isSame(cantFail(readNpyFile(path("v2.npy"))), expected));
  EXPECT_TRUE(isSame(cantFail(readNpyFile(path("v3.npy"))), expected));
  EXPECT_CONTAINS(messageOf(readNpyFile(path("object.npy"))), "Python objects");
  EXPECT_CONTAINS(messageOf(readNpyFile(path("fields.npy"))),
                  "structured dtype");
}
