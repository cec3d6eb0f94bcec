// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the parameters of activations read and print: `alpha = 0.01`, `inf`.

#include "relu/IR/ReluAttrs.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/Format.h"
#include <charconv>
#include <cmath>
#include <iterator>

using namespace mlir;

FloatAttr relu::detail::getParameter(MLIRContext *context, double value) {
  return FloatAttr::get(Float64Type::get(context), value);
}

double relu::detail::getShortestDecimal(float value) {
  if (!std::isfinite(value))
    return value;
  char text[32];
  char *end = std::to_chars(text, std::end(text), value).ptr;
  double decimal = value;
  std::from_chars(text, end, decimal);
  return decimal;
}

FailureOr<FloatAttr> relu::detail::parseParameter(AsmParser &parser) {
  bool negative = succeeded(parser.parseOptionalMinus());
  double value;
  if (succeeded(parser.parseOptionalKeyword("inf"))) {
    value = std::numeric_limits<double>::infinity();
  } else {
    // Also takes hexadecimal bits; an integer literal needs its point.
    if (parser.parseFloat(value))
      return failure();
  }
  return getParameter(parser.getContext(), negative ? -value : value);
}

void relu::detail::printParameter(AsmPrinter &printer, FloatAttr attr) {
  double value = attr.getValueAsDouble();
  if (std::isnan(value)) {
    uint64_t bits = attr.getValue().bitcastToAPInt().getZExtValue();
    printer << llvm::format_hex(bits, 18, /*Upper=*/true);
    return;
  }
  if (std::isinf(value)) {
    printer << (value < 0 ? "-inf" : "inf");
    return;
  }
  char buffer[32];
  auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), value);
  (void)error; // 24 characters are the longest shortest form of a double.
  StringRef text(buffer, end - buffer);
  // MLIR's float literals have a point, before the exponent if there is one.
  size_t exponent = text.find('e');
  StringRef mantissa = text.substr(0, exponent);
  printer << mantissa;
  if (!mantissa.contains('.'))
    printer << ".0";
  if (exponent != StringRef::npos)
    printer << text.substr(exponent);
}
