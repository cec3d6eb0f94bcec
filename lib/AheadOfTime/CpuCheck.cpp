// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where CPUs say what they have. x86: Intel 64 and IA-32 Architectures Software
// Developer's Manual, volume 2A, CPUID, and AMD64 Architecture Programmer's
// Manual, volume 3, appendix E. AArch64: Linux, Documentation/arch/arm64/
// elf_hwcaps.rst. Written out in C, because the builtins of compilers for it
// need libgcc.

#include "CpuCheck.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/TargetParser/Triple.h"

using namespace relu;

namespace {
enum Register { EAX, EBX, ECX, EDX };

/// A bit that CPUID sets in a register.
struct X86Feature {
  const char *name; // LLVM's
  uint32_t leaf, subleaf;
  Register reg;
  int bit;
};

struct HwcapFeature {
  const char *name; // LLVM's
  bool isSecondWord;
  int bit;
};
} // namespace

static const X86Feature kX86Features[] = {
    {"sse3", 1, 0, ECX, 0},
    {"pclmul", 1, 0, ECX, 1},
    {"ssse3", 1, 0, ECX, 9},
    {"fma", 1, 0, ECX, 12},
    {"cx16", 1, 0, ECX, 13},
    {"sse4.1", 1, 0, ECX, 19},
    {"sse4.2", 1, 0, ECX, 20},
    {"movbe", 1, 0, ECX, 22},
    {"popcnt", 1, 0, ECX, 23},
    {"aes", 1, 0, ECX, 25},
    {"xsave", 1, 0, ECX, 26},
    {"avx", 1, 0, ECX, 28},
    {"f16c", 1, 0, ECX, 29},
    {"rdrnd", 1, 0, ECX, 30},
    {"fsgsbase", 7, 0, EBX, 0},
    {"bmi", 7, 0, EBX, 3},
    {"avx2", 7, 0, EBX, 5},
    {"bmi2", 7, 0, EBX, 8},
    {"avx512f", 7, 0, EBX, 16},
    {"avx512dq", 7, 0, EBX, 17},
    {"rdseed", 7, 0, EBX, 18},
    {"adx", 7, 0, EBX, 19},
    {"avx512ifma", 7, 0, EBX, 21},
    {"clflushopt", 7, 0, EBX, 23},
    {"clwb", 7, 0, EBX, 24},
    {"avx512cd", 7, 0, EBX, 28},
    {"sha", 7, 0, EBX, 29},
    {"avx512bw", 7, 0, EBX, 30},
    {"avx512vl", 7, 0, EBX, 31},
    {"avx512vbmi", 7, 0, ECX, 1},
    {"avx512vbmi2", 7, 0, ECX, 6},
    {"gfni", 7, 0, ECX, 8},
    {"vaes", 7, 0, ECX, 9},
    {"vpclmulqdq", 7, 0, ECX, 10},
    {"avx512vnni", 7, 0, ECX, 11},
    {"avx512bitalg", 7, 0, ECX, 12},
    {"avx512vpopcntdq", 7, 0, ECX, 14},
    {"rdpid", 7, 0, ECX, 22},
    {"cldemote", 7, 0, ECX, 25},
    {"movdiri", 7, 0, ECX, 27},
    {"movdir64b", 7, 0, ECX, 28},
    {"avx512vp2intersect", 7, 0, EDX, 8},
    {"serialize", 7, 0, EDX, 14},
    {"avx512fp16", 7, 0, EDX, 23},
    {"sha512", 7, 1, EAX, 0},
    {"sm3", 7, 1, EAX, 1},
    {"sm4", 7, 1, EAX, 2},
    {"avxvnni", 7, 1, EAX, 4},
    {"avx512bf16", 7, 1, EAX, 5},
    {"cmpccxadd", 7, 1, EAX, 7},
    {"avxifma", 7, 1, EAX, 23},
    {"avxvnniint8", 7, 1, EDX, 4},
    {"avxneconvert", 7, 1, EDX, 5},
    {"avxvnniint16", 7, 1, EDX, 10},
    {"sahf", 0x80000001, 0, ECX, 0},
    {"lzcnt", 0x80000001, 0, ECX, 5},
    {"sse4a", 0x80000001, 0, ECX, 6},
    {"xop", 0x80000001, 0, ECX, 11},
    {"fma4", 0x80000001, 0, ECX, 16},
    {"tbm", 0x80000001, 0, ECX, 21},
};

static const HwcapFeature kAArch64Features[] = {
    {"aes", false, 3},     {"sha2", false, 6},       {"crc", false, 7},
    {"lse", false, 8},     {"fullfp16", false, 10},  {"rdm", false, 12},
    {"jsconv", false, 13}, {"complxnum", false, 14}, {"rcpc", false, 15},
    {"sha3", false, 17},   {"sm4", false, 19},       {"dotprod", false, 20},
    {"sve", false, 22},    {"fp16fml", false, 23},   {"rcpc-immo", false, 26},
    {"flagm", false, 27},  {"sve2", true, 1},        {"altnzcv", true, 7},
    {"fptoint", true, 8},  {"i8mm", true, 13},       {"bf16", true, 14},
    {"bti", true, 17},     {"mops", true, 43},       {"cssc", true, 34},
};

/// Registers whose state the system must save: XCR0 after XGETBV.
static uint32_t getSavedState(llvm::ArrayRef<std::string> features) {
  auto hasAny = [&](llvm::StringRef prefix) {
    return llvm::any_of(features, [&](llvm::StringRef feature) {
      return feature.starts_with(prefix);
    });
  };
  if (hasAny("avx512"))
    return 0xe6; // XMM, YMM, masks, both halves of ZMM
  return hasAny("avx") ? 0x6 : 0;
}

llvm::Error relu::verifyCpuCheck(const Target &target) {
  if (!llvm::Triple(target.getTriple()).isX86())
    return llvm::Error::success();
  // Registers and instructions of the future, which LLVM uses where it can.
  for (const std::string &feature : target.getAllFeatures())
    if (llvm::StringRef(feature).starts_with("avx10") || feature == "egpr" ||
        feature == "ndd")
      return llvm::createStringError(
          "expected a CPU whose features a header can ask for, such as "
          "'x86-64-v4', got one with '" +
          feature + "'");
  return llvm::Error::success();
}

static void printX86Check(llvm::raw_ostream &os,
                          llvm::ArrayRef<std::string> features,
                          llvm::StringRef prefix) {
  os << "#if !defined(__x86_64__)\n#error \"" << prefix
     << " is compiled for x86-64\"\n#endif\n"
     << "static inline void " << prefix
     << "_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t out[4]) {\n"
     << "  __asm__ __volatile__(\"cpuid\"\n"
     << "                       : \"=a\"(out[0]), \"=b\"(out[1]), "
        "\"=c\"(out[2]), \"=d\"(out[3])\n"
     << "                       : \"a\"(leaf), \"c\"(subleaf));\n}\n"
     << "static inline int " << prefix << "_supported(void) {\n"
     << "  uint32_t most, r[4];\n";
  uint32_t state = getSavedState(features);
  if (state)
    os << "  uint32_t low, high;\n";
  for (uint32_t first : {0u, 0x80000000u}) {
    bool isAsked = false;
    uint32_t leaf = 0, subleaf = 0;
    // One question for each leaf; the table is in their order.
    uint32_t masks[4] = {};
    auto flush = [&] {
      if (!(masks[0] | masks[1] | masks[2] | masks[3]))
        return;
      if (!isAsked)
        os << llvm::format("  %s_cpuid(0x%xu, 0, r);\n  most = r[0];\n",
                           prefix.str().c_str(), first);
      isAsked = true;
      os << llvm::format("  if (most < 0x%xu)\n    return 0;\n", leaf)
         << llvm::format("  %s_cpuid(0x%xu, %uu, r);\n", prefix.str().c_str(),
                         leaf, subleaf);
      for (int i = 0; i < 4; ++i)
        if (masks[i])
          os << llvm::format("  if ((r[%d] & 0x%xu) != 0x%xu)\n    return 0;\n",
                             i, masks[i], masks[i]);
      // XGETBV is there when the system says that it uses it.
      if (leaf == 1 && state)
        os << "  __asm__ __volatile__(\"xgetbv\" : \"=a\"(low), \"=d\"(high) : "
              "\"c\"(0));\n  (void)high;\n"
           << llvm::format("  if ((low & 0x%xu) != 0x%xu)\n    return 0;\n",
                           state, state);
      std::fill(std::begin(masks), std::end(masks), 0);
    };
    for (const X86Feature &feature : kX86Features) {
      if ((feature.leaf & 0x80000000u) != first)
        continue;
      if (feature.leaf != leaf || feature.subleaf != subleaf)
        flush();
      leaf = feature.leaf, subleaf = feature.subleaf;
      if (llvm::is_contained(features, feature.name))
        masks[feature.reg] |= uint32_t(1) << feature.bit;
      if (feature.leaf == 1 && feature.bit == 28 && state)
        masks[ECX] |= uint32_t(1) << 27; // OSXSAVE
    }
    flush();
  }
  os << "  (void)most, (void)r;\n  return 1;\n}\n";
}

static void printAArch64Check(llvm::raw_ostream &os,
                              llvm::ArrayRef<std::string> features,
                              llvm::StringRef prefix) {
  uint64_t masks[2] = {};
  for (const HwcapFeature &feature : kAArch64Features)
    if (llvm::is_contained(features, feature.name))
      masks[feature.isSecondWord] |= uint64_t(1) << feature.bit;
  // AT_HWCAP is 16 and AT_HWCAP2 26.
  bool hasAny = masks[0] || masks[1];
  if (hasAny)
    os << "#include <sys/auxv.h>\n";
  os << "static inline int " << prefix << "_supported(void) {\n";
  for (int word : {0, 1})
    if (masks[word])
      os << llvm::format("  if ((getauxval(%d) & 0x%llxul) != 0x%llxul)\n"
                         "    return 0;\n",
                         word ? 26 : 16, (unsigned long long)masks[word],
                         (unsigned long long)masks[word]);
  os << "  return 1;\n}\n";
}

void relu::printCpuCheck(llvm::raw_ostream &os, const Target &target,
                         llvm::StringRef prefix) {
  std::vector<std::string> features = target.getAllFeatures();
  llvm::Triple triple(target.getTriple());
  os << "/* 1 on a CPU that can run " << prefix
     << "_run, 0 on others: ask first. */\n";
  if (triple.isX86())
    return printX86Check(os, features, prefix);
  if (triple.isAArch64() && triple.isOSLinux())
    return printAArch64Check(os, features, prefix);
  os << "static inline int " << prefix << "_supported(void) { return 1; }\n";
}
