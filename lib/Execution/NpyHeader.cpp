// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decides which .npy headers are understood, and writes them. The header is a
// Python literal; a parser for just the literal that numpy writes stands
// between it and everything else.

#include "NpyHeader.h"

#include "relu/Execution/Npy.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace relu;

namespace {

struct Dtype {
  StringLiteral name; // without the byte order
  ElementKind kind;
};

class HeaderParser {
public:
  explicit HeaderParser(StringRef text) : text(text), rest(text) {}

  Error parse(NpyHeader &header) {
    if (!consume("{"))
      return fail("'{'");
    bool isFirst = true;
    SmallVector<std::string, 3> seen;
    while (!consume("}")) {
      if (!isFirst && !consume(","))
        return fail("',' or '}'");
      if (!isFirst && consume("}"))
        break;
      isFirst = false;
      std::string key;
      if (Error error = parseString(key))
        return error;
      if (is_contained(seen, key))
        return createStringError("expected key " + quoteUntrusted(key) +
                                 " once in the header, got it twice");
      seen.push_back(key);
      if (!consume(":"))
        return fail("':'");
      if (Error error = parseValue(key, header))
        return error;
    }
    if (skipSpace(); !rest.empty())
      return fail("nothing after the dictionary");
    for (StringRef key : {"descr", "fortran_order", "shape"})
      if (!is_contained(seen, key))
        return createStringError("expected key '" + key +
                                 "' in the header, got " +
                                 quoteUntrusted(text));
    return Error::success();
  }

private:
  Error fail(const Twine &expected) {
    skipSpace();
    return createStringError(
        "expected " + expected + " at byte " +
        Twine(text.size() - rest.size()) + " of the header, got " +
        (rest.empty() ? std::string("its end") : quoteUntrusted(rest)));
  }

  void skipSpace() { rest = rest.ltrim(" \t\r\n"); }

  bool consume(StringRef token) {
    skipSpace();
    return rest.consume_front(token);
  }

  Error parseValue(StringRef key, NpyHeader &header) {
    if (key == "shape")
      return parseShape(header.shape);
    if (key == "fortran_order") {
      header.isFortran = consume("True");
      if (!header.isFortran && !consume("False"))
        return fail("True or False");
      return Error::success();
    }
    if (key != "descr")
      return createStringError("expected the keys 'descr', 'fortran_order' and "
                               "'shape' in the header, got " +
                               quoteUntrusted(key));
    skipSpace();
    if (rest.starts_with("[") || rest.starts_with("("))
      return createStringError("expected one number per element, got a "
                               "structured dtype " +
                               quoteUntrusted(rest));
    return parseString(header.descr);
  }

  Error parseString(std::string &result) {
    skipSpace();
    char mark = rest.empty() ? '\0' : rest.front();
    size_t end = StringRef::npos;
    if (mark == '\'' || mark == '"')
      end = rest.find(mark, 1);
    // An escape is never needed for what a string may say here.
    if (end == StringRef::npos || rest.take_front(end).contains('\\'))
      return fail("a string");
    result = rest.slice(1, end).str();
    rest = rest.drop_front(end + 1);
    return Error::success();
  }

  Error parseShape(SmallVectorImpl<int64_t> &shape) {
    if (!consume("("))
      return fail("'(' before the sizes");
    while (!consume(")")) {
      int64_t size = 0;
      if (Error error = parseSize(size))
        return error;
      if (shape.size() == TensorType::kMaxRank)
        return createStringError("expected at most " +
                                 Twine(TensorType::kMaxRank) +
                                 " dimensions, got more");
      shape.push_back(size);
      if (consume(","))
        continue;
      // To Python (3) is a number, not a tuple.
      if (shape.size() == 1)
        return fail("','");
      if (!consume(")"))
        return fail("',' or ')'");
      break;
    }
    return Error::success();
  }

  Error parseSize(int64_t &size) {
    skipSpace();
    StringRef digits = rest.take_while(isDigit);
    // Python has no numbers such as 03.
    if (digits.empty() || (digits.size() > 1 && digits.front() == '0'))
      return fail("a size of 0 or more");
    if (digits.getAsInteger(10, size))
      return fail("a size below 2^63");
    rest = rest.drop_front(digits.size());
    rest.consume_front("L"); // written by Python 2
    return Error::success();
  }

  StringRef text;
  StringRef rest;
};

} // namespace

static constexpr Dtype kDtypes[] = {
    {"f2", ElementKind::f16}, {"f4", ElementKind::f32},
    {"f8", ElementKind::f64}, {"i1", ElementKind::i8},
    {"i2", ElementKind::i16}, {"i4", ElementKind::i32},
    {"i8", ElementKind::i64}, {"u1", ElementKind::u8},
    {"u2", ElementKind::u16}, {"u4", ElementKind::u32},
    {"u8", ElementKind::u64}, {"b1", ElementKind::i1},
};

std::string relu::quoteUntrusted(StringRef text) {
  constexpr size_t kLimit = 40;
  std::string result = "'";
  raw_string_ostream os(result);
  printEscapedString(text.take_front(kLimit), os);
  os << (text.size() > kLimit ? "…'" : "'");
  return result;
}

Expected<NpyHeader> relu::parseNpyHeader(StringRef text) {
  NpyHeader header;
  if (Error error = HeaderParser(text).parse(header))
    return error;
  return header;
}

/// Why a dtype is not read, for those that people meet.
static StringRef getReason(StringRef name) {
  switch (name.empty() ? '\0' : name.front()) {
  case 'O':
    return " (Python objects, which only Python can load)";
  case 'c':
    return " (complex numbers)";
  case 'S':
  case 'a':
  case 'U':
    return " (strings)";
  case 'M':
  case 'm':
    return " (dates)";
  case 'V':
    return name == "V2" ? " (bytes without a type; if it is bf16, say so: "
                          "'4xbf16=@file.npy')"
                        : " (bytes without a type)";
  default:
    return "";
  }
}

Expected<NpyDtype> relu::decodeDescr(StringRef descr,
                                     std::optional<ElementKind> as) {
  char order = '=';
  StringRef name = descr;
  if (!name.empty() && StringRef("<>=|").contains(name.front())) {
    order = name.front();
    name = name.drop_front();
  }
  bool isForeign = order == (sys::IsLittleEndianHost ? '>' : '<');
  if (as == ElementKind::bf16 && name == "V2")
    return NpyDtype{ElementKind::bf16, /*isSwapped=*/false};

  const Dtype *dtype =
      find_if(kDtypes, [&](const Dtype &dtype) { return dtype.name == name; });
  if (dtype == std::end(kDtypes))
    return createStringError(
        "expected a dtype among " +
        join(map_range(kDtypes, [](const Dtype &d) { return d.name; }), ", ") +
        ", got " + quoteUntrusted(descr) + getReason(name));
  ElementKind kind = dtype->kind;
  if (as == ElementKind::bf16 && kind == ElementKind::u16)
    kind = ElementKind::bf16;
  if (as && kind != *as)
    return createStringError(
        "expected elements of " + getName(*as) +
        (as == ElementKind::bf16 ? ", which numpy holds as u2" : "") +
        ", got dtype " + quoteUntrusted(descr));
  return NpyDtype{kind, isForeign};
}

Expected<std::string> relu::makeNpyHeader(const TensorType &type) {
  if (type.getRank() > TensorType::kMaxRank || !type.getByteSize())
    return createStringError("expected a static shape of at most " +
                             Twine(TensorType::kMaxRank) + " dimensions, got " +
                             type.str());
  ElementKind kind = type.element;
  if (kind == ElementKind::bf16)
    kind = ElementKind::u16;
  const Dtype *dtype =
      find_if(kDtypes, [&](const Dtype &dtype) { return dtype.kind == kind; });
  char order = sys::IsLittleEndianHost ? '<' : '>';
  if (relu::getByteSize(kind) == 1)
    order = '|';

  std::string literal;
  raw_string_ostream os(literal);
  os << "{'descr': '" << order << dtype->name
     << "', 'fortran_order': False, 'shape': (";
  interleave(type.shape, os, ", ");
  os << (type.getRank() == 1 ? ",)" : ")") << ", }";
  // The data begins at a multiple of 64; a newline ends the header.
  constexpr size_t kBefore = 10;
  literal.append(63 - (kBefore + literal.size()) % 64, ' ');
  literal += '\n';

  std::string header = kNpyMagic.str();
  header += {'\x01', '\x00', static_cast<char>(literal.size() & 0xff),
             static_cast<char>(literal.size() >> 8)};
  return header + literal;
}
