// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The machine that code is made for. Kernels and machine code are chosen from
// one object, so that they can not disagree.

#ifndef RELU_CODEGEN_TARGET_H
#define RELU_CODEGEN_TARGET_H

#include "relu/IR/ReluAttrs.h"
#include "relu/IR/ReluDialect.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"
#include <memory>
#include <string>
#include <vector>

namespace relu {

/// The second-level cache of a core, in bytes, where nothing is known of it,
/// and between which limits one is believed.
constexpr int64_t kUsualCacheBytes = int64_t(2) << 20;
constexpr int64_t kLeastCacheBytes = int64_t(64) << 10;
constexpr int64_t kMostCacheBytes = int64_t(1) << 30;

/// The ways of a core's first-level data cache where nothing is known of it:
/// those of 32 KiB in ways of 4 KiB.
constexpr int64_t kUsualL1Ways = 8;

/// A triple, a CPU name and features, as LLVM names them, how many threads
/// compute, and how large the second-level cache of each is.
class Target {
public:
  /// The machine of this process, by its features: the name that LLVM detects
  /// is wrong on some virtual machines, so `getCpu()` is empty.
  static Target host();

  /// A machine by name, such as "x86-64-v3"; "host" or "" is host(). Fails when
  /// this LLVM does not know the name.
  static llvm::Expected<Target> fromCpu(llvm::StringRef cpu);

  /// This target with features added and taken away, as LLVM writes it:
  /// "+fma,-avx512f". Fails on anything else, and on a feature that LLVM does
  /// not know.
  llvm::Expected<Target> withFeatures(llvm::StringRef list) const;

  /// This target with so many threads, 1 to kMaxThreads. Fails on any other
  /// number.
  llvm::Expected<Target> withThreads(int64_t count) const;

  /// This target with a second-level cache of so many bytes for each core,
  /// kLeastCacheBytes to kMostCacheBytes. Fails on any other number.
  llvm::Expected<Target> withCacheBytes(int64_t bytes) const;

  /// A machine by triple and name, such as "aarch64-linux-gnu" and
  /// "cortex-a72". An empty triple is that of this process; an empty name is
  /// then host(), and otherwise what every CPU of the triple has. Fails when
  /// this LLVM does not know one of them.
  static llvm::Expected<Target> fromTriple(llvm::StringRef triple,
                                           llvm::StringRef cpu);

  /// The target that `module` carries as attribute `llvm.target`, or host()
  /// without one, with the threads that its attribute `relu.threads` says, or
  /// one, and the cache that `relu.cache_bytes` says. Fails, with an error at
  /// the module, when this LLVM can not make code for it.
  static mlir::FailureOr<Target> fromModule(mlir::ModuleOp module);

  /// What the attribute `relu.threads` of `module` says, or 1. Fails, with an
  /// error at the module, when that makes no sense.
  static mlir::FailureOr<int64_t> getThreads(mlir::ModuleOp module);

  /// What the attribute `relu.cache_bytes` of `module` says, or
  /// kUsualCacheBytes. Fails, with an error at the module, when that makes no
  /// sense.
  static mlir::FailureOr<int64_t> getCacheBytes(mlir::ModuleOp module);

  /// The ways of the first-level data cache of the target that `module`
  /// carries, or kUsualL1Ways without one: the host is not looked at. Fails,
  /// with an error at the module, when this LLVM can not make code for that
  /// target.
  static mlir::FailureOr<int64_t> getL1Ways(mlir::ModuleOp module);

  /// Writes the target to `module`, as the attributes `llvm.target`, for more
  /// than one thread `relu.threads`, and for an unusual cache
  /// `relu.cache_bytes`, unless the module says how large it is.
  void attachTo(mlir::ModuleOp module) const;

  /// Tells LLVM to generate the code of `module` for this target. Instructions
  /// are scheduled as for any CPU: the models of some CPUs (x86-64-v4,
  /// icelake-server) make LLVM spill the sums of a register tile. The context
  /// of `module` gets a gate of passes (OptPassGate) that leaves loop strength
  /// reduction out: kernels count their addresses themselves.
  void attachTo(llvm::Module &module) const;

  const std::string &getTriple() const { return triple; }
  const std::string &getCpu() const { return cpu; }
  /// "+avx2,+fma,…"; features of the CPU itself are not repeated.
  std::string getFeatureString() const;

  /// The threads of one call, 1 or more.
  int64_t getThreads() const { return threads; }

  /// The second-level cache of a core, in bytes: what the operating system says
  /// of the host, kUsualCacheBytes of other machines.
  int64_t getCacheBytes() const { return cacheBytes; }

  /// The ways, of 4 KiB, of a core's first-level data cache. A list of features
  /// does not say it: it is 12 where there is AVX512-FP16, as on Sapphire,
  /// Emerald and Granite Rapids, and taken for kUsualL1Ways elsewhere, also on
  /// other cores that have 12.
  int64_t getL1Ways() const;

  /// LLVM's names of all features, those of the CPU included, sorted.
  std::vector<std::string> getAllFeatures() const;

  /// Whether the CPU or the features include `feature`, such as "avx2".
  bool hasFeature(llvm::StringRef feature) const;

  /// The widest instruction set that there are kernels for.
  Isa getIsa() const;

  /// Features that this target has and the machine of this process lacks. Code
  /// runs here when there are none.
  std::vector<std::string> getFeaturesMissingOnHost() const;

  /// What the machine code is for.
  enum class Use {
    Jit,    ///< loaded anywhere in this process: large code model
    Object, ///< linked into programs and shared libraries: position independent
  };
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
  createTargetMachine(Use use) const;

private:
  Target(std::string triple, std::string cpu, std::vector<std::string> features)
      : triple(std::move(triple)), cpu(std::move(cpu)),
        features(std::move(features)) {}

  std::string triple;
  std::string cpu;
  std::vector<std::string> features; // "+name" or "-name"; the last one counts
  int64_t threads = 1;
  int64_t cacheBytes = kUsualCacheBytes;
};

/// The attribute of a module that holds its target.
constexpr llvm::StringLiteral kTargetAttrName = "llvm.target";

} // namespace relu

#endif // RELU_CODEGEN_TARGET_H
