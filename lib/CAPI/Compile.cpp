// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From a file or from memory to a handle. Each network is compiled in a context
// of its own, so any number of threads may compile at once.

#include "Network.h"

#include "relu/Execution/File.h"
#include "relu/Execution/OpenMPRuntime.h"
#include "relu/Registration.h"
#ifdef RELU_HAS_ONNX
#include "relu/Import/Onnx.h"
#endif

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include <cstring>

using namespace mlir;
using namespace relu;
using namespace relu::capi;

/// What a program that knows fewer members left out is zero.
static ReluStatus readOptions(const ReluOptions *given, ReluOptions &options) {
  options = RELU_OPTIONS_DEFAULT;
  if (!given)
    return RELU_OK;
  constexpr size_t kFirstVersion =
      offsetof(ReluOptions, threads) + sizeof(options.threads);
  if (given->size < kFirstVersion)
    return fail(RELU_INVALID_ARGUMENT, "options: expected a size of at least " +
                                           llvm::Twine(kFirstVersion) +
                                           ", got " + llvm::Twine(given->size) +
                                           "; begin with RELU_OPTIONS_DEFAULT");
  if (given->size > sizeof(ReluOptions))
    return fail(RELU_UNSUPPORTED,
                "options: expected a size of at most " +
                    llvm::Twine(sizeof(ReluOptions)) + ", got " +
                    llvm::Twine(given->size) +
                    ": they are of a later version than this library");
  std::memcpy(&options, given, given->size);
  return RELU_OK;
}

static ReluStatus chooseTarget(const ReluOptions &options, Target &target) {
  auto chosen = Target::fromCpu(options.cpu ? options.cpu : "");
  if (!chosen)
    return fail(RELU_INVALID_ARGUMENT,
                "cpu: " + llvm::toString(chosen.takeError()));
  target = *chosen;
  if (options.features && *options.features) {
    auto changed = target.withFeatures(options.features);
    if (!changed)
      return fail(RELU_INVALID_ARGUMENT,
                  "features: " + llvm::toString(changed.takeError()));
    target = *changed;
  }
  if (options.threads != 0) {
    auto changed = target.withThreads(options.threads);
    if (!changed)
      return fail(RELU_INVALID_ARGUMENT,
                  "threads: " + llvm::toString(changed.takeError()) +
                      "; 0 leaves it to the library");
    target = *changed;
  }
  std::vector<std::string> missing = target.getFeaturesMissingOnHost();
  if (!missing.empty())
    return fail(RELU_UNSUPPORTED, "cpu: expected one that this machine can "
                                  "run, but it lacks " +
                                      llvm::join(missing, ", "));
  return RELU_OK;
}

static ReluStatus convertOptions(const ReluOptions &options,
                                 CompileOptions &result) {
  llvm::StringRef pipeline =
      options.pipeline ? options.pipeline : "relu-compile";
  if (pipeline == "relu-reference")
    result.path = CompileOptions::Path::Reference;
  else if (pipeline != "relu-compile")
    return fail(RELU_INVALID_ARGUMENT, "pipeline: expected 'relu-compile' or "
                                       "'relu-reference', got '" +
                                           pipeline + "'");
  if (options.batch < -1)
    return fail(RELU_INVALID_ARGUMENT, "batch: expected -1, 0 or more, got " +
                                           llvm::Twine(options.batch));
  return chooseTarget(options, result.target);
}

namespace {
/// Gathers errors, and the notes on them, as lines of text.
class ErrorLog {
public:
  explicit ErrorLog(MLIRContext &context)
      : handler(&context, [this](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
            add("error", diagnostic);
        }) {}

  /// What was gathered, and then `last`.
  std::string with(const llvm::Twine &last) const { return text + last.str(); }

private:
  void add(StringRef kind, Diagnostic &diagnostic) {
    llvm::raw_string_ostream stream(text);
    if (auto place = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>())
      stream << place.getFilename().strref() << ':' << place.getLine() << ':'
             << place.getColumn() << ": ";
    stream << kind << ": " << diagnostic << '\n';
    for (Diagnostic &note : diagnostic.getNotes())
      add("note", note);
  }

  std::string text;
  ScopedDiagnosticHandler handler;
};

/// One compilation.
class Compilation {
public:
  explicit Compilation(const ReluOptions &options) : options(options) {
    registerAllDialects(registry);
    context = std::make_unique<MLIRContext>(registry,
                                            MLIRContext::Threading::DISABLED);
    context->printOpOnDiagnostic(false);
    errors.emplace(*context);
  }

  ReluStatus parse(std::unique_ptr<llvm::MemoryBuffer> buffer);
  ReluStatus import(llvm::StringRef path);
  ReluStatus compile(ReluNetwork **network);

private:
  const ReluOptions &options;
  DialectRegistry registry;
  std::unique_ptr<MLIRContext> context;
  std::optional<ErrorLog> errors;
  OwningOpRef<ModuleOp> module;
};
} // namespace

ReluStatus Compilation::parse(std::unique_ptr<llvm::MemoryBuffer> buffer) {
  if (options.batch != 0)
    return fail(RELU_INVALID_ARGUMENT,
                "batch: expected 0 for a network in MLIR, whose types say it");
  llvm::SourceMgr sources;
  std::string name = buffer->getBufferIdentifier().str();
  sources.AddNewSourceBuffer(std::move(buffer), llvm::SMLoc());
  module = parseSourceFile<ModuleOp>(sources, &*context);
  if (!module)
    return fail(RELU_INVALID_MODEL,
                errors->with("'" + name + "' is not a valid model"));
  return RELU_OK;
}

ReluStatus Compilation::import(llvm::StringRef path) {
#ifdef RELU_HAS_ONNX
  ImportOptions import;
  if (options.batch != 0)
    import.batch = options.batch < 0 ? ShapedType::kDynamic : options.batch;
  auto imported = importOnnxFile(path, *context, import);
  if (!imported)
    return fail(RELU_INVALID_MODEL,
                errors->with(llvm::toString(imported.takeError())));
  module = std::move(*imported);
  return RELU_OK;
#else
  return fail(RELU_UNSUPPORTED, "'" + path +
                                    "': this library was built without ONNX "
                                    "(RELU_ENABLE_ONNX)");
#endif
}

ReluStatus Compilation::compile(ReluNetwork **network) {
  CompileOptions how;
  if (ReluStatus status = convertOptions(options, how))
    return status;
  auto signatures = relu::getSignatures(*module);
  if (!signatures)
    return fail(RELU_INVALID_MODEL, signatures.takeError());
  if (options.function) {
    auto found = relu::findSignature(*signatures, options.function);
    if (!found)
      return fail(RELU_UNKNOWN_FUNCTION, found.takeError());
    how.function = (*found)->name;
  }
  auto executable = Executable::compile(*module, how);
  if (!executable) {
    llvm::Error error = executable.takeError();
    ReluStatus status = error.isA<InternalError>()         ? RELU_INTERNAL_ERROR
                        : error.isA<MissingRuntimeError>() ? RELU_UNSUPPORTED
                                                           : RELU_INVALID_MODEL;
    return fail(status, errors->with(llvm::toString(std::move(error))));
  }
  auto result = std::make_unique<ReluNetwork>();
  result->executable = std::move(*executable);
  for (const Signature &signature : result->executable->getSignatures())
    result->signatureTexts.push_back(signature.str());
  *network = result.release();
  return RELU_OK;
}

/// Memory for `size` bytes of a model and a zero after them; null without any.
/// Resources of bytecode may ask for this alignment.
static std::unique_ptr<llvm::WritableMemoryBuffer>
createBuffer(size_t size, llvm::StringRef name) {
  return llvm::WritableMemoryBuffer::getNewUninitMemBuffer(size, name,
                                                           llvm::Align(64));
}

static ReluStatus readFile(llvm::StringRef path,
                           std::unique_ptr<llvm::MemoryBuffer> &result) {
  auto file = InputFile::open(path);
  if (!file)
    return fail(RELU_FILE_ERROR, file.takeError());
  auto buffer = createBuffer((*file)->getSize(), path);
  if (!buffer)
    return fail(RELU_OUT_OF_MEMORY, "'" + path + "': no memory for " +
                                        llvm::Twine((*file)->getSize()) +
                                        " bytes");
  if (llvm::Error error = (*file)->read(buffer->getBuffer()))
    return fail(RELU_FILE_ERROR, nameFile(path, std::move(error)));
  result = std::move(buffer);
  return RELU_OK;
}

ReluStatus reluCompileFile(const char *path, const ReluOptions *given,
                           ReluNetwork **network) {
  return guard([&] {
    if (network)
      *network = nullptr;
    if (!path || !network)
      return fail(RELU_INVALID_ARGUMENT,
                  "expected a path and a place for the network, got null");
    ReluOptions options;
    if (ReluStatus status = readOptions(given, options))
      return status;
    // Both ways begin with it, so that both fail alike when there is no file.
    std::unique_ptr<llvm::MemoryBuffer> buffer;
    bool isOnnx = llvm::StringRef(path).ends_with(".onnx");
    if (isOnnx) {
      auto file = InputFile::open(path);
      if (!file)
        return fail(RELU_FILE_ERROR, file.takeError());
    } else if (ReluStatus status = readFile(path, buffer)) {
      return status;
    }
    Compilation compilation(options);
    if (ReluStatus status = isOnnx ? compilation.import(path)
                                   : compilation.parse(std::move(buffer)))
      return status;
    return compilation.compile(network);
  });
}

ReluStatus reluCompileMemory(const void *bytes, size_t size,
                             const ReluOptions *given, ReluNetwork **network) {
  return guard([&] {
    if (network)
      *network = nullptr;
    if (!bytes || !network)
      return fail(RELU_INVALID_ARGUMENT,
                  "expected a model and a place for the network, got null");
    ReluOptions options;
    if (ReluStatus status = readOptions(given, options))
      return status;
    auto buffer = createBuffer(size, "<memory>");
    if (!buffer)
      return fail(RELU_OUT_OF_MEMORY,
                  "no memory for " + llvm::Twine(size) + " bytes");
    std::memcpy(buffer->getBufferStart(), bytes, size);
    Compilation compilation(options);
    if (ReluStatus status = compilation.parse(std::move(buffer)))
      return status;
    return compilation.compile(network);
  });
}

void reluDestroyNetwork(ReluNetwork *network) { delete network; }
