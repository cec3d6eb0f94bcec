// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides what a SPEC of relu-run's command line means, and how a tensor is
// printed so that it is one.

#include "relu/Execution/TensorSpec.h"

#include "relu/Execution/Npy.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>
#include <cstring>
#include <limits>

using namespace llvm;
using namespace relu;
using Source = TensorSpec::Source;

/// User's text for a message.
static std::string quote(StringRef text) {
  constexpr size_t kLimit = 60;
  return ("'" + text.take_front(kLimit) + (text.size() > kLimit ? "…'" : "'"))
      .str();
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

namespace {

/// Splits values into words, and compares brackets with the shape.
class ValueScanner {
public:
  ValueScanner(StringRef text, const TensorType &type)
      : text(text), type(type) {}

  /// Calls `onWord` for every value. Returns how many there are.
  Expected<int64_t> scan(function_ref<Error(StringRef word)> onWord) {
    constexpr StringLiteral kSpace = " \t\r\n";
    bool mayHaveComma = false, needsValue = false;
    for (StringRef rest = text.ltrim(kSpace); !rest.empty();
         rest = rest.ltrim(kSpace)) {
      char c = rest.front();
      if (c == ',') {
        if (!mayHaveComma)
          return createStringError("expected a value before ','");
        mayHaveComma = false;
        needsValue = true;
        rest = rest.drop_front();
        continue;
      }
      if (c == ']') {
        if (needsValue)
          return createStringError("expected a value after ','");
        if (Error error = close())
          return error;
        mayHaveComma = true;
        rest = rest.drop_front();
        continue;
      }
      needsValue = false;
      if (c == '[') {
        if (Error error = open())
          return error;
        mayHaveComma = false;
        rest = rest.drop_front();
        continue;
      }
      StringRef word = rest.take_until(
          [&](char c) { return StringRef(" \t\r\n,[]").contains(c); });
      rest = rest.drop_front(word.size());
      if (Error error = addValue())
        return error;
      if (Error error = onWord(word))
        return error;
      mayHaveComma = true;
    }
    if (needsValue)
      return createStringError("expected a value after ','");
    if (!groups.empty())
      return createStringError("expected ']' at the end");
    return count;
  }

private:
  Error open() {
    // One pair around a single value is harmless.
    if (static_cast<int64_t>(groups.size()) >=
        std::max<int64_t>(type.getRank(), 1))
      return createStringError("expected at most " + Twine(groups.size()) +
                               " brackets within each other for " + type.str() +
                               ", got more");
    groups.push_back(count);
    return Error::success();
  }

  Error addValue() {
    if (count++ == 0) {
      depth = groups.size();
    } else if (groups.size() != depth) {
      return createStringError("expected every value in " + Twine(depth) +
                               " brackets as the first one, got one in " +
                               Twine(groups.size()));
    }
    return Error::success();
  }

  Error close() {
    if (groups.empty())
      return createStringError("expected '[' before ']'");
    int64_t found = count - groups.back();
    size_t level = groups.size();
    groups.pop_back();
    // Where nothing is expected, nothing is said by brackets.
    if (count == 0)
      return Error::success();
    if (level > depth)
      return createStringError("expected a value between '[' and ']'");
    bool isAroundAll = depth == 1 && found == *type.getNumElements();
    if (isAroundAll)
      return Error::success();
    // The innermost brackets are around the last dimension.
    size_t first =
        type.shape.size() - std::min(type.shape.size(), depth - level + 1);
    int64_t expected = 1;
    for (int64_t size : ArrayRef(type.shape).drop_front(first))
      expected *= size;
    if (found != expected)
      return createStringError("expected " + Twine(expected) +
                               " values between '[' and ']' for " + type.str() +
                               ", got " + Twine(found));
    return Error::success();
  }

  StringRef text;
  const TensorType &type;
  SmallVector<int64_t> groups; // values before each bracket that is open
  size_t depth = 0;            // brackets around each value
  int64_t count = 0;
};

} // namespace

static Expected<Tensor> loadValues(StringRef values, const TensorType &type) {
  // The values are counted before memory is taken for them.
  Expected<int64_t> count = ValueScanner(values, type).scan([](StringRef) {
    return Error::success();
  });
  if (!count)
    return count.takeError();
  int64_t expected = *type.getNumElements();
  bool isSplat = *count == 1 && expected != 1;
  if (*count != expected && !isSplat)
    return createStringError("expected " + Twine(expected) + " values for " +
                             type.str() + ", or one to repeat, got " +
                             Twine(*count));
  Expected<Tensor> tensor = Tensor::create(type);
  if (!tensor)
    return tensor;
  auto *to = static_cast<char *>(tensor->getData());
  int64_t size = getByteSize(type.element);
  auto add = [&](StringRef word) -> Error {
    uint64_t element = 0;
    if (Error error = parseElement(type.element, word, &element, 0))
      return error;
    for (int64_t i = 0, e = isSplat ? expected : 1; i < e; ++i, to += size)
      std::memcpy(to, &element, size);
    return Error::success();
  };
  if (auto scanned = ValueScanner(values, type).scan(add); !scanned)
    return scanned.takeError();
  return tensor;
}

//===----------------------------------------------------------------------===//
// Generators
//===----------------------------------------------------------------------===//

// Only operations that IEEE 754 rounds exactly are used, and std::fma wherever
// a compiler could contract: the numbers are the same on every platform. That
// rules out std::log and the distributions of the standard library.

/// Uniform in [0, 1), a multiple of 2^-bits.
static double drawFraction(std::mt19937_64 &random, int bits) {
  return std::ldexp(static_cast<double>(random() >> (64 - bits)), -bits);
}

/// ln(x) for normal x > 0, to about 1e-16: x = m * 2^e with m near 1, and
/// ln(m) = 2 artanh((m - 1) / (m + 1)) by its series.
static double naturalLog(double x) {
  constexpr double kSqrtHalf = 0.70710678118654752;
  constexpr double kLog2 = 0.69314718055994531;
  int exponent = 0;
  double m = std::frexp(x, &exponent);
  if (m < kSqrtHalf) {
    m *= 2;
    --exponent;
  }
  double s = (m - 1) / (m + 1);
  double square = s * s;
  double sum = 0;
  for (int k = 23; k > 0; k -= 2) // s is below 0.172
    sum = std::fma(sum, square, 1.0 / k);
  return std::fma(exponent, kLog2, 2 * s * sum);
}

/// The polar form of Box and Muller's method, which needs no sine:
/// https://en.wikipedia.org/wiki/Marsaglia_polar_method. The second value is
/// not used, so that no state remains between draws.
static double drawNormal(std::mt19937_64 &random) {
  double x, square;
  do {
    x = 2 * drawFraction(random, 53) - 1;
    double y = 2 * drawFraction(random, 53) - 1;
    square = std::fma(x, x, y * y);
  } while (square >= 1 || square == 0);
  return x * std::sqrt(-2 * naturalLog(square) / square);
}

/// Uniform in [0, range), without the bias of a remainder.
static uint64_t drawInteger(std::mt19937_64 &random, uint64_t range) {
  uint64_t limit = UINT64_MAX - UINT64_MAX % range;
  uint64_t value;
  do
    value = random();
  while (value >= limit);
  return value % range;
}

static void fillUniform(Tensor &tensor, double lo, double hi,
                        std::mt19937_64 &random) {
  ElementKind kind = tensor.getType().element;
  int64_t count = tensor.getNumElements();
  if (isFloat(kind)) {
    int bits = getPrecision(kind);
    for (int64_t i = 0; i < count; ++i)
      tensor.setDouble(i, std::fma(drawFraction(random, bits), hi - lo, lo));
    return;
  }
  auto first = static_cast<int64_t>(lo);
  auto range = static_cast<uint64_t>(static_cast<int64_t>(hi) - first);
  for (int64_t i = 0; i < count; ++i)
    storeInteger(kind, tensor.getData(), i,
                 first + static_cast<int64_t>(drawInteger(random, range)));
}

/// Whether `value` is not infinite as a floating-point `kind`, and exact as an
/// integer one. Above 2^53 a double is not one integer, but many.
static bool canHold(ElementKind kind, double value) {
  uint64_t element = 0;
  storeDouble(kind, &element, 0, value);
  double stored = loadDouble(kind, &element, 0);
  if (isFloat(kind))
    return std::isfinite(stored);
  return stored == value && std::fabs(value) <= 9007199254740992.0;
}

/// Parses "rand" or "rand:lo:hi".
static Error parseBounds(StringRef text, TensorSpec &spec) {
  ElementKind kind = spec.type->element;
  std::string name = std::move(spec.name);
  spec = TensorSpec::uniform(*spec.type);
  spec.name = std::move(name);
  text.consume_front("rand");
  if (!text.consume_front(":"))
    return Error::success();
  auto parse = [](StringRef word) {
    double bound = 0;
    Error error = parseElement(ElementKind::f64, word, &bound, 0);
    // Infinities are refused below, and so is then what is not a number.
    return errorToBool(std::move(error))
               ? std::numeric_limits<double>::infinity()
               : bound;
  };
  auto [lo, hi] = text.split(':');
  spec.lo = parse(lo);
  spec.hi = parse(hi);
  double largest = isFloat(kind) ? spec.hi : spec.hi - 1;
  if (spec.lo < spec.hi && std::isfinite(spec.hi - spec.lo) &&
      canHold(kind, spec.lo) && canHold(kind, largest))
    return Error::success();
  return createStringError(
      "expected two numbers lo < hi as in 'rand:-1:1', with all between them " +
      Twine(isFloat(kind) ? "" : "whole, at most 2^53 and ") +
      "in the range of " + getName(kind) + ", got " + quote(text));
}

/// The last value must exist: neither infinity nor a small number again.
static Error checkIota(const TensorType &type) {
  int64_t count = *type.getNumElements();
  if (count == 0 || canHold(type.element, static_cast<double>(count - 1)))
    return Error::success();
  return createStringError("expected iota to stay within the range of " +
                           getName(type.element) + ", got " + Twine(count) +
                           " elements");
}

//===----------------------------------------------------------------------===//
// The text
//===----------------------------------------------------------------------===//

/// The file of a SPEC without '=': its end says what it is.
static Error parseFile(StringRef text, TensorSpec &spec) {
  size_t split = text.rfind(".npz:");
  bool isWhole = split == StringRef::npos || text.ends_with(".npy") ||
                 text.ends_with(".npz") || text.ends_with(".pb");
  if (isWhole) {
    spec.path = text.str();
    spec.source = text.ends_with(".npz")  ? Source::Npz
                  : text.ends_with(".pb") ? Source::Onnx
                                          : Source::Npy;
  } else {
    spec.source = Source::Npz;
    spec.path = text.take_front(split + 4).str();
    spec.key = text.drop_front(split + 5).str();
    if (spec.key.empty())
      return createStringError("expected a key after '.npz:'");
  }
  if (spec.path.empty())
    return createStringError("expected a file after '@'");
  return Error::success();
}

/// The file of a SPEC with a type: raw bytes, or bf16.
static Error parseTypedFile(StringRef text, TensorSpec &spec) {
  if (Error error = parseFile(text, spec))
    return error;
  if (spec.source == Source::Npy && !text.ends_with(".npy")) {
    spec.source = Source::Raw;
    return Error::success();
  }
  // Taken as raw bytes, the header would become the first elements.
  if (spec.source == Source::Onnx || spec.type->element != ElementKind::bf16)
    return createStringError("expected a file of bytes without a header after "
                             "a type, got " +
                             quote(text) + ", which has its own type; write '" +
                             (spec.name.empty() ? "" : spec.name + ":") + "@" +
                             text + "'");
  return Error::success();
}

static Error parseTyped(StringRef typeText, StringRef rest, TensorSpec &spec) {
  Expected<TensorType> type = TensorType::parse(typeText);
  if (!type) {
    std::string message = toString(type.takeError());
    return createStringError(
        message + (rest.empty() ? "; a file is written '@x.npy'" : ""));
  }
  spec.type = std::move(*type);
  bool hasBody = rest.consume_front("=");
  if (hasBody && rest.consume_front("@")) {
    if (Error error = parseTypedFile(rest, spec))
      return error;
    if (spec.source != Source::Raw)
      return Error::success();
  }
  if (!spec.type->isStatic())
    return createStringError("expected numbers for all sizes, got " +
                             spec.type->str());
  if (!spec.type->getByteSize())
    return createStringError("expected less than 2^63 bytes, got " +
                             spec.type->str());
  if (!hasBody || spec.source == Source::Raw)
    return Error::success();
  if (rest == "rand" || rest.starts_with("rand:"))
    return parseBounds(rest, spec);
  if (rest == "normal") {
    if (!isFloat(spec.type->element))
      return createStringError("expected a floating-point type for normal, "
                               "got " +
                               spec.type->str());
    spec.source = Source::Normal;
    return Error::success();
  }
  if (rest == "iota") {
    spec.source = Source::Iota;
    return checkIota(*spec.type);
  }
  spec.source = Source::Values;
  spec.values = rest.str();
  return Error::success();
}

static Error parseSpec(StringRef text, TensorSpec &spec) {
  StringRef head = text.take_until([](char c) { return c == '=' || c == '@'; });
  StringRef rest = text.drop_front(head.size());
  if (size_t colon = head.rfind(':'); colon != StringRef::npos) {
    spec.name = head.take_front(colon).str();
    head = head.drop_front(colon + 1);
    if (spec.name.empty())
      return createStringError("expected a name before ':'");
  }
  if (!rest.consume_front("@"))
    return parseTyped(head, rest, spec);
  if (!head.empty())
    return createStringError("expected '=' between the type and '@'");
  return parseFile(rest, spec);
}

Expected<TensorSpec> TensorSpec::parse(StringRef text) {
  TensorSpec spec;
  if (Error error = parseSpec(text, spec))
    return createStringError(quote(text) + ": " + toString(std::move(error)));
  return spec;
}

TensorSpec TensorSpec::uniform(TensorType type) {
  TensorSpec spec;
  spec.source = Source::Uniform;
  spec.hi = isFloat(type.element)             ? 1
            : type.element == ElementKind::i1 ? 2
                                              : 100;
  spec.type = std::move(type);
  return spec;
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

static Expected<Tensor> loadFile(const TensorSpec &spec) {
  std::optional<ElementKind> as;
  if (spec.type)
    as = spec.type->element;
  Expected<Tensor> tensor = spec.source == Source::Npy
                                ? readNpyFile(spec.path, as)
                                : readNpzFile(spec.path, spec.key, as);
  if (tensor && spec.type && !spec.type->accepts(tensor->getType()))
    return createStringError("'" + spec.path + "': expected " +
                             spec.type->str() + ", got " +
                             tensor->getType().str());
  return tensor;
}

Expected<Tensor> TensorSpec::load(std::mt19937_64 &random) const {
  switch (source) {
  case Source::Npy:
  case Source::Npz:
    return loadFile(*this);
  case Source::Raw:
    return readRawFile(path, *type);
  case Source::Onnx:
    return createStringError("'" + path +
                             "': expected an .npy or .npz file, got an ONNX "
                             "tensor");
  case Source::Values: {
    Expected<Tensor> tensor = loadValues(values, *type);
    if (!tensor)
      return createStringError(quote(type->str() + "=" + values) + ": " +
                               toString(tensor.takeError()));
    return tensor;
  }
  default:
    break;
  }
  Expected<Tensor> tensor = Tensor::create(*type);
  if (!tensor || source == Source::Zeros)
    return tensor;
  if (source == Source::Uniform) {
    fillUniform(*tensor, lo, hi, random);
    return tensor;
  }
  for (int64_t i = 0, e = tensor->getNumElements(); i < e; ++i)
    tensor->setDouble(i, source == Source::Normal ? drawNormal(random)
                                                  : static_cast<double>(i));
  return tensor;
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

void relu::printTensor(raw_ostream &os, const ConstTensorView &tensor,
                       int64_t maxElements) {
  os << tensor.type << '=';
  int64_t count = tensor.getNumElements();
  if (count == 0) // however many brackets there would be
    return;
  // Elements between a pair of brackets, from the outermost on.
  SmallVector<int64_t> groups;
  int64_t size = count;
  for (int64_t outer :
       ArrayRef(tensor.type.shape)
           .drop_back(std::min<size_t>(tensor.type.shape.size(), 1)))
    groups.push_back(size /= outer);

  for (int64_t i = 0; i < count; ++i) {
    bool isFirst = i == 0;
    for (int64_t group : groups)
      if (i % group == 0) {
        os << '[';
        isFirst = true;
      }
    if (!isFirst)
      os << ' ';
    bool isLast = i >= maxElements;
    if (isLast)
      os << "...";
    else
      printElement(os, tensor.type.element, tensor.data, i);
    for (int64_t group : groups)
      if (isLast || (i + 1) % group == 0)
        os << ']';
    if (isLast)
      return;
  }
}
