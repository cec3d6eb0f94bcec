// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the header: everything that a caller has to know, in the file that the
// caller has open.

#include "Header.h"

#include "CpuCheck.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace relu;

/// How C sees an element.
static StringRef getCType(ElementKind kind) {
  switch (kind) {
  case ElementKind::f32:
    return "float";
  case ElementKind::f64:
    return "double";
  case ElementKind::f16:
  case ElementKind::bf16:
  case ElementKind::u16:
    return "uint16_t";
  case ElementKind::i1:
  case ElementKind::u8:
    return "uint8_t";
  case ElementKind::i8:
    return "int8_t";
  case ElementKind::i16:
    return "int16_t";
  case ElementKind::i32:
    return "int32_t";
  case ElementKind::i64:
    return "int64_t";
  case ElementKind::u32:
    return "uint32_t";
  case ElementKind::u64:
    return "uint64_t";
  }
  llvm_unreachable("an element kind without a type of C");
}

static StringRef getEncoding(ElementKind kind) {
  switch (kind) {
  case ElementKind::f16:
    return ": the bits of IEEE binary16";
  case ElementKind::bf16:
    return ": the upper 16 bits of a float";
  case ElementKind::i1:
    return ": 0 or 1";
  default:
    return "";
  }
}

/// A comment ends where the model says so, otherwise.
static std::string makeSafe(StringRef text) {
  std::string safe;
  for (char c : text) {
    bool isEnd = c == '/' && !safe.empty() && safe.back() == '*';
    bool isBegin = c == '*' && !safe.empty() && safe.back() == '/';
    safe += isEnd || isBegin || !isPrint(c) ? '?' : c;
  }
  return safe;
}

namespace {
class HeaderWriter {
public:
  HeaderWriter(raw_ostream &os, const CInterface &interface)
      : os(os), interface(interface),
        capitals(StringRef(interface.prefix).upper()) {}

  void writeIntroduction(const relu::Target &target, bool needsLibm);
  void writeTensors();
  void writeFunctions();

private:
  void writeConstant(const Twine &name, int64_t value) {
    os << "#define " << capitals << "_" << name << " " << value << "\n";
  }
  std::string getSize(CSize size) const;
  void writeTensor(const CTensor &tensor, StringRef role);
  void writeSizeParameters();

  raw_ostream &os;
  const CInterface &interface;
  std::string capitals;
};
} // namespace

/// "64", "batch", or "?".
std::string HeaderWriter::getSize(CSize size) const {
  switch (size.kind) {
  case CSize::Constant:
    return std::to_string(size.value);
  case CSize::Parameter:
    return interface.sizes[size.value];
  case CSize::Computed:
    return "?";
  }
  llvm_unreachable("a size of no kind");
}

void HeaderWriter::writeIntroduction(const relu::Target &target,
                                     bool needsLibm) {
  os << "/* Written by relu-compile for " << target.getTriple();
  if (!target.getCpu().empty())
    os << ", " << target.getCpu();
  os << ".\n *\n *   " << makeSafe(interface.signature.str()) << "\n *\n"
     << " * All functions may be called from several threads at once. They "
        "allocate nothing"
     << (needsLibm ? ",\n * and need libm (-lm)" : "") << ".\n */\n"
     << "#ifndef RELU_" << interface.prefix << "_H\n#define RELU_"
     << interface.prefix << "_H\n\n#include <stdint.h>\n\n"
     << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n"
     << "/* What functions return. BAD_SIZE: a size is negative, too large, or "
        "does not fit\n * another one. BAD_POINTER: null, or not aligned to "
        "its type. */\n";
  writeConstant("OK", kStatusOk);
  writeConstant("BAD_SIZE", kStatusBadSize);
  writeConstant("BAD_POINTER", kStatusBadPointer);
}

void HeaderWriter::writeTensor(const CTensor &tensor, StringRef role) {
  std::string name = StringRef(tensor.name).upper();
  os << "\n/* " << tensor.name << ": " << role << " of "
     << getName(tensor.type.element) << getEncoding(tensor.type.element)
     << ", ";
  if (tensor.sizes.empty())
    os << "a single element";
  else
    interleave(
        tensor.sizes, os, [&](CSize size) { os << getSize(size); }, " x ");
  os << " */\n";
  os << "#define " << capitals << "_" << name << "_DTYPE \""
     << getName(tensor.type.element) << "\"\n";
  writeConstant(name + "_RANK", tensor.type.getRank());
  for (auto [axis, size] : enumerate(tensor.sizes))
    if (size.kind == CSize::Constant)
      writeConstant(name + "_SIZE" + Twine(axis), size.value);
}

void HeaderWriter::writeTensors() {
  os << "\n/* Tensors: contiguous, the last dimension fastest. Results overlap "
        "nothing else. */\n";
  for (const CTensor &input : interface.inputs)
    writeTensor(input, "input");
  for (const CTensor &result : interface.results)
    writeTensor(result, "result");
}

void HeaderWriter::writeSizeParameters() {
  if (interface.sizes.empty())
    os << "void";
  interleaveComma(interface.sizes, os,
                  [&](StringRef size) { os << "int64_t " << size; });
}

void HeaderWriter::writeFunctions() {
  if (interface.hasWorkspace()) {
    os << "\n/* Bytes of workspace that " << interface.prefix
       << "_run needs for these sizes; -1 when they are bad. */\n";
    if (interface.workspace.kind == CSize::Constant)
      writeConstant("WORKSPACE_SIZE", interface.workspace.value);
    os << "int64_t " << interface.nameOf("workspace_size") << "(";
    writeSizeParameters();
    os << ");\n";
  }
  if (interface.hasComputedSizes()) {
    int64_t count = 0;
    for (const CTensor &result : interface.results)
      count += result.type.getRank();
    os << "\n/* Writes all " << count
       << " sizes of the results, one result after the other. */\nint "
       << interface.nameOf("result_sizes") << "(";
    if (!interface.sizes.empty()) {
      writeSizeParameters();
      os << ", ";
    }
    os << "int64_t *result_sizes);\n";
  }
  os << "\n/* Computes the results.";
  if (interface.hasWorkspace())
    os << " A call uses the workspace alone; its address is a\n * multiple of "
       << kWorkspaceAlignment << ", better of " << kBufferAlignment
       << ", and nothing in it matters before or afterwards.";
  os << " */\nint " << interface.nameOf("run") << "(";
  ListSeparator comma;
  for (const CTensor &input : interface.inputs)
    os << comma << "const " << getCType(input.type.element) << " *"
       << input.name;
  for (const std::string &size : interface.sizes)
    os << comma << "int64_t " << size;
  for (const CTensor &result : interface.results)
    os << comma << getCType(result.type.element) << " *" << result.name;
  if (interface.hasWorkspace())
    os << comma << "void *workspace";
  bool isEmpty = interface.inputs.empty() && interface.results.empty() &&
                 !interface.hasWorkspace();
  os << (isEmpty ? "void" : "") << ");\n\n";
}

std::string relu::writeHeader(const CInterface &interface,
                              const relu::Target &target, bool needsLibm) {
  std::string text;
  raw_string_ostream os(text);
  HeaderWriter writer(os, interface);
  writer.writeIntroduction(target, needsLibm);
  writer.writeTensors();
  writer.writeFunctions();
  printCpuCheck(os, target, interface.prefix);
  os << "\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* RELU_" << interface.prefix
     << "_H */\n";
  return text;
}
