// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tensors as text: what relu-run's options say about one, and how one is
// printed.

#ifndef RELU_EXECUTION_TENSORSPEC_H
#define RELU_EXECUTION_TENSORSPEC_H

#include "relu/Execution/Tensor.h"

#include <random>

namespace relu {

/// Where a tensor comes from:
///
///     [NAME:]2x3xf32                  zeros
///     [NAME:]2x3xf32=0.5              one value, repeated
///     [NAME:]2x3xf32=1,2,3,4,5,6      values, outermost dimension first
///     [NAME:]2x3xf32=[1 2 3][4 5 6]   the same; see below
///     [NAME:]f32=3.5                  rank 0
///     [NAME:]2x3xf32=rand[:lo:hi]     uniform in [lo, hi)
///     [NAME:]2x3xf32=normal           mean 0, deviation 1
///     [NAME:]2x3xf32=iota             0, 1, 2, …
///     [NAME:]2x3xf32=@FILE            bytes as they lie in memory
///     [NAME:]@FILE.npy                an array of numpy
///     [NAME:]@FILE.npz[:KEY]          one of several; the only one
///     [NAME:]4xbf16=@FILE.npy         bf16, which numpy holds as uint16
///     [NAME:]@FILE.pb                 an ONNX TensorProto
///
/// The spelling is that of IREE's --input, with names, generators and keys
/// added: https://iree.dev/reference/tools/.
///
/// Values are decimal numbers with or without exponent, `inf`, `-inf`, `nan`,
/// C's hexadecimal floats, and for integers decimal or 0x…; `true` and `false`
/// for i1. Every value is rounded once. One that the kind can not hold is an
/// error: a signless i8 takes -128 to 127. Values are separated by spaces or
/// commas. Brackets may be left out, enclose all values, or enclose the
/// innermost dimensions, any number of them; how many values they enclose is
/// checked then.
///
/// The name ends at the last ':' before the first '=' or '@', so it can contain
/// ':' as in TensorFlow's `input:0`. All that follows '@' is the file, except
/// that a text with '.npz:', unless it ends in .npy, .npz or .pb, is split
/// there: `@a:b=c.npy` and `@a.npz:dir/b.npy` are files.
struct TensorSpec {
  enum class Source {
    Zeros,
    Values,
    Uniform,
    Normal,
    Iota,
    Npy,
    Npz,
    Raw,
    Onnx,
  };

  Source source = Source::Zeros;

  /// Empty if the text has none.
  std::string name;

  /// Always there unless the source is a file that has its own type. Static,
  /// but for bf16 in an .npy or .npz.
  std::optional<TensorType> type;

  /// What follows '=', if the source is Values.
  std::string values;

  /// The file, and the key of an .npz; an empty key means its only array.
  std::string path;
  std::string key;

  /// The bounds of Uniform. For integers whole numbers of at most 2^53.
  double lo = 0;
  double hi = 1;

  /// Fails on anything that is not in the list above, and for generators that
  /// the type does not allow. Opens no file and reads no values.
  static llvm::Expected<TensorSpec> parse(llvm::StringRef text);

  /// Random values of a static type between the default bounds: [0, 1) for
  /// floating-point kinds, [0, 2) for i1, [0, 100) for other integers.
  static TensorSpec uniform(TensorType type);

  /// Makes the tensor. Random values are drawn from `random` in the order of
  /// the elements; they depend on its state alone, not on the platform, and
  /// are multiples of the kind's precision: u = k / 2^p with p significant
  /// bits, then lo + u * (hi - lo), rounded once.
  ///
  /// Fails when a file can not be read or is not what `type` says, when values
  /// do not fit the type, and for Onnx, whose reader is elsewhere.
  llvm::Expected<Tensor> load(std::mt19937_64 &random) const;
};

/// Prints a tensor as a SPEC, `2x3xf32=[1 2 3][4 5 6]`, which reads back as
/// the same values (NaN loses its bits). After `maxElements` elements `...`
/// stands for the others; that does not read back.
void printTensor(llvm::raw_ostream &os, const ConstTensorView &tensor,
                 int64_t maxElements = INT64_MAX);

} // namespace relu

#endif // RELU_EXECUTION_TENSORSPEC_H
